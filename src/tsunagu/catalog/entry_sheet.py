"""入力シート: an Excel workbook to type paper records into, made from a source's declaration; it loads like any other file.

Headings, drop-downs and notes follow from the columns. No macros, nothing hidden, nothing that has to be kept in step by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from tsunagu.base.errors import RefusedError
from tsunagu.catalog.choices import explained
from tsunagu.catalog.layouts import CHOICES_SHEET, NOTES_SHEET, SHEET_LAYOUT, entry_sheet_name
from tsunagu.catalog.model import Column, Source, SourceColumn
from tsunagu.catalog.pack import Pack

ENTRY_SHEET = "入力"
ROWS = 2_000
"""Rows with drop-downs; further rows are read all the same."""
SAVED_ON = datetime(2024, 4, 1)
"""The same declaration gives the same bytes."""
_LONGEST_TITLE, _LONGEST_MESSAGE = 32, 255
_EXAMPLES = {
    "text": "（書かれているとおりに）",
    "long_text": "（文で。改行してもよい）",
    "kana": "サトウ　アオイ",
    "int": "12",
    "decimal": "12.5",
    "date": "2026-10-31",
    "month": "2026-10",
}
_HOW = {
    "text": "紙に書かれているとおりに書きます",
    "long_text": "文で書きます",
    "kana": "カナで書きます。姓と名の間に空白を一つ入れます",
    "int": "数字だけを書きます（単位は書きません）",
    "decimal": "数字だけを書きます（単位は書きません）",
    "date": "2026-10-31、2026/10/31、R8.10.31 のどれでも書けます。日が分からないときは「不詳」と書きます",
    "month": "2026-10 のように年と月を書きます",
}


class Entry(NamedTuple):
    """One column of the sheet: its heading, what it becomes, how it is written, an example, and the words to choose from."""

    written: SourceColumn
    column: Column
    how: str
    example: str
    labels: dict[str, str]
    """The words to choose from, each with what the code list calls it."""

    @property
    def words(self) -> tuple[str, ...]:
        """The words to choose from."""
        return tuple(self.labels)


def entries(pack: Pack, source: str, page: str = "") -> list[Entry]:
    """The columns of a source's entry sheet (of one page of it), in the declared order."""
    sheet = next(reading for reading in pack.layouts[source] if reading.layout_name == SHEET_LAYOUT)
    return [_entry(pack, written) for written in sheet.columns if written.page == page]


def _entry(pack: Pack, written: SourceColumn) -> Entry:
    """A column that only completes another one (名 beside 氏) is plain text."""
    column = pack.column(written.to[0]) if written.to else Column(type="text", label=written.in_file)
    labels = explained(pack.code_lists[written.codes]) if written.codes else {}
    if column.type == "flag" and not labels:
        labels = {"はい": "はい", "いいえ": "いいえ"}
    words = tuple(labels)
    return Entry(written, column, _how(written, column, words), _example(written, column, words), labels)


def _how(written: SourceColumn, column: Column, words: Sequence[str]) -> str:
    if words:
        many = f"いくつも書くときは「{written.several[0]}」で区切ります" if written.several else "一覧から選びます"
        return (
            many
            if column.type != "text" or written.several
            else "一覧から選びます。なければ、書かれているとおりに書きます"
        )
    if column.type == "key":
        return (
            f"{written.width}桁の番号を、先頭の0も書きます" if written.width else "番号を、書かれているとおりに書きます"
        )
    if written.split:
        return f"「{written.split}」で区切って、{len(written.to)}つ書きます"
    limits = [f"{end:g}" for end in (column.min, column.max) if end is not None]
    return _HOW[column.type] + (f"（{'〜'.join(limits)}）" if len(limits) == 2 else "")


def _example(written: SourceColumn, column: Column, words: Sequence[str]) -> str:
    if words:
        return words[0]
    if column.type == "key":
        return "123".zfill(written.width) if written.width else "A-0123"
    if written.split:
        return written.split.join("A" for _ in written.to)
    if (
        column.type == "int"
        and column.min is not None
        and column.max is not None
        and not column.min <= 12 <= column.max
    ):
        return f"{column.min:g}"
    return _EXAMPLES[column.type]


