"""A file whose layout nobody declared, read with the same readers as every other: what its columns are called and hold.

The headings found in the file make a declaration of their own for the moment, and the file is read under that.
"""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice, zip_longest
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any, Literal

import pyarrow as pa

from tsunagu.base.errors import RefusedError
from tsunagu.base.files import TEMPORARY_PREFIX
from tsunagu.catalog import Layout, Source, SourceColumn
from tsunagu.intake.csv_careful import first_records, refuse_endless_lines, split_lines
from tsunagu.intake.csv_reading import head_lines, read_csv
from tsunagu.intake.encoding import Decoded, decode
from tsunagu.intake.fixed_width import read_fixed
from tsunagu.intake.glued_numbers import lines_spread_over, may_hold_numbers
from tsunagu.intake.heading_levels import fold_heading, join_levels
from tsunagu.intake.headings import SEARCHED_ROWS, likely_heading_row, looks_like_data
from tsunagu.intake.json_reading import flattened, parse_json, read_json, rows_paths
from tsunagu.intake.problems import FileRefused
from tsunagu.intake.screening import refuse_undeclared_numbers
from tsunagu.intake.sheet_cells import BLANKS, SheetCells
from tsunagu.intake.sniff import bytes_of, check_bytes
from tsunagu.intake.text_table import TextTable
from tsunagu.intake.unknown_fixed import fixed_source, masked
from tsunagu.intake.unread_members import refuse_numbers_in_members
from tsunagu.intake.which_source import readable_name
from tsunagu.intake.workbook_reader import ANY
from tsunagu.intake.xlsx_reading import WorkbookReader, read_xlsx

MOST_BYTES_LOOKED_AT = 32 << 20
"""Of a larger CSV only the first rows are looked at: what a column is shows there."""
MOST_TEXTS = 2_000
"""Distinct texts kept of a column, the most frequent first."""
NO_HEADING = "列"
RecordKind = Literal["control", "data", "trailer"]
IsKnown = Callable[[str], bool]


@dataclass(frozen=True)
class UnknownColumn:
    """One column: its heading, and its distinct texts with how many rows hold each, the most frequent first."""

    heading: str
    texts: tuple[tuple[str, int], ...]
    filled: int
    distinct: int
    bytes_wide: int | None = None
    """For a file of fixed width."""
    one_my_number: bool = False
    """Whether its rows hold one and the same number that looks like an Individual Number."""


@dataclass(frozen=True)
class UnknownFile:
    """What a look at the whole file gave. `layout` is how it was read, without a pattern for its name."""

    name: str
    layout: Layout
    columns: tuple[UnknownColumn, ...]
    rows: int
    title_rows: int = 0
    sheets: tuple[str, ...] = ()
    unread_sheets: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    """Headings that stand there twice; only the first of each is read."""
    whole: bool = True
    """Whether every row was looked at."""
    picture: tuple[str, ...] = ()
    """The first lines of a file of fixed width, every letter masked."""
    may_hold_numbers: bool = False
    """Whether digits of a file of fixed width look like Individual Numbers glued to what stands beside them."""


@dataclass(frozen=True)
class Hints:
    """What a person knows of an unknown file: where its headings stand (`heading_row`, from 1; 0: not known), or the last byte
    of each of its columns (`cuts`) with their `names`, for a file of fixed width."""

    heading_row: int = 0
    cuts: tuple[int, ...] = ()
    names: tuple[str, ...] = ()


NOTHING_KNOWN = Hints()


class IndividualNumbersError(RefusedError):
    """The file holds a column of Individual Numbers (Y001): nothing of it may stay anywhere."""


def look_at(file: Path, is_known: IsKnown, place: Path, *, name: str = "") -> UnknownFile:
    """As look_into, for a file that is one table."""
    return look_into(file, is_known, place, name=name)[0]


