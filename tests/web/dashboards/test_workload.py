"""仕事の量: 責任者 see everybody's by section, all others their own row and nobody else's name."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from support.web_inquiries import plant_sheets
from support.web_people import As, log_in
from support.web_support import plant_support
from tsunagu_web.accounts.models import RoleAssignment, User
from tsunagu_web.casework.models import Case
from tsunagu_web.inquiries.models import Sheet
from tsunagu_web.support.models import TaskVersion
from tsunagu_web.support.reading import newest_versions

URL = "/dashboards/workload/"


@pytest.fixture
def planted(home: Path, db: None, at: Any) -> Path:
    """The fixture's list received, with tasks and sheets."""
    at("2026-10-31 09:00")
    plant_support(home)
    plant_sheets(home)
    return home


def test_everything_that_waits_stands_in_exactly_one_persons_row(planted: Path, at: Any) -> None:
    at("2027-01-20 09:00")
    shown = log_in("sekinin").get(URL).context
    still = list(newest_versions().filter(state=TaskVersion.OPEN))
    assert still and sum(row.tasks for row in shown["people"]) + shown["outside"][0] == len(still)
    late = sum(version.due_on < date(2027, 1, 20) for version in still)
    assert late and sum(row.overdue for row in shown["people"]) + shown["outside"][1] == late
    waiting = [one for one in Sheet.objects.all() if not one.answers.exists() and not hasattr(one, "stopped")]
    assert sum(row.asked for row in shown["people"]) == len(waiting)


def test_cases_stand_with_the_role_whose_turn_it_is(planted: Path) -> None:
    shown = log_in("sekinin").get(URL).context
    row = next(row for row in shown["roles"] if row.label == "こども家庭センター")
    assert row.cases == Case.objects.filter(ended_at__isnull=True).count()
    assert row.overdue == 0


def test_a_case_in_a_state_nobody_declares_any_more_is_not_lost(planted: Path) -> None:
    assert log_in("sekinin").get(URL).context["open"] == (Case.objects.count(), 0)
    Case.objects.filter(pk=Case.objects.order_by("pk").values("pk")[:1]).update(state="forgotten")
    page = log_in("sekinin").get(URL)
    assert page.context["open"] == (Case.objects.count(), 1) and "いまの進め方にない状態" in page.content.decode()


def test_reviews_are_told_by_month_and_those_past_are_not_lost(planted: Path, at: Any) -> None:
    some = list(Case.objects.order_by("pk"))[:2]
    for case, days in zip(some, (10, -40), strict=True):
        Case.objects.filter(pk=case.pk).update(state="continuing", due_at=case.since + timedelta(days=days))
    shown = log_in("sekinin").get(URL).context
    assert sum(count for _, count in shown["reviews"]) == 2 and len(shown["reviews"]) == 2
    assert next(row for row in shown["roles"] if row.label == "こども家庭センター").reviews == 2


def test_people_stand_by_section_and_name_never_by_amount(planted: Path) -> None:
    rows = log_in("sekinin").get(URL).context["people"]
    assert [(row.section, row.name) for row in rows] == sorted((row.section, row.name) for row in rows)
    assert any(row.tasks == 0 for row in rows), "where there is room is told too"


def test_what_is_held_by_somebody_whose_role_ended_is_said(planted: Path) -> None:
    holder = newest_versions().filter(state=TaskVersion.OPEN, holder__isnull=False).first().holder
    RoleAssignment.objects.filter(user=holder).update(ends_on=date(2026, 10, 30))
    page = log_in("sekinin").get(URL)
    row = next(row for row in page.context["people"] if row.name == holder.display_name)
    assert row.ended and row.tasks and "引きつぐ人を決めてください" in page.content.decode()


@pytest.mark.parametrize("person", ["center", "shido", "boshi", "fukushi", "ssw", "kocho", "sv", "kennin"])
def test_others_see_their_own_row_and_no_other_name(planted: Path, as_person: As, person: str) -> None:
    client = as_person(person)
    page, me = client.get(URL), User.objects.get(username=person)
    assert [row.name for row in page.context["people"]] == [me.display_name]
    main = page.content.decode().partition("<main")[2]
    others = User.objects.exclude(pk=me.pk).values_list("display_name", flat=True)
    assert not [name for name in others if name in main]
    assert "roles" not in page.context and "outside" not in page.context


@pytest.mark.parametrize(("purpose", "whole"), [("P7", False), ("P8", False), ("P2", True)])
def test_of_two_offices_the_one_in_charge_of_cases_opens_everybodys(planted: Path, purpose: str, whole: bool) -> None:
    """併任: the centre's work, and 責任者 for 監査 or 運用 only."""
    person = User.objects.get(username="center")
    RoleAssignment.objects.create(user=person, role="manager", purpose=purpose, starts_on=date(2026, 10, 1))
    page = log_in("center").get(URL)
    assert (page.context["whole"], "roles" in page.context) == (whole, whole)


@pytest.mark.parametrize("person", ["hantei", "kansa", "tannin", "en", "kanri", "kojin", "bunseki"])
def test_who_has_no_cases_finds_no_page(planted: Path, as_person: As, person: str) -> None:
    assert as_person(person).get(URL).status_code == 404
