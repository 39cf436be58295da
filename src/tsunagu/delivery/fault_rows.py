"""Which row a fault is in, told by the row's own key and not by its line: next month it stands somewhere else."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tsunagu.base.hashing import canonical_json
from tsunagu.catalog import Pack
from tsunagu.engines import Engine, open_engine, quoted_name, quoted_path
from tsunagu.intake import LONGEST_CELL, WITHHELD, Fault, Load, Receipt, Spot, loads, rows_as_written


def identities(home: Path, pack: Pack, receipt: Receipt, faults: Iterable[Fault]) -> dict[int, str]:
    """For each fault by its place in `faults`: a text that is the same for the same fault of the same row and value.

    A row that was taken is known by its key, from month to month, and the fault by its cell or, where it is about the whole
    row, by all values. Where the receipt does not hold the whole cell (withheld, or cut), the row's text stands for it: another
    value there is another fault, and so is any other change of the row. A row that was not taken is known by its whole text, whatever the format; where the original is not
    kept, only within this very file. These texts hold keys of people: they never leave memory but as a keyed digest.
    """
    listed = list(faults)
    spots = {(fault.sheet or "", fault.line) for fault in listed if fault.line is not None}
    rows = _rows(home, pack, receipt, spots)
    unknown = {spot for spot in spots if not any(rows.get(spot, ((), ""))[0])}
    untold = {(fault.sheet or "", fault.line) for fault in listed if fault.line is not None and not _is_told(fault)}
    texts = rows_as_written(home, pack, receipt, unknown | untold)
    found = {}
    for place, fault in enumerate(listed):
        what = [receipt.source, receipt.part, fault.code, fault.column]
        row = rows.get((fault.sheet or "", fault.line or 0))
        if fault.line is None:
            found[place] = canonical_json([*what, "file", fault.cause])
        elif row is not None and any(row[0]) and _is_told(fault):
            key, whole = row
            found[place] = canonical_json([*what, "row", key, fault.cell if fault.cell is not None else whole])
        elif (fault.sheet or "", fault.line) in texts:
            found[place] = canonical_json([*what, "text", texts[fault.sheet or "", fault.line]])
        else:
            found[place] = canonical_json([*what, "line", receipt.sha256, fault.sheet, fault.line, fault.cell])
    return found


def _is_told(fault: Fault) -> bool:
    """Whether the receipt tells the cell as it is written: two values that are hidden, or cut, look the same there."""
    return fault.cell is None or (fault.cell != WITHHELD and len(fault.cell) < LONGEST_CELL)


def _rows(home: Path, pack: Pack, receipt: Receipt, spots: set[Spot]) -> dict[Spot, tuple[list[str | None], str]]:
    """Of the taken rows at these spots: their key, and all of their values as one text."""
    load = next((one for one in loads(home) if one.load_id == receipt.load_id), None)
    if load is None or not spots or load.source not in pack.sources:
        return {}
    engine = open_engine([home])
    try:
        found: dict[Spot, tuple[list[str | None], str]] = {}
        for table in load.tables:
            found |= _rows_of_table(engine, home, pack, load, table, spots)
        return found
    finally:
        engine.close()


def _rows_of_table(
    engine: Engine, home: Path, pack: Pack, load: Load, table: str, spots: set[Spot]
) -> dict[Spot, tuple[list[str | None], str]]:
    path = load.table_path(home, table)
    if not path.is_file():
        return {}
    place = f"read_parquet({quoted_path(path)})"
    columns = [row[0] for row in engine.execute(f"DESCRIBE SELECT * FROM {place}").fetchall()]
    keys = [name for name in _key_of(pack, load.source) if name in columns]
    if "line" not in columns or not keys:
        return {}
    sheet = "coalesce(CAST(sheet AS VARCHAR), '')" if "sheet" in columns else "''"
    values = [name for name in columns if name not in ("sheet", "line")]
    lines = ", ".join(str(line) for line in sorted({line for _, line in spots}))
    asked = ", ".join(f"CAST({quoted_name(name)} AS VARCHAR)" for name in (*keys, *values))
    rows = engine.execute(f"SELECT {sheet}, line, {asked} FROM {place} WHERE line IN ({lines})").fetchall()
    return {
        (row[0], row[1]): (list(row[2 : 2 + len(keys)]), canonical_json(list(row[2 + len(keys) :])))
        for row in rows
        if (row[0], row[1]) in spots
    }


def _key_of(pack: Pack, source: str) -> tuple[str, ...]:
    declared = pack.sources[source]
    if declared.pages:
        return tuple(dict.fromkeys(name for page in declared.pages for name in page.key))
    return declared.key
