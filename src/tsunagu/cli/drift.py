"""`tsunagu drift`: what differs from last month, and accepting it with a reason."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from tsunagu.cli.options import HomeOption, JsonOption
from tsunagu.drift import acceptances, read_report
from tsunagu.month import Home, accept_waiting, come_and_gone, find_home, told_of, waiting_drift


def register(app: typer.Typer) -> None:
    """Add `tsunagu drift …`."""
    commands = typer.Typer(help="先月との違いを見て、理由を付けて認めます。", no_args_is_help=True)
    app.add_typer(commands, name="drift")
    commands.command("show", help="直近の判定（止まっていればその判定）の、決まりをこえた違いを並べます。")(show)
    commands.command("accept", help="止まっている判定の違いを、名前と理由を付けて認めます。")(accept_drift)
    commands.command("accepted", help="だれが、いつ、どの違いを、なぜ認めたかを並べます。")(accepted)


def show(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Print the breaches of the run that waits, else of the run the pages show."""
    found = find_home(home)
    waiting = waiting_drift(found)
    folder = found.runs / waiting.run if waiting else found.current_run()
    report = read_report(folder) if folder is not None else None
    told = told_of(found.pack(), folder, report) if folder is not None and report is not None else []
    if as_json:
        typer.echo(
            json.dumps(
                {"run": folder.name if folder else None, "waiting": bool(waiting), "breaches": told}, ensure_ascii=False
            )
        )
        return
    typer.echo(_headline(found, bool(waiting), report is not None and report.compared_with is not None, len(told)))
    for line in told:
        typer.echo(f"　・{line}")
    if folder is not None and report is not None and told:
        files = come_and_gone(found, found.pack(), folder, report)
        if files.come:
            typer.echo(f"今月だけ使ったデータ：{'、'.join(files.come)}")
        if files.gone:
            typer.echo(f"先月だけ使ったデータ：{'、'.join(files.gone)}")


def _headline(home: Home, waits: bool, compared: bool, breaches: int) -> str:
    if waits:
        return f"決まりをこえた違いが{breaches}件あり、認められるのを待っています。"
    if not compared:
        return "くらべる前の月がありません。"
    return f"決まりをこえた違いは{breaches}件です。"


def accept_drift(
    reason: Annotated[str, typer.Option("--reason", help="認める理由")],
    by: Annotated[str, typer.Option("--by", help="認める人")],
    home: HomeOption = None,
) -> None:
    """Append the acceptance; the month is shown when it is run again."""
    found = find_home(home)
    with found.locked():
        waiting, acceptance = accept_waiting(found, found.pack(), by=by, reason=reason)
    typer.echo(f"違い{acceptance.breaches}件を認めたことを記録しました（{acceptance.by}、{acceptance.at}）。")
    typer.echo(
        f"もう一度実行すると画面に出ます：tsunagu run --as-of {waiting.as_of} --capacity {waiting.capacity}（同じ受領フォルダで）"
    )


def accepted(home: HomeOption = None) -> None:
    """Print every acceptance, oldest first; T001 when the log was changed."""
    found = acceptances(find_home(home).folder)
    if not found:
        typer.echo("先月との違いを認めた記録は、まだありません。")
    for one in found:
        typer.echo(f"{one.as_of}\t{one.breaches}件\t{one.by}\t{one.at}\t{one.reason}")
