"""An Excel file that can be filled in, and that is known again when it comes back: 情報収集シート, 最終目視確認シート, 校内シート.

The page holds in a hidden column the key of each line; a hidden sheet says which numbered copy it is, sealed with the home's own
key, so that what comes back is what left, and every refusal leaves everything as it was.
"""

from __future__ import annotations

import hashlib
import hmac
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tsunagu.base import clock
from tsunagu.base.errors import RefusedError
from tsunagu_web.keys import read_or_make
from tsunagu_web.town import home_folder

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEY_FILE = "inquiry.key"
"""The key of all of them; 情報収集シート came first."""
MARK = "つなぐ"
"""The hidden sheet by which the file is known again."""
NAME = "_name"
"""Keys beside the names the file bears begin with it: whose file it is must be as it left."""
YES = "はい"
KINDS = ("様式", "シート", "発行番号", "照合", "氏名の照合")
MOST_TOLD = 5
"""So many cells that cannot be read are named in a refusal."""
_ROW = {"text": 60, "number": 20, "mark": 20, "yes_no": 20}


@dataclass(frozen=True)
class Copy:
    """Which numbered copy a file is. `about`: whom and what it asks, as it was when it left."""

    form: str
    sheet: str
    number: int
    about: str

    def seals(self, names: str) -> tuple[str, str]:
        """What tells that we wrote the file for this copy; and that the names in it are the ones we wrote."""
        key = read_or_make(home_folder(), KEY_FILE)
        file = f"{self.form}|{self.sheet}|{self.number}|{self.about}"
        file_seal, name_seal = (
            hmac.new(key, text.encode(), hashlib.sha256).hexdigest() for text in (file, f"{file}|{names}")
        )
        return file_seal, name_seal


@dataclass(frozen=True)
class Line:
    """One row of a file: its words, what was filled in, and our key beside it."""

    label: str
    value: str
    key: str


@dataclass(frozen=True)
class Returned:
    """A file as it came back."""

    marks: Mapping[str, str]
    lines: Sequence[Line]

    @property
    def number(self) -> int | None:
        """The number it says it bears."""
        told = self.marks.get("発行番号", "")
        return int(told) if told.isdecimal() else None

    @property
    def cells(self) -> dict[str, str]:
        """Key → what was filled in."""
        return {one.key: one.value for one in self.lines if one.key}

    def must_be(self, form: str, sheet: str) -> None:
        """Raises RefusedError C025 (another kind of file), C026 (of another sheet)."""
        if self.marks.get("様式") != form:
            raise not_ours()
        if self.marks.get("シート") != sheet:
            raise of_another()

    def must_be_copy(self, copy: Copy, asked: Iterable[tuple[str, str]]) -> None:
        """`asked`: key and words of each line to fill in. Raises RefusedError C025, C026, C027 (lines were changed)."""
        names = "／".join(one.value for one in self.lines if one.key.startswith(NAME))
        file_seal, name_seal = copy.seals(names)
        if self.marks.get("照合") != file_seal:
            raise not_ours()
        if self.marks.get("氏名の照合") != name_seal:
            raise of_another()
        if [(one.key, one.label) for one in self.lines if one.key and not one.key.startswith("_")] != list(asked):
            raise RefusedError(
                "C027",
                "問いの文や並びが、出したときと違います",
                "このシートのExcelをもう一度渡し、答えの欄だけに書いてもらってください",
            )


def returned(pages: Mapping[str, list[list[str]]], page: str) -> Returned:
    """What a workbook's cells say; `page`: the sheet people fill in."""
    marks = {row[0]: row[1] for row in pages.get(MARK, []) if len(row) > 1}
    lines = [Line(*(cell.strip() for cell in (row[0], row[1], row[3]))) for row in pages.get(page, []) if len(row) > 3]
    return Returned(marks, lines)