def look_into(
    file: Path, is_known: IsKnown, place: Path, *, name: str = "", hints: Hints = NOTHING_KNOWN
) -> tuple[UnknownFile, ...]:
    """Read a CSV, Excel, JSON or fixed-width file of an unknown layout, or each such file in a zip. `is_known` says of a folded heading whether any layout has it.

    Work lies in a folder of its own below `place` (the home: nobody else reads there) and is gone afterwards. `name` is
    the file's where it lies under another one.

    Raises RefusedError (Y001) with the intake's own words where it would not take such bytes either: a password, no table,
    another kind of file; IndividualNumbersError for Individual Numbers, without repeating them.
    """
    name = readable_name(name or file.name)
    work = Path(mkdtemp(prefix=f"{TEMPORARY_PREFIX}look-", dir=place))
    workbooks = WorkbookReader()
    try:
        return _look_into(bytes_of(file), name, is_known, work, workbooks, hints)
    except FileRefused as refused:
        where = f"（{refused.line}行目）" if refused.line else ""
        kind = IndividualNumbersError if refused.code == "file.my_number" else RefusedError
        raise kind("Y001", f"『{name}』は読めません：{refused.detail}{where}", _what_to_do(refused)) from None
    except OSError as error:
        raise RefusedError("Y001", f"『{name}』を読めません（{error.strerror}）", "媒体を確かめてください") from None
    finally:
        workbooks.close()
        rmtree(work, ignore_errors=True)


def _what_to_do(refused: FileRefused) -> str:
    if refused.code == "file.my_number":
        return "個人番号の列を除いたものを、課からもらいなおしてください。このファイルはどこにも残していません"
    return "見出しのある表（CSVかExcel）として書き出したものを、課からもらってください"


def _look_into(
    data: bytes, name: str, is_known: IsKnown, work: Path, workbooks: WorkbookReader, hints: Hints
) -> tuple[UnknownFile, ...]:
    """The file, or those in it where it is a zip: each is looked at as if it had been handed over by itself."""
    if not (data.startswith(b"PK") and name.lower().endswith(".zip")):
        return (_look(data, name, is_known, work, workbooks, hints),)
    check_bytes(data, "zip")
    path, folder = work / "package.zip", work / "package"
    path.write_bytes(data)
    folder.mkdir()
    answer = workbooks.open(path, folder, pages=[ANY])
    refuse_numbers_in_members(answer["unread"], folder, workbooks)
    found: list[UnknownFile] = []
    unread: list[str] = []
    problem = FileRefused("file.empty", "圧縮ファイルの中に、読める表がありません")
    for number, member in enumerate(answer["members"]):
        inside = work / f"member{number}"
        inside.mkdir()
        called = unicodedata.normalize("NFC", member["name"])
        try:
            found.append(_look((folder / member["file"]).read_bytes(), called, is_known, inside, workbooks, hints))
        except FileRefused as refused:
            problem = FileRefused(refused.code, f"{called}：{refused.detail}", line=refused.line)
            if refused.code == "file.my_number":
                raise problem from None
            unread.append(called)
    if not found:
        raise problem
    return (replace(found[0], unread_sheets=(*found[0].unread_sheets, *unread)), *found[1:])


def _look(
    data: bytes, name: str, is_known: IsKnown, work: Path, workbooks: WorkbookReader, hints: Hints
) -> UnknownFile:
    if data.startswith(b"PK"):
        check_bytes(data, "xlsx")
        path = work / "book.xlsx"
        path.write_bytes(data)
        source = _of_workbook(path, is_known, work, workbooks, hints.heading_row)
        return _told(name, source, read_xlsx(path, source, work, workbooks), whole=True)
    check_bytes(data, "csv")
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        decoded = decode(data)
        source = _of_json(decoded)
        return _told(name, source, read_json(decoded, source, work), whole=True)
    every, whole = data, len(data) <= MOST_BYTES_LOOKED_AT
    if not whole:
        data = data[: data.rfind(b"\n", 0, MOST_BYTES_LOOKED_AT) + 1] or data
    decoded = decode(data)
    if hints.cuts or not any("," in line for line in head_lines(decoded.data)):
        source = fixed_source(data, decoded, hints.cuts, hints.names)
        told = _told(name, source, read_fixed(data, decoded, source, work), whole=whole)
        glued = may_hold_numbers(lines_spread_over(every))
        return replace(told, picture=masked(data, decoded, source.layout.record_types), may_hold_numbers=glued)
    source = _of_text(decoded, is_known, hints.heading_row)
    return _told(name, source, read_csv(decoded, source), whole=whole)


