"""Plain questions about a column of `typed`, answered where it lies: asking the engine costs a millisecond each time, which
for a school's short list is most of the work.

A missing value is a row without a place among the distinct values, or with the place of one that is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Hashes = npt.NDArray[np.uint64]


def may_lack(column: pa.ChunkedArray) -> bool:
    """Whether a value may be missing somewhere. False is certain; rows that were dropped can make it True."""
    return bool(column.null_count) or any(_distinct(chunk).null_count for chunk in column.chunks)


def missing(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """For every row whether its value is missing."""
    return _by_row(column, pc.is_null, nowhere=True)


def holds(column: pa.ChunkedArray, texts: pa.Array) -> pa.ChunkedArray:
    """For every row of a column of texts whether one of `texts` stands there."""
    return _by_row(column, lambda distinct: pc.is_in(distinct, texts), nowhere=False)


def count_filled(column: pa.ChunkedArray) -> int:
    """How many values are not missing."""
    return sum(_count_filled(chunk) for chunk in column.chunks)


def first_filled(column: pa.ChunkedArray) -> Any | None:
    """The first value that is not missing."""
    for chunk in column.chunks:
        for at in range(len(chunk)):
            value = chunk[at].as_py()
            if value is not None:
                return value
    return None


def plain(column: pa.ChunkedArray) -> list[Any]:
    """Every value."""
    return [
        value
        for chunk in column.chunks
        for value in (chunk.dictionary_decode() if isinstance(chunk, pa.DictionaryArray) else chunk).to_pylist()
    ]


def distinct(chunk: pa.Array) -> pa.Array:
    """Every value that stands in some row once, a missing one too."""
    return chunk.dictionary.take(chunk.indices.unique()) if isinstance(chunk, pa.DictionaryArray) else chunk.unique()


def standing_twice(hashes: Hashes) -> Hashes:
    """The numbers that stand there more than once; brings `hashes` into order."""
    hashes.sort()
    return hashes[1:][hashes[1:] == hashes[:-1]]


def each_once(hashes: Hashes) -> Hashes:
    """Every number that stands there once, in order: sorting is much faster here than numpy's own way to them."""
    in_order = np.sort(hashes)
    return in_order[np.concatenate([np.ones(min(len(in_order), 1), bool), in_order[1:] != in_order[:-1]])]


def _by_row(column: pa.ChunkedArray, asked: Callable[[pa.Array], pa.Array], *, nowhere: bool) -> pa.ChunkedArray:
    """For every row the answer to a question about its value; `nowhere`: for rows without a place among the distinct values."""
    answers = []
    for chunk in column.chunks:
        answer = asked(_distinct(chunk))
        if isinstance(chunk, pa.DictionaryArray):
            answer = pc.fill_null(answer.take(chunk.indices), pa.scalar(nowhere))
        answers.append(answer)
    return pa.chunked_array(answers, pa.bool_())


def _distinct(chunk: pa.Array) -> pa.Array:
    return chunk.dictionary if isinstance(chunk, pa.DictionaryArray) else chunk


def _count_filled(chunk: pa.Array) -> int:
    if not isinstance(chunk, pa.DictionaryArray) or not chunk.dictionary.null_count:
        return len(chunk) - chunk.null_count
    return int(pc.sum(chunk.dictionary.is_valid().take(chunk.indices)).as_py() or 0)
