"""What the bytes are, whatever the name says: the first look at every file (dirt 51)."""

from __future__ import annotations

from typing import Literal

from tsunagu.intake.limits import MAX_FILE_BYTES
from tsunagu.intake.problems import FileRefused

Format = Literal["csv", "xlsx", "json"]

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = (b"<!doctype html", b"<html", b"<table", b"<?xml", b"<head", b"<meta", b"<script")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_HEAD = 4096


def check_bytes(data: bytes, expected: Format) -> None:
    """Refuse what cannot be a file of the `expected` format; says what it is instead.

    Raises FileRefused with file.empty, file.too_large, file.not_what_it_claims, file.nul_bytes or file.undecodable.
    """
    if not data.strip(b" \t\r\n\x1a\0"):
        raise FileRefused("file.empty", "ファイルが空です（0行）")
    if len(data) > MAX_FILE_BYTES:
        raise FileRefused("file.too_large", f"ファイルが大きすぎます（{len(data):,}バイト）")
    head = data[:_HEAD]
    if head.startswith(_OLE2):
        raise FileRefused("file.not_what_it_claims", "中身は古い形式のExcel（.xls）か、パスワードつきのExcelです")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_HTML):
        raise FileRefused("file.not_what_it_claims", "中身はホームページ用のHTML（またはXML）です")
    if head.startswith(b"%PDF"):
        raise FileRefused("file.not_what_it_claims", "中身はPDFです")
    zipped = head.startswith(b"PK")
    if zipped and expected != "xlsx":
        raise FileRefused("file.not_what_it_claims", "中身はZIPかExcel（.xlsx）です。拡張子だけが変えられています")
    if expected == "xlsx":
        if not zipped:
            raise FileRefused("file.not_what_it_claims", "中身はExcel（.xlsx）ではありません")
        return
    if head.startswith(_UTF16):
        raise FileRefused("file.undecodable", "文字コードがUTF-16（「Unicodeテキスト」）です")
    if b"\0" in data:
        at = data.index(b"\0")
        raise FileRefused("file.nul_bytes", "文字ではないバイト（NUL）が入っています", line=line_of(data, at))


def line_of(data: bytes, position: int) -> int:
    """The physical line (from 1) on which the byte at `position` stands."""
    return data.count(b"\n", 0, position) + 1
