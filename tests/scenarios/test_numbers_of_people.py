"""One person with several numbers, one number with several people, and numbers of other systems."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.loads import make_home, resident


def renumbered(old: int, new: int, **cells: Any) -> dict[str, Any]:
    """宛名番号 `old` became `new`."""
    return {"resident_no": new, "kind": "旧宛名番号", "number": f"{old:015d}", "created_on": "2020-04-01", **cells}


def shot(number: int, given_on: str = "2019-01-01") -> dict[str, Any]:
    return {"resident_no": number, "vaccine": "MR", "given_on": given_on, "given": "接種"}


def test_rows_under_a_former_number_belong_to_the_person_of_the_present_one(tmp_path: Path) -> None:
    home = make_home(
        tmp_path,
        {
            "residents": [resident(30, household=1, born="2015-01-01")],
            "identifiers": [renumbered(10, 20), renumbered(20, 30)],
            "vaccinations": [shot(10), shot(20), shot(30)],
        },
    )
    assert set(home.links(home.build(), "yobosesshu").values()) == {(30, "number")}


def test_both_numbers_in_the_register_are_one_person(tmp_path: Path) -> None:
    home = make_home(
        tmp_path,
        {
            "residents": [
                resident(10, household=1, born="2015-01-01", state="転出者"),
                resident(30, household=2, born="2015-01-01"),
            ],
            "identifiers": [renumbered(10, 30)],
            "vaccinations": [shot(10)],
        },
    )
    snapshot = home.build()
    assert home.rows(snapshot, "persons", "person_id") == [(30,)]
    assert home.links(snapshot, "yobosesshu") == {2: (30, "number")}


@pytest.mark.parametrize("circle", [(10, 30), (10, 20, 30)])
def test_numbers_renumbered_in_a_circle_lose_nobody(tmp_path: Path, circle: tuple[int, ...]) -> None:
    home = make_home(
        tmp_path,
        {
            "residents": [resident(number, household=number, born="2015-01-01") for number in circle],
            "identifiers": [renumbered(old, new) for old, new in zip(circle, (*circle[1:], circle[0]), strict=True)],
            "vaccinations": [shot(number) for number in circle],
        },
    )
    snapshot = home.build()
    assert home.rows(snapshot, "persons", "person_id") == [(number,) for number in circle]
    assert {person for person, _ in home.links(snapshot, "yobosesshu").values()} == set(circle)


def test_a_candidate_alone_proves_nothing(tmp_path: Path) -> None:
    home = make_home(
        tmp_path,
        {
            "residents": [resident(10, household=1, born="2015-01-01"), resident(30, household=2, born="2015-01-01")],
            "identifiers": [{"resident_no": 30, "kind": "被保険者番号", "number": "5", "same_person_candidate": 10}],
            "vaccinations": [shot(10)],
        },
    )
    assert home.links(home.build(), "yobosesshu") == {2: (10, "number")}


REUSED = [resident(10, household=1, born="1990-01-01", name="新しい人"), resident(30, household=2, born="2015-01-01")]


@pytest.mark.parametrize(
    ("given_on", "link"),
    [("2017-05-01", (30, "number")), ("2021-05-01", (10, "number")), (None, (None, "not_unique"))],
)
def test_a_number_given_to_somebody_else_counts_by_date(
    tmp_path: Path, given_on: str | None, link: tuple[int | None, str]
) -> None:
    """Until 2019 the number 10 was the child's who now has 30; then another person got it."""
    home = make_home(
        tmp_path,
        {
            "residents": REUSED,
            "identifiers": [renumbered(10, 30, valid_from="2015-01-01", valid_to="2019-12-31")],
            "vaccinations": [{**shot(10), "given_on": given_on}],
        },
    )
    assert home.links(home.build(), "yobosesshu") == {2: link}


