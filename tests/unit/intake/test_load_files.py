"""The files of a load say the same whether a column is handed on as it was read or asked of the engine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from support.counter import PLAIN_ROWS, Counter, kaisei, plain
from tsunagu.intake import load_files
from tsunagu.intake.loads import loads
from tsunagu.intake.typed_load import LoadColumn, columns_of

ODD = ("", "-", "9999", "該当なし", "佐藤\u3000\u3000葵", "２０２６－０５－０１", "×")


def rows_of(source: str) -> list[dict[str, Any]]:
    """A clean row, rows with one odd cell each, and a second clean one."""
    headings = [column.header for column in kaisei().sources[source].columns]
    odd = [plain(source, **{heading: cell}) for heading in headings for cell in ODD]
    return [plain(source), *odd, plain(source)]


def files_of_a_load(counter: Counter, source: str) -> dict[str, tuple[list[Any], list[Any]]]:
    """By table: (column, type) pairs, and all rows."""
    receipt = counter.take_rows(source, rows_of(source))
    assert receipt.taken, receipt.sentence
    load = next(load for load in loads(counter.home) if load.load_id == receipt.load_id)
    told = {}
    for table in load.tables:
        relation = duckdb.sql(f"SELECT * FROM '{load.table_path(counter.home, table)}'")
        told[table] = (list(zip(relation.columns, map(str, relation.types), strict=True)), relation.fetchall())
    return told


def asked_throughout(*arguments: Any) -> Sequence[LoadColumn]:
    """What stands in for `columns_of`: nothing is handed on."""
    return [column._replace(slot=None) for column in columns_of(*arguments)]


@pytest.mark.parametrize("source", sorted(PLAIN_ROWS))
def test_a_column_handed_on_is_what_the_engine_would_have_made_of_it(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed_on = files_of_a_load(Counter(tmp_path / "one"), source)
    monkeypatch.setattr(load_files, "columns_of", asked_throughout)
    assert handed_on == files_of_a_load(Counter(tmp_path / "other"), source)


def test_reasons_that_are_left_out_are_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: a missing answer has no reason."""
    right = files_of_a_load(Counter(tmp_path / "one"), "juki_kojin")
    monkeypatch.setattr(load_files, "_reasons", lambda typed, values, index: pa.repeat(None, len(values)).cast("uint8"))
    assert right != files_of_a_load(Counter(tmp_path / "other"), "juki_kojin")


def test_a_text_stands_once_among_the_distinct_texts_and_a_missing_one_nowhere() -> None:
    """The writer leaves room unfilled for a second one, so that a file would differ from run to run."""
    twice = pa.DictionaryArray.from_arrays(pa.array([0, 1, 2, 3, None], pa.int32()), pa.array(["a", "b", "a", None]))
    column = pa.chunked_array([twice])
    handed = load_files._each_text_once(column)
    assert handed.to_pylist() == column.to_pylist() == ["a", "b", "a", None, None]
    assert handed.chunk(0).dictionary.to_pylist() == ["a", "b"]


def test_texts_that_are_distinct_already_are_handed_on_as_they_are() -> None:
    column = pa.chunked_array([pa.array(["a", "b", "a"]).dictionary_encode()])
    assert load_files._each_text_once(column).chunk(0).equals(column.chunk(0))
