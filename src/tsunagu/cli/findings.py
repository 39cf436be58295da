"""`tsunagu answers`, `findings`, `worklist`: the last run as CSV or JSON. `tsunagu list`: the list for another capacity."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from tsunagu.base.errors import RefusedError
from tsunagu.base.missing import Missing
from tsunagu.cli.laid_over import laid_over
from tsunagu.cli.options import HomeOption, JsonOption
from tsunagu.cli.recorded import record_leaving
from tsunagu.cli.spreadsheet_text import row_as_text
from tsunagu.criteria import ANSWERS, FINDINGS, WORKLIST, load_judgement, recut
from tsunagu.engines import open_engine, quoted_name, quoted_path, quoted_text
from tsunagu.mart import Snapshot, open_snapshot
from tsunagu.month import Home, find_home

ANSWER_COLUMNS = ("resident_no", "indicator", "as_of", "answer", "reason")
FINDING_COLUMNS = (
    "resident_no",
    "criterion",
    "version",
    "as_of",
    "state",
    "points",
    "known",
    "items",
    "total_points",
)
WORKLIST_COLUMNS = {
    "place": "順",
    "household_code": "世帯",
    "children": "こども",
    "types": "困難の類型",
    "total_items": "該当数",
    "reasons": "なぜここに",
    "contact": "いまある接点",
    "since_last": "先月から",
    "nominated": "職員の推薦",
}
"""Names in the JSON, and the headings of the CSV: those of the page, for who opens it in Excel."""
ROWS_AT_ONCE = 10_000
_CODE = re.compile(r"C-\d{4,}")


def register(app: typer.Typer) -> None:
    """Add the four commands."""

    @app.command()
    def answers(home: HomeOption = None, as_json: JsonOption = False) -> None:
        """最後に行った判定の、こども×指標の答え（はい・いいえ・不明と理由）を出す。"""
        found = find_home(home)
        rows = answer_rows(found)
        record_leaving(found, "answers")
        print_rows(ANSWER_COLUMNS, rows, as_json=as_json)

    @app.command()
    def findings(home: HomeOption = None, as_json: JsonOption = False) -> None:
        """最後に行った判定の、こども×判定基準の結果を出す。"""
        found = find_home(home)
        rows = finding_rows(found)
        record_leaving(found, "findings")
        print_rows(FINDING_COLUMNS, rows, as_json=as_json)

    @app.command()
    def worklist(home: HomeOption = None, as_json: JsonOption = False) -> None:
        """最後に行った判定の検討対象者一覧を出す。"""
        found = find_home(home)
        value = json.loads((last_run(found) / WORKLIST).read_text(encoding="utf-8"))
        value = laid_over(found, _snapshot(found)).worklist(value)
        record_leaving(found, "worklist", _codes_in(value if as_json else value["listed"]))
        if as_json:
            typer.echo(json.dumps(value, ensure_ascii=False, indent=1))
            return
        print_rows(
            [*WORKLIST_COLUMNS.values()],
            ([_cell(entry[name]) for name in WORKLIST_COLUMNS] for entry in value["listed"]),
            as_json=False,
        )

    @app.command("list")
    def list_households(
        capacity: Annotated[
            int | None, typer.Option("--capacity", help="今月話し合える世帯の数（書かなければ宣言の数）")
        ] = None,
        home: HomeOption = None,
        as_json: JsonOption = False,
    ) -> None:
        """検討対象者一覧を、話し合える世帯の数で切って見せる（判定はやり直さず、何も書きかえない）。"""
        found = find_home(home)
        number = load_judgement(found.pack()).rules.capacity if capacity is None else capacity
        value = recut(last_run(found), number)
        value = laid_over(found, _snapshot(found)).worklist(value)
        record_leaving(found, "list", _codes_in(value))
        if as_json:
            typer.echo(json.dumps(value, ensure_ascii=False, indent=1))
            return
        show_list(value, Console(width=None if sys.stdout.isatty() else 150, highlight=False))


def _codes_in(told: Any) -> list[str]:
    """The children named anywhere in it."""
    return sorted(set(_CODE.findall(json.dumps(told))))


def last_run(home: Home) -> Path:
    """The folder of the last run.

    Raises RefusedError (V001) before the first one.
    """
    folder = home.current_run()
    if folder is None or not folder.is_dir():
        raise RefusedError("V001", "まだ判定した月がありません", "tsunagu run を実行してください")
    return folder


def answer_rows(home: Home) -> Iterator[tuple[Any, ...]]:
    """Rows of ANSWER_COLUMNS, in household order, indicators in the order declared, as they stand by the answers of today."""
    folder, snapshot = last_run(home), _snapshot(home)
    engine = open_engine([folder, snapshot.path])
    path = quoted_path(folder / ANSWERS)
    names = [row[0] for row in engine.execute(f"DESCRIBE SELECT * FROM read_parquet({path})").fetchall()][2:]
    told = ", ".join(f"{{indicator: {quoted_text(name)}, answer: {quoted_name(name)}}}" for name in names)
    reasons = "".join(f"WHEN {missing.value} THEN '{missing.key}' " for missing in Missing)
    over = laid_over(home, snapshot)
    rows = _stream(
        engine,
        f"""
        SELECT person_id, p.resident_no, q.told.indicator, '{snapshot.as_of}',
            CASE q.told.answer WHEN 0 THEN 'no' WHEN 1 THEN 'yes' ELSE 'unknown' END,
            CASE q.told.answer WHEN 0 THEN '' WHEN 1 THEN '' {reasons} ELSE q.told.answer::VARCHAR END
        FROM (SELECT person_id, unnest([{told}]) AS told FROM read_parquet({path})) AS q
        JOIN read_parquet({quoted_path(snapshot.table_path("persons"))}) AS p USING (person_id)""",
    )
    for person, number, indicator, as_of, *answered in rows:
        yield (number, indicator, as_of, *over.answer(person, indicator, tuple(answered)))


def finding_rows(home: Home) -> Iterator[tuple[Any, ...]]:
    """Rows of FINDING_COLUMNS, in household order, criteria in the order declared, as they stand by the answers of today."""
    folder, snapshot = last_run(home), _snapshot(home)
    engine = open_engine([folder, snapshot.path])
    over = laid_over(home, snapshot)
    rows = _stream(
        engine,
        f"""
        SELECT person_id, p.resident_no, f.criterion, f.version, '{snapshot.as_of}', f.state, f.points, f.known, f.items, f.total_points
        FROM read_parquet({quoted_path(folder / FINDINGS)}) AS f
        JOIN read_parquet({quoted_path(snapshot.table_path("persons"))}) AS p USING (person_id)""",
    )
    for person, number, criterion, version, as_of, *figures in rows:
        yield (number, criterion, version, as_of, *over.finding(person, criterion, tuple(figures)))


def print_rows(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, as_json: bool) -> None:
    """CSV with a header, or a JSON array with one object per row; both written as they come."""
    if not as_json:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(row_as_text(row) for row in rows)
        return
    sys.stdout.write("[")
    for number, row in enumerate(rows):
        sys.stdout.write(",\n" if number else "\n")
        sys.stdout.write(json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False))
    sys.stdout.write("\n]\n")


def show_list(value: dict[str, Any], console: Console) -> None:
    """The list as a table, with the cut, those left out and the denominators."""
    table = Table(
        title=f"検討対象者一覧　{value['as_of']}時点　今月話し合える {value['capacity']}世帯", show_lines=True
    )
    for heading in ("順", "世帯・こども", "困難の類型", "該当数", "なぜここに", "いまある接点", "先月から"):
        table.add_column(heading, overflow="fold")
    for entry in value["listed"]:
        types = "\n".join(f"{_type_words(one)}（{one['child_code']}）" for one in entry["types"])
        table.add_row(
            str(entry["place"]),
            "\n".join([entry["household_code"], *entry["children"]]),
            types,
            str(entry["total_items"]),
            "\n".join(entry["reasons"]),
            "\n".join(entry["contact"]),
            entry["since_last"],
        )
    console.print(table)
    console.print(value["cut_sentence"])
    for note in value["notes"]:
        console.print(note)
    console.print(left_out_table(value))
    of = value["denominators"]
    console.print(
        f"対象 {of['children']}人のうち判定できた {of['determinable']}人、該当 {of['flagged_children']}人"
        f"（{of['flagged_households']}世帯）　判定 {value['run']}"
    )


def left_out_table(value: dict[str, Any]) -> Table:
    """Where the households in question went: the list, each reason not to be on it, and their sum."""
    left = Table(title="候補になった世帯の行き先")
    for heading in ("理由", "世帯", "こども", "推薦だけのこども", "そのあと"):
        left.add_column(heading, overflow="fold")
    rows = [
        {"label": "一覧に載せた", "then": "", **value["on_list"]},
        *value["left_out"],
        {"label": "合計", "then": "", **value["in_question"]},
    ]
    for row in rows:
        numbers = [str(row[name]) for name in ("households", "children", "nominated_children")]
        if row.get("not_checked"):
            left.add_row(row["label"], "—", "—", "—", "確かめられません（使うデータが未着）")
            continue
        some = f"（{row['unchecked']}人は、使うデータが未着で確かめられません）" if row.get("unchecked") else ""
        left.add_row(row["label"], *numbers, row["then"] + some)
    return left


def _snapshot(home: Home) -> Snapshot:
    named = json.loads(home.current_file.read_text(encoding="utf-8"))["snapshot"]
    return open_snapshot(home.folder, str(named))


def _stream(engine: Any, sql: str) -> Iterator[tuple[Any, ...]]:
    try:
        result = engine.execute(sql)
        while rows := result.fetchmany(ROWS_AT_ONCE):
            yield from rows
    finally:
        engine.close()


def _type_words(told: dict[str, Any]) -> str:
    """貧困 3点; 児童虐待, where nothing is graded."""
    return str(told["label"]) if told["points"] is None else f"{told['label']} {told['points']}点"


def _cell(value: Any) -> Any:
    """One CSV cell for a value of the worklist: lists joined by ／."""
    if isinstance(value, list):
        return "／".join(_type_words(one).replace(" ", "") if isinstance(one, dict) else str(one) for one in value)
    return value
