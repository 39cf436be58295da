"""Typed loads made by hand, as the intake would have left them: a home with a few families, for any test behind the intake.

home = make_home(tmp_path, tables={
    "residents": [resident(1, household=10, name="佐藤 花子", born="1985-05-01", relation="02"),
                  resident(2, household=10, name="佐藤 優斗", born="2015-06-01", sex="男", relation="20")],
    "attendance": [{"school": "001", "fiscal_year": 2026, "month": 9, "absent": 3, …}],
}, as_of=date(2026, 10, 31))
snapshot = home.build()
home.rows(snapshot, "attendance", "person_id, absent")
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow
import pyarrow.parquet

from tsunagu.base.dates import start_of_fiscal_month
from tsunagu.base.missing import Missing
from tsunagu.catalog import ANSWER_TYPES, Pack, Source, Table, load_pack
from tsunagu.intake import Load
from tsunagu.mart import Snapshot, build

Row = Mapping[str, Any]
DAY = date(2026, 10, 31)
_ARROW = {
    "int": pyarrow.int32(),
    "decimal": pyarrow.float64(),
    "date": pyarrow.date32(),
    "month": pyarrow.date32(),
    "flag": pyarrow.bool_(),
}
_FAMILY_KEYS = ("resident_no", "resident_no_other", "household_no")


@cache
def kaisei() -> Pack:
    """Kaisei's pack, read once for all tests."""
    return load_pack("kaisei")


def resident(
    number: int,
    *,
    household: int,
    born: str,
    name: str = "山田 太郎",
    kana: str = "",
    sex: str = "女",
    relation: str | Sequence[str] = "02",
    since: str = "2010-04-01",
    state: str = "住登者",
    **more: Any,
) -> dict[str, Any]:
    """One row of 住民. `relation` is one 続柄 code or the chain of them."""
    chain = [relation] if isinstance(relation, str) else list(relation)
    relations = {f"relation_{place}": code for place, code in enumerate(chain, 1)}
    return {
        "resident_no": number,
        "household_no": household,
        "resident_kind": "日本人",
        "resident_state": state,
        "name": name,
        "kana": kana or f"カナ{number}",
        "birth_date": born,
        "birth_date_unknown": False,
        "sex": sex,
        "town_code": "0010001",
        "town": "吉田島",
        "lot": f"{household}",
        "resident_since": since,
        **relations,
        **more,
    }


