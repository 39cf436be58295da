"""`tsunagu sample`: write one month of the invented town."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from tsunagu.base.errors import RefusedError
from tsunagu.sample import write_sample


def _month(text: str) -> date:
    """YYYY-MM → first day. Raises RefusedError (S105)."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise RefusedError("S105", f"--month {text} は月として読めません", "2026-10 のように書いてください") from None


def _kinds(text: str) -> list[int]:
    """9,41 → numbers. Raises RefusedError (S107)."""
    try:
        return [int(number) for number in text.split(",")]
    except ValueError:
        raise RefusedError(
            "S107", f"--dirt-kinds {text} は番号として読めません", "9,41 のように数字をコンマで区切ってください"
        ) from None


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def sample(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="書き出すフォルダ（inbox と truth ができます）")],
        pack: Annotated[str, typer.Option("--pack", help="宣言のまとまり。名前（kaisei）かフォルダ")] = "kaisei",
        seed: Annotated[int, typer.Option("--seed", help="町の種。同じ種は同じ町")] = 1,
        children: Annotated[int, typer.Option("--children", help="こどもの数。町の人口もこれに合わせます")] = 3319,
        month: Annotated[str, typer.Option("--month", help="どの月の末日の町か（例 2026-10）")] = "2026-10",
        dirt: Annotated[float, typer.Option("--dirt", help="汚れた行の割合（0 ならきれいな町）")] = 0.02,
        dirt_kinds: Annotated[
            str, typer.Option("--dirt-kinds", metavar="番号,番号", help="入れる汚れの番号（書かなければ全部。例 9,41）")
        ] = "",
    ) -> None:
        """架空の町の1か月分のファイルと、その正しい答えを書き出す。"""
        written = write_sample(
            folder,
            pack=pack,
            seed=seed,
            children=children,
            month=_month(month),
            dirt=dirt,
            dirt_kinds=_kinds(dirt_kinds) if dirt_kinds else None,
        )
        typer.echo(
            f"{folder} に架空の町（{written.as_of:%Y年%-m月%-d日}、{written.people:,}人、こども{written.children:,}人）の"
            f"ファイル{written.files}個、{written.rows:,}行を書きました（入れた汚れ {written.faults:,}件）。"
        )
