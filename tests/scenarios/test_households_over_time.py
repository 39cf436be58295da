"""Named people and the households they live in: parted at one address, born, gone, come back, renumbered, undated."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from support.loads import make_home, resident

HEAD, WIFE, CHILD = "02", "12", "20"
KENJI = {"name": "中村 健二", "sex": "男", "born": "1982-03-03"}
MIKA = {"name": "中村 美佳", "sex": "女", "born": "1984-04-04"}
HARU = {"name": "中村 陽", "sex": "男", "born": "2016-05-05"}
RECEIVED = date(2026, 10, 31)


def move(
    number: int, sequence: int, household: int | None, moved_on: str | None, reason: str, **cells: Any
) -> dict[str, Any]:
    """One line of 異動の履歴."""
    told = {"resident_no": number, "sequence": sequence, "household_no": household, "moved_on": moved_on}
    return {**told, "reason": reason, "notified_on": moved_on, **cells}


def parted_at_one_address() -> list[dict[str, Any]]:
    """健二 has parted the household in two; all three still live in 吉田島10."""
    return [
        resident(1, household=11, relation=HEAD, **KENJI, lot="10"),
        resident(2, household=10, relation=HEAD, **MIKA),
        resident(3, household=10, relation=CHILD, **HARU),
    ]


PARTED_MOVES = [move(1, 1, 10, "2015-01-10", "国内転入"), move(1, 2, 11, "2025-02-01", "世帯分離")]


def test_two_households_at_one_address_are_told_and_stay_two(tmp_path: Path) -> None:
    home = make_home(tmp_path, {"residents": parted_at_one_address(), "moves": PARTED_MOVES})
    snapshot = home.build()
    assert home.rows(snapshot, "members") == [(10, 2), (10, 3), (11, 1)]
    assert home.rows(snapshot, "same_addresses") == [(10, 11, date(2025, 2, 1)), (11, 10, date(2025, 2, 1))]
    assert home.rows(snapshot, "household_edges", "household_id, from_on, to_on", "person_id = 1") == [
        (10, date(2015, 1, 10), date(2025, 2, 1)),
        (11, date(2025, 2, 1), None),
    ]


def test_neighbours_of_one_lot_who_never_lived_together_have_no_day_of_parting(tmp_path: Path) -> None:
    home = make_home(tmp_path, {"residents": parted_at_one_address()})
    assert home.rows(home.build(), "same_addresses", "household_id, parted_on") == [(10, None), (11, None)]


def test_another_flat_of_the_house_is_another_address(tmp_path: Path) -> None:
    apart = [{**one, "building": f"つくし荘{100 + one['household_no']}"} for one in parted_at_one_address()]
    home = make_home(tmp_path, {"residents": apart, "moves": PARTED_MOVES})
    assert home.rows(home.build(), "same_addresses") == []


def test_a_block_of_flats_without_room_numbers_ties_nobody(tmp_path: Path) -> None:
    block = [resident(number, household=number, born="1980-01-01", lot="1") for number in range(1, 8)]
    home = make_home(tmp_path, {"residents": block})
    assert home.rows(home.build(), "same_addresses") == []
    six = make_home(tmp_path / "six", {"residents": block[:6]})
    assert six.build().rows("same_addresses") == 6 * 5


@pytest.mark.parametrize("protected", [1, 3])
def test_an_address_of_somebody_protected_is_the_same_as_nobodys(tmp_path: Path, protected: int) -> None:
    """美佳 and 陽 fled within the house; the list names one of the three."""
    listed = [{"resident_no": protected, "state": "支援措置", "starts_on": "2025-02-01"}]
    home = make_home(tmp_path, {"residents": parted_at_one_address(), "moves": PARTED_MOVES, "protection": listed})
    assert home.rows(home.build(), "same_addresses") == []


def edges(
    folder: Path, residents: list[dict[str, Any]], *moves: dict[str, Any], **tables: Any
) -> list[tuple[Any, ...]]:
    """Household, from and to of everybody."""
    home = make_home(folder, {"residents": residents, "moves": list(moves), **tables})
    return home.rows(home.build(), "household_edges", "household_id, person_id, from_on, to_on")


def test_a_new_child_lives_there_from_the_day_of_birth(tmp_path: Path) -> None:
    child = resident(3, household=10, relation=CHILD, **HARU, since="2016-05-05", changed_on="2016-05-05")
    assert edges(tmp_path, [child], move(3, 1, 10, "2016-05-05", "出生")) == [(10, 3, date(2016, 5, 5), None)]


def test_who_died_or_was_struck_off_lives_there_no_more(tmp_path: Path) -> None:
    """健二's death is in the moves; 美佳 was struck off, which only the register says."""
    gone = [
        resident(1, household=10, relation=HEAD, **KENJI, state="死亡者", changed_on="2024-05-01"),
        resident(2, household=10, relation=WIFE, **MIKA, state="その他消除者", changed_on="2025-06-01"),
    ]
    told = edges(
        tmp_path, gone,
        move(1, 1, 10, "2015-01-10", "国内転入"), move(1, 2, 10, "2024-05-01", "死亡"),
        move(2, 1, 10, "2015-01-10", "国内転入"),
    )  # fmt: skip
    assert told == [(10, 1, date(2015, 1, 10), date(2024, 5, 1)), (10, 2, date(2015, 1, 10), date(2025, 6, 1))]


