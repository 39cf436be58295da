"""`tsunagu purpose`: read the purpose ledger, check its chain, end a row."""

from __future__ import annotations

from typing import Annotated

import typer

from tsunagu.base import clock
from tsunagu.cli.options import HomeOption, as_date
from tsunagu.month import find_home
from tsunagu.purpose import end_row, live_items, rows_of, verify


def register(app: typer.Typer) -> None:
    """Add `tsunagu purpose …`."""
    commands = typer.Typer(help="利用目的・法的根拠台帳を読み、確かめます。", no_args_is_help=True)
    app.add_typer(commands, name="purpose")
    commands.command("list", help="台帳の行を並べます。")(list_rows)
    commands.command("verify", help="台帳が書き換えられていないか確かめます。")(verify_ledger)
    commands.command("end", help="台帳の行の期限を早めます。次の日から、その項目は使われません。")(end)


def list_rows(
    on: Annotated[str | None, typer.Option("--on", help="いつ時点か（例 2026-10-31）")] = None, home: HomeOption = None
) -> None:
    """Print every row with its last day; rows not in force on the day say so."""
    folder = find_home(home).folder
    day = as_date(on, "--on") if on else clock.today()
    live = live_items(folder, day).row_ids
    for row in rows_of(folder).values():
        state = "有効" if row.id in live else "期限外"
        typer.echo(
            f"{row.id}\t{state}\t{row.starts_on}〜{row.ends_on}\t{row.owner}\t{row.legal_basis}\t{'、'.join(row.items)}"
        )


def verify_ledger(home: HomeOption = None) -> None:
    """Check the chain; L001 with the line that does not hold."""
    state = verify(find_home(home).folder)
    typer.echo(f"台帳{state.entries}行はつながっています。最後の行の要約値：{state.head}")


def end(
    row: Annotated[str, typer.Argument(help="行の名前")],
    last_day: Annotated[str, typer.Option("--last-day", help="使える最後の日（例 2026-10-31）")],
    reason: Annotated[str, typer.Option("--reason", help="早める理由")],
    by: Annotated[str, typer.Option("--by", help="決めた人")],
    home: HomeOption = None,
) -> None:
    """Append the end of a row to the ledger; the row itself stays."""
    opened = find_home(home)
    with opened.locked():
        end_row(opened.folder, row, last_day=as_date(last_day, "--last-day"), reason=reason, by=by, on=clock.today())
    typer.echo(f"{row} の期限を {last_day} にしました。")
