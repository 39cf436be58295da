"""`tsunagu audit`: verifying the record of looks, and writing its anchors. Django is loaded only when one of them runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from tsunagu_web.audit.chain import Anchor

HomeOption = Annotated[
    Path | None, typer.Option("--home", help="ホームのフォルダ（書かなければ環境変数 TSUNAGU_HOME）")
]


def register(app: typer.Typer, set_up: Callable[[Path | None], Path]) -> None:
    """Add `tsunagu audit …`; `set_up` opens the case store of a home."""
    audit = typer.Typer(help="見た記録", no_args_is_help=True)
    audit.callback()(lambda: None)
    app.add_typer(audit, name="audit")

    @audit.command("verify")
    def verify(
        home: HomeOption = None,
        anchor: Annotated[
            list[str] | None, typer.Option("--anchor", help="前に書きとめた控え（番号:しるし）。何度でも")
        ] = None,
    ) -> None:
        """見た記録のつながりを確かめる（外に置いた控えがあれば、先に読んで照らす）。"""
        anchors = [_anchor(text) for text in anchor or []]
        set_up(home)
        from tsunagu.base.errors import TsunaguError
        from tsunagu_web.audit.anchors import kept_anchors
        from tsunagu_web.audit.checking import CAVEAT, verify_record

        kept = kept_anchors()
        verdict = verify_record(anchors)
        typer.echo(f"見た記録 {verdict.rows:,}件を確かめました。")
        typer.echo(f"外に置いた控え {len(kept):,}件と照らしました。" if kept else CAVEAT)
        typer.echo(f"控え {verdict.head.seq}:{verdict.head.mac}")
        if not verdict.sound:
            raise TsunaguError("A002", verdict.reason, "画面を止め、責任者と情報部門に伝え、控えと照らしてください")
        typer.echo("つながりは切れていません。")

    @audit.command("anchor")
    def write(
        home: HomeOption = None,
        to: Annotated[
            Path | None, typer.Option("--to", help="控えを置くフォルダ（書かなければ home.yaml の anchors）")
        ] = None,
    ) -> None:
        """見た記録の控えを、ホームの外のフォルダに書き足す。"""
        set_up(home)
        from tsunagu.base.errors import RefusedError
        from tsunagu_web.audit.anchors import anchor_folder, write_anchor

        folder = to or anchor_folder()
        if folder is None:
            raise RefusedError(
                "A005",
                "控えの置き場所が決まっていません",
                "--to で指定するか、home.yaml に anchors: フォルダ と書いてください",
            )
        written = write_anchor(folder)
        typer.echo(f"控え {written.seq}:{written.mac} を {folder} に書き足しました。")


def _anchor(text: str) -> Anchor:
    from tsunagu.base.errors import RefusedError
    from tsunagu_web.audit.chain import Anchor

    number, _, mac = text.partition(":")
    if not number.isdigit() or len(mac) != 64:
        raise RefusedError("A001", "控えの書き方が違います", "前に表示された「控え」の後の文字をそのまま書いてください")
    return Anchor(int(number), mac)
