"""Named families over the years: who is whose father, mother, guardian, brother or sister once they live apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from support.loads import MadeHome, make_home, resident

HEAD, WIFE, HUSBAND, CHILD, SON_IN = "02", "12", "11", "20", ("20", "20")
APRIL_2024 = date(2024, 4, 30)
KENJI = {"name": "中村 健二", "sex": "男", "born": "1982-03-03"}
MIKA = {"name": "中村 美佳", "sex": "女", "born": "1984-04-04"}
HARU = {"name": "中村 陽", "sex": "男", "born": "2016-05-05"}
NATSU = {"name": "中村 夏", "sex": "女", "born": "2019-06-06"}
Told = Sequence[dict[str, Any]]


def move(number: int, sequence: int, household: int, moved_on: str, reason: str, **cells: Any) -> dict[str, Any]:
    """One line of 異動の履歴."""
    told = {"resident_no": number, "sequence": sequence, "household_no": household, "moved_on": moved_on}
    return {**told, "reason": reason, "notified_on": moved_on, **cells}


def town(folder: Path, *, before: Told, now: Told, moves: Told = (), **tables: Told) -> MadeHome:
    """A home with the register of April 2024 and the one of today."""
    home = make_home(folder, {"residents": now, "moves": list(moves), **tables})
    home.add({"residents": before}, received_on=APRIL_2024)
    return home


def ties(home: MadeHome, of: int) -> dict[str, set[int | None]]:
    """Relatives by relation, and what is said without a relative. That a parent is missing is told apart: `missing_parent`."""
    found: dict[str, set[int | None]] = {}
    for relation, relative in home.rows(
        home.build(), "kin", "relation, relative_id", f"person_id = {of} AND relation <> 'missing_parent'"
    ):
        found.setdefault(relation, set()).add(relative)
    return found


def missing_parent(home: MadeHome, of: int) -> bool:
    """Whether the snapshot says that the mother or the father is not known."""
    return bool(home.rows(home.build(), "kin", "relation", f"person_id = {of} AND relation = 'missing_parent'"))


COUPLE = [
    resident(1, household=10, relation=HEAD, **KENJI),
    resident(2, household=10, relation=WIFE, **MIKA),
    resident(3, household=10, relation=CHILD, **HARU),
]
PARTED = [
    resident(1, household=11, relation=HEAD, **KENJI),
    resident(2, household=10, relation=HEAD, **MIKA),
    resident(3, household=10, relation=CHILD, **HARU),
]
PARTED_MOVES = [
    move(1, 1, 10, "2015-01-10", "国内転入"),
    move(1, 2, 11, "2025-02-01", "世帯分離"),
    move(2, 1, 10, "2015-01-10", "国内転入"),
    move(3, 1, 10, "2016-05-05", "出生"),
]


def test_the_father_who_left_is_still_the_father_with_the_days_they_lived_together(tmp_path: Path) -> None:
    """健二 left 美佳 and 陽 in February 2025 and lives in a household of his own in the town."""
    home = town(tmp_path, before=COUPLE, now=PARTED, moves=PARTED_MOVES)
    snapshot = home.build()
    assert home.rows(snapshot, "kin", "relation, relative_id, from_on, to_on", "person_id = 3") == [
        ("mother", 2, date(2016, 5, 5), None),
        ("father", 1, date(2016, 5, 5), date(2025, 2, 1)),
    ]
    assert home.rows(snapshot, "members", "person_id", "household_id = 10") == [(2,), (3,)], (
        "he is not in their household"
    )


def test_without_a_former_register_nobody_says_who_the_father_elsewhere_is(tmp_path: Path) -> None:
    """The moves alone show a man who lived there once. He may have been an uncle."""
    home = make_home(tmp_path, {"residents": PARTED, "moves": PARTED_MOVES})
    assert ties(home, 3) == {"mother": {2}}


def test_a_father_who_left_the_town_is_nobody_one_can_ask_about(tmp_path: Path) -> None:
    gone = [{**PARTED[0], "resident_state": "転出者"}, *PARTED[1:]]
    assert ties(town(tmp_path, before=COUPLE, now=gone), 3) == {"mother": {2}}


@pytest.mark.parametrize("protected", [1, 2, 3])
def test_nobody_protected_is_tied_to_a_household_they_do_not_live_in(tmp_path: Path, protected: int) -> None:
    """美佳 fled with 陽: neither may lead to the other, whoever of them the list names."""
    listed = [{"resident_no": protected, "state": "支援措置", "starts_on": "2025-02-01"}]
    home = town(tmp_path, before=COUPLE, now=PARTED, protection=listed)
    assert ties(home, 3) == {"mother": {2}}
    assert ties(town(tmp_path / "not", before=COUPLE, now=PARTED), 3) == {"mother": {2}, "father": {1}}


def test_the_mother_who_came_back_lived_there_from_the_first_day_to_this(tmp_path: Path) -> None:
    """美佳 was away from 2021 to 2023."""
    moves = [
        move(2, 1, 10, "2015-01-10", "国内転入"),
        move(2, 2, 10, "2021-03-31", "国内転出"),
        move(2, 3, 10, "2023-04-01", "国内転入"),
        move(3, 1, 10, "2016-05-05", "出生"),
    ]
    home = make_home(tmp_path, {"residents": COUPLE, "moves": moves})
    snapshot = home.build()
    assert home.rows(snapshot, "kin", "relative_id, from_on, to_on", "person_id = 3 AND relation = 'mother'") == [
        (2, date(2016, 5, 5), None)
    ]
    assert home.rows(snapshot, "household_edges", "from_on, to_on", "person_id = 2") == [
        (date(2015, 1, 10), date(2021, 3, 31)),
        (date(2023, 4, 1), None),
    ]


def test_the_elder_brother_who_moved_out_is_still_a_brother(tmp_path: Path) -> None:
    """翔, twenty-three, has had his own flat since last year."""
    sho = {"name": "中村 翔", "sex": "男", "born": "2003-01-01"}
    before = [*COUPLE, resident(4, household=10, relation=CHILD, **sho)]
    home = town(tmp_path, before=before, now=[*COUPLE, resident(4, household=12, relation=HEAD, **sho)])
    assert ties(home, 3) == {"mother": {2}, "father": {1}, "full_sibling": {4}}
    assert ties(home, 4) == {}, "kin is told of the young only"


@pytest.mark.parametrize(("state", "told"), [("転出者", {"gone_sibling": {None}}), ("死亡者", {})])
def test_a_brother_who_left_the_town_is_told_without_a_name_and_one_who_died_is_not(
    tmp_path: Path, state: str, told: dict[str, set[int | None]]
) -> None:
    """Nothing can be asked about 翔 any more; but 陽 is no only child as long as 翔 lives."""
    sho = resident(4, household=10, relation=CHILD, name="中村 翔", sex="男", born="2005-01-01")
    home = town(tmp_path, before=[*COUPLE, sho], now=[*COUPLE, {**sho, "resident_state": state}])
    assert ties(home, 3) == {"mother": {2}, "father": {1}, **told}


def test_that_a_protected_brother_has_left_is_not_told(tmp_path: Path) -> None:
    sho = resident(4, household=10, relation=CHILD, name="中村 翔", sex="男", born="2005-01-01")
    listed = [{"resident_no": 4, "state": "支援措置", "starts_on": "2025-02-01"}]
    now = [*COUPLE, {**sho, "resident_state": "転出者"}]
    home = town(tmp_path, before=[*COUPLE, sho], now=now, protection=listed)
    assert ties(home, 3) == {"mother": {2}, "father": {1}, "withheld_sibling": {None}}


def test_a_parent_who_left_or_died_is_known_and_one_nobody_ever_told_is_missing(tmp_path: Path) -> None:
    """健二 was told as 陽's father once: his children are known, wherever he is. Of 陽 with 美佳 alone nobody can say."""
    gone, dead = ([{**PARTED[0], "resident_state": state}, *PARTED[1:]] for state in ("転出者", "死亡者"))
    assert not missing_parent(town(tmp_path / "gone", before=COUPLE, now=gone), 3)
    assert not missing_parent(town(tmp_path / "dead", before=COUPLE, now=dead), 3)
    assert missing_parent(make_home(tmp_path / "alone", {"residents": PARTED[1:]}), 3)
    assert not missing_parent(make_home(tmp_path / "both", {"residents": COUPLE}), 3)


