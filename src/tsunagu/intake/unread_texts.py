"""Texts that nobody reads but that are kept with the original: sheets without the headings, members of a zip.

They have no columns that are known, so Individual Numbers are looked for in the text itself, piece by piece.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tsunagu.intake.my_number import IN_FOURS, most_are_my_numbers
from tsunagu.intake.problems import FileRefused

_NUMBER = re.compile(rf"(?<![0-9０-９A-Za-z.\-]){IN_FOURS}(?!\.?[0-9０-９A-Za-z])")
_PIECE = 1 << 20
_MOST = 2_000
"""Distinct numbers of one column that are looked at; the rest of the file is still looked through for other columns."""
_ALL = -1


def refuse_numbers_in_text(path: Path, name: str) -> None:
    """Raise FileRefused (file.my_number) where most twelve-digit numbers of a text, or of one column of it, are such.

    `name` is what people call the sheet or the member. A file that is no text is passed over.
    """
    encoding = _encoding_of(path)
    if encoding is None:
        return
    found: dict[int, set[str]] = defaultdict(set)
    for text in _pieces(path, encoding):
        for number in _NUMBER.finditer(text):
            begin = text.rfind("\n", 0, number.start()) + 1
            column = sum(text.count(sign, begin, number.start()) for sign in ",\t")
            for numbers in (found[column], found[_ALL]):
                if len(numbers) < _MOST:
                    numbers.add(number[0])
    if any(map(most_are_my_numbers, found.values())):
        raise FileRefused(
            "file.my_number", f"読まない「{name}」に、個人番号（マイナンバー）とみられる番号が並んでいます", sheet=name
        )


def _encoding_of(path: Path) -> str | None:
    with path.open("rb") as stream:
        head = stream.read(_PIECE)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\0" in head:
        return None
    try:
        head[: head.rfind(b"\n") + 1 or None].decode("utf-8")
    except UnicodeDecodeError:
        return "cp932"
    return "utf-8"


def _pieces(path: Path, encoding: str) -> Iterator[str]:
    """The text in pieces of whole lines; a line without end is cut, and its cut ends are seen twice."""
    rest = ""
    with path.open(encoding=encoding, errors="replace") as stream:
        while read := stream.read(_PIECE):
            text = rest + read
            end = text.rfind("\n") + 1
            yield text[:end] or text
            rest = text[end:] if end else text[-64:]
    yield rest