@pytest.mark.parametrize(
    ("since", "dates", "link"),
    [
        ("2021-06-01", {}, {"2019-01-01": 30, "2020-04-01": 30, "2020-04-02": 10, "2026-05-01": 10}),
        ("2010-04-01", {}, {"2019-01-01": None, "2020-04-01": None, "2020-04-02": 10, "2026-05-01": 10}),
        ("2021-06-01", {"created_on": None}, {"2019-01-01": None, "2026-05-01": None}),
        ("2021-06-01", {"valid_from": "2015-01-01"}, {"2014-01-01": None, "2019-01-01": 30, "2026-05-01": 10}),
        ("2021-06-01", {"valid_from": "2022-01-01"}, {"2019-01-01": None, "2021-12-31": None, "2026-05-01": 10}),
    ],
)
def test_a_number_given_to_somebody_else_without_an_end_is_the_present_holders_from_the_note_on(
    tmp_path: Path, since: str, dates: dict[str, Any], link: dict[str, int | None]
) -> None:
    """10 became 30, noted on 1 April 2020; somebody else has 10 since then or for longer. Nothing of that one's becomes 30's."""
    home = make_home(
        tmp_path,
        {
            "residents": [{**REUSED[0], "resident_since": since}, REUSED[1]],
            "identifiers": [renumbered(10, 30, **dates)],
            "vaccinations": [shot(10, day) for day in link],
        },
    )
    expected = [(person, "number" if person else "not_unique") for person in link.values()]
    assert list(home.links(home.build(), "yobosesshu").values()) == expected


@pytest.mark.parametrize(
    ("birth", "link"),
    [("2015-01-01", (30, "number")), ("1990-01-01", (10, "number")), ("2001-01-01", (None, "number_conflict"))],
)
def test_a_number_given_to_somebody_else_counts_by_the_birth_date_on_the_row(
    tmp_path: Path, birth: str, link: tuple[int | None, str]
) -> None:
    home = make_home(
        tmp_path,
        {
            "residents": REUSED,
            "identifiers": [renumbered(10, 30, valid_from="2015-01-01", valid_to="2019-12-31")],
            "school_register": [
                {"register_no": "1", "resident_no": 10, "birth_date": birth, "entered_on": "2022-04-01"}
            ],
        },
    )
    assert home.links(home.build(), "gakureibo") == {2: link}


def test_services_are_found_by_the_beneficiary_number(tmp_path: Path) -> None:
    home = make_home(
        tmp_path,
        {
            "residents": [resident(30, household=2, born="2015-01-01")],
            "identifiers": [
                {"resident_no": 30, "kind": "受給者証番号", "number": "0000777", "created_on": "2024-04-01"}
            ],
            "disability_services": [
                {"beneficiary_no": "777", "decision": "障害児通所", "starts_on": "2025-04-01"},
                {"beneficiary_no": "778", "decision": "障害児通所", "starts_on": "2025-04-01"},
            ],
        },
    )
    assert home.links(home.build(), "shogai_service") == {2: (30, "crosswalk"), 3: (None, "no_number")}


def test_a_beneficiary_number_given_out_again_counts_for_its_holder_of_the_day(tmp_path: Path) -> None:
    dates = {30: ("2020-04-01", "2023-03-31"), 31: ("2023-04-01", None)}
    home = make_home(
        tmp_path,
        {
            "residents": [resident(30, household=2, born="2015-01-01"), resident(31, household=3, born="2016-01-01")],
            "identifiers": [
                {
                    "resident_no": person,
                    "kind": "受給者証番号",
                    "number": "777",
                    "valid_from": start,
                    "valid_to": end,
                    "created_on": start,
                }
                for person, (start, end) in dates.items()
            ],
            "disability_services": [
                {"beneficiary_no": "777", "starts_on": day} for day in ("2021-01-01", "2025-01-01")
            ],
        },
    )
    assert home.links(home.build(), "shogai_service") == {2: (30, "crosswalk"), 3: (31, "crosswalk")}
