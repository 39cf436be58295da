"""Whose every row is, and what was planted in it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from benchmarks.identity.entries import Entry, Seats
from benchmarks.identity.people import People, all_names
from benchmarks.identity.styles import USUAL, Style

SMALL = "ャュョッァィゥェォ"


def write_truth(
    folder: Path, order: np.ndarray, found: People, chairs: Seats, typed: list[Entry], entry_of: np.ndarray, manner: dict[int, Style],
    known: np.ndarray, absent_mode: dict[int, str],
) -> None:  # fmt: skip
    """truth.parquet: whose each row is, and what was planted."""
    person = chairs.person[order]
    entry = [typed[place] for place in entry_of[order].tolist()]
    modes = []
    register_kana = _enlarged(folder, known)
    for one, row, moved in zip(entry, order.tolist(), chairs.transfer[order].tolist(), strict=True):
        style = manner[int(chairs.school[row])]
        mode = absent_mode.get(one.person) or one.mode or ("transfer" if moved else "")
        if not mode and style.voiceless:
            mode = "voiceless_export"
        if not mode and one.person in register_kana and any(letter in SMALL for letter in one.written_kana()):
            mode = "register_kana"
        if not mode and style.script not in USUAL:
            mode = "script"
        modes.append(mode or "clean")
    namesake = _namesakes(found)
    multiple = found.multiple()
    close = _siblings_a_year_apart(found)
    resident = known[person]
    parquet.write_table(
        pa.table(
            {
                "row_id": pa.array(np.arange(len(order), dtype=np.int64)),
                "resident_no": pa.array(resident, mask=resident < 0),
                "mode": pa.array(modes, pa.string()),
                "twin": pa.array(multiple[person]),
                "namesake": pa.array(namesake[person]),
                "protected": pa.array(found.protected[person]),
                "second_mode": pa.array([one.second or None for one in entry], pa.string()),
                "pupil": pa.array(person),
                "close_sibling": pa.array(close[person]),
            }
        ),
        folder / "truth.parquet",
        compression="zstd",
    )


def _enlarged(folder: Path, known: np.ndarray) -> set[int]:
    """Places of residents whose kana the register holds in large letters only."""
    register = parquet.read_table(folder / "register.parquet", columns=["resident_no", "kana"])
    place_of = {number: place for place, number in enumerate(known.tolist()) if number >= 0}
    pairs = zip(register["resident_no"].to_pylist(), register["kana"].to_pylist(), strict=True)
    return {place_of[number] for number, kana in pairs if kana and not any(letter in SMALL for letter in kana)}


def _siblings_a_year_apart(found: People) -> np.ndarray:
    """Whether a brother or sister is 10 to 14 months older or younger."""
    close = np.zeros(len(found), bool)
    children = np.flatnonzero(found.child)
    order = children[np.lexsort((found.birth[children], found.household[children]))]
    gap = np.diff(found.birth[order])
    near = (np.diff(found.household[order]) == 0) & (gap > 300) & (gap < 430)
    close[order[1:][near]] = True
    close[order[:-1][near]] = True
    return close


def _namesakes(found: People) -> np.ndarray:
    """Whether another resident has the same kana and birth date."""
    table = all_names()
    pairs = zip(found.family.tolist(), found.given.tolist(), strict=True)
    _, word = np.unique(
        np.array([table.family[one][1] + table.given[other][1] for one, other in pairs]), return_inverse=True
    )
    values, inverse = np.unique(word.astype(np.int64) * 1_000_000 + found.birth, return_inverse=True)
    residents = np.bincount(inverse[~found.absent], minlength=len(values))
    return residents[inverse] - (~found.absent) > 0
