"""Clean rows to spoil, and the kinds of damage that costs a row or a cell: the file is taken, the damage is told at its place."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from random import Random
from typing import NamedTuple

from support.counter import cells, csv_bytes, file_bytes, kaisei, plain

JUKI, LEDGER, SCHOOL, CARE, WATCH = "juki_kojin", "jido_sodan", "shukketsu", "kaigo", "mimamori"


class Damaged(NamedTuple):
    """The bytes of a file, and where its damage stands (None: nowhere in particular). `name`: an unusual file name;
    `grown_to`: the size the file is stretched to, with NUL bytes that take no room on the disk."""

    data: bytes
    line: int | None = None
    column: str | None = None
    sheet: str | None = None
    name: str | None = None
    grown_to: int = 0


class Kind(NamedTuple):
    """One kind of malformed file. `accepted`: the file is taken and the fault noted; else it is refused."""

    source: str
    make: Callable[[Random], bytes | Damaged]
    expected: tuple[str, ...]
    accepted: bool = False


Rows = list[list[str]]


def clean_rows(rng: Random, source: str, count: int = 0) -> list[dict[str, str]]:
    """Clean rows of a source, all with their own keys."""
    many = count or rng.randint(3, 12)
    return [
        plain(
            source,
            **{"宛名番号": f"{rng.randint(1, 10**6):07}{number:08}", "番号": str(number), "受付番号": f"R{number:03}"},
        )
        for number in range(1, many + 1)
    ]


def clean(rng: Random, source: str) -> bytes:
    """A file of clean rows, in the encoding and layout the source declares."""
    return file_bytes(source, clean_rows(rng, source))


def as_written(source: str, table: Rows) -> bytes:
    """A heading row and rows as a CSV of the source's encoding."""
    return csv_bytes(table, kaisei().sources[source].layout.encoding)


def in_a_row(
    source: str, change: Callable[[list[str], Random], None], column: str | None = None, *, last: bool = True
) -> Callable[[Random], Damaged]:
    """Spoil one row. `last`: it may be the last one."""

    def make(rng: Random) -> Damaged:
        table = cells(source, clean_rows(rng, source))
        index = rng.randint(1, len(table) - (1 if last else 2))
        change(table[index], rng)
        return Damaged(as_written(source, table), line=index + 1, column=column)

    return make


def in_a_cell(source: str, column: str, *texts: str) -> Callable[[Random], Damaged]:
    """Write one of `texts` into one cell of a column."""
    place = cells(source, [])[0].index(column)

    def change(row: list[str], rng: Random) -> None:
        row[place] = rng.choice(texts)

    return in_a_row(source, change, column)


def cell_kind(column: str, code: str, texts: Iterable[str], source: str = JUKI) -> Kind:
    """A cell that is noted or set aside while its row and file are taken."""
    return Kind(source, in_a_cell(source, column, *texts), (code,), accepted=True)


def _extra_cells(row: list[str], rng: Random) -> None:
    row += [str(rng.randint(1, 9))] * rng.choice((1, 2, 4, 50_000))


def _lost_cells(row: list[str], rng: Random) -> None:
    del row[-rng.randint(1, 9) :]
    row[-1] = row[-1] or "1"


def _long_cell(row: list[str], rng: Random) -> None:
    row[cells(JUKI, [])[0].index("住所_方書")] = "あ" * rng.randint(33_000, 60_000)


def _in_bytes(source: str, piece: bytes, behind: str) -> Callable[[Random], Damaged]:
    """Put bytes into one row, behind a text that every row holds."""

    def make(rng: Random) -> Damaged:
        lines = clean(rng, source).split(b"\r\n")
        index = rng.randint(1, len(lines) - 2)
        found = behind.encode(kaisei().sources[source].layout.encoding)
        assert found in lines[index]
        lines[index] = lines[index].replace(found, found + piece, 1)
        return Damaged(b"\r\n".join(lines), line=index + 1)

    return make


def torn_quote(rng: Random) -> Damaged:
    """A quote that opens or closes nothing, before, inside or behind a cell."""
    return _in_bytes(SCHOOL, b'"', rng.choice(("佐藤　葵,", "佐藤　", "H27.4.1", "H27.4.1,")))(rng)


def unclosed_to_the_end(rng: Random) -> Damaged:
    """A quote opens in one row and no other quote follows in the file."""
    return _in_bytes(SCHOOL, b'"', "佐藤　葵,")(rng)


def _same_row_twice(rng: Random) -> Damaged:
    table = cells(JUKI, clean_rows(rng, JUKI))
    table.append(list(table[rng.randint(1, len(table) - 1)]))
    return Damaged(as_written(JUKI, table), line=len(table), column="宛名番号")


def _headings_again(rng: Random) -> Damaged:
    """Two files glued together: the headings stand among the rows."""
    table = cells(JUKI, clean_rows(rng, JUKI))
    table.append(list(table[0]))
    table += cells(JUKI, [plain(JUKI, 宛名番号=f"{number:015}") for number in range(1, 3)])[1:]
    return Damaged(as_written(JUKI, table), line=table.index(table[0], 1) + 1)


