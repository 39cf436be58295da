"""The directory as a file: written for Excel, read back line by line with a receipt of what could not be taken."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tsunagu.base.errors import RefusedError
from tsunagu.base.hashing import sha256_of_file
from tsunagu.intake import FileRefused, looks_like_my_number, workbook_lines
from tsunagu.month import Home
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.resources.forms import ResourceForm
from tsunagu_web.resources.keeping import Described, add_resource, change_resource, described
from tsunagu_web.resources.models import Resource, ResourceLoad, ResourceVersion
from tsunagu_web.resources.tables import COLUMNS, HEADINGS, MANY, NUMBER, STATE, VERSION, WITHDRAWN, Words
from tsunagu_web.town import home_folder

SHEET, HELP = "社会資源", "書き方"
MOST_ROWS = 2000
LONGEST_CELL = 40
EMPTY_ROWS = 50
"""Rows of the file that offer a choice beyond those filled in."""
Line = tuple[int, dict[str, str]]
Fault = dict[str, Any]


def directory_workbook(versions: Iterable[ResourceVersion], words: Words) -> bytes:
    """The directory as Excel, or with no versions a form to fill in. Nothing in it is ever a formula."""
    import xlsxwriter  # late: every page reads this module, hardly one writes a workbook

    target = io.BytesIO()
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, safe)
    book.set_properties({"title": SHEET, "created": clock.now().replace(tzinfo=None)})
    head = book.add_format({"bold": True, "bg_color": "#E8F1FE", "border": 1, "text_wrap": True, "valign": "top"})
    cell = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top", "border": 1})
    sheet = book.add_worksheet(SHEET)
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for column, heading in enumerate(HEADINGS):
        sheet.set_column(column, column, 8 if heading in (NUMBER, VERSION, STATE, "年齢から", "年齢まで") else 18, cell)
        sheet.write_string(0, column, heading, head)
    rows = [words.row_of(version) for version in versions]
    for line, row in enumerate(rows, 1):
        for column, text in enumerate(row):
            sheet.write_string(line, column, text, cell)
    for name in ("kind", "opening"):
        column = HEADINGS.index(COLUMNS[name])
        labels = [label for _, label in words.choices[name]]
        offered = {"validate": "list", "source": labels} if len(",".join(labels)) < 256 else None
        if offered:
            sheet.data_validation(1, column, len(rows) + EMPTY_ROWS, column, offered)
    _write_help(book, head, cell, words)
    book.close()
    return target.getvalue()


def _write_help(book: Any, head: Any, cell: Any, words: Words) -> None:
    sheet = book.add_worksheet(HELP)
    for column, width in enumerate((16, 90)):
        sheet.set_column(column, column, width, cell)
    told = [("列", "書き方")]
    told.append((NUMBER, "載っているものは番号で見分けます。新しいものは空けておきます。番号を書きかえないでください"))
    told.append(
        (
            VERSION,
            "取り出したときの版。書きかえないでください。そのあとでだれかが書き替えたものを、古い内容にもどさないために使います",
        )
    )
    texts = {
        "name": "必ず書きます",
        "age_from": "満の年齢の数字。下の限りがなければ 0",
        "age_to": "満の年齢の数字。上の限りがなければ空ける",
        "contact": "団体の電話など。個人の家の電話は書かない",
        "confirmed_on": "電話などで確かめた日。必ず書きます。2026-11-30 の形",
        "confirmed_by": "確かめた人と課",
    }
    for name, heading in COLUMNS.items():
        choices = "／".join(label for _, label in words.choices.get(name, ()))
        several = "つぎの言葉から。いくつでも、「、」で区切る：" if name in MANY else "つぎの言葉から："
        told.append((heading, texts.get(name, several + choices if choices else "")))
    told.append((STATE, f"なくなったものは「{WITHDRAWN}」と書く。行を消しても、載ったままです"))
    for line, (heading, text) in enumerate(told):
        sheet.write_string(line, 0, heading, head)
        sheet.write_string(line, 1, text, cell if line else head)


def rows_in(path: Path, name: str, work: Path) -> list[Line]:
    """The rows of a CSV or Excel file below its headings: line in the file, and heading → cell. `work`: a folder for what is unpacked.

    Raises RefusedError C174 (no file we can read), C175 (headings are missing), C178 (too many rows).
    """
    lines = list(_lines_in(path, name, work))
    while lines and NUMBER not in lines[0][1]:
        lines.pop(0)
    heads = [one.strip() for one in lines[0][1]] if lines else []
    missing = [heading for heading in HEADINGS if heading not in heads]
    if missing:
        raise RefusedError(
            "C175",
            f"見出しが足りません（{'、'.join(missing)}）",
            "「ひな形」を取り出して、その見出しのまま書いてください",
        )
    rows = [(line, dict(zip(heads, cells, strict=False))) for line, cells in lines[1:] if any(map(str.strip, cells))]
    if len(rows) > MOST_ROWS:
        raise RefusedError(
            "C178", f"行が多すぎます（{len(rows)}行。{MOST_ROWS}行まで）", "いくつかのファイルに分けてください"
        )
    return rows


def _lines_in(path: Path, name: str, work: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        if name.lower().endswith(".csv"):
            text = _text_of(path.read_bytes())
            reader = csv.reader(io.StringIO(text, newline=""), strict=True)
            yield from ((reader.line_num, cells) for cells in reader)
        else:
            sheets = workbook_lines(path, work, Home(home_folder()).limits)
            yield from sheets.get(SHEET) or next(iter(sheets.values()), [])
    except (FileRefused, csv.Error, UnicodeDecodeError):
        raise RefusedError(
            "C174",
            "CSVかExcelのファイルとして読めません",
            "「ひな形」を取り出し、Excelのまま、またはCSVで保存して出してください",
        ) from None


def _text_of(data: bytes) -> str:
    """UTF-8, or what Excel on Windows writes."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp932")


