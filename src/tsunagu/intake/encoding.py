"""Which characters the bytes are, decided by our own order: BOM, strict UTF-8, CP932 with its traps, else refuse.

Libraries that guess were measured and guess wrong (field notes §2.1); the wrong guess is a wrong name on a child.
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import pyarrow as pa

from tsunagu.intake.problems import FileRefused
from tsunagu.intake.sniff import line_of

Encoding = Literal["utf-8", "utf-8-sig", "cp932"]

_BOM = b"\xef\xbb\xbf"
_PIECE = 1 << 20
_TRAPS = "\x80\xa0\uf8f0\uf8f1\uf8f2\uf8f3"
"""What Python's cp932 makes of bytes that are no CP932 (80, A0, FD–FF): it succeeds where it must not."""
_MOJIBAKE = re.compile("[縺繧繝][^,\r\n]{0,2}[縺繧繝]")
"""UTF-8 kana read as CP932. No Japanese text holds two of these signs so close together."""
_UTF8_KANA = re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf]{2}){3}")


def _beyond_shift_jis() -> re.Pattern[str]:
    """The letters CP932 has and the Shift_JIS standard has not (①㈱髙﨑 …)."""
    letters: set[str] = set()
    for lead in (0x87, 0xED, 0xEE, 0xFA, 0xFB, 0xFC):
        for trail in (*range(0x40, 0x7F), *range(0x80, 0xFD)):
            letters.add(bytes((lead, trail)).decode("cp932", errors="ignore"))
    beyond = sorted(letter for letter in letters if letter and not letter.encode("shift_jis", errors="ignore"))
    return re.compile("[" + re.escape("".join(beyond)) + "]")


BEYOND_SHIFT_JIS = _beyond_shift_jis()


@dataclass
class Decoded:
    """A file's bytes without BOM, and how they are written. `extension` is (line, letter) of the first letter that only
    Windows' CP932 has, as far as somebody has read so far.
    """

    raw: bytes
    encoding: Encoding
    extension: tuple[int, str] | None = None

    @cached_property
    def data(self) -> bytes:
        """All of it as UTF-8. Raises FileRefused (file.undecodable) with the line where CP932 cannot be read safely."""
        if self.encoding != "cp932":
            return self.raw
        text, self.extension = _from_cp932(self.raw)
        return text


def decode(data: bytes) -> Decoded:
    """Decides how a file is written; what is neither is CP932, whose letters are checked when they are read.

    Raises FileRefused (file.undecodable) with the line where no reading is safe.
    """
    if data.startswith(_BOM):
        body = data[len(_BOM) :]
        _must_be_utf8(body, "先頭にUTF-8の印（BOM）がありますが、UTF-8として読めないところがあります")
        return Decoded(body, "utf-8-sig")
    if data.isascii() or _is_utf8(data):
        if b"\x1b$" in data or b"\x1b(" in data:
            raise FileRefused(
                "file.undecodable", "文字コードがJIS（ISO-2022-JP）です", line=line_of(data, data.index(b"\x1b"))
            )
        return Decoded(data, "utf-8")
    if _begins_as_utf8(data):
        _must_be_utf8(data, "UTF-8の文字とそうでない文字が混ざっています")
    return Decoded(data, "cp932")


def _is_utf8(data: bytes) -> bool:
    """Strict validation without making a Python text of it (ten times faster on large files)."""
    offsets = pa.py_buffer(len(data).to_bytes(8, "little").rjust(16, b"\0"))
    try:
        pa.Array.from_buffers(pa.large_binary(), 1, [None, offsets, pa.py_buffer(data)]).cast(pa.large_string())
    except pa.ArrowInvalid:
        return False
    return True


def _must_be_utf8(data: bytes, detail: str) -> None:
    if _is_utf8(data):
        return
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FileRefused("file.undecodable", detail, line=line_of(data, error.start)) from None


def _begins_as_utf8(data: bytes) -> bool:
    """Whether the text before the first broken byte holds several UTF-8 letters: then it is broken UTF-8, not CP932."""
    decoder = getincrementaldecoder("utf-8")()
    # Piece by piece, since the error that tells the place holds a copy of all that was to be decoded.
    for at in range(0, len(data), _PIECE):
        end = min(at + _PIECE, len(data))
        try:
            decoder.decode(data[at:end], final=end == len(data))
        except UnicodeDecodeError as error:
            return _UTF8_KANA.search(data, 0, end - len(error.object) + error.start) is not None
    return False


def _from_cp932(data: bytes) -> tuple[bytes, tuple[int, str] | None]:
    """CP932 to UTF-8, and the place of the first letter that only Windows' CP932 has."""
    pieces: list[bytes] = []
    extension: tuple[int, str] | None = None
    for start, text in _texts(data):
        extension = extension or _beyond_in(data, start, text)
        pieces.append(text.encode("utf-8"))
    return b"".join(pieces), extension


def first_beyond_shift_jis(data: bytes) -> tuple[int, str] | None:
    """(line, letter) of the first letter of a CP932 file that the Shift_JIS standard has not."""
    return next((found for start, text in _texts(data) if (found := _beyond_in(data, start, text))), None)


def _beyond_in(data: bytes, start: int, text: str) -> tuple[int, str] | None:
    found = BEYOND_SHIFT_JIS.search(text)
    return (line_of(data, start) + text.count("\n", 0, found.start()), found[0]) if found else None


def _texts(data: bytes) -> Iterator[tuple[int, str]]:
    """A CP932 file in pieces cut at line ends (a line end is never the second half of a CP932 letter), each with its start."""
    start = 0
    while start < len(data):
        end = data.rfind(b"\n", start, start + _PIECE) + 1
        if end <= start:
            end = data.find(b"\n", start + _PIECE) + 1 or len(data)
        yield start, _piece_from_cp932(data, start, end)
        start = end


def is_unsafe(text: str) -> bool:
    """Whether Python's cp932 made this of bytes that are no CP932, or of UTF-8."""
    return any(trap in text for trap in _TRAPS) or _mojibake_in(text) is not None


def _mojibake_in(text: str) -> re.Match[str] | None:
    return _MOJIBAKE.search(text) if "縺" in text or "繧" in text or "繝" in text else None


def _piece_from_cp932(data: bytes, start: int, end: int) -> str:
    piece = data[start:end]
    try:
        text = piece.decode("cp932")
    except UnicodeDecodeError as error:
        raise _unreadable(data, start + error.start) from None
    for trap in _TRAPS:
        if trap in text:
            raise _unreadable(data, start, text.count("\n", 0, text.index(trap)))
    found = _mojibake_in(text)
    if found:
        line = line_of(data, start) + text.count("\n", 0, found.start())
        raise FileRefused("file.undecodable", "CP932の文字とUTF-8の文字が混ざっています", line=line)
    return text


def _unreadable(data: bytes, position: int, more_lines: int = 0) -> FileRefused:
    guess = "EUC-JPのようです" if _reads_as(data, "euc_jp") else "どの文字コードとしても安全に読めません"
    return FileRefused(
        "file.undecodable",
        f"文字コードがUTF-8でもCP932（Shift_JIS）でもありません。{guess}",
        line=line_of(data, position) + more_lines,
    )


def _reads_as(data: bytes, name: str) -> bool:
    try:
        data[: 1 << 20].decode(name)
    except UnicodeDecodeError as error:
        return error.start > (1 << 20) - 4
    return True
