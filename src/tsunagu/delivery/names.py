"""Names of files as they may be kept, and of the folder they are kept in."""

from __future__ import annotations

from tsunagu.base.errors import RefusedError

DELIVERIES = "deliveries"
"""Of the home: all that is about how files came in."""
LONGEST_NAME_BYTES = 240
"""A file system takes 255; copying marks and our own endings want room."""


def checked_name(name: str) -> str:
    """A file name as it may be kept.

    Raises RefusedError (N001) when it is empty, too long, unreadable, or leads elsewhere.
    """
    plain = name.strip()
    if not plain or plain in (".", "..") or "/" in plain or "\\" in plain or "\0" in plain or "\ufffd" in plain:
        raise RefusedError(
            "N001", "ファイルの名前が読めません", "名前を付けなおさず、届いたときの名前のまま出してください"
        )
    if len(plain.encode("utf-8", errors="replace")) > LONGEST_NAME_BYTES:
        raise RefusedError("N001", "ファイルの名前が長すぎます（およそ80字まで）", "名前を短くしてから出してください")
    return plain
