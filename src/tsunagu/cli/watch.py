"""`tsunagu watch`: which folders departments put files in, and one look into them."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from tsunagu.base import clock
from tsunagu.cli.options import EXIT_REFUSED, HomeOption
from tsunagu.delivery import (
    REST_SECONDS,
    Look,
    WatchedFolder,
    last_look,
    look,
    open_tray,
    receive_tray,
    unwatch_folder,
    watch_folder,
    watched_folders,
)
from tsunagu.intake import Receipt, receipt_text
from tsunagu.month import Home, find_home, renew_protection, watching

FolderArgument = Annotated[Path, typer.Argument(help="課がファイルを置くフォルダ")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    watch = typer.Typer(no_args_is_help=True, help="受け取りフォルダ（課がファイルを置くフォルダ）を決め、見に行く。")
    app.add_typer(watch, name="watch")

    @watch.command()
    def add(
        folder: FolderArgument,
        source: Annotated[
            list[str] | None, typer.Option("--source", help="受け取る提供データ（いくつでも。書かなければすべて）")
        ] = None,
        carrier: Annotated[str, typer.Option("--carrier", help="置く人や課。受領記録に残ります")] = "",
        medium: Annotated[str, typer.Option("--medium", help="媒体。受領記録に残ります")] = "共有フォルダ",
        rest_seconds: Annotated[
            int, typer.Option("--rest-seconds", min=0, help="この秒数のあいだ変わらないファイルを受け取る")
        ] = REST_SECONDS,
        again: Annotated[bool, typer.Option("--again", help="もうある受け取りフォルダの決めを書き直す")] = False,
        home: HomeOption = None,
    ) -> None:
        """受け取りフォルダを home.yaml に書く。もう書いてあるフォルダは、--again を付けたときだけ書き直す。"""
        found = find_home(home)
        told = {"folder": folder, "sources": source or (), "medium": medium, "rest_seconds": rest_seconds} | (
            {"carrier": carrier} if carrier else {}
        )
        wanted = WatchedFolder.model_validate(told)
        with found.locked():
            watch_folder(found.settings_file, found.pack(), wanted, again=again)
        typer.echo(
            f"{folder.resolve()} を受け取りフォルダにしました。処理係（tsunagu serve か worker）が見に行きます。"
        )

    @watch.command()
    def remove(folder: FolderArgument, home: HomeOption = None) -> None:
        """受け取りフォルダをやめる。フォルダの中のファイルは、そのまま残る。"""
        found = find_home(home)
        with found.locked():
            unwatch_folder(found.settings_file, folder)
        typer.echo(f"{folder} を見に行くのをやめました。中のファイルはそのままです。")

    @watch.command("list")
    def list_(home: HomeOption = None) -> None:
        """受け取りフォルダを並べる。"""
        folders = watched_folders(find_home(home).settings())
        for one in folders:
            typer.echo(f"{one.folder}　{one.told}")
        if not folders:
            typer.echo("受け取りフォルダは決められていません（tsunagu watch add で決めます）。")

    @watch.command("look")
    def look_(home: HomeOption = None) -> None:
        """いま見に行き、新しいファイルを受け取る。書きかけかもしれないものは待つ。受け取れないものがあると終了コードは2。"""
        found = find_home(home)
        folders = watched_folders(found.settings())
        if not folders:
            typer.echo("受け取りフォルダは決められていません（tsunagu watch add で決めます）。")
            return
        receipts = _receive_what_is_new(found, folders)
        resting = max(one.rest_seconds for one in folders)
        if last_look(found.folder).settling:
            typer.echo(f"書きかけでないことを確かめるため、{resting}秒あとにもう一度見ます。")
            time.sleep(resting)
            receipts += _receive_what_is_new(found, folders)
        for receipt in receipts:
            typer.echo(receipt_text(receipt, found.pack().faults))
        _tell(last_look(found.folder))
        typer.echo(f"{len(receipts)}件のうち{sum(receipt.taken for receipt in receipts)}件を受領しました。")
        if not all(receipt.taken for receipt in receipts):
            raise typer.Exit(EXIT_REFUSED)


def _receive_what_is_new(home: Home, folders: list[WatchedFolder]) -> list[Receipt]:
    pack, receipts = home.pack(), list[Receipt]()
    with home.locked(), watching(home, quiet=True) as progress:
        seen = look(home.folder, lambda: pack, folders, now=time.time(), today=clock.today())
        for tray in filter(None, (open_tray(home.folder, key) for key in seen.trays)):
            receipts += receive_tray(home.folder, pack, tray, progress=progress)
        renew_protection(home)
    return receipts


def _tell(found: Look) -> None:
    """What was not taken, and why."""
    for folder in found.unreachable:
        typer.echo(f"注意：フォルダ {folder} が見えません。")
    for file in found.unknown:
        typer.echo(f"注意：{file} は、このフォルダで受け取る提供データの名前と合わないので、受け取っていません。")
    for file in found.settling:
        typer.echo(f"{file} は書きかけかもしれないので、まだ受け取っていません。")
