"""An invented prefecture: families of several towns, some of whom moved, each town's extract of them, and who is who.

Whole families move, mothers with their children (whose family name may change), children to their grandparents; a father may
stay or go to a third town. Whatever the newer register writes may carry a slip. Names are common ones, so namesakes are many.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pyarrow

from tsunagu.identity import PREFECTURE_EXTRACT, write_extract
from tsunagu.sample.names import (
    FAMILY_NAMES,
    FOREIGN_BOYS,
    FOREIGN_FAMILIES,
    FOREIGN_GIRLS,
    OLDER_MEN,
    OLDER_WOMEN,
    YOUNG_BOYS,
    YOUNG_GIRLS,
    NamePart,
)

TODAY = date(2026, 10, 31)
NOW = datetime(2026, 10, 31, 9, tzinfo=UTC)
MOVED = 0.25
FOREIGN = 0.03
SLIPS = {"kana": 0.03, "birth": 0.03, "written": 0.03, "sex": 0.003, "swapped": 0.004}
"""How often the newer register writes it otherwise than the older."""


@dataclass
class Lived:
    """One human being; `family` is the name they bear now."""

    who: int
    family: NamePart
    given: NamePart
    born: date
    sex: str
    foreign: bool

    @property
    def child(self) -> bool:
        return self.born >= date(2008, 4, 2)


@dataclass
class Stay:
    """A person on one town's register."""

    person: Lived
    household: int
    came_on: date
    left_on: date | None
    kana: str
    name: str
    born: date
    sex: str


@dataclass
class Prefecture:
    """Extracts by town, and who is who: `truth` is (place of the town, record) → the human being."""

    extracts: list[Path]
    truth: dict[tuple[int, str], int]
    children: set[int] = field(default_factory=set)

    def pairs(self) -> set[tuple[int, str, int, str]]:
        """Every pair of records in two towns that are one person, the earlier town first."""
        of: dict[int, list[tuple[int, str]]] = {}
        for place, who in sorted(self.truth.items()):
            of.setdefault(who, []).append(place)
        return {
            (*one, *other)
            for places in of.values()
            for at, one in enumerate(places)
            for other in places[at + 1 :]
            if one[0] != other[0]
        }