def test_full_half_and_step_brothers_are_told_apart(tmp_path: Path) -> None:
    """陽 is 美佳's by her first husband, 夏 is the couple's; 健二 brought 岳 along, whose mother nobody names."""
    gaku = {"name": "中村 岳", "sex": "男", "born": "2012-07-07"}
    family = [
        resident(1, household=10, relation=HEAD, **KENJI),
        resident(2, household=10, relation=WIFE, **MIKA),
        resident(3, household=10, relation=(WIFE, CHILD), **HARU),
        resident(4, household=10, relation=CHILD, **NATSU),
        resident(5, household=10, relation=(WIFE, CHILD), **gaku),
    ]
    home = make_home(tmp_path, {"residents": family})
    assert ties(home, 3) == {"mother": {2}, "half_sibling": {4}, "sibling": {5}}
    assert ties(home, 4) == {"mother": {2}, "father": {1}, "half_sibling": {3, 5}}


def test_children_of_the_two_of_a_new_couple_are_no_brothers(tmp_path: Path) -> None:
    """陽 is the head's, 夏 the wife's: they have neither mother nor father in common."""
    family = [
        resident(1, household=10, relation=HEAD, **KENJI),
        resident(3, household=10, relation=CHILD, **HARU),
        resident(2, household=10, relation="96", **MIKA),
        resident(4, household=10, relation=("96", CHILD), **NATSU),
    ]
    home = make_home(tmp_path, {"residents": family})
    assert ties(home, 3) == {"father": {1}}
    assert ties(home, 4) == {"mother": {2}}