class Loading:
    """Takes rows into the directory one after another and counts what became of them."""

    def __init__(self, user: User, role: str, words: Words, make_form: Any, name: str) -> None:
        self.user, self.role, self.words, self.make_form, self.name = user, role, words, make_form, name
        self.counts = dict.fromkeys(("added", "changed", "same", "refused"), 0)
        self.faults: list[Fault] = []

    def take(self, line: int, cells: dict[str, str]) -> None:
        """One row: added, changed, the same as before, or refused with its faults."""
        state = ResourceVersion.WITHDRAWN if cells.get(STATE, "").strip() == WITHDRAWN else ResourceVersion.STANDING
        form: ResourceForm = self.make_form(self.words.told_of(cells))
        faults = self._faults_of(form, line, cells)
        if not faults:
            told = form.described(f"{self.user.display_name}（{self.user.section}）", state)
            faults = self._store(told, line, cells.get(NUMBER, "").strip(), cells.get(VERSION, "").strip())
        self.counts["refused"] += bool(faults)
        self.faults += faults

    def _store(self, told: Described, line: int, number: str, seen: str) -> list[Fault]:
        why = f"ファイル「{self.name}」から"[:400]
        try:
            if not number:
                add_resource(self.user, self.role, told, why=why)
                self.counts["added"] += 1
                return []
            found = (
                Resource.objects.filter(number=int(number)).first() if number.isdecimal() and len(number) < 10 else None
            )
            if found is None:
                remedy = "新しいものなら番号を空け、載っているものなら、取り出したファイルの番号のままにする"
                return [_fault(line, NUMBER, number, "C176", "この番号のものは載っていません", remedy)]
            now = described(found.versions.get(seq=found.newest))
            if now == told:
                self.counts["same"] += 1
                return []
            if older := _older(line, now, told) or _not_seen(line, found, seen):
                return older
            change_resource(found, self.user, self.role, told, seen=found.newest, why=why)
            self.counts["changed"] += 1
        except RefusedError as error:
            return [_fault(line, COLUMNS["name"], told.name, error.code, error.message, error.remedy)]
        return []

    def _faults_of(self, form: ResourceForm, line: int, cells: dict[str, str]) -> list[Fault]:
        found = []
        state = cells.get(STATE, "").strip()
        if state not in ("", WITHDRAWN):
            told = f"「{WITHDRAWN}」か、空けたままにします"
            found.append(_fault(line, STATE, state, "C177", told, f"なくなったものだけ「{WITHDRAWN}」と書く"))
        if form.is_valid():
            return found
        for name, errors in form.errors.items():
            heading = COLUMNS[name]
            choices = "、".join(label for _, label in self.words.choices.get(name, ()))
            remedy = f"つぎから書く：{choices}" if choices else "「書き方」のシートを見て、行を直す"
            told = "".join(str(one) for one in errors)
            found.append(_fault(line, heading, cells.get(heading, ""), "C177", told, remedy))
        return found

    def finish(self, path: Path) -> ResourceLoad:
        """The receipt. Call inside the recording transaction, as everything before it."""
        return ResourceLoad.objects.create(
            at=clock.now(),
            by=self.user,
            role=self.role,
            name=self.name[:200],
            sha256=sha256_of_file(path),
            rows=sum(self.counts.values()),
            faults=self.faults,
            **self.counts,
        )


def _older(line: int, now: Described, told: Described) -> list[Fault]:
    """A file lies with people for weeks: it takes back neither a 取りやめ nor a day that somebody wrote on the screen since."""
    remedy = "いまのものを取り出して書きなおすか、画面で書き替える"
    if now.state == ResourceVersion.WITHDRAWN and told.state == ResourceVersion.STANDING:
        return [
            _fault(
                line,
                STATE,
                "",
                "C184",
                "画面で取りやめになっています",
                "また使えるなら、画面の「また使えるようになった」で、もう一度載せる",
            )
        ]
    if told.confirmed_on < now.confirmed_on:
        day, heading = told.confirmed_on.isoformat(), COLUMNS["confirmed_on"]
        return [_fault(line, heading, day, "C184", f"いまのものは、{now.confirmed_on} に確かめられています", remedy)]
    return []


def _not_seen(line: int, found: Resource, seen: str) -> list[Fault]:
    """Whoever wrote the row had another version before them, or nobody can say which: what somebody wrote since would go with it."""
    if seen == str(found.newest):
        return []
    told = (
        f"取り出したあとで書き替えられています（いまは版 {found.newest}）"
        if seen
        else "どの版を見て書いたかが分かりません"
    )
    remedy = "いまのものを取り出し、書きかえたいところをもう一度書いて出すか、画面で書き替える"
    return [_fault(line, VERSION, seen, "C184", told, remedy)]


def _fault(line: int, column: str, cell: str, code: str, told: str, remedy: str) -> Fault:
    held = "（消して出してください）" if looks_like_my_number(cell) else cell[:LONGEST_CELL]
    return {"line": line, "column": column, "cell": held, "code": code, "told": told, "remedy": remedy}
