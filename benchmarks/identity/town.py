"""Writes one seed's town: register.parquet, school_rows.parquet, truth.parquet.

    python -m benchmarks.identity.town SEED FOLDER [RESIDENTS ROWS]

The same seed gives the same bytes. Every seed draws its own mixture of mistakes (rates.py).
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from random import Random

import numpy as np

from benchmarks.identity import hazards, output, truth
from benchmarks.identity.entries import Entry, Seats, entries, seats
from benchmarks.identity.mistakes import SCARCE_FIRST, Town
from benchmarks.identity.people import People, all_names, people
from benchmarks.identity.rates import ABSENT, DATES, LIFE, TYPING, WRITING, Rates, rates
from benchmarks.identity.styles import Style, styles

RESIDENTS, ROWS = 200_000, 50_000
KINDS = {
    mode: kind
    for kind, modes in (("typing", TYPING), ("writing", WRITING), ("life", LIFE), ("dates", DATES))
    for mode in modes
}


def write(seed: int, folder: Path, residents: int = RESIDENTS, rows: int = ROWS) -> None:
    """Invent the town and write its three files."""
    chance, rng, mixture = np.random.default_rng([seed, 2]), Random(f"{seed}/mistakes"), rates(seed)
    found = people(residents, chance, mixture)
    double_of = hazards.plant(found, chance, rows)
    absent_rows = {mode: _rows_of(mode, mixture, rows) for mode in ABSENT}
    chairs, absent_mode, schools = seats(found, mixture, chance, rows, absent_rows, double_of)
    typed, entry_of = entries(found, chairs, mixture, chance)
    town = _town(found, chairs, mixture, rng, chance)
    manner = styles(chairs, mixture, rng)
    _make_mistakes(typed, entry_of, chairs, town, mixture, rows, absent_mode, manner)
    folder.mkdir(parents=True, exist_ok=True)
    known = output.numbers(found, chance)
    output.write_register(folder, found, town, schools, known, mixture, chance)
    order = output.write_rows(folder, found, chairs, typed, entry_of, manner, chance)
    truth.write_truth(folder, order, found, chairs, typed, entry_of, manner, known, absent_mode)


def _rows_of(mode: str, mixture: Rates, rows: int) -> int:
    return int(np.ceil(mixture.modes[mode] * rows))


def _town(found: People, chairs: Seats, mixture: Rates, rng: Random, chance: np.random.Generator) -> Town:
    table = all_names()
    siblings: dict[int, list[tuple[str, str, date]]] = {}
    houses: dict[int, list[int]] = {}
    for place in np.flatnonzero(found.child).tolist():
        houses.setdefault(int(found.household[place]), []).append(place)
    for members in houses.values():
        for one in members:
            siblings[one] = [
                (*table.given[found.given[other]], date.fromordinal(int(found.birth[other])))
                for other in members
                if other != one
            ]
    by_kana: dict[str, list[str]] = {}
    for kind in ("young男", "young女"):
        for written, kana in table.given[slice(*table.pools[kind])]:
            by_kana.setdefault(kana, []).append(written)
    born = [date.fromordinal(int(day)) for day in found.birth[np.unique(chairs.person)]]
    alias, former = {}, {}
    for place in np.flatnonzero(found.foreign & found.child & (chance.random(len(found)) < 0.25)).tolist():
        family, family_kana = table.family[int(chance.integers(300))]
        kana = table.given[found.given[place]][1]
        alias[place] = (f"{family}　{kana}", f"{family_kana}　{kana}")
    for place in np.flatnonzero(~found.foreign & (chance.random(len(found)) < 0.02)).tolist():
        former[place] = table.family[int(chance.integers(800))]
    return Town(
        rng=rng, siblings=siblings, by_kana=by_kana, birth_pool=born, register_name={}, register_birth_unknown=set(),
        former=former, alias=alias, former_kept=mixture.former_kept, field_length=rng.choice([7, 8]),
        families=table.family[:1500],
    )  # fmt: skip


def _make_mistakes(
    typed: list[Entry], entry_of: np.ndarray, chairs: Seats, town: Town, mixture: Rates, rows: int,
    absent_mode: dict[int, str], manner: dict[int, Style],
) -> None:  # fmt: skip
    """Give each mode its entries, the scarcest first, until its rows are enough; then some a second mistake."""
    first_row = np.searchsorted(entry_of, np.arange(len(typed)))
    voiceless = [manner[int(chairs.school[row])].voiceless for row in first_row]
    moved = np.zeros(len(typed), bool)
    moved[entry_of[chairs.transfer]] = True
    free = [
        place for place, entry in enumerate(typed)
        if entry.person not in absent_mode and not voiceless[place] and not moved[place]
    ]  # fmt: skip
    town.rng.shuffle(free)
    for befall in SCARCE_FIRST:
        wanted = _rows_of(befall.__name__, mixture, rows)
        left = []
        for at, place in enumerate(free):
            if wanted <= 0:
                left += free[at:]
                break
            if befall(typed[place], town):
                typed[place].mode = befall.__name__
                wanted -= typed[place].rows
            else:
                left.append(place)
        # The scarce modes leave the common names in front; shuffling keeps the later ones from getting only those.
        town.rng.shuffle(left)
        free = left
    for entry, plain in zip(typed, voiceless, strict=True):
        if (entry.mode or plain) and town.rng.random() < mixture.second_error:
            _second(entry, town)


def _second(entry: Entry, town: Town) -> None:
    kind = KINDS.get(entry.mode)
    fitting = [
        one for one in SCARCE_FIRST if KINDS.get(one.__name__) not in (kind, "life") and entry.birth_text is None
    ]
    if not fitting or entry.kana is not None or entry.name is not None:
        return
    befall = town.rng.choice(fitting)
    if befall(entry, town):
        entry.second = befall.__name__


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:]))