class _Inventing:
    def __init__(self, seed: int, towns: int) -> None:
        self.rng = Random(f"prefecture {seed}")
        self.towns: list[list[Stay]] = [[] for _ in range(towns)]
        self.people = self.households = 0

    def family(self) -> None:
        rng = self.rng
        foreign = rng.random() < FOREIGN
        family = (
            rng.choice(FOREIGN_FAMILIES) if foreign else FAMILY_NAMES[int(len(FAMILY_NAMES) * rng.random() ** 1.25)]
        )
        parents = [self._person(family, sex, self._day(1975, 1998), foreign) for sex in ("男", "女")]
        born = [self._day(2009, 2026) for _ in range(rng.choice((1, 1, 2, 2, 3)))]
        if rng.random() < 0.03:
            born.append(born[0])
        children = [self._person(family, rng.choice("男女"), day, foreign) for day in born]
        home, household = rng.randrange(len(self.towns)), self._household()
        came = {one.who: max(one.born, self._day(2008, 2020)) for one in (*parents, *children)}
        stays = {
            one.who: self._stay(home, one, household, came[one.who], None, slips=False) for one in (*parents, *children)
        }
        if rng.random() < MOVED:
            self._move(parents, children, stays, home)

    def _move(self, parents: list[Lived], children: list[Lived], stays: dict[int, Stay], home: int) -> None:
        rng = self.rng
        father, mother = parents
        going = rng.choice(([father, mother, *children], [mother, *children], [mother, *children], [children[0]]))
        day = max(self._day(2021, 2025), max(one.born for one in going) + timedelta(days=30))
        if len(going) < len(parents) + len(children) and mother in going and rng.random() < 0.6:
            maiden = FAMILY_NAMES[int(len(FAMILY_NAMES) * rng.random() ** 1.25)]
            for one in going:
                one.family = maiden
        self._arrive(going, stays, home, day)
        if father not in going and mother in going and rng.random() < 0.4:
            self._arrive([father], stays, home, day + timedelta(days=rng.randrange(5, 400)))

    def _arrive(self, going: list[Lived], stays: dict[int, Stay], home: int, day: date) -> None:
        rng, household = self.rng, self._household()
        there = rng.choice([town for town in range(len(self.towns)) if town != home])
        for one in going:
            stays[one.who].left_on = min(day, TODAY)
            self._stay(
                there,
                one,
                household,
                min(day + timedelta(days=rng.choice((0, 0, 0, 1, 3, 10, 40))), TODAY),
                None,
                slips=True,
            )

    def _stay(self, town: int, one: Lived, household: int, came: date, left: date | None, *, slips: bool) -> Stay:
        kana, name = f"{one.family.kana} {one.given.kana}", f"{one.family.written}　{one.given.written}"
        born, sex = one.born, one.sex
        if slips:
            kana, name, born, sex = self._slipped(one, kana, name)
        stay = Stay(one, household, came, left, kana, name, born, sex)
        self.towns[town].append(stay)
        return stay

    def _slipped(self, one: Lived, kana: str, name: str) -> tuple[str, str, date, str]:
        rng, born, sex = self.rng, one.born, one.sex
        if rng.random() < SLIPS["kana"]:
            kana = rng.choice((self._misspelt, self._without_marks, self._shortened))(kana)
        if rng.random() < SLIPS["swapped"]:
            kana = " ".join(reversed(kana.split(" ", 1)))
        if rng.random() < SLIPS["written"]:
            name = name[:-1] + rng.choice("子美太郎斗")
        if rng.random() < SLIPS["birth"]:
            born = self._misdated(born)
        if rng.random() < SLIPS["sex"]:
            sex = "男" if sex == "女" else "女"
        return kana, name, born, sex

    def _misspelt(self, kana: str) -> str:
        place = self.rng.randrange(len(kana))
        return (
            kana if kana[place] == " " else kana[:place] + self.rng.choice("アカサタナハマヤラワン") + kana[place + 1 :]
        )

    def _without_marks(self, kana: str) -> str:
        return kana.translate(
            str.maketrans("ガギグゲゴザジズゼゾダデドバビブベボ", "カキクケコサシスセソタテトハヒフヘホ")
        )

    def _shortened(self, kana: str) -> str:
        return kana.replace("ウ", "", 1) if self.rng.random() < 0.5 else kana.replace("オオ", "オ", 1)

    def _misdated(self, born: date) -> date:
        if born.day <= 12 and self.rng.random() < 0.4:
            return date(born.year, born.day, born.month)
        return born + timedelta(days=self.rng.choice((1, -1, 10, 30, 365)))

    def _person(self, family: NamePart, sex: str, born: date, foreign: bool) -> Lived:
        young = born.year >= 2008
        if foreign:
            pool = FOREIGN_BOYS if sex == "男" else FOREIGN_GIRLS
        elif sex == "男":
            pool = YOUNG_BOYS if young else OLDER_MEN
        else:
            pool = YOUNG_GIRLS if young else OLDER_WOMEN
        self.people += 1
        return Lived(self.people, family, self.rng.choice(pool), born, sex, foreign)

    def _household(self) -> int:
        self.households += 1
        return self.households

    def _day(self, first: int, last: int) -> date:
        start = date(first, 1, 1)
        return min(start + timedelta(days=self.rng.randrange((date(last, 1, 1) - start).days)), TODAY)


def invent_prefecture(folder: Path, *, seed: int, towns: int, families: int) -> Prefecture:
    """Write one extract per town into `folder`. Same arguments, same rows."""
    inventing = _Inventing(seed, towns)
    for _ in range(families):
        inventing.family()
    folder.mkdir(parents=True, exist_ok=True)
    truth: dict[tuple[int, str], int] = {}
    paths = []
    for place, stays in enumerate(inventing.towns):
        order = inventing.rng.sample(range(len(stays)), len(stays))
        records = {at: f"{number:08x}" for number, at in enumerate(order)}
        homes: dict[int, list[int]] = {}
        for at, stay in enumerate(stays):
            homes.setdefault(stay.household, []).append(at)
            truth[place, records[at]] = stay.person.who
        rows = [
            {
                "record": records[at],
                "child": stay.person.child,
                "kana": stay.kana,
                "name": stay.name,
                "name_roman": f"{stay.person.family.written} {stay.person.given.written}"
                if stay.person.foreign
                else None,
                "birth_date": stay.born,
                "sex": stay.sex,
                "here": stay.left_on is None,
                "came_on": stay.came_on,
                "left_on": stay.left_on,
                "relatives": [records[other] for other in homes[stay.household] if other != at],
            }
            for at, stay in enumerate(stays)
        ]
        path = folder / f"town{place + 1}.parquet"
        table = pyarrow.Table.from_pylist(sorted(rows, key=lambda row: str(row["record"])), schema=PREFECTURE_EXTRACT)
        write_extract(path, table, municipality=f"架空{place + 1}町", as_of=TODAY, protected_by=NOW, left_out=0)
        paths.append(path)
    return Prefecture(paths, truth)
