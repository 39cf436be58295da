"""Families made for one question each: who lives there, what the departments wrote, and what has to be answered of the child."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.loads import MadeHome, Row, kaisei, make_home, resident
from tsunagu.base.dates import GRADES

SCHOOL = "001"
FISCAL_YEAR = 2026
MEMBERS = ("mother", "child", "sibling", "youngest", "grandmother")
BORN = {"mother": "1985-05-01", "sibling": "2013-06-01", "youngest": "2020-06-01", "grandmother": "1950-05-01"}
RELATION = {"mother": "02", "child": "20", "sibling": "20", "youngest": "20", "grandmother": "52"}
PUPILS_ONLY = ("attendance", "school_health", "school_aid")
"""Tables whose rows name a pupil by school, class, kana and birth date."""


@dataclass(frozen=True)
class Asked:
    """One family: the line it stands at, in words, and the answer of one indicator for the child."""

    indicator: str
    answer: str
    """yes, no, or the key of the reason why it is unknown."""
    line: str
    born: str = "2015-06-01"
    with_: tuple[str, ...] = ()
    """Members beside mother and child."""
    births: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    """By table; `of` names the member a row is about (the child when not said)."""

    @property
    def name(self) -> str:
        """For the report of the tests."""
        return f"{self.indicator}: {self.line} → {self.answer}"


def asked(indicator: str, answer: str, line: str, *, born: str = "2015-06-01", with_: tuple[str, ...] = (),
          births: Mapping[str, str] | None = None, **rows: list[dict[str, Any]]) -> Asked:  # fmt: skip
    """A family, its rows given by the names of their tables."""
    return Asked(indicator, answer, line, born, with_, births or {}, rows)


def number_of(place: int, member: str = "child") -> int:
    """宛名番号 of a member of the family at this place."""
    return 1000 + place * 10 + MEMBERS.index(member)


def grade_of(born: str) -> str | None:
    """P1 to J3 in this 年度 by birthday; None outside."""
    year, rest = int(born[:4]), born[5:]
    age = FISCAL_YEAR - (year if rest >= "04-02" else year - 1)
    return GRADES[age - 4] if 7 <= age <= 15 else None


def settle(folder: Path, families: list[Asked]) -> MadeHome:
    """One home with all the families; every source has arrived, most of them without a row."""
    everything: dict[str, list[Row]] = {name: [] for name in kaisei().tables}
    home = make_home(folder, everything)
    told: dict[str, list[Row]] = {"residents": [], "school_register": [], "attendance": []}
    for place, family in enumerate(families):
        _write_family(told, place, family)
    home.add({name: rows for name, rows in told.items() if rows}, period="2026-11")
    return home


def _write_family(told: dict[str, list[Row]], place: int, family: Asked) -> None:
    births = {**BORN, "child": family.born, **family.births}
    for member in ("mother", "child", *family.with_):
        told["residents"].append(
            resident(
                number_of(place, member),
                household=place + 1,
                born=births[member],
                relation=RELATION[member],
                kana=f"カナ{number_of(place, member)}",
                name=f"名{number_of(place, member)}",
            )
        )
    grade = grade_of(family.born)
    child = number_of(place)
    if grade is not None and "school_register" not in family.rows:
        told["school_register"].append(_enrolled(child, grade, place))
    for table, rows in family.rows.items():
        for row in rows:
            told.setdefault(table, []).append(_row(table, dict(row), place, family, grade))


def _enrolled(child: int, grade: str, place: int, **cells: Any) -> Row:
    return {
        "register_no": f"G{child}",
        "resident_no": child,
        "school": SCHOOL,
        "grade": grade,
        "class_kind": "通常",
        "guardian_name": f"名{number_of(place, 'mother')}",
        "entered_on": "2022-04-01",
        **cells,
    }


def _row(table: str, row: dict[str, Any], place: int, family: Asked, grade: str | None) -> Row:
    who = number_of(place, row.pop("of", "child"))
    if table == "school_register":
        return _enrolled(who, grade or "P1", place, **row)
    if table not in PUPILS_ONLY:
        return {kaisei().tables[table].subject or "": who, **row}
    years_ago = FISCAL_YEAR - row.get("fiscal_year", FISCAL_YEAR)
    now = grade or "P1"
    then = GRADES[max(GRADES.index(now) - years_ago, 0)]
    pupil = {"school": SCHOOL, "grade": then, "class": "1", "number": place % 40 + 1, "kana": f"カナ{who}"}
    pupil["name"] = f"名{who}"
    if table == "school_aid":
        pupil["guardian_name"] = f"名{number_of(place, 'mother')}"
    else:
        pupil["birth_date"] = family.born
    return {**pupil, **row}
