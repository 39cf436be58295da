"""Where the columns of a file of fixed width begin, seen from the bytes alone; and its first lines with every letter masked."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Literal

from tsunagu.catalog import Layout, Source, SourceColumn
from tsunagu.intake.encoding import Decoded
from tsunagu.intake.problems import FileRefused

NO_TABLE = "カンマで区切られた表ではありません。幅もそろっていません（文書のようです）"
LOOKED_AT, SHOWN = 500, 5
"""Lines looked at, and lines shown masked."""
_SAME_LENGTH = 0.9
_DAY = 8
RecordKind = Literal["control", "data", "trailer"]


def fixed_source(data: bytes, decoded: Decoded, cuts: Sequence[int], headings: Sequence[str]) -> Source:
    """The declaration a file of fixed width is read under. `cuts`: the last byte of each column where a person knows them,
    with the columns' names. Raises FileRefused (file.header_missing) where it is no such file."""
    encoding = encoding_of(decoded)
    lines = lines_of(data)
    kinds = _record_kinds(lines, encoding)
    if kinds:
        lines = [line[1:] for line in lines[1:-1]]
    width = _width(lines)
    ends = list(cuts) if cuts else proposed_ends(lines[:LOOKED_AT], encoding, width)
    if len(ends) < 2 or ends[-1] > width or any(one >= other for one, other in pairwise([0, *ends])):
        raise FileRefused(
            "file.header_missing", NO_TABLE if not cuts else f"区切りが、1行の幅（{width}バイト）に合いません"
        )
    if ends[-1] < width:
        ends.append(width)
    named = [*headings, *("" for _ in ends)]
    columns = tuple(
        SourceColumn(header=named[place].strip() or f"列{place + 1}", bytes_wide=end - start)
        for place, (start, end) in enumerate(pairwise([0, *ends]))
    )
    layout = Layout(format="fixed", encoding=decoded.encoding, file_names=("*",), record_types=kinds)
    return Source(schema=1, source="unknown", no="-", label="なぞのファイル", owner="-", layout=layout, columns=columns)


def encoding_of(decoded: Decoded) -> str:
    """As Python calls it, without the mark at the beginning."""
    return "utf-8" if decoded.encoding.startswith("utf-8") else decoded.encoding


def lines_of(data: bytes) -> list[bytes]:
    """The lines that hold something, without their ends."""
    every = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").split(b"\n")
    return [line.removesuffix(b"\x1a") for line in every if line.strip(b" \t\x1a")]


def _width(lines: Sequence[bytes]) -> int:
    """Bytes of a line. Blanks lost at the end of some lines are no fault."""
    width = max(map(len, lines), default=0)
    if len(lines) < 2 or sum(len(line) == width for line in lines) < _SAME_LENGTH * len(lines):
        raise FileRefused("file.header_missing", NO_TABLE)
    return width


def _record_kinds(lines: Sequence[bytes], encoding: str) -> dict[RecordKind, str] | None:
    """The signs of control, data and trailer records, where the last line counts the lines between."""
    if len(lines) < 3:
        return None
    signs = [line[:1].decode("ascii", errors="replace") for line in (lines[0], lines[1], lines[-1])]
    same = all(line[:1] == lines[1][:1] for line in lines[1:-1])
    counted = lines[-1][1:].decode(encoding, errors="replace").strip()
    digits = counted[: next((at for at, sign in enumerate(counted) if not sign.isdigit()), len(counted))]
    if len(set(signs)) != 3 or not same or not digits or int(digits) != len(lines) - 2:
        return None
    return {"control": signs[0], "data": signs[1], "trailer": signs[2]}


def proposed_ends(lines: Sequence[bytes], encoding: str, width: int) -> list[int]:
    """The last byte of each column: where another kind of letter begins in (nearly) every line, and around days."""
    kinds = [_kinds(line, encoding).ljust(width) for line in lines]
    borders = [at for at in range(1, width) if _is_border([(line[at - 1], line[at]) for line in kinds])]
    found = set(borders)
    for start, end in pairwise([0, *borders, width]):
        if all(set(line[start:end]) == {"9"} for line in kinds):
            found |= _around_days([line[start:end] for line in lines], start)
    return [*sorted(found), width]


def _kinds(line: bytes, encoding: str) -> str:
    """One sign per byte: 9 digit, A letter, k half-width kana, w wide, _ a later byte of a letter, blank, other signs as #."""
    return "".join(
        _kind(sign) + "_" * (len(sign.encode(encoding)) - 1) for sign in line.decode(encoding, errors="replace")
    )


def _kind(sign: str) -> str:
    if sign in " \t\u3000":
        return " "
    if sign.isascii():
        return "9" if sign.isdigit() else "A" if sign.isalpha() else "#"
    return "k" if unicodedata.east_asian_width(sign) == "H" else "w"


def _is_border(pairs: Sequence[tuple[str, str]]) -> bool:
    """Whether a column begins between two bytes: never within a letter, never between two letters of one kind."""
    if any(after == "_" for _, after in pairs):
        return False
    begins = sum(after != " " and _plain(before) != after for before, after in pairs)
    within = sum(after != " " and _plain(before) == after for before, after in pairs)
    return within == 0 and begins >= 0.5 * len(pairs)


def _plain(kind: str) -> str:
    """The last byte of a wide letter is of its letter's kind."""
    return "w" if kind == "_" else kind


def _around_days(cells: Sequence[bytes], start: int) -> set[int]:
    """Borders before and behind eight digits that are a day in every line."""
    wide = len(cells[0])
    for at in range(0, wide - _DAY + 1):
        if all(_is_day(cell[at : at + _DAY]) for cell in cells) and len({cell[at : at + _DAY] for cell in cells}) > 1:
            return {start + border for border in (at, at + _DAY) if 0 < border < wide}
    return set()


def _is_day(text: bytes) -> bool:
    try:
        return 1900 <= date.fromisoformat(text.decode("ascii")).year <= 2100
    except ValueError:
        return False


def masked(data: bytes, decoded: Decoded, kinds: Mapping[RecordKind, str] | None) -> tuple[str, ...]:
    """The first lines of data, without the sign that says they are data, as a picture over the columns: 9 for a digit, A, ｱ, 漢; a letter is as many half-width places wide as it has bytes.
    No letter of a resident's stays."""
    encoding = encoding_of(decoded)
    shown = []
    lines = lines_of(data)
    for line in [line[1:] for line in lines[1:-1]][:SHOWN] if kinds else lines[:SHOWN]:
        text = "".join(_shown(sign, len(sign.encode(encoding))) for sign in line.decode(encoding, errors="replace"))
        shown.append(text)
    return tuple(shown)


def _shown(sign: str, wide: int) -> str:
    kind = _kind(sign)
    if kind == " ":
        return " " * wide
    mask = {"9": "9", "A": "A", "#": "#", "k": "ｱ", "w": "漢"}[kind]
    return mask + " " * (wide - (2 if kind == "w" else 1))
