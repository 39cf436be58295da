"""`tsunagu catalog`: check a pack's declarations, and see what it declares."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tsunagu.catalog import load_pack


def register(app: typer.Typer) -> None:
    """Add `tsunagu catalog …`."""
    commands = typer.Typer(help="宣言（提供データ・標準テーブル・コード表）を確かめます。", no_args_is_help=True)
    app.add_typer(commands, name="catalog")

    @commands.command(help="宣言に誤りがないか確かめます。誤りはファイルと行で示します。")
    def check(
        pack: Annotated[str, typer.Option("--pack", help="パックの名前かフォルダ")] = "kaisei",
        town: Annotated[Path | None, typer.Option("--town", help="町が自分で書いた宣言のフォルダ")] = None,
    ) -> None:
        loaded = load_pack(pack, town)
        typer.echo(
            f"{loaded.label}（{loaded.name} {loaded.version}）：提供データ{len(loaded.sources)}種類、"
            f"標準テーブル{len(loaded.tables)}、コード表{len(loaded.code_lists)}。誤りはありません。"
        )
        for note in loaded.notes:
            typer.echo(f"仮定：{note}")
