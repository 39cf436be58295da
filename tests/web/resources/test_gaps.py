"""Numbers of referrals, and where the town lacks something: exact for who may open the cases, none for anybody else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from support.web_cases import NUMBER
from support.web_conferences import MEETING, decision_form, plant_meeting
from support.web_overrides import OF_PROTECTED
from support.web_people import OWN, As, change_serving
from support.web_resources import plant_referral
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.resources.models import Resource

URL = "/resources/gaps/"


@pytest.fixture
def centre(as_person: As, home: Path, at: Any) -> Client:
    """こども家庭センター, where one child's 貧困 was found right and one resource was told of."""
    at("2026-10-31 11:00")
    client = as_person("center")
    plant_referral(home)
    plant_meeting()
    url = f"/conferences/{MEETING}/{NUMBER}/"
    told = decision_form(client.get(url).content.decode(), {OWN: "要支援", "C-0002": "支援不要"})
    wrong = {name: "wrong" for name in told if "check_" in name and not (name.startswith(OWN) and "poverty" in name)}
    more = {"decider": User.objects.get(username="center").pk}
    assert client.post(f"{url}decide/", told | wrong | more).status_code == 302
    return client


def step(client: Client, key: str, seen: int, **told: Any) -> None:
    """The next step of the planted referral."""
    holder = User.objects.get(username="center").pk
    first = {"seen": seen, "step": key, "on": "2026-10-31", "fact": "電話で聞いた", "holder": holder}
    assert client.post(f"/cases/{NUMBER}/support/resources/1/step/", first | told).status_code == 302


def withdraw(*but: int) -> None:
    """Leave only these resources standing."""
    from tsunagu_web.resources.keeping import withdraw_resource

    user = User.objects.get(username="center")
    for one in Resource.objects.exclude(number__in=but):
        withdraw_resource(one, user, "family_centre", seen=one.newest, back=False, why="なくなった")


def test_a_need_nothing_fits_is_told_by_type_and_district(centre: Client) -> None:
    assert centre.get(URL).context["lacks"].needs == []
    assert centre.get(URL).context["lacks"].children == 1
    withdraw(2, 7, 8)  # a class from 9 years, and what is for every family, which fills no particular lack
    rows = centre.get(URL).context["lacks"].needs
    assert [(row.type, row.district, row.nothing, row.maybe, row.households) for row in rows] == [
        ("貧困", "開成小学校", 1, 0, 1)
    ]


def test_a_need_something_may_fit_is_told_apart(centre: Client) -> None:
    withdraw(1)
    Resource.objects.get(number=1).versions.update(age_from=None, age_to=None)
    (row,) = centre.get(URL).context["lacks"].needs
    assert (row.nothing, row.maybe) == (0, 1)


def test_as_many_questions_are_asked_of_the_store_for_one_case_as_for_all(centre: Client) -> None:
    asked = []
    for _ in range(2):
        centre.get(URL)
        with CaptureQueriesContext(connection) as queries:
            assert centre.get(URL).status_code == 200
        asked.append(len(queries))
        Case.objects.exclude(number=NUMBER).update(ended_at=clock.now())
    assert Case.objects.count() > 1 and asked[0] == asked[1]


def test_of_a_protected_household_no_district_is_told(centre: Client, home: Path) -> None:
    withdraw()
    change_serving(home, "UPDATE children SET protected = 1 WHERE child_code = ?", OWN)
    (row,) = centre.get(URL).context["lacks"].needs
    assert row.district == "" and "開成小学校" not in centre.get(URL).content.decode()


def test_no_place_is_counted_once_though_it_was_found_later(centre: Client) -> None:
    step(centre, "full", 2)
    step(centre, "applied", 3)
    step(centre, "full", 4)
    step(centre, "started", 5)
    shown = centre.get(URL).context
    assert [(row.kind, row.step, row.district, row.referrals) for row in shown["lacks"].steps] == [
        ("こども食堂・地域食堂", "空きなし", "開成小学校", 1)
    ]
    assert [(row.label, row.referrals) for row in shown["steps"]] == [("利用開始", 1)] and shown["lacks"].referrals == 1


def test_results_are_counted_on_the_resources_own_page(centre: Client, as_person: As) -> None:
    step(centre, "started", 2)
    step(centre, "using", 3, result="useful")
    shown = centre.get("/resources/1/").content.decode()
    assert "役に立った 1" in shown and NUMBER not in shown and OWN not in shown and "K-0001" not in shown
    for person in ("hantei", "ssw", "kocho"):
        hidden = as_person(person).get("/resources/1/").content.decode()
        assert "役に立った" not in hidden and "この役割では件数を表示しません" in hidden


def test_who_opens_fewer_cases_counts_fewer(centre: Client, as_person: As, home: Path) -> None:
    assert as_person("shido").get(URL).context["lacks"].referrals == 1
    change_serving(home, "UPDATE children SET grade = NULL WHERE household_code = 'K-0001'")
    assert as_person("shido").get(URL).context["lacks"].referrals == 0
    assert as_person("center").get(URL).context["lacks"].referrals == 1


@pytest.mark.parametrize("person", ["hantei", "kansa", "bunseki", "ssw", "kocho", "kanri"])
def test_nobody_else_sees_a_number(centre: Client, as_person: As, person: str) -> None:
    assert as_person(person).get(URL).status_code == 404


def test_what_is_late_is_told_to_who_reads_the_case(centre: Client, as_person: As, at: Any) -> None:
    at("2026-11-05 09:00")
    answer = as_person("sekinin").get(URL)
    assert "3日おくれ" in answer.content.decode() and len(answer.context["late"]) == 1
    assert OF_PROTECTED not in answer.content.decode()
