"""Plain questions about columns as they lie in `typed`: plain values, and distinct ones with the place of each."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from tsunagu.intake import typed_columns as asked

PLAIN = pa.chunked_array([["佐藤", None], ["計", "佐藤"]], pa.string())
BY_PLACE = pa.chunked_array(
    [
        pa.DictionaryArray.from_arrays(pa.array([0, None], pa.int32()), pa.array(["佐藤"])),
        pa.DictionaryArray.from_arrays(pa.array([1, 0], pa.int32()), pa.array(["佐藤", "計"])),
    ]
)
MISSING_AMONG_DISTINCT = pa.chunked_array(
    [
        pa.DictionaryArray.from_arrays(pa.array([1, 0], pa.int32()), pa.array([None, "佐藤"])),
        pa.DictionaryArray.from_arrays(pa.array([1, 0], pa.int32()), pa.array(["佐藤", "計"])),
    ]
)
WHOLE = pa.chunked_array([pa.array(["佐藤", "計"]).dictionary_encode()])
ALIKE = pytest.mark.parametrize("column", [PLAIN, BY_PLACE, MISSING_AMONG_DISTINCT])


@ALIKE
def test_a_missing_value_is_missing_however_the_column_lies(column: pa.ChunkedArray) -> None:
    assert asked.may_lack(column)
    assert asked.missing(column).to_pylist() == [False, True, False, False]
    assert asked.count_filled(column) == 3
    assert asked.plain(column) == ["佐藤", None, "計", "佐藤"]
    assert asked.first_filled(column[1:]) == "計"


@ALIKE
def test_a_row_holds_a_text_or_does_not_and_a_missing_one_holds_none(column: pa.ChunkedArray) -> None:
    assert asked.holds(column, pa.array(["計"])).to_pylist() == [False, False, True, False]


def test_a_whole_column_lacks_nothing() -> None:
    assert not asked.may_lack(WHOLE)
    assert asked.missing(WHOLE).to_pylist() == [False, False]


def test_a_column_without_rows_has_no_answers() -> None:
    none = pa.chunked_array([], pa.string())
    assert (asked.may_lack(none), asked.missing(none).to_pylist(), asked.first_filled(none)) == (False, [], None)


def test_only_values_of_rows_count_as_distinct() -> None:
    chunk = pa.DictionaryArray.from_arrays(pa.array([2, 0, 2], pa.int32()), pa.array(["一", "二", "三"]))
    assert sorted(asked.distinct(chunk).to_pylist()) == ["一", "三"]


def test_numbers_that_stand_twice_are_found_and_single_ones_are_not() -> None:
    numbers = np.array([7, 2**64 - 1, 3, 7, 7, 2**64 - 1], np.uint64)
    assert sorted(set(asked.standing_twice(numbers.copy()).tolist())) == [7, 2**64 - 1]
    assert asked.standing_twice(np.array([1, 2, 3], np.uint64)).tolist() == []
    assert asked.each_once(numbers).tolist() == [3, 7, 2**64 - 1]
    assert asked.each_once(numbers[:0]).tolist() == []
