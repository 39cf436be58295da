"""`tsunagu watch`: look into the watched folders once and receive what is new."""

from __future__ import annotations

import time

import typer

from tsunagu.base import clock
from tsunagu.cli.options import HomeOption
from tsunagu.delivery import last_look, look, open_tray, receive_tray, watched_folders
from tsunagu.intake import receipt_text
from tsunagu.month import find_home, renew_protection, watching

EXIT_REFUSED = 2


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def watch(home: HomeOption = None) -> None:
        """受け取りフォルダ（home.yaml の watched）を一度見て、新しいファイルを受け取る。受け取れないものがあると終了コードは2。"""
        found = find_home(home)
        folders = watched_folders(found.settings())
        if not folders:
            typer.echo("受け取りフォルダは決められていません（home.yaml の watched）。")
            return
        pack = found.pack()
        receipts = []
        with found.locked(), watching(found, quiet=True) as progress:
            seen = look(found.folder, pack, folders, now=time.time(), today=clock.today())
            for tray in filter(None, (open_tray(found.folder, key) for key in seen.trays)):
                receipts += receive_tray(found.folder, pack, tray, progress=progress)
            renew_protection(found)
        for receipt in receipts:
            typer.echo(receipt_text(receipt, pack.faults))
        for folder in last_look(found.folder).unreachable:
            typer.echo(f"注意：フォルダ {folder} が見えません。")
        for file in last_look(found.folder).unknown:
            typer.echo(f"注意：{file} は、どの提供データの名前とも合わないので、受け取っていません。")
        typer.echo(f"{len(receipts)}件のうち{sum(receipt.taken for receipt in receipts)}件を受領しました。")
        if not all(receipt.taken for receipt in receipts):
            raise typer.Exit(EXIT_REFUSED)
