"""Turns bytes cut out of a file into texts, single ones and whole columns of them, by the encoding that was decided."""

from __future__ import annotations

from struct import pack

import pyarrow as pa
import pyarrow.compute as pc

from tsunagu.intake.encoding import BEYOND_SHIFT_JIS, is_unsafe

_BETWEEN = pa.scalar(b"\0", pa.binary())
"""Stands between texts that are decoded together: a file with such a byte was refused before. As a scalar of Arrow: for bare bytes
pyarrow would look for a package that is not installed, column by column."""


class UnsafeText(Exception):
    """These bytes are no text of the encoding. Only reading the whole file can say on which line."""


class Letters:
    """Texts of one file. `beyond` tells whether any of them held a letter that only Windows' CP932 has."""

    def __init__(self, encoding: str) -> None:
        self.encoding = "cp932" if encoding == "cp932" else "utf-8"
        self.beyond = False

    @property
    def unchecked(self) -> bool:
        """Whether bytes of the file may be no text. A UTF-8 file was checked when its encoding was decided."""
        return self.encoding == "cp932"

    def text(self, piece: bytes) -> str:
        """One piece as text. Raises UnsafeText."""
        try:
            text = piece.decode(self.encoding)
        except UnicodeDecodeError:
            raise UnsafeText from None
        if self.unchecked and not text.isascii():
            if is_unsafe(text):
                raise UnsafeText
            self.beyond = self.beyond or BEYOND_SHIFT_JIS.search(text) is not None
        return text

    def bytes(self, text: str) -> bytes:
        """A text as bytes again; single stand-in bytes come back from their surrogates."""
        return text.encode(self.encoding, "surrogateescape")

    def texts(self, pieces: pa.BinaryArray) -> pa.StringArray:
        """Many pieces as texts. Raises UnsafeText."""
        data = pieces.buffers()[2]
        if not self.unchecked or data is None or data.to_pybytes().isascii():
            return pieces.view(pa.string())
        together = pa.ListArray.from_arrays(_offsets("i", len(pieces)), pieces)
        decoded = self.text(pc.binary_join(together, _BETWEEN)[0].as_py()).encode("utf-8")
        one = pa.Array.from_buffers(
            pa.large_string(), 1, [None, _offsets("q", len(decoded)).buffers()[1], pa.py_buffer(decoded)]
        )
        return pc.split_pattern(one, _BETWEEN.as_py().decode()).values.cast(pa.string())


def _offsets(size: str, end: int) -> pa.Array:
    """Where one thing begins and ends. Made of bytes: for a list of Python numbers pyarrow looks for packages not installed."""
    return pa.Array.from_buffers(
        pa.int32() if size == "i" else pa.int64(), 2, [None, pa.py_buffer(pack(f"<2{size}", 0, end))]
    )
