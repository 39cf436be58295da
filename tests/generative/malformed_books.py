"""Excel workbooks and zip packages, broken, hostile or beside the point."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import cache
from random import Random

from generative.malformed_rows import JUKI, LEDGER, Damaged, Kind, clean, clean_rows
from generative.malformed_text import CLAIM, NO_HEADINGS
from generative.raw_zip import Member, bomb, member, package
from support.counter import cells, workbook

SHEET, STRINGS, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
BROKEN, TOO_LARGE = ("file.archive_broken",), ("file.too_large",)
WINDOWS_XML = b'<?xml version="1.0" encoding="UTF-8"?>'


@cache
def _sound() -> dict[str, bytes]:
    """The parts of a sound workbook."""
    with zipfile.ZipFile(io.BytesIO(clean(Random(0), LEDGER))) as sound:
        return {name: sound.read(name) for name in sound.namelist()}


def _zip(members: dict[str, bytes]) -> bytes:
    return package([member(name, data) for name, data in members.items()])


def _with_part(name: str, change: Callable[[bytes], bytes]) -> bytes:
    return _zip({**_sound(), name: change(_sound()[name])})


def _far_cell(rng: Random) -> Damaged:
    line, cell = rng.choice(
        (
            (1_048_576, b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'),
            (9_999, b'<row r="9999"><c r="XFD9999"><v>1</v></c></row>'),
            (1_048_576, b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
            (1_048_576, b"<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"),
            (1_048_576, b'<row><c r="B1048576" t="n"><v>1</v></c></row>'),
            (400_000, b'<row r="400000"></row>'),
        )
    )
    data = _with_part(SHEET, lambda sheet: sheet.replace(b"</sheetData>", cell + b"</sheetData>"))
    return Damaged(data, line=line, sheet="台帳")


def _entities(rng: Random) -> bytes:
    bomb_of_names = b'<!DOCTYPE z [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    outside = b'<!DOCTYPE z [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    parameter = b'<!DOCTYPE z [<!ENTITY % a SYSTEM "http://127.0.0.1/a.dtd">%a;]>'
    part = rng.choice((SHEET, STRINGS, BOOK, "xl/styles.xml", "[Content_Types].xml"))
    told = WINDOWS_XML + rng.choice((bomb_of_names, outside, parameter))
    return _with_part(part, lambda xml: told + xml.partition(b"?>")[2])


def _entities_in_utf16(rng: Random) -> bytes:
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE z [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    part = rng.choice((SHEET, STRINGS))
    return _with_part(
        part, lambda xml: (text + xml.partition(b"?>")[2].decode()).encode(rng.choice(("utf-16", "utf-16-le")))
    )


def _bomb_in(name: str, at: bytes, rng: Random, *, claims: int | None = None) -> bytes:
    head, found, tail = _sound()[name].partition(at)
    big = bomb(name, head + found, rng.randint(300, 3_000), tail, claims=claims)
    return package([*(member(other, data) for other, data in _sound().items() if other != name), big])


def _bomb(rng: Random) -> bytes:
    """Up to 3 GB of blanks behind a few megabytes at most."""
    return rng.choice(
        (lambda: _bomb_in(SHEET, b"<sheetData>", rng), lambda: _bomb_in(STRINGS, b"<si>", rng), lambda: _beside(rng))
    )()


def _beside(rng: Random) -> bytes:
    """The bomb is a part that no reader needs."""
    return package(
        [
            *(member(name, data) for name, data in _sound().items()),
            bomb("xl/media/a.png", b"", rng.randint(500, 900), b""),
        ]
    )


def _bomb_that_lies(rng: Random) -> bytes:
    name, at = rng.choice(((SHEET, b"<sheetData>"), (STRINGS, b"<si>")))
    return _bomb_in(name, at, rng, claims=rng.choice((9_000, 300_000)))


def _overlapping(rng: Random) -> bytes:
    """Hundreds of members that are the same bytes: their sum is far beyond the limit."""
    one = bomb(SHEET, b"", 20, b"")
    others = [one._replace(name=f"xl/worksheets/sheet{number}.xml") for number in range(1, rng.randint(200, 900))]
    return package([*others, member(BOOK, _sound()[BOOK])], overlapping=True)


def _flipped(rng: Random) -> bytes:
    data = bytearray(clean(rng, LEDGER))
    for _ in range(40):
        data[rng.randint(60, len(data) - 1)] ^= 1 << rng.randint(0, 7)
    return bytes(data)


def _encrypted(rng: Random) -> bytes:
    """What zip tools write under a password: the members are marked and their bytes are noise."""
    noise = [Member(name, rng.randbytes(90), 200, 7, flags=1) for name in _sound()]
    return package(noise)


def _office_password(rng: Random) -> bytes:
    """Excel's own password: an OLE file that holds the encrypted package."""
    name = "EncryptedPackage".encode("utf-16-le")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + rng.randbytes(600) + name + rng.randbytes(900)


