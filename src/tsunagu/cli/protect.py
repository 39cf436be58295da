"""`tsunagu protect`: receive the list of protected people now, on any day, and lay it over the pages at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from tsunagu.base import clock
from tsunagu.base.errors import RefusedError
from tsunagu.base.hashing import sha256_of_file
from tsunagu.cli.options import EXIT_REFUSED, HomeOption
from tsunagu.intake import named_sources, receipt_text, receive
from tsunagu.month import (
    PROTECTION_TABLE,
    Home,
    Overlay,
    came_before,
    find_home,
    names_of_lists,
    newest_list,
    renew_protection,
    watching,
)


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def protect(
        file: Annotated[Path, typer.Argument(help="支援措置の一覧（F03）のファイル")], home: HomeOption = None
    ) -> None:
        """支援措置の一覧をいま受け取り、すぐに画面に重ねる。月の途中でも、何度でも。"""
        found = find_home(home)
        pack = found.pack()
        if not any(PROTECTION_TABLE in pack.sources[name].tables() for name in named_sources(pack, file.name)):
            raise RefusedError(
                "P001",
                f"{file.name} は、支援措置の一覧のファイル名ではありません",
                f"支援措置の一覧（F03）なら、名前を {names_of_lists(pack)} の形（* は何でもよい）に直して、もう一度実行してください。"
                "ほかのファイルは tsunagu intake で受け取ります",
            )
        if not file.is_file():
            raise RefusedError(
                "R003", f"ファイルがありません：{file}", "名前とフォルダを確かめて、もう一度実行してください"
            )
        old = came_before(found.folder, sha256_of_file(file))
        with found.locked(), watching(found, quiet=False) as watch:
            receipt = receive([file], home=found.folder, pack=pack, received_on=clock.today(), progress=watch)[0]
            overlay = renew_protection(found)
        typer.echo(receipt_text(receipt, pack.faults))
        typer.echo(outcome(found, overlay))
        if old is not None:
            typer.echo(OLD.format(old.received_on))
        if not receipt.taken:
            raise typer.Exit(EXIT_REFUSED)


OLD = (
    "注意：{}に受け取ったものと同じ中身で、そのあとに別の一覧が来ています。古いファイルでないか、確かめてください。"
    "あとの一覧にいた人は、隠したままです。"
)
KEPT = "この一覧にないまま終わりの日も届いていない人が{}人います。終了年月日の入った一覧を読み込むまで、隠したままにします。"


def outcome(home: Home, overlay: Overlay | None) -> str:
    """What the pages show from now on, as one sentence."""
    newest = newest_list(home.folder)
    if newest is None or newest.load is None:
        return "一覧を受け取れませんでした。直した一覧を読み込むまで、画面にはだれの住所も所属も出ません。"
    if overlay is None:
        return "まだ判定した月がないので、画面には重ねていません。次の判定から使います。"
    if overlay.refused or overlay.waiting:
        return (
            f"受け取れない行が{overlay.refused}行、だれのことか決まらない行が{overlay.waiting}行あります。"
            "直した一覧を読み込むまで、画面にはだれの住所も所属も出ません。"
        )
    until: datetime = newest.stands_for + timedelta(hours=home.protection_hours)
    kept = KEPT.format(overlay.kept) if overlay.kept else ""
    return (
        f"画面に重ねました。{kept}支援措置のない世帯の住所は、{until:%Y-%m-%d %H:%M} まで、見てよい人に表示されます。"
    )
