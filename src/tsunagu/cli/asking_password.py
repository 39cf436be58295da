"""The password of locked files: asked for at the terminal, or read from a file. Never an argument, which every user of the
machine could read, and never kept.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from tsunagu.base.errors import RefusedError
from tsunagu.intake import locked_files
from tsunagu.month import Home


def password_for(home: Home, files: Sequence[Path], password_file: Path | None) -> str | None:
    """The password, or None: nothing is locked, or nobody is there to be asked. Raises RefusedError (I004)."""
    if password_file is not None:
        return _written_in(password_file)
    if not sys.stdin.isatty():
        return None
    with TemporaryDirectory(dir=home.folder, prefix=".unfinished-lock-") as work:
        locked = locked_files(list(files), limits=home.limits, work=Path(work))
    if not locked:
        return None
    named = "、".join(path.name for path in locked)
    told = f"{named} にパスワードが掛かっています。パスワード（分からなければ、そのままEnter）"
    return typer.prompt(told, hide_input=True, default="", show_default=False) or None


def _written_in(path: Path) -> str:
    """The first line of a file."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        lines = []
    if not lines or not lines[0]:
        raise RefusedError(
            "I004",
            f"パスワードを書いたファイル {path.name} が読めません（または1行目が空です）",
            "1行目にパスワードだけを書いたファイルを、UTF-8で用意してください。受け取ったあとは消してください",
        )
    return lines[0]
