"""`tsunagu wipe`: wipe copies of received files outside the home, and keep the record."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tsunagu.base.errors import RefusedError
from tsunagu.cli.options import EXIT_REFUSED, HomeOption
from tsunagu.delivery import cannot_be_wiped, unfinished_wipes, wipe_copy, wipes
from tsunagu.month import find_home


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def wipe(
        files: Annotated[
            list[Path] | None, typer.Argument(help="消すファイル（書かなければ、これまでの消去記録を並べる）")
        ] = None,
        by: Annotated[str, typer.Option("--by", help="消す人")] = "",
        medium: Annotated[str, typer.Option("--medium", help="媒体（USBメモリ、共有フォルダなど）")] = "",
        home: HomeOption = None,
    ) -> None:
        """受け取ったファイルの元の写しを、上書きして消し、消去記録を残す。受け取っていないファイルは消さない。"""
        found = find_home(home)
        if not files:
            for one in [*wipes(found.folder), *unfinished_wipes(found.folder)]:
                typer.echo(f"{one.file}\t{one.period}\t{one.medium}\t{one.how}\t{one.by}\t{one.at}")
            return
        if not by.strip():
            raise RefusedError("K004", "消した人の名前がありません", "--by に、消す人の名前を書いてください")
        refused = False
        with found.locked():
            for file in files:
                try:
                    wipe_copy(found.folder, file.parent.resolve() / file.name, medium=medium, by=by)
                    typer.echo(f"消しました：{file}")
                except RefusedError as error:
                    refused = True
                    typer.echo(str(error), err=True)
                except OSError as error:
                    refused = True
                    typer.echo(str(cannot_be_wiped(file.name, error)), err=True)
        if refused:
            raise typer.Exit(EXIT_REFUSED)
