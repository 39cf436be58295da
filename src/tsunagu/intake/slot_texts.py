"""Which text a slot is read from, row by row: one column's, several joined, another's where it is empty, or the file's name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from tsunagu.intake.sheet_cells import NO_TEXT, SheetCells
from tsunagu.intake.slots import Slot
from tsunagu.intake.text_table import TextSheet

TEXTS = pa.dictionary(pa.int32(), pa.string())


def texts_of(slot: Slot, sheet: TextSheet, cells: SheetCells) -> pa.ChunkedArray:
    """The slot's texts as distinct texts per block; empty ones where the sheet lacks the column."""
    texts = _whole_texts(slot, sheet, cells)
    if slot.piece is None:
        return texts
    split, piece = slot.written.split or "", slot.piece
    return pa.chunked_array(
        [
            pa.DictionaryArray.from_arrays(
                chunk.indices,
                pa.array([_piece(text, split, piece) for text in chunk.dictionary.to_pylist()], pa.string()),
            )
            for chunk in texts.chunks
        ],
        TEXTS,
    )


def _whole_texts(slot: Slot, sheet: TextSheet, cells: SheetCells) -> pa.ChunkedArray:
    if slot.place in sheet.given:
        return _the_same(sheet.given[slot.place], cells.rows)
    joined = _columns((slot.place, *slot.joined), sheet, cells)
    instead = _columns(slot.otherwise, sheet, cells)
    if not joined and not instead:
        return _the_same("", cells.rows)
    if len(joined) + len(instead) == 1:
        return (joined or instead)[0]
    chunks = []
    for blocks in _alike_in_chunks([*joined, *instead]):
        plain = [block.dictionary.take(block.indices) for block in blocks]
        choices = [_together(plain[: len(joined)], slot.written.between)] if joined else []
        choices += plain[len(joined) :]
        chunks.append(reduce(_else, choices).dictionary_encode())
    return pa.chunked_array(chunks, TEXTS)


def _columns(places: Sequence[int], sheet: TextSheet, cells: SheetCells) -> list[pa.ChunkedArray]:
    """The columns at declared places, as far as the sheet has them."""
    here = [sheet.headings.positions[place] for place in places]
    return [cells.columns[at] for at in here if at is not None and at in cells.columns]


def _alike_in_chunks(columns: Sequence[pa.ChunkedArray]) -> Iterator[list[pa.DictionaryArray]]:
    """The columns' chunks over the same rows."""
    names = [str(number) for number in range(len(columns))]
    for batch in pa.table(list(columns), names).to_batches():
        yield batch.columns


def _the_same(text: str, rows: int) -> pa.ChunkedArray:
    """One text on every row."""
    block = pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int32()), rows), pa.array([text]))
    return pa.chunked_array([block], TEXTS)


def _together(texts: list[pa.Array], between: str) -> pa.Array:
    """Cell by cell what is written in all of them, empty ones left out."""

    # pyarrow 26 forgets rows where binary_join_element_wise skips every text, so empty ones are left out by hand.
    def joined(one: pa.Array, more: pa.Array) -> pa.Array:
        return _else(one, more, _else(more, one, pc.binary_join_element_wise(one, more, between)))

    return reduce(joined, texts)


def _else(text: pa.Array, instead: pa.Array, otherwise: pa.Array | None = None) -> pa.Array:
    """`instead` where `text` is empty, else `otherwise`, which is the text itself where nothing is given."""
    return pc.if_else(pc.equal(text, NO_TEXT), instead, text if otherwise is None else otherwise)


def _piece(text: str, split: str, piece: int) -> str:
    pieces = text.split(split)
    return pieces[piece] if piece < len(pieces) else ""