def _of_text(decoded: Decoded, is_known: IsKnown, heading_row: int) -> Source:
    refuse_endless_lines(decoded.data)
    rows = first_records(head_lines(decoded.data), SEARCHED_ROWS)
    kinds = _record_kinds(decoded.data)
    if kinds is not None:
        rows = [row[1:] for row in rows if row and row[0] == kinds["data"]]
    at = _chosen(rows, heading_row - 1) if heading_row and not kinds else likely_heading_row(rows, is_known)
    layout = Layout(format="csv", encoding=decoded.encoding, file_names=("*",), record_types=kinds)
    return _as_source(rows, at, layout, is_known)


def _record_kinds(data: bytes) -> dict[RecordKind, str] | None:
    """The signs of control, data and trailer records, where the last line counts the lines between."""
    lines = [line for line in split_lines(data.decode("utf-8")) if line.strip()]
    if len(lines) < 3:
        return None
    first, last = next(csv.reader([lines[0]])), next(csv.reader([lines[-1]]))
    signs = {line.split(",", 1)[0].strip('"') for line in lines[1:-1]}
    counted = last[1].strip() if len(last) > 1 else ""
    if len(signs) != 1 or len(last) > 3 or not counted.isdigit() or int(counted) != len(lines) - 2:
        return None
    (sign,) = signs
    return {"control": first[0], "data": sign, "trailer": last[0]} if len({first[0], sign, last[0]}) == 3 else None


def _of_json(decoded: Decoded) -> Source:
    """The longest list of records in the file is its table."""
    found = rows_paths(parse_json(decoded.data))
    if not found:
        raise FileRefused("file.header_missing", "JSONの中に、行の並び（項目の組の一覧）がありません")
    at = max(found, key=lambda path: len(found[path]))
    names = list(dict.fromkeys(name for row in found[at] if isinstance(row, dict) for name in flattened(row)))
    layout = Layout(format="json", encoding=decoded.encoding, rows_at=at, file_names=("*",))
    return _as_source([names], 0, layout, lambda _: False)


def _of_workbook(path: Path, is_known: IsKnown, work: Path, workbooks: WorkbookReader, heading_row: int) -> Source:
    """The sheet with most known headings shows the layout; sheets with the same headings are read as one table."""
    best: tuple[int, list[list[str]], int | None] | None = None
    for told in workbooks.open(path, work)["sheets"]:
        numbered = _first_rows(work, told)
        rows = [row[1:] for row in numbered]
        if heading_row:
            lines = [int(row[0]) for row in numbered]
            at = _chosen(rows, lines.index(heading_row)) if heading_row in lines else None
        else:
            at = likely_heading_row(rows, is_known)
        if at is None:
            continue
        count = sum(is_known(text) for text in rows[at]) * 1000 + min(told["rows"], 999)
        if best is None or count > best[0]:
            best = count, rows, at
    if best is None:
        raise FileRefused("file.header_missing", "どのシートにも、見出しのある表がありません")
    return _as_source(best[1], best[2], Layout(format="xlsx", file_names=("*",)), is_known)


def _first_rows(work: Path, told: dict[str, Any]) -> list[list[str]]:
    if not told["rows"]:
        return []
    with (work / told["file"]).open(encoding="utf-8", newline="") as stream:
        return list(islice(csv.reader(stream), SEARCHED_ROWS))


def _chosen(rows: Sequence[Sequence[str]], at: int) -> int:
    """The row a person says the headings stand in. Cells of residents must never become headings, so a row of data is none."""
    if not 0 <= at < len(rows) or not any(text.strip() for text in rows[at]):
        raise FileRefused("file.header_missing", "その行に見出しがありません", line=at + 1)
    if looks_like_data(rows[at]):
        raise FileRefused("file.header_missing", "その行は、見出しではなくデータのようです", line=at + 1)
    return at