def test_cousins_at_the_grandparents_are_no_brothers_and_sisters_at_home_are(tmp_path: Path) -> None:
    grandmother = resident(8, household=10, relation=HEAD, name="中村 キヨ", born="1955-01-01")
    aunt = resident(9, household=10, relation=CHILD, name="中村 菊", born="1986-01-01")
    mother = resident(2, household=10, relation=CHILD, **MIKA)
    children = [resident(3, household=10, relation=SON_IN, **HARU), resident(4, household=10, relation=SON_IN, **NATSU)]
    both = make_home(tmp_path / "both", {"residents": [grandmother, aunt, mother, *children]})
    assert ties(both, 3) == {}, "either daughter may be the mother of either child"
    one = make_home(tmp_path / "one", {"residents": [grandmother, mother, *children]})
    assert ties(one, 3) == {"mother": {2}, "sibling": {4}}


def test_when_grandfather_dies_the_new_head_is_the_father_and_the_old_one_never_was(tmp_path: Path) -> None:
    """正 was the head until 2025; then every 続柄 was named anew from 健二: 陽 was 20,20 and is 20."""
    tadashi = {"name": "中村 正", "sex": "男", "born": "1950-01-01"}
    before = [
        resident(7, household=10, relation=HEAD, **tadashi),
        resident(1, household=10, relation=CHILD, **KENJI),
        resident(2, household=10, relation=(CHILD, WIFE), **MIKA),
        resident(3, household=10, relation=SON_IN, **HARU),
    ]
    now = [resident(7, household=10, relation=HEAD, **tadashi, state="死亡者"), *COUPLE]
    moves = [move(7, 1, 10, "2025-06-01", "死亡"), move(1, 1, 10, "2025-06-01", "世帯主変更")]
    assert ties(town(tmp_path, before=before, now=now, moves=moves), 3) == {"mother": {2}, "father": {1}}


GRANDPARENT_HEAD = [
    resident(7, household=10, relation=HEAD, name="中村 正", sex="男", born="1950-01-01"),
    resident(3, household=10, relation=SON_IN, **HARU),
]


def test_the_mother_who_left_her_child_with_the_grandfather_is_known_from_before(tmp_path: Path) -> None:
    before = [*GRANDPARENT_HEAD, resident(2, household=10, relation=CHILD, **MIKA)]
    now = [*GRANDPARENT_HEAD, resident(2, household=13, relation=HEAD, **MIKA)]
    assert ties(town(tmp_path, before=before, now=now), 3) == {"mother": {2}}


STEPFATHER = {"name": "小川 誠", "sex": "男", "born": "1980-08-08"}


def test_an_adopted_child_is_the_new_fathers(tmp_path: Path) -> None:
    """誠 is the head; 陽 was 妻の子 (12,20) and is 子 (20) since the 養子縁組. 健二, who was the father before, is so no more."""
    apart = resident(1, household=11, relation=HEAD, **KENJI)
    house = [resident(6, household=10, relation=HEAD, **STEPFATHER), resident(2, household=10, relation=WIFE, **MIKA)]
    home = town(
        tmp_path,
        before=[apart, *house, resident(3, household=10, relation=(WIFE, CHILD), **HARU)],
        now=[apart, *house, resident(3, household=10, relation=CHILD, **HARU)],
    )
    home.add({"residents": COUPLE}, received_on=date(2020, 4, 30))
    assert ties(home, 3) == {"mother": {2}, "father": {6}}


def test_before_the_adoption_the_first_father_is_the_father(tmp_path: Path) -> None:
    apart = resident(1, household=11, relation=HEAD, **KENJI)
    now = [
        apart,
        resident(6, household=10, relation=HEAD, **STEPFATHER),
        resident(2, household=10, relation=WIFE, **MIKA),
        resident(3, household=10, relation=(WIFE, CHILD), **HARU),
    ]
    assert ties(town(tmp_path, before=COUPLE, now=now), 3) == {"mother": {2}, "father": {1}}


