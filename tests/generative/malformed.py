"""Malformed files, as many as asked for, each with the code it must be refused or noted under (B12 of the security notes).

A kind takes a random source of numbers and gives a file name and bytes. `expected` are the codes one of which must be told;
a kind whose damage may fall anywhere may name several.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from random import Random
from typing import NamedTuple

from support.counter import FILE_NAMES, cells, csv_bytes, file_bytes, plain, workbook

JUKI, LEDGER, SCHOOL = "juki_kojin", "jido_sodan", "shukketsu"
Bytes = Callable[[Random], bytes]


class Malformed(NamedTuple):
    """One file. `accepted`: the file is taken and the fault noted; else it is refused."""

    kind: str
    name: str
    data: bytes
    expected: tuple[str, ...]
    accepted: bool


class Kind(NamedTuple):
    source: str
    make: Bytes
    expected: tuple[str, ...]
    accepted: bool = False


def rows(rng: Random, source: str, count: int = 0) -> list[dict[str, str]]:
    """Clean rows of a source, all with their own keys."""
    many = count or rng.randint(3, 12)
    return [
        plain(
            source,
            **{"宛名番号": f"{rng.randint(1, 10**6):07}{number:08}", "番号": str(number), "受付番号": f"R{number:03}"},
        )
        for number in range(1, many + 1)
    ]


def juki(rng: Random) -> bytes:
    return file_bytes(JUKI, rows(rng, JUKI))


def school(rng: Random) -> bytes:
    return file_bytes(SCHOOL, rows(rng, SCHOOL))


def ledger(rng: Random) -> bytes:
    return file_bytes(LEDGER, rows(rng, LEDGER))


def _cut(data: bytes, rng: Random) -> bytes:
    """Cut inside the last row, before half of its cells."""
    start = data.rstrip(b"\r\n").rindex(b"\n") + 1
    return data[: start + 3 + int(rng.random() * 20)]


def _in_a_row(data: bytes, rng: Random, piece: bytes, *, after: bytes = b",") -> bytes:
    """Put `piece` into a random row behind one of its commas."""
    lines = data.split(b"\r\n")
    line = rng.randint(1, len(lines) - 2)
    head, comma, rest = lines[line].partition(after)
    lines[line] = head + comma + piece + rest
    return b"\r\n".join(lines)


def _changed_rows(source: str, change: Callable[[list[str], Random], None]) -> Bytes:
    def make(rng: Random) -> bytes:
        table = cells(source, rows(rng, source))
        change(table[rng.randint(1, len(table) - 1)], rng)
        return csv_bytes(table)

    return make


def _set(header: str, *texts: str) -> Callable[[list[str], Random], None]:
    place = cells(JUKI, [])[0].index(header)

    def change(row: list[str], rng: Random) -> None:
        row[place] = rng.choice(texts)

    return change


def _torn_quote(rng: Random) -> bytes:
    return _in_a_row(school(rng), rng, b'"', after=f"{rng.choice(('佐藤　葵', 'H27.4.1'))},".encode("cp932"))


def _zip(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return target.getvalue()


def _with_sheet(rng: Random, sheet: Callable[[bytes], bytes]) -> bytes:
    """A sound workbook whose sheet was exchanged."""
    with zipfile.ZipFile(io.BytesIO(ledger(rng))) as package:
        members = {name: package.read(name) for name in package.namelist()}
    members["xl/worksheets/sheet1.xml"] = sheet(members["xl/worksheets/sheet1.xml"])
    return _zip(members)


def _far_cell(rng: Random) -> bytes:
    far = rng.choice(
        (b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>', b'<row r="9999"><c r="XFD9999"><v>1</v></c></row>')
    )
    return _with_sheet(rng, lambda sheet: sheet.replace(b"</sheetData>", far + b"</sheetData>"))


def _entities(rng: Random) -> bytes:
    bomb = b'<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    outside = b'<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    return _with_sheet(rng, lambda sheet: rng.choice((bomb, outside)) + sheet.partition(b"?>")[2])


def _bomb(rng: Random) -> bytes:
    """Half a gigabyte of blanks behind a few hundred kilobytes."""
    return _with_sheet(
        rng, lambda sheet: sheet.replace(b"<sheetData>", b"<sheetData>" + b" " * rng.randint(30 << 20, 60 << 20))
    )


def _flipped(rng: Random) -> bytes:
    data = bytearray(ledger(rng))
    for _ in range(40):
        data[rng.randint(60, len(data) - 1)] ^= 1 << rng.randint(0, 7)
    return bytes(data)


def _my_numbers(rng: Random) -> bytes:
    from tsunagu.intake.my_number import check_digit

    table = cells(JUKI, rows(rng, JUKI))
    place = table[0].index("通称")
    extra = rng.random() < 0.5
    if extra:
        table[0].append("番号の控え")
    for row in table[1:]:
        digits = [rng.randint(0, 9) for _ in range(11)]
        number = "".join(map(str, digits)) + str(check_digit(digits))
        if extra:
            row.append(number)
        else:
            row[place] = number
    return csv_bytes(table, quoting=rng.choice((csv.QUOTE_ALL, csv.QUOTE_MINIMAL)))


def _long_cell(row: list[str], rng: Random) -> None:
    row[cells(JUKI, [])[0].index("住所_方書")] = "あ" * rng.randint(33_000, 60_000)


def _extra_cells(row: list[str], rng: Random) -> None:
    row += [str(rng.randint(1, 9))] * rng.randint(1, 4)


def _lost_cells(row: list[str], rng: Random) -> None:
    del row[-rng.randint(1, 9) :]
    row[-1] = row[-1] or "1"


def _too_few_but_not_last(rng: Random) -> bytes:
    table = cells(JUKI, rows(rng, JUKI))
    _lost_cells(table[rng.randint(1, len(table) - 2)], rng)
    return csv_bytes(table)


def _formula(row: list[str], rng: Random) -> None:
    row[cells(JUKI, [])[0].index("住所_方書")] = rng.choice(("=HYPERLINK(A1)", "@SUM(A1)", "＝cmd", "+A1()", "-B2()"))


KINDS: dict[str, Kind] = {
    "empty": Kind(JUKI, lambda rng: rng.choice((b"", b"\r\n", b"   ", b"\x1a")), ("file.empty",)),
    "headings only": Kind(JUKI, lambda rng: csv_bytes(cells(JUKI, [])), ("file.empty",)),
    "html": Kind(
        JUKI,
        lambda rng: (
            rng.choice((b"<html>", b"<!DOCTYPE html>", b"\r\n<table>"))
            + bytes(rng.randint(32, 126) for _ in range(200))
        ),
        ("file.not_what_it_claims",),
    ),
    "ole .xls as csv": Kind(
        JUKI, lambda rng: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + rng.randbytes(900), ("file.not_what_it_claims",)
    ),
    "ole .xls as xlsx": Kind(
        LEDGER, lambda rng: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + rng.randbytes(900), ("file.not_what_it_claims",)
    ),
    "xlsx as csv": Kind(JUKI, ledger, ("file.not_what_it_claims",)),
    "csv as xlsx": Kind(LEDGER, juki, ("file.not_what_it_claims",)),
    "another source": Kind(
        JUKI, lambda rng: file_bytes("kenshin_3_4m", rows(rng, "kenshin_3_4m")), ("file.not_what_it_claims",)
    ),
    "no headings": Kind(JUKI, lambda rng: juki(rng).partition(b"\r\n")[2], ("file.header_missing",)),
    "needed heading lost": Kind(
        JUKI,
        lambda rng: juki(rng).replace(rng.choice(("宛名番号", "世帯番号")).encode(), b"X", 1),
        ("file.header_missing",),
    ),
    "utf-16": Kind(
        JUKI,
        lambda rng: juki(rng).decode().encode(rng.choice(("utf-16", "utf-16-le", "utf-16-be"))),
        ("file.undecodable", "file.nul_bytes"),
    ),
    "euc-jp": Kind(SCHOOL, lambda rng: school(rng).decode("cp932").encode("euc_jp"), ("file.undecodable",)),
    "iso-2022-jp": Kind(SCHOOL, lambda rng: school(rng).decode("cp932").encode("iso2022_jp"), ("file.undecodable",)),
    "utf-8 then cp932": Kind(JUKI, lambda rng: juki(rng) + juki(rng).decode().encode("cp932"), ("file.undecodable",)),
    "cp932 then utf-8": Kind(
        SCHOOL, lambda rng: school(rng) + school(rng).decode("cp932").encode(), ("file.undecodable",)
    ),
    "broken letter": Kind(
        JUKI,
        lambda rng: _in_a_row(juki(rng), rng, rng.choice((b"\xff", b"\xc3", b"\xe3\x81", b"\xf8\x88"))),
        ("file.undecodable",),
    ),
    "trap bytes in cp932": Kind(
        SCHOOL,
        lambda rng: _in_a_row(school(rng), rng, rng.choice((b"\x80", b"\xa0", b"\xfd", b"\xff"))),
        ("file.undecodable",),
    ),
    "nul": Kind(JUKI, lambda rng: _in_a_row(juki(rng), rng, b"\0"), ("file.nul_bytes",)),
    "cut short": Kind(JUKI, lambda rng: _cut(juki(rng), rng), ("file.truncated",)),
    "workbook cut short": Kind(LEDGER, lambda rng: ledger(rng)[: -rng.randint(30, 2000)], ("file.archive_broken",)),
    "workbook flipped": Kind(
        LEDGER,
        _flipped,
        (
            "file.archive_broken",
            "file.header_missing",
            "file.not_what_it_claims",
            "file.too_large",
            "file.password_protected",
        ),
    ),
    "zip that is no workbook": Kind(
        LEDGER, lambda rng: _zip({"a.txt": rng.randbytes(50)}), ("file.not_what_it_claims",)
    ),
    "far cell": Kind(LEDGER, _far_cell, ("file.too_large",)),
    "entities": Kind(LEDGER, _entities, ("file.archive_broken",)),
    "zip bomb": Kind(LEDGER, _bomb, ("file.too_large",)),
    "workbook without headings": Kind(
        LEDGER, lambda rng: workbook([("台帳", [["メモ", "値"], ["a", rng.randint(1, 9)]])]), ("file.header_missing",)
    ),
    "empty workbook": Kind(LEDGER, lambda rng: workbook([("台帳", [])]), ("file.empty",)),
    "line without end": Kind(
        JUKI, lambda rng: juki(rng) + b"x" * rng.randint((1 << 20) + 1, 3 << 20), ("file.too_large",)
    ),
    "individual numbers": Kind(JUKI, _my_numbers, ("file.my_number",)),
    "trailer lost": Kind(
        "kaigo", lambda rng: file_bytes("kaigo", [plain("kaigo")]).rpartition(b"3,")[0], ("file.truncated",)
    ),
    "json torn": Kind(
        "mimamori",
        lambda rng: b'{"schema":1,"source":"mimamori","rows":[{"' + rng.randbytes(3).hex().encode(),
        ("file.truncated", "file.not_what_it_claims"),
    ),
    "json too deep": Kind("mimamori", lambda rng: b"[" * rng.randint(100_000, 200_000), ("file.not_what_it_claims",)),
    "json of another shape": Kind(
        "mimamori",
        lambda rng: rng.choice((b"1", b"[]", b'{"rows": 3}', b'{"source":"mimamori"}', b"null")),
        ("file.not_what_it_claims",),
    ),
    "too many cells": Kind(JUKI, _changed_rows(JUKI, _extra_cells), ("row.too_many_cells",), accepted=True),
    "too few cells": Kind(JUKI, _too_few_but_not_last, ("row.too_few_cells",), accepted=True),
    "torn quote": Kind(SCHOOL, _torn_quote, ("row.ragged_quotes",), accepted=True),
    "no number": Kind(JUKI, _changed_rows(JUKI, _set("宛名番号", "", "　", "-")), ("row.key_missing",), accepted=True),
    "gaiji": Kind(
        JUKI, _changed_rows(JUKI, _set("氏名", "\ue000田　葵", "\uf000　葵")), ("cell.gaiji_private",), accepted=True
    ),
    "formula": Kind(JUKI, _changed_rows(JUKI, _formula), ("cell.formula",), accepted=True),
    "endless cell": Kind(JUKI, _changed_rows(JUKI, _long_cell), ("cell.too_long",), accepted=True),
    "control characters": Kind(
        JUKI,
        _changed_rows(JUKI, _set("氏名", "佐\x07藤", "\x1b[31m佐藤", "佐藤\x02")),
        ("cell.control_character",),
        accepted=True,
    ),
    "impossible date": Kind(
        JUKI,
        _changed_rows(JUKI, _set("生年月日", "2023-02-29", "2023-13-01", "令和0年1月1日", "R5.2.30")),
        ("cell.impossible_date",),
        accepted=True,
    ),
}
_NAMES = {**FILE_NAMES, "mimamori": "見守り情報.json"}


def malformed(seed: int, count: int) -> Iterator[Malformed]:
    """`count` files, the kinds in turn, each with its own damage."""
    kinds = list(KINDS.items())
    for number in range(count):
        name, kind = kinds[number % len(kinds)]
        rng = Random(f"{seed}-{number}")
        yield Malformed(name, _NAMES[kind.source], kind.make(rng), kind.expected, kind.accepted)
