"""Which characters the bytes are, decided by our own order: BOM, strict UTF-8, CP932 with its traps, else refuse.

Libraries that guess were measured and guess wrong (field notes §2.1); the wrong guess is a wrong name on a child.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

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


_BEYOND_SHIFT_JIS = _beyond_shift_jis()


class Decoded(NamedTuple):
    """The text of a file as UTF-8 without BOM, and how it had been written.

    `extension` is (line, letter) of the first letter that only Windows' CP932 has.
    """

    data: bytes
    encoding: Encoding
    extension: tuple[int, str] | None = None


def decode(data: bytes) -> Decoded:
    """The file's text as UTF-8 bytes. Raises FileRefused (file.undecodable) with the line where no reading is safe."""
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
    return _from_cp932(data)


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
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _UTF8_KANA.search(data, 0, error.start) is not None
    return False


def _from_cp932(data: bytes) -> Decoded:
    """CP932 to UTF-8 in pieces cut at line ends (a line end is never the second half of a CP932 letter)."""
    pieces: list[bytes] = []
    extension: tuple[int, str] | None = None
    start = 0
    while start < len(data):
        end = data.rfind(b"\n", start, start + _PIECE) + 1
        if end <= start:
            end = data.find(b"\n", start + _PIECE) + 1 or len(data)
        text = _piece_from_cp932(data, start, end)
        if extension is None:
            found = _BEYOND_SHIFT_JIS.search(text)
            if found:
                extension = (line_of(data, start) + text.count("\n", 0, found.start()), found[0])
        pieces.append(text.encode("utf-8"))
        start = end
    return Decoded(b"".join(pieces), "cp932", extension)


def _piece_from_cp932(data: bytes, start: int, end: int) -> str:
    piece = data[start:end]
    try:
        text = piece.decode("cp932")
    except UnicodeDecodeError as error:
        raise _unreadable(data, start + error.start) from None
    for trap in _TRAPS:
        if trap in text:
            raise _unreadable(data, start, text.count("\n", 0, text.index(trap)))
    if "縺" in text or "繧" in text or "繝" in text:
        found = _MOJIBAKE.search(text)
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
