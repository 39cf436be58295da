"""Named people the register tells otherwise from month to month, or hardly at all: kana, names, 住登外, twins."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from support.loads import make_home, resident

BORN = "2015-06-01"


def sheet(kana: str, month: int) -> dict[str, Any]:
    """翔太's month at 第一小学校."""
    return {
        "school": "001", "fiscal_year": 2026, "month": month, "grade": "P5", "class": "1", "number": 3, "name": "京谷翔太",
        "kana": kana, "birth_date": BORN, "sex": "男", "school_days": 20, "absent": 1,
    }  # fmt: skip


PUPIL = {"register_no": "G2", "resident_no": 2, "school": "001", "grade": "P5", "entered_on": "2022-04-01"}


@pytest.mark.parametrize("kana", ["キヨウタニ シヨウタ", "キョウタニ ショウタ", "キョウタニ　シヨウタ"])
def test_kana_written_large_last_month_and_small_this_month_are_one_child(tmp_path: Path, kana: str) -> None:
    """The register wrote キヨウタニ シヨウタ until the family confirmed the reading. The school never changed anything."""

    def shota(written: str) -> dict[str, Any]:
        return resident(2, household=10, relation="20", name="京谷 翔太", kana=written, born=BORN, sex="男")

    home = make_home(
        tmp_path,
        {
            "residents": [shota(kana)],
            "school_register": [PUPIL],
            "attendance": [sheet("きょうたに　しょうた", 9), sheet("きようたに しようた", 10)],
        },
    )
    home.add({"residents": [shota("キヨウタニ シヨウタ")]}, received_on=date(2026, 9, 30))
    for as_of in (date(2026, 9, 30), date(2026, 10, 31)):
        snapshot = home.build(as_of)
        assert set(home.links(snapshot, "shukketsu").values()) <= {(2, "kana_birth")}
    assert len(home.links(snapshot, "shukketsu")) == 2


def test_a_guardian_outside_the_register_is_a_person_and_in_nobodys_household(tmp_path: Path) -> None:
    """住登外: 父 works elsewhere and is registered there; the town knows him by a number for 児童手当 only."""
    father = resident(7, household=10, relation="", name="京谷 剛", sex="男", born="1980-01-01", state="住登外者")
    child = resident(2, household=10, relation="20", name="京谷 翔太", born=BORN, sex="男")
    mother = resident(1, household=10, name="京谷 恵", born="1983-01-01")
    paid = {"resident_no": 2, "guardian_resident_no": 7, "approved_month": "2015-07-01", "kind": "児童手当"}
    home = make_home(tmp_path, {"residents": [father, mother, child], "child_allowance": [paid]})
    snapshot = home.build()
    assert home.rows(snapshot, "persons", "person_id, household_id, resident", "person_id = 7") == [(7, None, False)]
    assert home.links(snapshot, "jido_teate") == {2: (2, "number")}
    assert home.rows(snapshot, "kin", "relation, relative_id", "relative_id IS NOT NULL") == [("mother", 1)], (
        "whom kinship does not confirm is no guardian"
    )


def test_twins_are_each_others_brother_and_neither_is_the_other(tmp_path: Path) -> None:
    """Same birth date, same school, names of one letter's difference."""
    family = [
        resident(1, household=10, name="京谷 剛", sex="男", born="1980-01-01"),
        resident(5, household=10, relation="12", name="京谷 恵", born="1983-01-01"),
        resident(2, household=10, relation="20", name="京谷 翔太", kana="キョウタニ ショウタ", born=BORN, sex="男"),
        resident(3, household=10, relation="20", name="京谷 翔大", kana="キョウタニ ショウダイ", born=BORN, sex="男"),
    ]
    home = make_home(tmp_path, {"residents": family})
    ties = home.rows(home.build(), "kin", "person_id, relation, relative_id")
    assert ties == [
        (person, relation, relative)
        for person, twin in ((2, 3), (3, 2))
        for relation, relative in (("mother", 5), ("full_sibling", twin), ("father", 1))
    ]


def test_two_of_one_name_and_birth_date_are_two_people_with_two_families(tmp_path: Path) -> None:
    """翔太 of 吉田島10 and 翔太 of 吉田島20 share everything but the household."""
    families = [
        one
        for household, mother, child in ((10, 1, 2), (20, 21, 22))
        for one in (
            resident(mother, household=household, name="京谷 恵", born="1983-01-01"),
            resident(
                child, household=household, relation="20", name="京谷 翔太", kana="キョウタニ ショウタ", born=BORN
            ),
        )
    ]
    home = make_home(tmp_path, {"residents": families})
    ties = home.rows(home.build(), "kin", "person_id, relation, relative_id", "relative_id IS NOT NULL")
    assert ties == [(2, "mother", 1), (22, "mother", 21)]
