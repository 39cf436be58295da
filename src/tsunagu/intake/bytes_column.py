"""One column of a file while it is cut: bytes, block by block. In the end its distinct bytes become texts, each once."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from tsunagu.intake.csv_lines import INSIDE
from tsunagu.intake.letters import Letters
from tsunagu.intake.sheet_cells import one_each

_BYTES, _FEW_BYTES = pa.binary(), pa.dictionary(pa.int32(), pa.binary())
_TEXTS = pa.dictionary(pa.int32(), pa.string())
_LEAST = 1_000
"""Fewer rows tell nothing about how often bytes repeat."""
_SAMPLES, _SAMPLE = 20, 1_000
_HARDLY = 0.9
"""Share of distinct ones in a sample from which on a dictionary costs more than it saves."""


class BytesColumn:
    """Chunks of one column. `type` is how the next block should be read: as distinct bytes, or plainly where they hardly
    repeat within a block.
    """

    def __init__(self) -> None:
        self.type: pa.DataType = _FEW_BYTES
        self._chunks: list[pa.Array] = []

    def add(self, chunk: pa.Array, *, stands_in: bool) -> None:
        """The cells of the next block; `stands_in` where signs inside cells were replaced."""
        few = pa.types.is_dictionary(chunk.type)
        if stands_in:
            chunk = (
                pa.DictionaryArray.from_arrays(chunk.indices, _signs_restored(chunk.dictionary))
                if few
                else _signs_restored(chunk)
            )
        self._chunks.append(chunk)
        if few and 2 * len(chunk.dictionary) > len(chunk) > _LEAST:
            self.type = _BYTES

    def as_texts(self, letters: Letters) -> pa.ChunkedArray:
        """The whole column as one chunk of distinct texts; nothing is left here. Raises UnsafeText."""
        chunks, self._chunks = self._chunks, []
        if not chunks:
            return pa.chunked_array([], _TEXTS)
        if self.type == _FEW_BYTES:
            column = pa.chunked_array(chunks).unify_dictionaries().combine_chunks()
        else:
            column = pa.concat_arrays([chunk.cast(_BYTES) for chunk in chunks])
            del chunks
            if not _hardly_repeats(column):
                column = column.dictionary_encode()
        if isinstance(column, pa.DictionaryArray):
            texts = pa.DictionaryArray.from_arrays(column.indices, letters.texts(column.dictionary), safe=False)
        else:
            texts = one_each(letters.texts(column))
        return pa.chunked_array([texts])


def _hardly_repeats(column: pa.BinaryArray) -> bool:
    """Whether most of a sample from all over the column are distinct."""
    apart = max(len(column) // _SAMPLES, 1)
    sample = pa.concat_arrays([column.slice(at, min(_SAMPLE, apart)) for at in range(0, len(column), apart)])
    return bool(pc.count_distinct(sample).as_py() > _HARDLY * len(sample))


def _signs_restored(column: pa.BinaryArray) -> pa.BinaryArray:
    """Bytes with the commas, line ends and quotes inside cells as they were written."""
    data = column.buffers()[2]
    held = data.to_pybytes() if data else b""
    for sign, stands_for in INSIDE.items():
        if stands_for in held:
            column = pc.replace_substring(column, pattern=stands_for, replacement=sign.encode())
    return column