def write_entry_sheet(pack: Pack, source: str, path: Path, classes: Sequence[str] = ()) -> None:
    """Write the workbook of one source, with a sheet for each of the `classes` where such are named.

    The same pack, source and classes give the same bytes. Raises RefusedError (E003) for classes of a source that has pages,
    and for names no sheet can have.
    """
    import xlsxwriter  # late: every command reads the catalog, hardly one writes a workbook

    declared = pack.sources[source]
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": f"{declared.label}　入力シート", "author": declared.owner, "created": SAVED_ON})
    looks = _Looks(book)
    _must_be_sheets(declared, classes)
    pages = [page.page for page in declared.pages] or [""]
    named = [(name, "") for name in classes] or [(page or ENTRY_SHEET, page) for page in pages]
    sheets = [(book.add_worksheet(name), entries(pack, source, page)) for name, page in named]
    notes, lists = book.add_worksheet(NOTES_SHEET), book.add_worksheet(CHOICES_SHEET)
    every = sheets[0][1] if classes else [entry for _, listed in sheets for entry in listed]
    ranges = _write_choices(lists, every, looks)
    for sheet, listed in sheets:
        _write_columns(sheet, listed, ranges, looks)
    _write_notes(notes, declared, every, looks)
    book.close()


def _must_be_sheets(source: Source, classes: Sequence[str]) -> None:
    unfit = [name for name in classes if not name.strip() or len(name) > 31 or set(name) & set("[]:*?/\\'")]
    doubled = len(set(classes)) < len(classes) or {NOTES_SHEET, CHOICES_SHEET} & set(classes)
    if not classes or not (source.pages or unfit or doubled):
        return
    if source.pages:
        problem = f"『{source.label}』は表ごとのシートに分かれているので、学級ごとにはできません"
    else:
        problem = f"シートの名前にできません：{unfit[0]}" if unfit else "同じ名前のシートが二つあります"
    raise RefusedError("E003", problem, "--class 3年1組 のように、31字までの名前を一つずつ書いてください")


class _Looks:
    """Cell formats, each made once."""

    def __init__(self, book: Any) -> None:
        heading = {"bold": True, "text_wrap": True, "valign": "top", "border": 1}
        self.heading = book.add_format({**heading, "bg_color": "#E8F1FE"})
        self.required = book.add_format({**heading, "bg_color": "#0017C1", "font_color": "#FFFFFF"})
        self.text = book.add_format({"num_format": "@"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.title = book.add_format({"bold": True, "font_size": 14})

    def of(self, entry: Entry) -> Any:
        """Numbers stay numbers and days days; everything else is text, so that no zero is lost."""
        if entry.column.type in ("int", "decimal") and not entry.words:
            return None
        return self.day if entry.column.type == "date" and len(entry.written.to) == 1 else self.text


def _write_choices(sheet: Any, listed: Sequence[Entry], looks: _Looks) -> dict[tuple[str, ...], str]:
    """One column per list of words; the range of each, as a drop-down names it."""
    from xlsxwriter.utility import xl_col_to_name  # as in write_entry_sheet

    ranges: dict[tuple[str, ...], str] = {}
    for entry in listed:
        if entry.words and entry.words not in ranges:
            place = len(ranges)
            sheet.write_string(0, place, entry.written.in_file, looks.heading)
            for row, word in enumerate(entry.words, start=1):
                sheet.write_string(row, place, word, looks.text)
            sheet.set_column(place, place, 18)
            letters = xl_col_to_name(place, True)
            ranges[entry.words] = f"={CHOICES_SHEET}!{letters}$2:{letters}${len(entry.words) + 1}"
    return ranges


def _write_columns(sheet: Any, listed: Sequence[Entry], ranges: dict[tuple[str, ...], str], looks: _Looks) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 32)
    for place, entry in enumerate(listed):
        required = entry.written.required
        sheet.set_column(place, place, 24 if entry.column.type == "long_text" else 16, looks.of(entry))
        sheet.write_string(0, place, entry.written.in_file, looks.required if required else looks.heading)
        told = "\n".join(_mark_lines(entry)) or f"例：{entry.example}"
        sheet.write_comment(0, place, f"{'【必ず書く】' if required else ''}{entry.how}\n{told}")
        sheet.data_validation(1, place, ROWS, place, _validation(entry, ranges))


def _mark_lines(entry: Entry) -> list[str]:
    """Each mark with what it looks like, where the declaration says so."""
    return [f"{mark}　{example}" for mark, example in entry.written.examples.items()]


def _validation(entry: Entry, ranges: dict[tuple[str, ...], str]) -> dict[str, Any]:
    """What Excel shows beside the cell, and what it lets through: lists are kept to, other rules only warn."""
    marks = _mark_lines(entry)
    message = f"{'必ず書きます。' if entry.written.required else ''}{entry.how}。例：{entry.example}"
    told = {
        "input_title": entry.written.in_file[:_LONGEST_TITLE],
        "input_message": ("\n".join(marks) if marks else message)[:_LONGEST_MESSAGE],
        "ignore_blank": True,
    }
    if entry.words:
        free = entry.column.type == "text"
        return told | {
            "validate": "list",
            "source": ranges[entry.words],
            "error_type": "information" if free else "stop",
            "error_title": "一覧にない言葉です",
            "error_message": "一覧にない言葉です。このまま書いてよければ「OK」を押します。"
            if free
            else "一覧から選んでください。",
        }
    low, high = entry.column.min, entry.column.max
    if entry.column.type in ("int", "decimal") and low is not None and high is not None:
        return told | {
            "validate": "integer" if entry.column.type == "int" else "decimal",
            "criteria": "between",
            "minimum": low,
            "maximum": high,
            "error_type": "warning",
            "error_title": "ふつうの大きさではありません",
            "error_message": f"{low:g}から{high:g}までの数です。単位と桁を確かめてください。",
        }
    return told | {"validate": "any"}


def _write_notes(sheet: Any, source: Source, listed: Sequence[Entry], looks: _Looks) -> None:
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 8)
    sheet.set_column(2, 4, 44)
    sheet.write_string(0, 0, f"{source.no}　{source.label}　入力シートの書き方", looks.title)
    for row, line in enumerate(_instructions(source), start=2):
        sheet.write_string(row, 0, line)
    top = 3 + len(_instructions(source))
    for place, heading in enumerate(("見出し", "必須", "書き方", "例", "選べる言葉")):
        sheet.write_string(top, place, heading, looks.heading)
    for row, cells in enumerate(_note_rows(listed), start=top + 1):
        for place, cell in enumerate(cells):
            sheet.write_string(row, place, cell, looks.wrapped)
    _write_marks(sheet, top + len(listed) + 3, [entry for entry in listed if entry.written.examples], looks)


