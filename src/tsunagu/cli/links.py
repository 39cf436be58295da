"""`tsunagu links`: which row of which file belongs to whom, and by which rule."""

from __future__ import annotations

import csv
import json
import sys
from typing import Any

import typer

from tsunagu.base.missing import Missing
from tsunagu.cli.laid_over import laid_over
from tsunagu.cli.options import HomeOption, JsonOption
from tsunagu.cli.recorded import record_leaving
from tsunagu.cli.spreadsheet_text import row_as_text
from tsunagu.engines import open_engine, quoted_path
from tsunagu.mart import Snapshot, open_snapshot
from tsunagu.month import Home, find_home

COLUMNS = ("source", "file", "sheet", "line", "resident_no", "method")


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def links(home: HomeOption = None, as_json: JsonOption = False) -> None:
        """直近の実行で、どの行をだれの記録としたか（確認待ちの行は宛名番号が空で、methodが理由）。
        同一人確認でひも付けが取り消されたか別人とされた行は、画面と同じく、すぐ出さなくなる（link_withdrawn）。"""
        found = find_home(home)
        snapshot = _last_snapshot(found)
        withdrawn = laid_over(found, snapshot).rows
        rows = [_without(row) if row[:4] in withdrawn else row for row in _links(snapshot)]
        record_leaving(found, "links")
        if as_json:
            typer.echo(json.dumps([dict(zip(COLUMNS, row, strict=True)) for row in rows], ensure_ascii=False))
            return
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(row_as_text("" if cell is None else cell for cell in row) for row in rows)


def _without(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*row[:4], "", Missing.LINK_WITHDRAWN.key)


def _last_snapshot(home: Home) -> Snapshot:
    """The snapshot of the run the pages show; before the first run the newest one."""
    if not home.current_file.is_file():
        return open_snapshot(home.folder)
    return open_snapshot(home.folder, str(json.loads(home.current_file.read_text(encoding="utf-8"))["snapshot"]))


def _links(snapshot: Snapshot) -> list[tuple[Any, ...]]:
    engine = open_engine([snapshot.path])
    try:
        return engine.execute(f"""
            SELECT l.source, l.file, coalesce(l.sheet, '') AS sheet, l.line, coalesce(p.resident_no, '') AS resident_no, l.method
            FROM read_parquet({quoted_path(snapshot.table_path("links"))}) AS l
            LEFT JOIN read_parquet({quoted_path(snapshot.table_path("persons"))}) AS p USING (person_id)
            ORDER BY l.source, l.file, l.sheet NULLS FIRST, l.line""").fetchall()
    finally:
        engine.close()
