"""authorize(): permitted beside refused, and everything not declared is refused."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from tsunagu_web.access import CaseObject, Field, Form, PageObject, Purpose, Refused, authorize, require
from tsunagu_web.accounts.demo import make_demo_users
from tsunagu_web.accounts.models import RoleAssignment, User

LISTED_PUPIL = CaseObject("C-0001", "K-0001", True, "P3")
LISTED_INFANT = CaseObject("C-0003", "K-0002", True, None)
KINDERGARTEN = CaseObject("C-0004", "K-0003", True, "E2")
ELSEWHERE = CaseObject("C-0011", "K-0008", False, "P5")


@pytest.fixture
def people(home: object, db: None) -> dict[str, User]:
    """The five demo people by log-in name."""
    return {user.username: user for user in make_demo_users()}


def test_unknown_action_is_refused(people: dict[str, User]) -> None:
    assert authorize(people["hantei"], "child.look", LISTED_PUPIL).allowed
    assert not authorize(people["hantei"], "child.export", LISTED_PUPIL).allowed


def test_people_who_are_not_logged_in_are_refused() -> None:
    for nobody in (AnonymousUser(), None):
        assert not authorize(nobody, "dictionary.look", PageObject("dictionary")).allowed


def test_own_cases_end_with_the_list(people: dict[str, User]) -> None:
    for person in ("hantei", "sekinin", "center"):
        assert authorize(people[person], "child.look", LISTED_INFANT).allowed
        assert not authorize(people[person], "child.look", ELSEWHERE).allowed


def test_the_school_board_sees_pupils_only(people: dict[str, User]) -> None:
    assert authorize(people["shido"], "child.look", LISTED_PUPIL).allowed
    for other in (LISTED_INFANT, KINDERGARTEN, ELSEWHERE):
        assert not authorize(people["shido"], "child.look", other).allowed


def test_the_school_board_sees_forms_not_contents(people: dict[str, User]) -> None:
    grants = authorize(people["shido"], "child.look", LISTED_PUPIL).grants
    assert {name: grant.form for name, grant in grants.items()} == {
        Field.NAME: Form.FULL,
        Field.SERVICES: Form.SCHOOL_ONLY,
        Field.ABUSE: Form.FLAG,
        Field.FINDING: Form.BAND,
    }


def test_an_address_needs_an_own_case(people: dict[str, User]) -> None:
    assert Field.ADDRESS in authorize(people["hantei"], "child.look", LISTED_PUPIL).grants
    assert Field.ADDRESS not in authorize(people["sekinin"], "child.look", LISTED_PUPIL).grants


def test_purpose_is_the_assignment_s_own(people: dict[str, User]) -> None:
    allowed = authorize(people["hantei"], "child.look", LISTED_PUPIL, Purpose.CONSIDERING)
    assert (allowed.allowed, allowed.purpose) == (True, Purpose.CONSIDERING)
    # 判定・一次絞り込み opens the matrix, not a child; 監査 opens neither.
    assert not authorize(people["hantei"], "child.look", LISTED_PUPIL, Purpose.SCREENING).allowed
    assert not authorize(people["hantei"], "child.look", LISTED_PUPIL, Purpose.AUDITING).allowed


def test_a_role_cannot_be_assigned_for_a_purpose_it_does_not_have(people: dict[str, User]) -> None:
    RoleAssignment.objects.create(
        user=people["kansa"], role="auditor", purpose=Purpose.CONSIDERING, starts_on=date(2020, 1, 1)
    )
    assert not authorize(people["kansa"], "child.look", LISTED_PUPIL).allowed


@pytest.mark.parametrize(("day", "allowed"), [("2026-03-31 23:59", True), ("2026-04-01 00:00", False)])
def test_rights_end_on_their_last_day(people: dict[str, User], at: object, day: str, allowed: bool) -> None:
    RoleAssignment.objects.filter(user=people["hantei"]).update(ends_on=date(2026, 3, 31))
    at(day)  # type: ignore[operator]
    assert authorize(people["hantei"], "worklist.look", PageObject("worklist")).allowed is allowed


def test_rights_begin_on_their_first_day(people: dict[str, User], at: object) -> None:
    RoleAssignment.objects.filter(user=people["hantei"]).update(starts_on=date(2026, 4, 1))
    at("2026-03-31 12:00")  # type: ignore[operator]
    assert not authorize(people["hantei"], "worklist.look", PageObject("worklist")).allowed


def test_a_closed_account_has_no_rights(people: dict[str, User]) -> None:
    people["hantei"].is_active = False
    assert not authorize(people["hantei"], "worklist.look", PageObject("worklist")).allowed


def test_require_ends_the_request_as_if_nothing_were_there(people: dict[str, User]) -> None:
    assert require(people["center"], "child.look", LISTED_PUPIL).allowed
    with pytest.raises(Refused):
        require(people["center"], "child.look", ELSEWHERE)
