"""A column of Individual Numbers: the file must not be kept, not even its original (番号法 19条). Lone hits are set aside
cell by cell in `cells`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tsunagu.engines import Engine
from tsunagu.intake.my_number import looks_like_my_number
from tsunagu.intake.problems import FileRefused
from tsunagu.intake.slots import Slot
from tsunagu.intake.staging import TextsRead
from tsunagu.intake.text_table import TextTable

_LEAST = 3
"""Fewer cells in a column make no column of numbers."""
_LEAST_IN_KEYS = 10
_SHARE = 0.5
_SHARE_IN_KEYS = 0.9
"""Other numbers pass the check digit one time in eleven; nine in ten of ten is no accident."""


def refuse_individual_numbers(engine: Engine, table: TextTable, slots: Sequence[Slot], read: Mapping[int, TextsRead]) -> None:
    """Raise FileRefused (file.my_number) when most cells of any column, declared or not, are Individual Numbers."""
    for slot in slots:
        if slot.column.type == "key":
            _check_keys(engine, slot, read.get(slot.index, {}))
        else:
            _check_cells(engine, slot, read.get(slot.index, {}))
    for place, name in {pair for sheet in table.sheets for pair in sheet.headings.extra}:
        texts = engine.execute(f"SELECT x{place} FROM typed WHERE x{place} IS NOT NULL LIMIT 2000").fetchall()
        hits = sum(looks_like_my_number(text) for (text,) in texts)
        if hits >= _LEAST and hits > _SHARE * len(texts):
            raise _refusal(name, hits)


def _check_cells(engine: Engine, slot: Slot, read: TextsRead) -> None:
    hits = [text for text, cell in read.items() if "cell.my_number" in cell.codes]
    if not hits:
        return
    i = slot.index
    found = engine.execute(
        f"SELECT count(*) FILTER (WHERE o{i} IN (SELECT unnest($1::VARCHAR[]))), "
        f"count(*) FILTER (WHERE o{i} IS NOT NULL OR v{i} IS NOT NULL) FROM typed", [hits]
    ).fetchone()
    if found is not None and found[0] >= _LEAST and found[0] > _SHARE * found[1]:
        raise _refusal(slot.written.header, found[0])


def _check_keys(engine: Engine, slot: Slot, read: TextsRead) -> None:
    """Keys may look like anything by chance, so a key column must hold almost nothing else."""
    if slot.written.width is not None:
        if slot.written.width < 12:
            return
        twelve = [text for text in read if looks_like_my_number(text)]
        if len(twelve) < _LEAST_IN_KEYS or len(twelve) < _SHARE_IN_KEYS * len(read):
            return
    i = slot.index
    text = f"coalesce(o{i}, v{i})"
    rows = engine.execute(
        f"SELECT {text} FROM typed WHERE {text} IS NOT NULL AND strlen({text}) BETWEEN 12 AND 42 LIMIT 2000"
    ).fetchall()
    hits = sum(looks_like_my_number(cell) for (cell,) in rows)
    if hits < _LEAST_IN_KEYS:
        return
    filled = engine.execute(f"SELECT count(*) FROM (SELECT 1 FROM typed WHERE {text} IS NOT NULL LIMIT 2000)").fetchone()
    if filled is not None and hits >= _SHARE_IN_KEYS * filled[0]:
        raise _refusal(slot.written.header, hits)


def _refusal(header: str, count: int) -> FileRefused:
    return FileRefused("file.my_number", f"列「{header}」の{count}件が個人番号（マイナンバー）とみられます", column=header)