def test_a_new_head_and_a_new_address_change_no_household(tmp_path: Path) -> None:
    mika = resident(2, household=10, relation=HEAD, **MIKA, changed_on="2024-05-01", change_reason="世帯主変更")
    told = edges(
        tmp_path, [mika],
        move(2, 1, 10, "2015-01-10", "国内転入"), move(2, 2, 10, "2019-01-01", "転居"),
        move(2, 3, 10, "2024-05-01", "世帯主変更"),
    )  # fmt: skip
    assert told == [(10, 2, date(2015, 1, 10), None)]


def test_without_a_history_the_day_of_a_change_of_address_is_not_the_day_of_coming(tmp_path: Path) -> None:
    """The register's last change was a 転居 in 2023: since when 美佳 is in this household nobody wrote down."""
    moved = resident(2, household=10, **MIKA, changed_on="2023-03-01", change_reason="転居")
    assert edges(tmp_path / "moved", [moved]) == [(10, 2, None, None)]
    joined = resident(2, household=10, **MIKA, changed_on="2023-03-01", change_reason="世帯変更")
    assert edges(tmp_path / "joined", [joined]) == [(10, 2, date(2023, 3, 1), None)]


def test_an_undated_parting_counts_from_the_day_it_was_known(tmp_path: Path) -> None:
    """異動年月日 不詳: until we knew of it 健二 was in the one household, from then on in the other; on no day in both."""
    kenji = resident(1, household=11, relation=HEAD, **KENJI)
    parting = move(1, 2, 11, None, "世帯分離", notified_on="2025-02-20")
    told = edges(tmp_path, [kenji], move(1, 1, 10, "2015-01-10", "国内転入"), parting)
    assert told == [(10, 1, date(2015, 1, 10), date(2025, 2, 20)), (11, 1, date(2025, 2, 20), None)]
    unknown = edges(
        tmp_path / "unknown", [kenji], move(1, 1, 10, "2015-01-10", "国内転入"), {**parting, "notified_on": None}
    )
    assert unknown == [(10, 1, date(2015, 1, 10), RECEIVED), (11, 1, RECEIVED, None)]


def test_two_moves_of_one_day_leave_only_where_the_day_ended(tmp_path: Path) -> None:
    kenji = resident(1, household=12, relation=HEAD, **KENJI)
    told = edges(
        tmp_path, [kenji],
        move(1, 1, 10, "2015-01-10", "国内転入"), move(1, 2, 11, "2025-02-01", "世帯分離"),
        move(1, 3, 12, "2025-02-01", "世帯変更"),
    )  # fmt: skip
    assert told == [(10, 1, date(2015, 1, 10), date(2025, 2, 1)), (12, 1, date(2025, 2, 1), None)]


def test_moves_under_a_former_number_come_before_those_of_the_present_one(tmp_path: Path) -> None:
    """健二 left under number 1 after three moves and came back as 30, whose own 履歴番号 begins at 1 again."""
    kenji = resident(30, household=14, relation=HEAD, **KENJI)
    became = {"resident_no": 30, "kind": "旧宛名番号", "number": "1", "created_on": "2024-04-01"}
    told = edges(
        tmp_path, [kenji],
        move(1, 1, 10, "2010-01-10", "国内転入"), move(1, 2, 11, "2012-01-10", "世帯分離"),
        move(1, 3, 11, "2018-01-10", "国内転出"), move(30, 1, 14, "2024-04-01", "国内転入"),
        identifiers=[became],
    )  # fmt: skip
    assert told == [
        (10, 30, date(2010, 1, 10), date(2012, 1, 10)),
        (11, 30, date(2012, 1, 10), date(2018, 1, 10)),
        (14, 30, date(2024, 4, 1), None),
    ]


def test_the_whole_family_moves_in_and_out_on_one_day(tmp_path: Path) -> None:
    family = [
        resident(number, household=10, relation=relation, **who, state="転出者", changed_on="2024-03-31")
        for number, relation, who in ((1, HEAD, KENJI), (2, WIFE, MIKA), (3, CHILD, HARU))
    ]
    moves = [move(n, 1, 10, "2017-04-01", "国内転入") for n in (1, 2, 3)]
    moves += [move(n, 2, 10, "2024-03-31", "国内転出") for n in (1, 2, 3)]
    stay = (date(2017, 4, 1), date(2024, 3, 31))
    assert edges(tmp_path, family, *moves) == [(10, 1, *stay), (10, 2, *stay), (10, 3, *stay)]


def test_somebody_outside_the_register_of_residents_lives_in_no_household(tmp_path: Path) -> None:
    """住登外: 美佳 gets 児童手当 here and is registered elsewhere."""
    outside = resident(2, household=10, **MIKA, state="住登外者")
    home = make_home(tmp_path, {"residents": [outside, resident(3, household=10, relation=CHILD, **HARU)]})
    snapshot = home.build()
    assert home.rows(snapshot, "members") == [(10, 3)]
    assert home.rows(snapshot, "household_edges", "person_id") == [(3,)]
    assert home.rows(snapshot, "kin", "relation") == [("missing_parent",)]