def _torn_sheet(rng: Random) -> bytes:
    return _with_part(SHEET, lambda xml: xml[: xml.index(b"<sheetData>") + rng.randint(12, 600)])


def _without(*parts: str) -> Callable[[Random], bytes]:
    def make(rng: Random) -> bytes:
        lost = rng.choice(parts)
        return _zip({name: data for name, data in _sound().items() if name != lost})

    return make


def _wrong_strings(rng: Random) -> bytes:
    """The sheet points at a shared text that does not exist."""
    return _with_part(SHEET, lambda xml: xml.replace(b'<c r="A1" t="s"><v>0</v>', b'<c r="A1" t="s"><v>99999</v>'))


def _many_parts(rng: Random) -> bytes:
    more = {f"xl/media/{number}.txt": b"x" for number in range(rng.randint(2_001, 3_000))}
    return _zip({**_sound(), **more})


def _many_sheets(rng: Random) -> bytes:
    return workbook([(f"s{number}", []) for number in range(rng.randint(201, 300))])


def _wide_sheet(rng: Random) -> Damaged:
    table = cells(LEDGER, clean_rows(rng, LEDGER))
    table[0] += [f"x{number}" for number in range(rng.randint(1_010, 1_300))]
    return Damaged(workbook([("台帳", table)]), sheet="台帳")


def _without_headings(rng: Random) -> Damaged:
    blank = [[] for _ in range(rng.randint(0, 9))]
    return Damaged(workbook([("台帳", [*blank, ["メモ", "値"], ["a", rng.randint(1, 9)]])]), sheet="台帳")


def _needed_heading_lost(rng: Random) -> Damaged:
    blank = [[] for _ in range(rng.randint(0, 5))]
    table = cells(LEDGER, clean_rows(rng, LEDGER))
    table[0][table[0].index("受付番号")] = "X"
    return Damaged(workbook([("台帳", [*blank, *table])]), line=len(blank) + 1, column="受付番号", sheet="台帳")


def _formulas(rng: Random) -> Damaged:
    """A cell computed from nothing, its last value an error: never computed here, the error read as a missing value."""
    table = cells(LEDGER, clean_rows(rng, LEDGER))
    index = rng.randint(1, len(table) - 1)
    table[index][table[0].index("性別")] = "=1/0"
    return Damaged(workbook([("台帳", table)]), line=index + 1, column="性別", sheet="台帳")


def _other_sheet(rng: Random) -> Damaged:
    """A cover sheet, sometimes a hidden one."""
    table = cells(LEDGER, clean_rows(rng, LEDGER))
    data = workbook([("表紙", [["相談台帳", "令和8年度"]]), ("台帳", table)])
    if rng.random() < 0.5:
        with zipfile.ZipFile(io.BytesIO(data)) as sound:
            parts = {name: sound.read(name) for name in sound.namelist()}
        data = _zip({**parts, BOOK: parts[BOOK].replace(b' r:id="rId1"', b' state="hidden" r:id="rId1"')})
    return Damaged(data)


