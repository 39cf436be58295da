"""What the bytes are, whatever the name says: the first look at every file (dirt 51)."""

from __future__ import annotations

from io import SEEK_END, FileIO
from pathlib import Path
from typing import Literal

from tsunagu.intake.limits import MAX_LINE_BYTES, in_force
from tsunagu.intake.problems import FileRefused

Format = Literal["csv", "fixed", "xlsx", "json", "zip"]

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = (b"<!doctype html", b"<html", b"<table", b"<?xml", b"<head", b"<meta", b"<script")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHERS = {
    b"%PDF": "PDF",
    b"\x1f\x8b": "圧縮ファイル（gzip）",
    b"7z\xbc\xaf\x27\x1c": "圧縮ファイル（7z）",
    b"Rar!": "圧縮ファイル（RAR）",
    b"\x89PNG": "画像（PNG）",
    b"\xff\xd8\xff": "画像（JPEG）",
    b"GIF8": "画像（GIF）",
    b"MZ": "実行ファイル",
    b"SQLite format 3": "データベースのファイル",
}
_HEAD = _END = 4096
_LARGE = 64 << 20
_NOTHING = b" \t\r\n\x1a\0"


def bytes_of(path: Path) -> bytes:
    """The file's bytes, read only when they can be lines of a table. Raises FileRefused (file.too_large), OSError.

    A large file is first looked through in pieces: one endless line of gigabytes must not be loaded to be found.
    """
    size = path.stat().st_size
    if size > in_force().most_bytes(path.suffix[1:]):
        raise FileRefused("file.too_large", f"ファイルが大きすぎます（{size:,}バイト）")
    if size > _LARGE:
        _must_have_line_ends(path)
    return path.read_bytes()


def _must_have_line_ends(path: Path) -> None:
    """Looks at the end of every piece as long as a line may be; only where no line ends there, at the rest of it."""
    with path.open("rb", buffering=0) as stream:
        if stream.read(2) == b"PK":
            return
        size, at = stream.seek(0, SEEK_END), 0
        while size - at > MAX_LINE_BYTES:
            end = _last_line_end(stream, at)
            if end < 0:
                raise FileRefused(
                    "file.too_large",
                    f"1行が{MAX_LINE_BYTES:,}バイトを超え、改行が失われているおそれがあります",
                    line=_lines_before(stream, at) + 1,
                )
            at = end + 1


def _last_line_end(stream: FileIO, begin: int) -> int:
    """Where the last line end stands among the bytes that one line may have from `begin` on; -1 for none."""
    for first in (begin + MAX_LINE_BYTES - _END, begin):
        stream.seek(first)
        piece = stream.read(begin + MAX_LINE_BYTES - first)
        end = max(piece.rfind(b"\n"), piece.rfind(b"\r"))
        if end >= 0:
            return first + end
    return -1


def _lines_before(stream: FileIO, end: int) -> int:
    stream.seek(0)
    return sum(stream.read(min(MAX_LINE_BYTES, end - at)).count(b"\n") for at in range(0, end, MAX_LINE_BYTES))


def check_bytes(data: bytes, expected: Format) -> None:
    """Refuse what cannot be a file of the `expected` format; says what it is instead.

    Raises FileRefused with file.empty, file.too_large, file.not_what_it_claims, file.nul_bytes or file.undecodable.
    """
    if not data[:_HEAD].strip(_NOTHING) and not data.strip(_NOTHING):
        raise FileRefused("file.empty", "ファイルが空です（0行）")
    if len(data) > in_force().most_bytes(expected):
        raise FileRefused("file.too_large", f"ファイルが大きすぎます（{len(data):,}バイト）")
    head = data[:_HEAD]
    if head.startswith(OLE2):
        if _ENCRYPTED in data:
            raise FileRefused("file.password_protected", "パスワードがついたExcelです")
        raise FileRefused("file.not_what_it_claims", "中身は古い形式のExcel（.xls）か、パスワードつきのExcelです")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_HTML):
        raise FileRefused("file.not_what_it_claims", "中身はホームページ用のHTML（またはXML）です")
    other = next((name for magic, name in _OTHERS.items() if head.startswith(magic)), None)
    if other is not None:
        raise FileRefused("file.not_what_it_claims", f"中身は{other}です")
    zipped = head.startswith(b"PK")
    if expected in ("xlsx", "zip"):
        if not zipped:
            kind = "Excel（.xlsx）" if expected == "xlsx" else "ZIP"
            raise FileRefused("file.not_what_it_claims", f"中身は{kind}ではありません")
        return
    if zipped:
        raise FileRefused("file.not_what_it_claims", "中身はZIPかExcel（.xlsx）です。拡張子だけが変えられています")
    if head.startswith(_UTF16):
        raise FileRefused("file.undecodable", "文字コードがUTF-16（「Unicodeテキスト」）です")
    if b"\0" in data:
        at = data.index(b"\0")
        raise FileRefused("file.nul_bytes", "文字ではないバイト（NUL）が入っています", line=line_of(data, at))


def line_of(data: bytes, position: int) -> int:
    """The physical line (from 1) on which the byte at `position` stands."""
    return data.count(b"\n", 0, position) + 1
