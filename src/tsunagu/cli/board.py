"""`tsunagu board`: what of a month was due and what has come."""

from __future__ import annotations

import csv
import json
import sys

import typer

from tsunagu.base import clock
from tsunagu.cli.options import AsOfOption, HomeOption, JsonOption, as_date
from tsunagu.delivery import Delivery, board
from tsunagu.month import find_home

COLUMNS = ("source", "part", "arrival", "owner", "due", "came_on", "file", "before")


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("board")
    def print_board(as_of: AsOfOption, home: HomeOption = None, as_json: JsonOption = False) -> None:
        """その月に届くはずのデータが、届いたか・遅れたか・まだか。提供データと学校ごとに出す。"""
        found = find_home(home)
        lines = [_row(line) for line in board(found.folder, found.pack(), as_date(as_of, "--as-of"), clock.today())]
        if as_json:
            typer.echo(json.dumps([dict(zip(COLUMNS, line, strict=True)) for line in lines], ensure_ascii=False))
            return
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(lines)


def _row(line: Delivery) -> tuple[str, ...]:
    days = (line.due.isoformat() if line.due else "", line.came_on.isoformat() if line.came_on else "")
    file = line.load.file_name if line.load else ""
    return (line.source, line.part or "", line.arrival.value, line.owner, *days, file, line.before or "")
