"""`tsunagu source`: work with one kind of file: the sheet to type paper records into, and drafts of layouts nobody declared."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tsunagu.base.errors import RefusedError
from tsunagu.catalog import Pack, entry_sheet_name, load_pack, write_entry_sheet
from tsunagu.cli import layout_drafts
from tsunagu.cli.options import HomeOption
from tsunagu.month import find_home


def register(app: typer.Typer) -> None:
    """Add `tsunagu source …`."""
    commands = typer.Typer(help="提供データごとの作業をします。", no_args_is_help=True)
    app.add_typer(commands, name="source")
    commands.command(
        "sheet", help="紙の記録を打ち込むための入力シート（Excel）を作ります。ほかのファイルと同じように受け取れます。"
    )(sheet)
    commands.command("draft", help="なぞのファイルを調べ、様式の下書きを作ります。確認するまで使われません。")(
        layout_drafts.draft
    )
    commands.command("drafts", help="下書きと、確認ずみの様式を並べます。")(layout_drafts.list_drafts)
    commands.command("take", help="新しいデータの下書きで、使わないことにした列を受け取ることにします。")(
        layout_drafts.take
    )
    commands.command("confirm", help="下書きを確認し、使いはじめます。")(layout_drafts.confirm_draft)
    commands.command("withdraw", help="確認ずみの様式を下書きに戻します。受け取ったデータはそのままです。")(
        layout_drafts.withdraw_draft
    )


def sheet(
    source: Annotated[
        str, typer.Argument(metavar="SOURCE", help="提供データの名前（F24、boshi_homon、母子の訪問 のどれでも）")
    ],
    out: Annotated[
        Path | None, typer.Option("--out", help="書き出すファイル（書かなければ 入力シート_○○.xlsx）")
    ] = None,
    classes: Annotated[
        list[str] | None,
        typer.Option("--class", help="学級ごとのシートにする（--class 3年1組 --class 3年2組 のように）"),
    ] = None,
    pack: Annotated[
        str | None, typer.Option("--pack", help="パックの名前かフォルダ（書かなければホームのパック）")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Write the entry sheet of one source; refuses to write over a file that is there."""
    loaded = load_pack(pack) if pack is not None else find_home(home).pack()
    name = _source_called(loaded, source)
    target = out or Path(f"{entry_sheet_name(loaded.sources[name])}.xlsx")
    if target.exists():
        raise RefusedError(
            "E002",
            f"{target} はすでにあります",
            "--out で別の名前を書いてください（書き込まれたものを消さないためです）",
        )
    write_entry_sheet(loaded, name, target, classes or ())
    typer.echo(
        f"{target} を作りました。受け取るときは、名前を「{entry_sheet_name(loaded.sources[name])}」で始めてください。"
    )


def _source_called(pack: Pack, named: str) -> str:
    """The source with this id, number or label. Raises RefusedError (E001)."""
    found = [name for name, source in pack.sources.items() if named in (name, source.no, source.label)]
    if len(found) == 1:
        return found[0]
    known = "、".join(f"{source.no} {source.label}（{name}）" for name, source in pack.sources.items())
    problem = f"提供データ「{named}」は{'二つ以上' if found else 'ひとつも'}{'あります' if found else 'ありません'}"
    raise RefusedError("E001", problem, f"次の名前から選んでください：{known}")
