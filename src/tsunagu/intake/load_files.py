"""Writes the Parquet files of a load. Columns that stand in the file as they were read are handed on, all others are asked of
the engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from tsunagu.base.missing import Missing
from tsunagu.catalog import Source, Table
from tsunagu.engines import quoted_name
from tsunagu.intake.empty_cells import EmptyCells, as_in_file
from tsunagu.intake.empty_counts import count_empty_cells
from tsunagu.intake.staging import Staged, Typed
from tsunagu.intake.text_table import TextTable
from tsunagu.intake.typed_load import LoadColumn, TypedColumns, columns_of

_ROWS_TOGETHER = 122_880
"""A row group: what the engine reads at one go."""
_LEVEL = 1
_BLANK = pa.scalar(int(Missing.BLANK), pa.uint8())
_NO_REASON = pa.scalar(None, pa.uint8())
_NUMBERS = ("line",)


def write_tables(
    source: Source, tables: dict[str, Table], staged: Staged, dropped: frozenset[str], table: TextTable, folder: Path
) -> list[EmptyCells]:
    """Write one Parquet file per table the source feeds; the cells without a value, column by column."""
    typed, declared = staged.typed, typed_columns(source, tables, staged, dropped, table)
    sheets = [sheet.sheet for sheet in table.sheets]
    empty: list[tuple[int, EmptyCells]] = []
    for name in source.tables():
        condition = declared.rows_of(name)
        rows = _rows(typed, columns_of(declared, name, tables[name], sheets), condition)
        empty += count_empty_cells(typed, staged.slots, name, rows, condition)
        _write(rows, folder / f"{name}.parquet")
    return as_in_file(empty)


def typed_columns(
    source: Source, tables: dict[str, Table], staged: Staged, dropped: frozenset[str], table: TextTable
) -> TypedColumns:
    """What the columns of a load's files are made from."""
    reasons = frozenset(name for name in staged.typed.rows.column_names if name.startswith("w"))
    starts = {name: tables[name].start for name in source.tables()}
    return TypedColumns(source, staged.slots, dropped, reasons, [sheet.page for sheet in table.sheets], starts)


def _rows(typed: Typed, columns: Sequence[LoadColumn], condition: str) -> pa.Table:
    """The rows that meet an SQL condition; TRUE for all of them."""
    made: dict[str, pa.ChunkedArray] = {}
    if condition == "TRUE":
        made |= _as_read(typed, columns) | _fixed(typed, columns)
    asked = [column for column in columns if column.name not in made]
    if asked:
        questions = ", ".join(f"{column.sql} AS {quoted_name(column.name)}" for column in asked)
        answers = typed.engine.execute(f"SELECT {questions} FROM typed WHERE {condition}").to_arrow_table()
        for field in answers.schema:
            answer = answers[field.name]
            made[field.name] = answer.dictionary_encode() if pa.types.is_string(field.type) else answer
    return pa.table({column.name: made[column.name] for column in columns})


def _as_read(typed: Typed, columns: Sequence[LoadColumn]) -> dict[str, pa.ChunkedArray]:
    """The columns that stand in the file as they were read."""
    made = {"line": typed.rows["line"]}
    for column in columns:
        if column.slot is not None:
            values = _each_text_once(typed.rows[f"v{column.slot.index}"])
            made[column.name] = _reasons(typed, values, column.slot.index) if column.why else values
    return made


def _fixed(typed: Typed, columns: Sequence[LoadColumn]) -> dict[str, pa.ChunkedArray]:
    """The columns that are the same on every row: their one value is asked of the engine, which knows its type."""
    fixed = [column for column in columns if column.fixed]
    if not fixed:
        return {}
    questions = ", ".join(f"{column.sql} AS {quoted_name(column.name)}" for column in fixed)
    answers = typed.engine.execute(f"SELECT {questions}").to_arrow_table()
    made = {}
    for field in answers.schema:
        value = answers[field.name].combine_chunks()
        if pa.types.is_string(field.type):
            value = value.dictionary_encode()
        made[field.name] = pa.chunked_array([value.take(pa.repeat(pa.scalar(0, pa.int32()), typed.count))])
    return made


def _reasons(typed: Typed, values: pa.ChunkedArray, index: int) -> pa.ChunkedArray:
    """The reason of every missing value: the cell's own, else 空欄."""
    if not values.null_count:
        return pa.chunked_array([pa.nulls(len(values), pa.uint8())])
    name = f"w{index}"
    why = pc.fill_null(typed.rows[name], _BLANK) if name in typed.rows.column_names else _BLANK
    return pc.if_else(pc.is_null(values), why, _NO_REASON)


def _each_text_once(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column whose distinct texts are distinct, and whose missing texts have no place among them.

    Two spellings of one value stand there twice. Parquet's writer makes room for both, writes one, and fills the rest of the
    room with whatever lay in memory: another byte at every run, and perhaps a piece of another file.
    """
    if not pa.types.is_dictionary(column.type):
        return column
    chunks = []
    for chunk in column.chunks:
        once = chunk.dictionary.dictionary_encode()
        if once.null_count or len(once.dictionary) < len(chunk.dictionary):
            chunk = pa.DictionaryArray.from_arrays(once.indices.take(chunk.indices), once.dictionary)
        chunks.append(chunk)
    return pa.chunked_array(chunks, column.type)


def _write(rows: pa.Table, path: Path) -> None:
    """Texts and numbers that hardly repeat are written as they are, everything else as distinct values.

    Texts have no greatest and least: nobody asks for them, and finding them costs as much as writing.
    """
    laid_out = {*_NUMBERS, *(field.name for field in rows.schema if pa.types.is_string(field.type))}
    texts = {field.name for field in rows.schema if pa.types.is_dictionary(field.type)} | laid_out
    parquet.write_table(
        rows,
        path,
        row_group_size=_ROWS_TOGETHER,
        compression="zstd",
        compression_level=_LEVEL,
        store_schema=False,
        use_dictionary=[name for name in rows.column_names if name not in laid_out],
        write_statistics=[name for name in rows.column_names if name not in texts],
    )