def _write_marks(sheet: Any, top: int, listed: Sequence[Entry], looks: _Looks) -> None:
    """A table of examples, a row for each column and mark: people who judge by eye should see the same thing."""
    if not listed:
        return
    sheet.write_string(top, 0, "印の例", looks.title)
    sheet.write_string(top + 1, 0, "迷ったら、例に近いほうの印を付けます。見ていないものは空けておきます。")
    for place, heading in enumerate(("見出し", "印", "このようなとき")):
        sheet.write_string(top + 2, place, heading, looks.heading)
    marks = [(entry.written.in_file, mark, text) for entry in listed for mark, text in entry.written.examples.items()]
    for row, cells in enumerate(marks, start=top + 3):
        for place, cell in enumerate(cells):
            sheet.write_string(row, place, cell, looks.wrapped)


def _instructions(source: Source) -> list[str]:
    where = "シートごとに" if source.pages else f"「{ENTRY_SHEET}」のシートに"
    return [
        f"{where}、1行に1件ずつ書きます。1行目の見出しは変えません。濃い色の見出しは必ず書きます。",
        "分からないところは空けておきます。空欄は「いいえ」にはなりません。",
        "色や取り消し線、セルの結合で意味を表しません。終わった行を消さず、終わりの日を書きます。",
        f"書き終えたら、名前を「{entry_sheet_name(source)}」で始めたまま保存し、ほかのファイルと同じように渡します"
        f"（保有する課：{source.owner}）。後ろに _202610 のように対象の月を付けられます。",
    ]


def _note_rows(listed: Sequence[Entry]) -> Iterator[tuple[str, ...]]:
    for entry in listed:
        shown = [word if word == label else f"{word}（{label}）" for word, label in list(entry.labels.items())[:12]]
        words = "、".join(shown) + (f" ほか{len(entry.words) - 12:,}" if len(entry.words) > 12 else "")
        heading = f"{entry.written.page}　{entry.written.in_file}" if entry.written.page else entry.written.in_file
        yield heading, "必須" if entry.written.required else "", entry.how, entry.example, words
