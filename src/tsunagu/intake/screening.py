"""A column of Individual Numbers: the file must not be kept, not even its original (番号法 19条). Lone hits are set aside
cell by cell in `cells`, and so is one number again and again in a declared column: a vendor's code passes the check digit by
chance. In a column nobody declared it may as well be the number of the one child the file is about."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pyarrow as pa
import pyarrow.compute as pc

from tsunagu.engines import Engine
from tsunagu.intake.my_number import ENDS, IN_FOURS, LEAST, SHARE, different_numbers, digits_of, looks_like_my_number
from tsunagu.intake.problems import FileRefused
from tsunagu.intake.receipt import FaultBook
from tsunagu.intake.slots import Slot
from tsunagu.intake.staging import Staged
from tsunagu.intake.typed_columns import count_filled

_TWELVE_DIGITS = rf"\A[{ENDS}]*{IN_FOURS}[{ENDS}]*\z"
_NOT_KNOWN = "0" * 12
"""Stands for a number nobody knows; its check digit fits."""
_SAMPLE = 2_000
_LEAST_IN_KEYS = 10
_SHARE_IN_KEYS = 0.9
"""Other numbers pass the check digit one time in eleven; nine in ten of ten is no accident."""


def refuse_individual_numbers(engine: Engine, staged: Staged, book: FaultBook) -> None:
    """Raise FileRefused (file.my_number) when most cells of any column, declared or not, are Individual Numbers. One such
    number again and again is noted in the book where a declaration leaves the column unused, or where it is all zeros."""
    for slot in staged.slots:
        if slot.column.type == "key" and slot.written.width is None:
            _check_keys(engine, slot)
        else:
            _check_odd_cells(staged, slot)
    for name, column in staged.unfed.items():
        number = refuse_undeclared_numbers(name, column)
        if number and number != _NOT_KNOWN and name not in staged.unused:
            raise FileRefused(
                "file.my_number",
                f"列「{name}」のどの行にも、個人番号（マイナンバー）とみられる同じ番号が入っています",
                column=name,
            )
        if number:
            book.note("cell.my_number", column=name, detail="どの行にも同じ番号が入っています")


def refuse_undeclared_numbers(heading: str, column: pa.ChunkedArray) -> str:
    """Raise FileRefused (file.my_number) when the twelve-digit cells of a column nobody declared are Individual Numbers, by
    their number or by the different ones. The number itself where they are, but all one and the same; else nothing.
    """
    texts = list(islice(_of_twelve_digits(column), _SAMPLE))
    different = list(islice(_different_of_twelve_digits(column), _SAMPLE))
    numbers = different_numbers(different)
    hits, passing = sum(map(looks_like_my_number, texts)), len(numbers)
    by_cells = hits >= LEAST and hits > SHARE * len(texts)
    by_numbers = passing >= LEAST and passing > SHARE * len(set(map(digits_of, different)))
    if (by_cells or by_numbers) and len(numbers) > 1:
        raise _refusal(heading, max(hits, passing))
    return next(iter(numbers)) if by_cells else ""


def _of_twelve_digits(column: pa.ChunkedArray) -> Iterator[str]:
    """The cells of an undeclared column that are twelve digits."""
    for chunk in column.chunks:
        fits = pc.match_substring_regex(chunk.dictionary, _TWELVE_DIGITS).take(chunk.indices)
        yield from chunk.dictionary.take(chunk.indices.filter(fits)).to_pylist()


def _different_of_twelve_digits(column: pa.ChunkedArray) -> Iterator[str]:
    """Of an undeclared column, each text of twelve digits once, from its first row to its last."""
    seen: set[str] = set()
    for chunk in column.chunks:
        fits = chunk.dictionary.filter(pc.match_substring_regex(chunk.dictionary, _TWELVE_DIGITS)).to_pylist()
        used = set(chunk.dictionary.take(pc.unique(chunk.indices).drop_null()).to_pylist()) if fits else set()
        for text in fits:
            if text in used and text not in seen:
                seen.add(text)
                yield text


def _check_odd_cells(staged: Staged, slot: Slot) -> None:
    """Twelve digits are odd in every column but keys without a width. Keys of another width need nearly all to fit.

    One number on every row of a column that is no key is no column of such numbers: its cells are set aside in `cells`."""
    shown = staged.shown.get(slot.index)
    numbers = [text for text in shown.read if looks_like_my_number(text)] if shown else []
    if not shown or not numbers:
        return
    hits = sum(1 for _ in shown.places(numbers))
    found = count_filled(staged.typed.rows[f"v{slot.index}"])
    is_key = slot.column.type == "key"
    if not is_key and len(different_numbers(numbers)) < 2:
        return
    filled = found if is_key else hits + found
    if hits >= (_LEAST_IN_KEYS if is_key else LEAST) and hits > (_SHARE_IN_KEYS if is_key else SHARE) * filled:
        raise _refusal(slot.written.header, hits)


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