@dataclass
class MadeHome:
    """A home made for a test."""

    folder: Path
    pack: Pack
    as_of: date
    received: list[str] = field(default_factory=list)

    def add(
        self,
        tables: Mapping[str, Sequence[Row]],
        *,
        received_on: date | None = None,
        period: str | None = None,
        replaces: str | None = None,
    ) -> None:
        """Receive more: one load per source and part, on `received_on` (the day of the home when not given).

        Rows go to the source their constants name (checkup, kind, desk) or `_source`, else the first that feeds the table.
        An empty list still makes a delivery without rows. `_line` and `_sheet` say where a row stood.
        """
        day = received_on or self.as_of
        for name, rows in tables.items():
            for (source, part), own in self._deal(self.pack.tables[name], rows).items():
                self._write(self.pack.tables[name], source, part, own, day, period or f"{day:%Y-%m}", replaces)

    def build(self, as_of: date | None = None) -> Snapshot:
        """The snapshot of the home's day, or of another."""
        return build(self.folder, self.pack, as_of or self.as_of)

    def rows(self, snapshot: Snapshot, table: str, columns: str = "*", where: str = "TRUE") -> list[tuple[Any, ...]]:
        """Rows of a snapshot's table in their order."""
        query = f"SELECT {columns} FROM read_parquet('{snapshot.table_path(table)}') WHERE {where}"
        with duckdb.connect() as connection:
            return connection.execute(query).fetchall()

    def links(self, snapshot: Snapshot, source: str) -> dict[int, tuple[int | None, str]]:
        """By line of the source's file: the person (None = waiting) and the method or reason."""
        return {
            line: (person, method)
            for line, person, method in self.rows(snapshot, "links", "line, person_id, method", f"source = '{source}'")
        }

    def _deal(self, table: Table, rows: Sequence[Row]) -> dict[tuple[str, str | None], list[Row]]:
        dealt: dict[tuple[str, str | None], list[Row]] = defaultdict(list)
        feeding = [self.pack.sources[name] for name in self.pack.sources_of(table.table)]
        for row in rows:
            named = [source for source in feeding if source.source == row.get("_source")]
            source = (named or [s for s in feeding if _agrees(s, table, row)] or feeding)[0]
            part = row.get("school") if source.layout.per == "school" else None
            dealt[(source.source, part)].append(row)
        if not rows:
            for source in feeding:
                dealt[(source.source, None)] = []
        return dealt

    def _write(
        self,
        table: Table,
        source: str,
        part: str | None,
        rows: Sequence[Row],
        day: date,
        period: str,
        replaces: str | None,
    ) -> None:
        name = f"{source}-{part or 'town'}-{period}-{day}-{replaces or ''}"
        load_id = hashlib.sha256(name.encode()).hexdigest()[:16]
        folder = self.folder / "loads" / load_id
        folder.mkdir(parents=True)
        pyarrow.parquet.write_table(_typed(table, rows), folder / f"{table.table}.parquet")
        load = Load(
            load_id=load_id,
            source=source,
            part=part,
            period=period,
            received_on=day,
            file_name=f"{source}{'_' + part if part else ''}.csv",
            sha256=hashlib.sha256(name.encode()).hexdigest(),
            rows_in=len(rows),
            rows_accepted=len(rows),
            rows_refused=0,
            tables=[table.table],
            receipt="",
            replaces=replaces,
            declarations_hash=self.pack.declarations_hash,
        )
        (folder / "load.json").write_text(load.model_dump_json(), encoding="utf-8")
        self.received.append(load_id)


def make_home(
    tmp_path: Path, tables: Mapping[str, Sequence[Row]], *, as_of: date = DAY, pack: Pack | None = None
) -> MadeHome:
    """A home that has received `tables` on `as_of`. Columns left out are blank; a Missing as value is that reason."""
    folder = tmp_path / "home"
    folder.mkdir(parents=True, exist_ok=True)
    home = MadeHome(folder, pack or kaisei(), as_of)
    home.add(tables)
    return home


def _agrees(source: Source, table: Table, row: Row) -> bool:
    wanted = {
        target.split(".", 1)[1]: value
        for target, value in source.consts.items()
        if target.startswith(f"{table.table}.")
    }
    return bool(wanted) and all(row.get(column) == value for column, value in wanted.items())


def _typed(table: Table, rows: Sequence[Row]) -> pyarrow.Table:
    columns: dict[str, pyarrow.Array] = {}
    for name, column in table.columns.items():
        cells = [_cell(table, name, row) for row in rows]
        values = [None if isinstance(cell, Missing) else cell for cell in cells]
        columns[name] = pyarrow.array(values, _ARROW.get(column.type, pyarrow.string()))
        if column.type in ANSWER_TYPES:
            whys = [
                None if value is not None else int(cell if isinstance(cell, Missing) else Missing.BLANK)
                for cell, value in zip(cells, values, strict=True)
            ]
            columns[f"{name}__why"] = pyarrow.array(whys, pyarrow.uint8())
    columns["sheet"] = pyarrow.array([row.get("_sheet") for row in rows], pyarrow.string())
    lines = [row.get("_line", place) for place, row in enumerate(rows, 2)]
    columns["line"] = pyarrow.array(lines, pyarrow.int32())
    return pyarrow.table(columns)


def _cell(table: Table, name: str, row: Row) -> Any:
    column = table.columns[name]
    value = row.get(name)
    if value is None and column.derived == "fiscal_month" and row.get("fiscal_year") and row.get("month"):
        return start_of_fiscal_month(row["fiscal_year"], row["month"])
    if column.type in ("date", "month") and isinstance(value, str):
        return date.fromisoformat(value if len(value) > 7 else f"{value}-01")
    if column.key in _FAMILY_KEYS and isinstance(value, int) and not isinstance(value, Missing):
        return f"{value:015d}"
    return value