def _bad_cell(rng: Random) -> Damaged:
    table = cells(LEDGER, clean_rows(rng, LEDGER))
    index = rng.randint(1, len(table) - 1)
    table[index][table[0].index("生年月日")] = rng.choice(("H27.2.30", "2023-13-01"))
    return Damaged(workbook([("台帳", table)]), line=index + 1, column="生年月日", sheet="台帳")


def _behind_other_bytes(rng: Random) -> bytes:
    """A package behind a page or a program: two kinds of file at once."""
    return rng.choice((b"<html></html>", b"MZ" + bytes(100), b"GIF89a")) + clean(rng, LEDGER)


KINDS: dict[str, Kind] = {
    "old .xls as xlsx": Kind(
        LEDGER, lambda rng: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + rng.randbytes(900), CLAIM
    ),
    "workbook under a password": Kind(LEDGER, _office_password, ("file.password_protected",)),
    "zip under a password": Kind(LEDGER, _encrypted, ("file.password_protected",)),
    "zip behind other bytes": Kind(LEDGER, _behind_other_bytes, CLAIM),
    "workbook cut short": Kind(LEDGER, lambda rng: clean(rng, LEDGER)[: -rng.randint(30, 2000)], BROKEN),
    "workbook flipped": Kind(
        LEDGER, _flipped, (*BROKEN, *NO_HEADINGS, *CLAIM, *TOO_LARGE, "file.password_protected")
    ),
    "zip that is no workbook": Kind(
        LEDGER,
        lambda rng: _zip(rng.choice(({"a.txt": rng.randbytes(50)}, {"word/document.xml": b"<a/>"}, {"content.xml": b"<a/>"}))),
        CLAIM,
    ),
    "zip of a csv": Kind(JUKI, lambda rng: _zip({"JUKI_KOJIN_20261031.csv": clean(rng, JUKI)}), CLAIM),
    "sheet torn": Kind(LEDGER, _torn_sheet, (*BROKEN, *NO_HEADINGS, "file.empty")),
    "part missing": Kind(LEDGER, _without(SHEET, "xl/_rels/workbook.xml.rels"), (*BROKEN, "file.empty")),
    "text that does not exist": Kind(LEDGER, _wrong_strings, (*BROKEN, *NO_HEADINGS)),
    "far cell": Kind(LEDGER, _far_cell, TOO_LARGE),
    "wide sheet": Kind(LEDGER, _wide_sheet, TOO_LARGE),
    "entities": Kind(LEDGER, _entities, BROKEN),
    "entities in utf-16": Kind(LEDGER, _entities_in_utf16, BROKEN),
    "zip bomb": Kind(LEDGER, _bomb, TOO_LARGE),
    "zip bomb that lies": Kind(LEDGER, _bomb_that_lies, BROKEN),
    "zip of one member a hundred times": Kind(LEDGER, _overlapping, TOO_LARGE),
    "thousands of parts": Kind(LEDGER, _many_parts, TOO_LARGE),
    "hundreds of sheets": Kind(LEDGER, _many_sheets, TOO_LARGE),
    "workbook without headings": Kind(LEDGER, _without_headings, NO_HEADINGS),
    "needed heading of a sheet lost": Kind(LEDGER, _needed_heading_lost, NO_HEADINGS),
    "empty workbook": Kind(LEDGER, lambda rng: workbook([("台帳", [])] * 1), ("file.empty",)),
    "workbook with headings only": Kind(LEDGER, lambda rng: workbook([("台帳", cells(LEDGER, []))]), ("file.empty",)),
    "sheet that is no table": Kind(LEDGER, _other_sheet, ("file.unread_sheet",), accepted=True),
    "cell with an error": Kind(LEDGER, _formulas, ("cell.unknown_code", "cell.formula"), accepted=True),
    "impossible date in a sheet": Kind(LEDGER, _bad_cell, ("cell.impossible_date",), accepted=True),
}  # fmt: skip
