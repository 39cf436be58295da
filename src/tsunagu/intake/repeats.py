"""Cells that repeat the one above: 〃 and 同上, and, where a column is declared so, empty ones (dirt 44). Nothing else is filled."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from tsunagu.intake.ditto import DITTO
from tsunagu.intake.sheet_cells import NO_TEXT
from tsunagu.intake.total_words import TOTAL_WORDS

_TEXTS = pa.dictionary(pa.int32(), pa.string())


def filled_from_above(texts: pa.ChunkedArray) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    """The texts with empty cells and dittos filled from above, and for every row whether it was filled.

    A 計 in between ends what is repeated; what has nothing above it stays as it is.
    """
    if not len(texts):
        return texts, pa.chunked_array([], pa.bool_())
    plain = pa.concat_arrays([chunk.dictionary.take(chunk.indices) for chunk in texts.chunks])
    repeats = pc.is_in(plain, pa.array(["", *DITTO]))
    ends = pc.is_in(plain, pa.array(list(TOTAL_WORDS)))
    above = pc.fill_null_forward(pc.if_else(repeats, pa.scalar(None, pa.string()), pc.if_else(ends, NO_TEXT, plain)))
    takes = pc.and_(repeats, pc.fill_null(pc.not_equal(above, NO_TEXT), pa.scalar(False)))
    result = pc.if_else(takes, above, plain)
    return pa.chunked_array([result.dictionary_encode()], _TEXTS), pa.chunked_array([takes])
