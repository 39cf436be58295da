"""最終目視確認シート as Excel: filled in where the child is seen, and read back. No place, whoever it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tsunagu_web.accounts.models import User
from tsunagu_web.casework.finding import Place
from tsunagu_web.casework.places import must_name_no_place
from tsunagu_web.papers.workbooks import NAME, Page, returned, unreadable, write_workbook
from tsunagu_web.reading import RunView
from tsunagu_web.support.forms import SightingForm
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
from tsunagu_web.support.reading import Seen
from tsunagu_web.support.writing import write_sighting

PAGE = "最終目視確認"
OWN, OTHER = "このシートを持っていった人", "ほかの人（下に氏名）"
FIELDS = {
    "on": ("見た日", "例：2026-10-31、10月31日ではなく年も書きます"),
    "hour": ("見た時刻", "例：14:30。分かれば"),
    "eyes": ("だれが見たか", ""),
    "seen_by": ("見た人の氏名・役職", "「ほかの人」のときだけ"),
    "place": ("どこで", "「家の玄関」「健診で」のように。住所・学校名・電話番号は書きません"),
    "condition": ("様子（見たまま）", "見られなかったときは、ここまでを空けておきます"),
}


def asked_of(children: Sequence[str]) -> Asked:
    """Key and words of every line to fill in."""
    return [(f"{code}.{name}", f"{code} {words}") for code in children for name, (words, _) in FIELDS.items()]


def sighting_workbook(
    sheet: HandSheet, seen: Sequence[Seen], names: Mapping[str, str], last: Mapping[str, str]
) -> bytes:
    """The bytes of the workbook. `names`, `last`: by child, the name and when it was seen last."""
    title = f"最終目視確認シート {sheet.case.number}-{sheet.number}"

    def write(page: Page) -> None:
        page.begin(title, f"{sheet.case.number}-{sheet.number}　{sheet.by.display_name}")
        page.say(
            "発行番号",
            f"{sheet.case.number}-{sheet.number}　持っていく人：{sheet.by.display_name}（{sheet.by.section}）",
        )
        page.say(
            "書き方",
            "見たこどもの欄だけに書きます。もどったら、ケースの「支援」の画面で読み込み、このファイルを消します。",
        )
        for one in seen:
            code = one.child_code
            page.columns(f"{code} {one.words}", "書き方")
            page.say("氏名", names[code], f"{NAME}_{code}")
            page.say("前に見た日", last[code])
            for (key, label), (name, (_, more)) in zip(asked_of([code]), FIELDS.items(), strict=True):
                page.ask(label, more, key, [OWN, OTHER] if name == "eyes" else [])

    return write_workbook(title, PAGE, copy_of(sheet), write)


def read_sightings(place: Place, run: RunView, pages: dict[str, list[list[str]]]) -> int:
    """Keep what a filled-in copy tells; how many sightings it gave. Call inside the recording transaction.

    Raises RefusedError C025–C028 and C153–C156 and C195, with nothing kept.
    """
    found = returned(pages, PAGE)
    sheet = sheet_of(place.case, HandSheet.SIGHTING, found)
    asked = asked_of(sheet.children)
    found.must_be_copy(copy_of(sheet), asked)
    told = {code: {name: found.cells.get(f"{code}.{name}", "") for name in FIELDS} for code in sheet.children}
    filled = {code: cells for code, cells in told.items() if any(cells.values())}
    if not filled:
        raise nothing_filled()
    if not set(filled) <= set(place.codes):
        raise child_out_of_reach()
    forms = {code: _form(code, cells, sheet.by, place) for code, cells in filled.items()}
    keys = {code: {name: f"{code}.{name}" for name in FIELDS} for code in forms}
    if wrong := [
        words for code, form in forms.items() if not form.is_valid() for words in wrong_lines(form, keys[code], asked)
    ]:
        raise unreadable(wrong)
    must_name_no_place(place.case, run, *forms.values())
    for code, form in forms.items():
        said = form.cleaned_data
        seen_by = said["seen_by"] if said["eyes"] == "heard" else ""
        write_sighting(
            place.case, place.user, place.role, code,
            on=said["on"], hour=said["hour"], seen_by=seen_by, place=said["place"], condition=said["condition"],
        )  # fmt: skip
    keep_read(sheet, place.user, place.role, len(forms))
    return len(forms)


def _form(code: str, cells: Mapping[str, str], carrier: User, place: Place) -> SightingForm:
    """As the page's own form. Whoever carried the sheet saw with own eyes; read by somebody else, it is what that one tells."""
    own = cells["eyes"] == OWN
    by_another = own and carrier != place.user
    told = dict(cells) | {"child_code": code, "on": day_told(cells["on"])}
    told["eyes"] = "own" if own and not by_another else "heard" if own or cells["eyes"] == OTHER else cells["eyes"]
    if by_another:
        told["seen_by"] = f"{carrier.display_name}（{carrier.section}）"
    return SightingForm(told, children=place.children)
