"""The shortest cut: cells of nothing but digits in key and number columns, read without a pattern being matched.

A cell that is left over is read by the engine's short cut or by `read_cell`; what is read here they would read the same.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from tsunagu.intake.slots import Slot

_MOST_DIGITS = 9
"""So many always fit a whole number of 32 bits."""
_ZERO = pa.scalar("0", pa.string())


def read_digits(slot: Slot, texts: pa.StringArray) -> tuple[pa.Array, pa.Array] | None:
    """Values, and where no value was read; None for slots whose cells are not to be plain digits."""
    width = slot.written.width
    if slot.lookup is not None or (slot.column.type != "int" and (slot.column.type != "key" or width is None)):
        return None
    length = pc.binary_length(texts)
    plain = pc.ascii_is_decimal(texts)
    tokens = [token for token in slot.written.empty_tokens if token.isascii() and token.isdigit()]
    if slot.column.type == "key":
        assert width is not None
        plain = pc.and_(plain, pc.equal(length, pa.scalar(width, pa.int32())))
        barred, values = ["0" * width, *tokens], texts
    else:
        plain = pc.and_(plain, pc.less_equal(length, pa.scalar(_MOST_DIGITS, pa.int32())))
        barred, values = tokens, pc.if_else(plain, texts, _ZERO).cast(pa.int32())
        for bound, fits in ((slot.column.min, pc.greater_equal), (slot.column.max, pc.less_equal)):
            if bound is not None:
                plain = pc.and_(plain, fits(values, pa.scalar(bound)))
        if slot.written.zero_is_empty:
            plain = pc.and_(plain, pc.not_equal(values, pa.scalar(0, pa.int32())))
    if barred:
        plain = pc.and_not(plain, pc.is_in(texts, pa.array(barred, pa.string())))
    return values, pc.invert(plain)
