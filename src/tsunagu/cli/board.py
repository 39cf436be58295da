"""`tsunagu board`: what of a month was due and what has come."""

from __future__ import annotations

import csv
import json
import sys
from datetime import date, timedelta

import typer

from tsunagu.base import clock
from tsunagu.catalog import Pack
from tsunagu.cli.options import AsOfOption, HomeOption, JsonOption, as_date
from tsunagu.delivery import Delivery, board
from tsunagu.month import consequence_of, find_home

COLUMNS = {
    "source": "提供データ",
    "label": "名前",
    "part": "学校",
    "arrival": "届き具合",
    "owner": "担当の課",
    "due": "期限",
    "came_on": "届いた日",
    "days_late": "遅れ（日）",
    "file": "ファイル",
    "before": "前に届いた月",
    "consequence": "届かないまま始めると",
}
"""What a column is called in JSON, and what people read."""


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("board")
    def print_board(as_of: AsOfOption, home: HomeOption = None, as_json: JsonOption = False) -> None:
        """その月に届くはずのデータが、届いたか・遅れたか・まだか。提供データと学校ごとに出す。"""
        found = find_home(home)
        pack, today = found.pack(), clock.today()
        schools = pack.school_names()
        lines = [
            _row(line, pack, schools, today) for line in board(found.folder, pack, as_date(as_of, "--as-of"), today)
        ]
        if as_json:
            typer.echo(json.dumps([dict(zip(COLUMNS, line, strict=True)) for line in lines], ensure_ascii=False))
            return
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(COLUMNS.values())
        writer.writerows(lines)


def _row(line: Delivery, pack: Pack, schools: dict[str, str], today: date) -> tuple[str, ...]:
    days = (line.due.isoformat() if line.due else "", line.came_on.isoformat() if line.came_on else "")
    late = (line.came_on or today) - line.due if line.due else timedelta()
    # What is not due this month is missed by nobody; what came needs no "without it".
    consequence = consequence_of(pack, line) if line.load is None and line.due is not None else ""
    return (
        line.source,
        line.label,
        schools.get(line.part or "", line.part or ""),
        line.arrival.value,
        line.owner,
        *days,
        str(late.days) if late.days > 0 else "",
        line.load.file_name if line.load else "",
        line.before or "",
        consequence,
    )
