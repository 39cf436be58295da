"""`tsunagu training`: a home for training with an invented town. Django is loaded only when a command runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer, set_up: Callable[[Path | None], Path]) -> None:
    """Add `tsunagu training …`; `set_up` opens the case store of a home."""
    training = typer.Typer(help="研修", no_args_is_help=True)
    app.add_typer(training, name="training")

    @training.callback()
    def only_a_group() -> None:
        """A group, though it has one command: its name is to be typed."""

    @training.command("make")
    def make(home: Annotated[Path, typer.Argument(help="研修用のホームにするフォルダ（なければ作ります）")]) -> None:
        """架空の町と、役割ごとの演習を用意する（1〜2分）。ログインは、いま一度だけ表示する。"""
        from tsunagu_web.training.making import make_training_home

        typer.echo("架空の町を作り、演習の用意をします。1〜2分かかります。")
        log_ins = make_training_home(home, set_up)
        typer.echo(f"{home} に、研修用のホームを作りました。次の人でログインできます（いま一度だけ表示します）：")
        for one in log_ins:
            typer.echo(f"  {one.username:<10} {one.password}  {one.person.role_label}（{one.person.section}）")
        typer.echo(f"画面を開くには：tsunagu serve --home {home}")
