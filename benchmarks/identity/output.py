"""The three files of a town."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from benchmarks.identity.entries import YEARS, Entry, Seats, school_year_of_birth
from benchmarks.identity.letters import LARGE
from benchmarks.identity.mistakes import Town
from benchmarks.identity.people import TODAY, People, all_names
from benchmarks.identity.rates import Rates
from benchmarks.identity.styles import Style

PLACES = (
    "本町",
    "栄町",
    "緑が丘",
    "吉田島",
    "中之名",
    "下島",
    "宮台",
    "金井島",
    "延沢",
    "円通寺",
    "牛島",
    "岡野",
    "榎本",
    "河原町",
    "みなみ",
    "千津島",
)


def numbers(found: People, chance: np.random.Generator) -> np.ndarray:
    """宛名番号 of everybody in the register, -1 for the absent; their order tells nothing."""
    numbers = 1_000_000 + chance.permutation(len(found)).astype(np.int64)
    numbers[found.absent] = -1
    return numbers


def town_name(place: int) -> str:
    return f"{PLACES[place % len(PLACES)]}{place // len(PLACES) + 1}丁目"


def school_name(school: int) -> str | None:
    if school < 0:
        return None
    return f"第{school - 999}中学校" if school >= 1_000 else f"第{school + 1}小学校"


def _kana(found: People, places: np.ndarray) -> list[str]:
    table = all_names()
    family = [kana for _, kana in table.family]
    given = [kana for _, kana in table.given]
    return [
        family[one] + "　" + given[other]
        for one, other in zip(found.family[places].tolist(), found.given[places].tolist(), strict=True)
    ]


def _written(found: People, places: np.ndarray) -> list[str]:
    table = all_names()
    family = [written for written, _ in table.family]
    given = [written for written, _ in table.given]
    blanks = [" " if foreign else "　" for foreign in found.foreign[places].tolist()]
    pairs = zip(found.family[places].tolist(), blanks, found.given[places].tolist(), strict=True)
    return [family[one] + blank + given[other] for one, blank, other in pairs]


def write_register(
    folder: Path, found: People, town: Town, schools: np.ndarray, known: np.ndarray, mixture: Rates, chance: np.random.Generator
) -> None:  # fmt: skip
    """register.parquet: the residents in the order of their numbers."""
    here = np.flatnonzero(known >= 0)
    here = here[np.argsort(known[here])]
    kana = _kana(found, here)
    enlarged = chance.random(len(here)) < mixture.register_large_kana
    kana = [text.translate(LARGE) if large else text for text, large in zip(kana, enlarged.tolist(), strict=True)]
    everybody = _kana(found, np.arange(len(found)))
    written = _written(found, here)
    no_kana = found.foreign[here] & (chance.random(len(here)) < 0.2)
    grade = YEARS[-1] - school_year_of_birth(found.birth[here]) - 6
    of_age = (grade >= 1) & (grade <= 9) & found.child[here]
    school = np.where(grade > 6, schools[here, 1], schools[here, 0])
    attends = of_age & (school >= 0)
    moved = np.maximum(found.birth[here], TODAY - chance.geometric(0.0004, len(here)))
    lots = chance.integers(1, 1_900, (found.household.max() + 1, 2))
    places = here.tolist()
    columns = {
        "resident_no": pa.array(known[here]),
        "household_no": pa.array(found.household[here] + 500_000),
        "name": [town.register_name.get(place, text) for place, text in zip(places, written, strict=True)],
        "kana": [None if none else text for text, none in zip(kana, no_kana.tolist(), strict=True)],
        "alias": [town.alias[place][0] if place in town.alias else None for place in places],
        "alias_kana": [town.alias[place][1] if place in town.alias else None for place in places],
        "name_roman": [
            text if foreign and place not in town.register_name else None
            for place, text, foreign in zip(places, written, found.foreign[here].tolist(), strict=True)
        ],
        "former_name": [town.former[place][0] if place in town.former else None for place in places],
        "former_kana": [town.former[place][1] if place in town.former else None for place in places],
        "birth_date": pa.array(
            [None if place in town.register_birth_unknown else day for place, day in zip(places, _dates(found.birth[here]), strict=True)],
            pa.date32(),
        ),
        "sex": ["男" if male else "女" for male in found.male[here].tolist()],
        "town": [town_name(place) for place in found.town[here].tolist()],
        "lot": [f"{lots[house, 0]}番地{lots[house, 1] % 20 + 1}" for house in found.household[here].tolist()],
        "resident_since": pa.array(_dates(moved), pa.date32()),
        "protected": pa.array(found.protected[here]),
        "school": [school_name(one) if attend else None for one, attend in zip(school.tolist(), attends.tolist(), strict=True)],
        "grade": [str(one) if attend else None for one, attend in zip(grade.tolist(), attends.tolist(), strict=True)],
        "guardian_kana": [everybody[one] if one >= 0 else None for one in found.guardian[here].tolist()],
    }  # fmt: skip
    text = {
        name: pa.array(values, pa.string()) if isinstance(values, list) else values for name, values in columns.items()
    }
    parquet.write_table(pa.table(text), folder / "register.parquet", compression="zstd")


def _dates(ordinals: np.ndarray) -> list[date]:
    made = {day: date.fromordinal(day) for day in np.unique(ordinals).tolist()}
    return [made[day] for day in ordinals.tolist()]


def write_rows(
    folder: Path, found: People, chairs: Seats, typed: list[Entry], entry_of: np.ndarray, manner: dict[int, Style],
    chance: np.random.Generator,
) -> np.ndarray:  # fmt: skip
    """school_rows.parquet, sorted as files come: by school, year, grade, class and seat. Leaves that order of `chairs`."""
    count = len(chairs.person)
    kana = [typed[entry].written_kana() for entry in entry_of.tolist()]
    klass = chance.integers(1, 5, count)
    seat = np.ones(count, np.int64)
    order = np.lexsort((np.array(kana), klass, chairs.grade, chairs.year, chairs.school))
    group = (
        chairs.school[order] * 100_000 + (chairs.year[order] - 2000) * 1_000 + chairs.grade[order] * 10 + klass[order]
    )
    starts = np.flatnonzero(np.append(True, group[1:] != group[:-1]))
    sizes = np.diff(np.append(starts, count))
    seat[order] = np.arange(count) - np.repeat(starts, sizes) + 1
    everybody = _kana(found, np.arange(len(found)))
    kind = chance.random(len(found)).tolist()
    # A pupil's number stays while the pupil stays in the school.
    _, same_pupil = np.unique(chairs.person * 10_000 + chairs.school, return_inverse=True)
    number = 20_000_001 + chance.permutation(same_pupil.max() + 1)[same_pupil]
    lost = chance.random(count) < 0.01
    columns: dict[str, list[str | None]] = {
        name: [] for name in ("pupil_no", "name", "kana", "birth_date", "sex", "guardian_kana", "town")
    }
    entry_list = entry_of.tolist()
    for row in range(count):
        person, entry, style = int(chairs.person[row]), typed[entry_list[row]], manner[int(chairs.school[row])]
        guardian = (
            found.guardian[person]
            if kind[person] < 0.78 or found.other_parent[person] < 0
            else found.other_parent[person]
        )
        district = (
            town_name(int(found.town[person])) if kind[person] > 0.02 else town_name(int(found.town[person] + 3) % 40)
        )
        columns["pupil_no"].append(str(number[row]) if style.number and not lost[row] else None)
        columns["name"].append(style.name(entry.written_name()) or None)
        columns["kana"].append(style.kana(kana[row]) or None)
        columns["birth_date"].append(entry.written_birth() or None)
        columns["sex"].append(entry.sex if style.sex else None)
        columns["guardian_kana"].append(style.kana(everybody[guardian]) if style.guardian and guardian >= 0 else None)
        columns["town"].append(district if style.town and not found.protected[person] else None)
    table = pa.table(
        {
            "row_id": pa.array(np.arange(count, dtype=np.int64)),
            "school": pa.array([school_name(school) for school in chairs.school.tolist()], pa.string()),
            "fiscal_year": pa.array(chairs.year.astype(np.int32)),
            "grade": pa.array([str(grade) for grade in chairs.grade.tolist()], pa.string()),
            "class": pa.array([str(one) for one in klass.tolist()], pa.string()),
            "number": pa.array([str(one) for one in seat.tolist()], pa.string()),
            **{name: pa.array(values, pa.string()) for name, values in columns.items()},
        }
    )
    shown = table.take(pa.array(order)).set_column(0, "row_id", pa.array(np.arange(count, dtype=np.int64)))
    parquet.write_table(shown, folder / "school_rows.parquet", compression="zstd")
    return order
