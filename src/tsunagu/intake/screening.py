"""A column of Individual Numbers: the file must not be kept, not even its original (番号法 19条). Lone hits are set aside
cell by cell in `cells`."""

from __future__ import annotations

from collections.abc import Mapping

from tsunagu.engines import Engine
from tsunagu.intake.my_number import looks_like_my_number
from tsunagu.intake.problems import FileRefused
from tsunagu.intake.slots import Slot
from tsunagu.intake.staging import Staged, TextsRead
from tsunagu.intake.text_table import TextTable

_LEAST = 3
"""Fewer cells in a column make no column of numbers."""
_SAMPLE = 2_000
_LEAST_IN_KEYS = 10
_SHARE = 0.5
_SHARE_IN_KEYS = 0.9
"""Other numbers pass the check digit one time in eleven; nine in ten of ten is no accident."""


def refuse_individual_numbers(engine: Engine, table: TextTable, staged: Staged, read: Mapping[int, TextsRead]) -> None:
    """Raise FileRefused (file.my_number) when most cells of any column, declared or not, are Individual Numbers."""
    for slot in staged.slots:
        if slot.column.type == "key" and slot.written.width is None:
            _check_keys(engine, slot)
        else:
            _check_odd_cells(engine, staged, slot, read.get(slot.index, {}))
    for place, name in {pair for sheet in table.sheets for pair in sheet.headings.extra}:
        texts = engine.execute(f"SELECT x{place} FROM typed WHERE x{place} IS NOT NULL LIMIT {_SAMPLE}").fetchall()
        hits = sum(looks_like_my_number(text) for (text,) in texts)
        if hits >= _LEAST and hits > _SHARE * len(texts):
            raise _refusal(name, hits)


def _check_odd_cells(engine: Engine, staged: Staged, slot: Slot, read: TextsRead) -> None:
    """Twelve digits are odd in every column but keys without a width. Keys of another width need nearly all to fit."""
    hits = [text for text in read if looks_like_my_number(text.strip())]
    cells = staged.texts(slot)
    if not hits or cells is None:
        return
    found = engine.execute(
        f"SELECT (SELECT count(*) FROM {cells} WHERE text IN (SELECT unnest($1::VARCHAR[]))), count(v{slot.index}) FROM typed",
        [hits],
    ).fetchone()
    assert found is not None
    is_key = slot.column.type == "key"
    filled = found[1] if is_key else found[0] + found[1]
    if (
        found[0] >= (_LEAST_IN_KEYS if is_key else _LEAST)
        and found[0] > (_SHARE_IN_KEYS if is_key else _SHARE) * filled
    ):
        raise _refusal(slot.written.header, found[0])


def _check_keys(engine: Engine, slot: Slot) -> None:
    """Numbers of free width may look like anything by chance, so the column must hold almost nothing else."""
    value = f"v{slot.index}"
    rows = engine.execute(f"SELECT {value} FROM typed WHERE {value} IS NOT NULL LIMIT {_SAMPLE}").fetchall()
    hits = sum(looks_like_my_number(cell) for (cell,) in rows)
    if hits >= _LEAST_IN_KEYS and hits >= _SHARE_IN_KEYS * len(rows):
        raise _refusal(slot.written.header, hits)


def _refusal(header: str, count: int) -> FileRefused:
    return FileRefused(
        "file.my_number", f"列「{header}」の{count}件が個人番号（マイナンバー）とみられます", column=header
    )