class Page:
    """Writes the sheet people fill in: what is said, and what is asked. Only cells for answers can be changed."""

    def __init__(self, book: Any, name: str) -> None:
        self.sheet, self.line, self.names = book.add_worksheet(name), 0, list[str]()
        around = {"text_wrap": True, "valign": "top", "border": 1}
        self._plain, self._bold = (
            book.add_format(around),
            book.add_format(around | {"bold": True, "bg_color": "#E8F1FE"}),
        )
        self._open = book.add_format(around | {"locked": False, "bg_color": "#FFFDE7", "num_format": "@"})
        self._head = book.add_format({"bold": True, "font_size": 14})

    def begin(self, title: str, footer: str) -> None:
        """The paper it prints on, and the title."""
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_footer(f"&L{footer}&R&P / &N")
        for column, width in enumerate((44, 26, 60)):
            self.sheet.set_column(column, column, width)
        self.sheet.set_column(3, 3, 10, None, {"hidden": True})
        self.sheet.write_string(0, 0, title, self._head)
        self.line = 1

    def say(self, words: str, value: str, key: str = "") -> None:
        """A line nobody changes; a name has a `key` that begins with NAME."""
        self.sheet.write_string(self.line, 0, words, self._bold)
        if key:
            self.names.append(value)
            self.sheet.write_string(self.line, 1, value, self._plain)
            self.sheet.write_string(self.line, 3, key)
        else:
            self.sheet.merge_range(self.line, 1, self.line, 2, value, self._plain)
        self.sheet.set_row(self.line, 18 * sum(1 + len(part) // 44 for part in value.split("\n") or [""]))
        self.line += 1

    def columns(self, words: str, help_words: str) -> None:
        """The heads of a group of questions."""
        for column, told in enumerate((words, "答え", help_words)):
            self.sheet.write_string(self.line, column, told, self._bold)
        self.line += 1

    def ask(self, words: str, more: str, key: str, choices: Sequence[str] = (), asks: str = "mark") -> None:
        """A line to fill in; where there are `choices`, nothing else can be put there."""
        self.sheet.write_string(self.line, 0, words, self._plain)
        self.sheet.write_blank(self.line, 1, None, self._open)
        self.sheet.write_string(self.line, 2, more, self._plain)
        self.sheet.write_string(self.line, 3, key)
        lines = 1 if asks == "text" else 1 + max(len(more) // 30, len(words) // 22)
        self.sheet.set_row(self.line, _ROW[asks] * lines)
        if choices:
            wrong = {"error_title": "選んでください", "error_message": "、".join(choices) + " から選んでください"}
            self.sheet.data_validation(
                self.line, 1, self.line, 1, {"validate": "list", "source": list(choices), **wrong}
            )
        self.line += 1


def write_workbook(title: str, page: str, copy: Copy, write: Callable[[Page], None]) -> bytes:
    """The bytes of the workbook. `write` fills the page; nothing in it is ever a formula."""
    import xlsxwriter  # late: every page reads this module, hardly one writes a workbook

    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": title, "created": clock.now().replace(tzinfo=None)})
    sheet = Page(book, page)
    write(sheet)
    sheet.sheet.protect("", {"select_locked_cells": True})
    marks = book.add_worksheet(MARK)
    told = (copy.form, copy.sheet, str(copy.number), *copy.seals("／".join(sheet.names)))
    for line, (words, value) in enumerate(zip(KINDS, told, strict=True)):
        marks.write_string(line, 0, words)
        marks.write_string(line, 1, value)
    marks.protect()
    marks.hide()
    book.close()
    return target.getvalue()


def not_ours() -> RefusedError:
    """What is said of a file we never wrote for this sheet, or that cannot be opened."""
    return RefusedError(
        "C025",
        "このシートのために出したExcelではありません",
        "この画面から出したExcelに書いてもらい、それを選んでください",
    )


def of_another() -> RefusedError:
    """What is said of a file of ours that belongs to another sheet or child."""
    return RefusedError(
        "C026",
        "ほかのシートか、ほかのこどものExcelです",
        "ファイルの氏名とシートの番号を見て、そのシートの画面で読み込んでください",
    )


def unreadable(labels: Sequence[str]) -> RefusedError:
    """`labels`: words of the lines that cannot be read or lack something; what stands in them is not told."""
    more = f"ほか{len(labels) - MOST_TOLD}か所" if len(labels) > MOST_TOLD else ""
    return RefusedError(
        "C028",
        f"読み取れない欄か、書かれていない欄があります（{'、'.join(labels[:MOST_TOLD])}{more}）",
        "何も取りこんでいません。その欄を直したExcelを出し直すか、画面で書き写してください",
    )