def test_a_husband_who_came_after_the_father_leaves_the_place_empty(tmp_path: Path) -> None:
    """美佳 is the head, so 陽 is 子 whoever her husband is. 誠 or 健二: nobody can say, and nobody guesses."""
    now = [
        resident(1, household=11, relation=HEAD, **KENJI),
        resident(2, household=10, relation=HEAD, **MIKA),
        resident(6, household=10, relation=HUSBAND, **STEPFATHER),
        resident(3, household=10, relation=CHILD, **HARU),
    ]
    assert ties(town(tmp_path, before=COUPLE, now=now), 3) == {"mother": {2}}
    assert ties(make_home(tmp_path / "one", {"residents": now}), 3) == {"mother": {2}, "father": {6}}


def test_a_reused_number_ties_nobody_to_the_former_holders_children(tmp_path: Path) -> None:
    """Number 1 was 健二's, who has 30 now; 一郎 was given it. 一郎 is nobody's father."""
    ichiro = resident(1, household=20, relation=HEAD, name="別人 一郎", sex="男", born="1995-09-09")
    now = [ichiro, *PARTED[1:], resident(30, household=11, relation=HEAD, **KENJI)]
    became = {
        "resident_no": 30,
        "kind": "旧宛名番号",
        "number": "1",
        "valid_from": "2010-01-01",
        "valid_to": "2024-12-31",
    }
    home = town(tmp_path, before=COUPLE, now=now, identifiers=[{**became, "created_on": "2025-01-01"}])
    assert ties(home, 3) == {"mother": {2}, "father": {30}}


def pupil(**cells: Any) -> dict[str, Any]:
    """陽's line of the 学齢簿."""
    return {"register_no": "G3", "resident_no": 3, "school": "001", "grade": "P4", "entered_on": "2023-04-01", **cells}


def allowance(**cells: Any) -> dict[str, Any]:
    """陽's line of 児童手当."""
    return {"resident_no": 3, "approved_month": "2016-06-01", "kind": "児童手当", **cells}


@pytest.mark.parametrize(
    ("register", "paid", "guardian"),
    [
        ({"guardian_resident_no": 2}, {"guardian_resident_no": 1}, {2}),
        ({"guardian_resident_no": None}, {"guardian_resident_no": 1}, {1}),
        ({"guardian_resident_no": 99}, {"guardian_resident_no": 1}, {1}),
        ({"guardian_resident_no": 99}, {"guardian_resident_no": 1, "ended_month": "2025-03-01"}, set()),
        ({"guardian_resident_no": None}, {"guardian_resident_no": None}, set()),
    ],
    ids=["学齢簿 first", "児童手当 next", "not confirmed", "ended", "nobody named"],
)
def test_the_guardian_is_whom_the_first_table_names_and_kinship_confirms(
    tmp_path: Path, register: dict[str, Any], paid: dict[str, Any], guardian: set[int]
) -> None:
    """99 is a neighbour the 学齢簿 names by mistake. Mother and father alone make nobody the guardian."""
    neighbour = resident(99, household=90, relation=HEAD, name="隣 人", born="1970-01-01")
    home = make_home(
        tmp_path,
        {
            "residents": [*COUPLE, neighbour],
            "school_register": [pupil(**register)],
            "child_allowance": [allowance(**paid)],
        },
    )
    assert ties(home, 3).get("guardian", set()) == guardian


def test_a_grandfather_who_heads_the_household_may_be_the_guardian(tmp_path: Path) -> None:
    home = make_home(tmp_path, {"residents": GRANDPARENT_HEAD, "school_register": [pupil(guardian_resident_no=7)]})
    assert ties(home, 3) == {"guardian": {7}}


def test_a_lodger_named_as_guardian_is_not_confirmed(tmp_path: Path) -> None:
    lodger = resident(5, household=10, relation="99", **STEPFATHER)
    home = make_home(tmp_path, {"residents": [*COUPLE, lodger], "school_register": [pupil(guardian_resident_no=5)]})
    assert "guardian" not in ties(home, 3)


def test_a_father_elsewhere_may_be_the_guardian(tmp_path: Path) -> None:
    home = town(tmp_path, before=COUPLE, now=PARTED, child_allowance=[allowance(guardian_resident_no=1)])
    assert ties(home, 3) == {"mother": {2}, "father": {1}, "guardian": {1}}
    without_moves = home.rows(home.build(), "kin", "to_on", "person_id = 3 AND relation = 'guardian'")
    assert without_moves == [(APRIL_2024,)], "the last day a register told them in one household"
