"""`tsunagu init`: make a new home for a town."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from tsunagu.base import clock
from tsunagu.cli.options import as_date
from tsunagu.month import create_home


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def init(
        home: Annotated[Path, typer.Argument(help="ホームにするフォルダ（なければ作ります）")],
        pack: Annotated[str, typer.Option("--pack", help="宣言のまとまり。名前（kaisei）かフォルダ")] = "kaisei",
        on: Annotated[str, typer.Option("--on", help="利用目的台帳に書き入れる日付（書かなければ今日）")] = "",
        demo: Annotated[bool, typer.Option("--demo", help="架空の町のデモ用にする（画面に常に表示されます）")] = False,
    ) -> None:
        """新しいホーム（町のデータの置き場所）を作る。"""
        created = create_home(home, pack, on=as_date(on, "--on") if on else clock.today(), demo=demo)
        settings = created.settings()
        typer.echo(f"{created.folder} に {settings['municipality']} のホームを作りました。")
        typer.echo(f"つぎは：tsunagu run 受領フォルダ --as-of 月末の日 --home {shlex.quote(str(created.folder))}")
