"""A canary per field class: each appears where the matrix says, for whom it says, and nowhere else.

The proof is shown able to fail: with the check of the child's page taken out, canaries turn up out of place.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from support.web_canaries import CHILDREN, canary, plant
from support.web_people import EVERYBODY, NOT_LISTED, OWN, PROTECTED, As
from tsunagu_web.access import ROLES, RoleKey, authorize
from tsunagu_web.child import views

CLASSES = ("F2", "F3", "F4", "F5", "F6", "F7")
ALL = frozenset({*CLASSES, "F3S", "F7A"})
PAGES = (
    "/",
    "/worklist/",
    "/overview/",
    "/dashboards/funnel/",
    "/dashboards/effects/",
    "/dashboards/survey/",
    "/dashboards/workload/",
    "/dashboards/groups/",
    "/types/",
    "/types/poverty/",
    "/types/abuse/?state=not_flagged",
    "/receipts/",
    "/dictionary/",
    "/records/",
    "/own-cases/",
    "/cases/",
    "/conferences/",
    "/conferences/changed/",
    "/in-support/",
    "/hand-over/",
    "/inquiries/",
    "/support/",
    "/resources/",
    "/resources/gaps/",
    "/notes/",
    "/nominations/",
    "/expecting/",
    "/values/",
    "/records/mine/",
    "/break-glass/",
    "/break-glass/reviews/",
    "/overrides/",
    "/records/child/?code=C-0001",
    "/records/watch/",
    "/records/anchor/",
    "/records/own-data/",
    "/find/",
)

#  Who may see which class of which child. F3S: a fact of 保育・学校 within F3; F7: a reason that rests on 健診, F7A: one that
#  rests on 相談, which who may know only that there is something of 相談 does not read.
NONE: frozenset[str] = frozenset()
SCHOOL_ITEMS = frozenset({"F2", "F3S"})
HEALTH = frozenset({"F2", "F3", "F3S", "F4", "F7"})
ALLOWED: dict[str, dict[str, frozenset[str]]] = {
    "hantei": {OWN: ALL, PROTECTED: ALL - {"F6"}, NOT_LISTED: NONE},
    "sekinin": {OWN: ALL - {"F6"}, PROTECTED: ALL - {"F6"}, NOT_LISTED: NONE},
    "center": {OWN: ALL, PROTECTED: ALL - {"F6"}, NOT_LISTED: NONE},
    "shido": {OWN: SCHOOL_ITEMS, PROTECTED: SCHOOL_ITEMS, NOT_LISTED: NONE},
    "boshi": {OWN: HEALTH | {"F6"}, PROTECTED: HEALTH, NOT_LISTED: NONE},
    "fukushi": {OWN: SCHOOL_ITEMS | {"F3"}, PROTECTED: SCHOOL_ITEMS | {"F3"}, NOT_LISTED: NONE},
    "ssw": {OWN: SCHOOL_ITEMS, PROTECTED: NONE, NOT_LISTED: NONE},
    "shimei": {OWN: ALL - {"F7", "F7A"}, PROTECTED: NONE, NOT_LISTED: NONE},
    "kocho": {OWN: SCHOOL_ITEMS, PROTECTED: NONE, NOT_LISTED: NONE},
    "sv": {OWN: ALL - {"F6"}, PROTECTED: ALL - {"F6"}, NOT_LISTED: NONE},
    "kennin": {OWN: ALL, PROTECTED: ALL - {"F6"}, NOT_LISTED: NONE},
}
"""Whoever is not named here sees nothing of anybody: 監査, 保有, 分析, 受託, 担任, 園, 個人情報, システム."""


def misplaced(as_person: As) -> list[str]:
    """What stands where it may not, or is missing where it should stand."""
    faults = []
    for person in EVERYBODY:
        client = as_person(person)
        around = "".join(client.get(page).content.decode() for page in PAGES)
        bodies = {code: client.get(f"/children/{code}/").content.decode() for code in CHILDREN}
        for code in CHILDREN:
            for name in ALL:
                expected = name in ALLOWED.get(person, {}).get(code, NONE)
                if (canary(name, code) in bodies[code]) != expected:
                    faults.append(f"{person} {code} {name} {'missing' if expected else 'seen'}")
            others = around + "".join(body for other, body in bodies.items() if other != code)
            faults += [f"{person} elsewhere {code} {name}" for name in ALL if canary(name, code) in others]
        if canary("所属", PROTECTED) in around + "".join(bodies.values()):
            faults.append(f"{person} sees where a protected child is")
    return faults


@pytest.fixture
def planted(home: Path, at: Any) -> None:
    """Canaries in the file, and a list of protected people that came this morning."""
    plant(home)
    at("2026-10-31 09:00")


def test_every_canary_stands_where_the_matrix_says(planted: None, as_person: As) -> None:
    assert misplaced(as_person) == []


def test_a_removed_check_is_caught(planted: None, as_person: As, monkeypatch: pytest.MonkeyPatch) -> None:
    def everybody_sees_everything(user: Any, action: str, thing: Any, purpose: Any = None) -> Any:
        role = ROLES[RoleKey.FAMILY_CENTRE]
        return replace(authorize(user, "today.look", thing), allowed=True, role=role, grants=role.grants)

    monkeypatch.setattr(views, "require", everybody_sees_everything)
    assert any("center C-0011 F5 seen" in fault for fault in misplaced(as_person))


@pytest.mark.parametrize("day", ["2026-11-01 00:00", "2026-11-20 09:00", "2026-10-30 23:00"])
def test_with_an_old_list_or_a_wrong_clock_nobody_sees_an_address(home: Path, as_person: As, at: Any, day: str) -> None:
    plant(home)
    at(day)
    for person in EVERYBODY:
        assert canary("F6", OWN) not in as_person(person).get(f"/children/{OWN}/").content.decode()


def test_with_a_fresh_list_the_centre_sees_the_address(planted: None, as_person: As) -> None:
    assert canary("F6", OWN) in as_person("center").get(f"/children/{OWN}/").content.decode()
    assert canary("F6", OWN) not in as_person("sekinin").get(f"/children/{OWN}/").content.decode()


def test_each_page_of_a_child_shows_each_canary_to_somebody(planted: None) -> None:
    shown_own = {name for told in ALLOWED.values() for name in told[OWN]}
    assert shown_own == ALL, "a class nobody may see would pass every search for canaries out of place"
