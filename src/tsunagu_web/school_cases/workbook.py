"""校内シート as Excel: the request on top, then what the school tells and did; read back as its own 支援経過."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tsunagu_web.accounts.models import User
from tsunagu_web.casework.places import must_name_no_place
from tsunagu_web.papers.workbooks import NAME, Page, returned, unreadable, write_workbook
from tsunagu_web.reading import RunView
from tsunagu_web.support.declared import current_support
from tsunagu_web.support.forms import ContactForm
from tsunagu_web.support.hand_sheets import (
    Asked,
    child_out_of_reach,
    copy_of,
    day_told,
    keep_read,
    nothing_filled,
    sheet_of,
    wrong_lines,
)
from tsunagu_web.support.models import HandSheet
from tsunagu_web.support.writing import CONTACT_WORDS, write_contact

PAGE = "校内シート"
LINES = 4
FILLED_ON, FILLED_BY = "filled_on", "filled_by"
TOLD = {
    "concerns": "学校教員からみた、こどもの課題",
    "home": "学校が知っている、家庭のこと",
    "roles": "これからの役割分担（だれが・何を・いつまで）",
}
"""What the school tells at once; kept as one record of the day the sheet was filled in."""
FIELDS = {
    "on": "日",
    "with_whom": "だれが・だれと",
    "fact": "したこと・見たこと",
    "heard": "聞いたこと",
    "heard_from": "だれから聞いたか",
    "seen": "そのとき姿を見たこどもの番号",
    "place": "どこで見たか",
}
LONG = ("fact", "heard")


def asked() -> Asked:
    """Key and words of every line to fill in."""
    rows = [(f"r{row}.{name}", f"{row}　{words}") for row in range(1, LINES + 1) for name, words in FIELDS.items()]
    return [(FILLED_ON, "書いた日"), (FILLED_BY, "書いた人の氏名・役職"), *TOLD.items(), *rows]


def school_workbook(sheet: HandSheet, paper: Mapping[str, Any], names: Mapping[str, str]) -> bytes:
    """The bytes of the workbook. `paper`: what the paper of the sheet says; `names`: code → name of each child."""
    title, words = f"校内シート {sheet.case.number}-{sheet.number}", dict(asked())

    def write(page: Page) -> None:
        page.begin(title, f"{sheet.case.number}-{sheet.number}")
        page.say(
            "発行番号", f"{sheet.case.number}-{sheet.number}　出した人：{sheet.by.display_name}（{sheet.by.section}）"
        )
        for code, name in names.items():
            page.say(f"氏名（{code}）", name, f"{NAME}_{code}")
        for label, value in paper["rows"]:
            page.say(label, value)
        for one in paper["duties"]:
            page.say("守秘義務など", one)
        page.columns("学校から", "書き方。分かるところだけ書きます")
        page.ask(words[FILLED_ON], "例：2026-11-05", FILLED_ON)
        page.ask(words[FILLED_BY], "", FILLED_BY)
        for name, label in TOLD.items():
            page.ask(label, "見たことと聞いたことを分けて書きます" if name == "concerns" else "", name, asks="text")
        page.columns("これまでの校内での支援経過", "一つのかかわりを、一つの番号の欄に書きます")
        for key, label in asked()[2 + len(TOLD) :]:
            name = key.partition(".")[2]
            page.ask(label, _HELP.get(name, ""), key, sheet.children if name == "seen" else [], _asks(name))

    return write_workbook(title, PAGE, copy_of(sheet), write)


_HELP = {
    "on": "例：2026-11-05",
    "heard_from": "聞いたことを書いたときは、かならず",
    "seen": "選ぶと、見た人から聞いた目視確認にもなります",
    "place": "教室、保健室など",
}


def _asks(name: str) -> str:
    return "text" if name in LONG else "mark"


def read_school_sheet(
    sheet_case: Any,
    run: RunView,
    user: User,
    role: str,
    children: list[tuple[str, str]],
    pages: dict[str, list[list[str]]],
) -> int:
    """Keep what a filled-in copy tells; how many records it gave. Call inside the recording transaction.

    `children`: code and words of those this person may write about. Raises RefusedError C025–C028 and C153–C156, C195, with nothing kept.
    """
    found = returned(pages, PAGE)
    sheet = sheet_of(sheet_case, HandSheet.SCHOOL, found)
    found.must_be_copy(copy_of(sheet), asked())
    forms = list(_forms(found.cells, children))
    if not forms:
        raise nothing_filled()
    reach = {code for code, _ in children}
    if any(
        value not in reach and value in sheet.children for key, value in found.cells.items() if key.endswith(".seen")
    ):
        raise child_out_of_reach()
    if wrong := [words for form, keys in forms if not form.is_valid() for words in wrong_lines(form, keys, asked())]:
        raise unreadable(list(dict.fromkeys(wrong)))
    must_name_no_place(sheet_case, run, *(form for form, _ in forms))
    for form, _ in forms:
        told = form.cleaned_data
        words = {name: told[name] for name in CONTACT_WORDS}
        # Whoever reads it in saw nobody: the school did, and safety is not said from what a sheet tells.
        write_contact(
            sheet_case, user, role, on=told["on"], way=told["way"], words=words,
            seen=told["seen"], seen_by=told["with_whom"], place=told["place"],
        )  # fmt: skip
    keep_read(sheet, user, role, len(forms))
    return len(forms)


def _forms(cells: Mapping[str, str], children: list[tuple[str, str]]) -> Any:
    """A form of the page for each record, and field → key of its line."""
    support = current_support()
    way = "school" if any(key == "school" for key, _ in support.ways) else support.ways[0][0]
    told = "\n".join(f"{label}：{cells[name]}" for name, label in TOLD.items() if cells.get(name))
    if told:
        said = {
            "on": day_told(cells.get(FILLED_ON, "")),
            "way": way,
            "with_whom": cells.get(FILLED_BY, ""),
            "fact": told,
        }
        keys = {"on": FILLED_ON, "with_whom": FILLED_BY, "fact": "concerns"}
        yield ContactForm(said, support=support, children=children), keys
    for row in range(1, LINES + 1):
        line = {name: cells.get(f"r{row}.{name}", "") for name in FIELDS}
        if any(line.values()):
            seen = [line["seen"]] if line["seen"] else []
            said_of = line | {"way": way, "on": day_told(line["on"]), "seen": seen}
            keys = {name: f"r{row}.{name}" for name in FIELDS}
            yield ContactForm(said_of, support=support, children=children), keys