def _doubled_heading(rng: Random) -> Damaged:
    table = cells(JUKI, clean_rows(rng, JUKI))
    again = rng.choice(("氏名", "生年月日", "性別"))
    for row, text in zip(table, [again] + ["x"] * len(table), strict=False):
        row.append(text)
    return Damaged(as_written(JUKI, table))


def _lone_my_number(rng: Random) -> Damaged:
    return in_a_cell(JUKI, "通称", my_number(rng))(rng)


def my_number(rng: Random) -> str:
    """Twelve digits with a valid check digit, made by the rule and belonging to nobody."""
    from tsunagu.intake.my_number import check_digit

    digits = [rng.randint(0, 9) for _ in range(11)]
    return "".join(map(str, digits)) + str(check_digit(digits))


def my_numbers(rng: Random) -> Damaged:
    """A column full of Individual Numbers, declared or not."""
    table = cells(JUKI, clean_rows(rng, JUKI))
    extra = rng.random() < 0.5
    if extra:
        table[0].append("番号の控え")
    place = table[0].index("通称")
    for row in table[1:]:
        if extra:
            row.append(my_number(rng))
        else:
            row[place] = my_number(rng)
    column = "番号の控え" if extra else "通称"
    return Damaged(csv_bytes(table, quoting=rng.choice((csv.QUOTE_ALL, csv.QUOTE_MINIMAL))), column=column)


def _wrong_count(rng: Random) -> Damaged:
    data = file_bytes(CARE, [plain(CARE)]).replace(b"3,1\r\n", f"3,{rng.randint(2, 900)}\r\n".encode())
    return Damaged(data, line=3)


KINDS: dict[str, Kind] = {
    "too many cells": Kind(JUKI, in_a_row(JUKI, _extra_cells), ("row.too_many_cells",), accepted=True),
    "too few cells": Kind(JUKI, in_a_row(JUKI, _lost_cells, last=False), ("row.too_few_cells",), accepted=True),
    "torn quote": Kind(SCHOOL, torn_quote, ("row.ragged_quotes",), accepted=True),
    "quote never closed": Kind(SCHOOL, unclosed_to_the_end, ("row.ragged_quotes",), accepted=True),
    "no number": Kind(JUKI, in_a_cell(JUKI, "宛名番号", "", "　", "-"), ("row.key_missing",), accepted=True),
    "the same row twice": Kind(JUKI, _same_row_twice, ("row.duplicate_key",), accepted=True),
    "headings again among the rows": Kind(JUKI, _headings_again, ("row.key_missing",), accepted=True),
    "heading twice": Kind(JUKI, _doubled_heading, ("file.duplicate_header",), accepted=True),
    "trailer counts other rows": Kind(CARE, _wrong_count, ("row.record_count_mismatch",), accepted=True),
    "gaiji": cell_kind("氏名", "cell.gaiji_private", ("\ue000田　葵", "\uf000　葵", "\U000f0001")),
    "lost letter": cell_kind("氏名", "cell.gaiji_lost", ("●田　葵", "〓　葵", "佐\ufffd　葵")),
    "formula": cell_kind(
        "住所_方書", "cell.formula", ("=HYPERLINK(A1)", "@SUM(A1)", "＝cmd", "+A1()", "-B2()", "=1+1|' /C calc'!A0")
    ),
    "endless cell": Kind(JUKI, in_a_row(JUKI, _long_cell, "住所_方書"), ("cell.too_long",), accepted=True),
    "control characters": cell_kind("氏名", "cell.control_character", ("佐\x07藤", "\x1b[31m佐藤", "佐藤\x02")),
    "C1 controls": cell_kind("氏名", "cell.control_character", ("佐\x85藤", "佐藤\x9b2J", "\x90佐藤")),
    "signs that turn or hide text": cell_kind(
        "氏名", "cell.control_character", ("佐\u202e藤", "佐\u2066藤", "佐藤\u200e", "佐\u2028藤", "佐\uffff藤")
    ),
    "impossible date": cell_kind(
        "生年月日", "cell.impossible_date", ("2023-02-29", "2023-13-01", "令和0年1月1日", "R5.2.30")
    ),
    "no date": cell_kind("生年月日", "cell.not_a_date", ("きのう", "2015/04/01-02", "H", "9" * 40)),
    "no number where one belongs": cell_kind(
        "授業日数", "cell.not_a_number", ("inf", "NaN", "1e400", "0x1F", "二十", "1.2.3", "--1"), SCHOOL
    ),
    "number out of range": cell_kind("授業日数", "cell.out_of_range", ("999999999999", "-5", "400"), SCHOOL),
    "code nobody knows": cell_kind("性別", "cell.unknown_code", ("7", "M/F", "?", "\U0001f600")),
    "key with lost digits": Kind(JUKI, in_a_cell(JUKI, "宛名番号", "1.23E+14"), ("cell.key_exponent",), accepted=True),
    "one Individual Number": Kind(JUKI, _lone_my_number, ("cell.my_number",), accepted=True),
}
