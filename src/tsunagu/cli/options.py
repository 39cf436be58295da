"""Options that many commands share, each declared once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from tsunagu.base.errors import RefusedError

EXIT_REFUSED = 2
"""How a command ends that refused something and changed nothing."""

HomeOption = Annotated[
    Path | None, typer.Option("--home", help="ホームのフォルダ（書かなければ環境変数 TSUNAGU_HOME）")
]
AsOfOption = Annotated[str, typer.Option("--as-of", help="いつ時点の判定か（例 2026-10-31）")]
JsonOption = Annotated[bool, typer.Option("--json", help="JSONで出す")]


def as_date(text: str, option: str) -> date:
    """Read a date option.

    Raises RefusedError (C001) when it is not YYYY-MM-DD.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RefusedError(
            "C001", f"{option} の「{text}」は日付として読めません", "2026-10-31 のように書いてください"
        ) from None