def _as_source(rows: Sequence[Sequence[str]], at: int | None, layout: Layout, is_known: IsKnown) -> Source:
    """The declaration the file is read under: every heading once, none of them going anywhere."""
    if at is None:
        width = Counter(len(row) for row in rows if any(row)).most_common(1)
        headings = [f"{NO_HEADING}{place}" for place in range(1, (width[0][0] if width else 0) + 1)]
        layout = layout.model_copy(update={"header": False})
    else:
        texts = _in_two_rows(rows, at, is_known) or rows[at]
        headings = list(dict.fromkeys(text.strip() for text in texts if text.strip()))
        layout = layout.model_copy(update={"max_title_rows": at})
    if len(headings) < 2:
        raise FileRefused("file.header_missing", "二つ以上の列がある表が見つかりません")
    columns = tuple(SourceColumn(header=heading) for heading in headings)
    return Source(schema=1, source="unknown", no="-", label="なぞのファイル", owner="-", layout=layout, columns=columns)


def _in_two_rows(rows: Sequence[Sequence[str]], at: int, is_known: IsKnown) -> list[str] | None:
    """The headings of the row at `at` and the one above or below it as one, where together they name more known items.

    Everything in the lower row must be known as a heading, alone or under its group: a row of data must never become one.
    """
    best, most = None, sum(is_known(text) for text in rows[at] if text.strip())
    for upper, lower in ((at - 1, at), (at, at + 1)):
        if upper < 0 or lower >= len(rows):
            continue
        known = _known_ways(rows[upper], rows[lower], is_known)
        joined = join_levels(rows[upper], rows[lower], known)
        below = [text for text, under in zip_longest(joined, rows[lower], fillvalue="") if under.strip()]
        if not below or not all(fold_heading(text) in known for text in below):
            continue
        count = sum(is_known(text) for text in joined)
        if count > most:
            best, most = joined, count
    return best


def _known_ways(upper: Sequence[str], lower: Sequence[str], is_known: IsKnown) -> frozenset[str]:
    """Of all that a group above and a heading below may say together, what some layout has."""
    groups = [text.strip() for text in upper if text.strip()]
    below = [text.strip() for text in lower if text.strip()]
    ways = {*groups, *below, *(f"{group}{sign}{one}" for group in groups for one in below for sign in ("_", ""))}
    return frozenset(fold_heading(way) for way in ways if is_known(way))


def _told(name: str, source: Source, table: TextTable, *, whole: bool) -> UnknownFile:
    sheets = [(sheet, sheet.read()) for sheet in table.sheets]
    columns = tuple(
        replace(_column(place, column.header, sheets), bytes_wide=column.bytes_wide)
        for place, column in enumerate(source.columns)
    )
    first = table.sheets[0].headings
    return UnknownFile(
        name,
        source.layout,
        columns,
        sum(cells.rows for _, cells in sheets),
        first.title_rows,
        tuple(sheet.sheet for sheet in table.sheets if sheet.sheet is not None),
        table.unread_sheets,
        tuple(dict.fromkeys(heading for _, heading in first.doubled)),
        whole,
    )


def _column(place: int, heading: str, sheets: Sequence[tuple[Any, SheetCells]]) -> UnknownColumn:
    counted: Counter[str] = Counter()
    chunks: list[pa.Array] = []
    for sheet, cells in sheets:
        at = sheet.headings.positions[place]
        if at is None or at not in cells.columns:
            continue
        chunks += cells.columns[at].chunks
        for pair in cells.columns[at].value_counts().to_pylist():
            counted[pair["values"].strip(BLANKS)] += pair["counts"]
    one_number = refuse_undeclared_numbers(heading, pa.chunked_array(chunks)) if chunks else ""
    del counted[""]
    return UnknownColumn(
        heading,
        tuple(counted.most_common(MOST_TEXTS)),
        counted.total(),
        len(counted),
        one_my_number=bool(one_number.strip("0")),
    )
