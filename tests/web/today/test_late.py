"""おくれているもの: what passed its day is told to whoever holds the case, once each, and with the number of questions it had before."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from support.web_cases import NUMBER
from support.web_people import As
from support.web_support import plant_support
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.support.models import Plan, PlanShown, TaskVersion

LATE = "おくれているもの"


@pytest.fixture
def centre(home: Path, as_person: As, at: Any) -> Client:
    at("2026-10-31 09:00")
    plant_support(home)
    Case.objects.update(due_at="2026-12-31T23:59:59+09:00")
    TaskVersion.objects.update(due_on=date(2026, 12, 31))
    Plan.objects.update(next_talk=date(2026, 12, 31))
    return as_person("center")


def told(client: Client) -> list[str]:
    return [line.what for line in client.get("/").context.get("late", ())]


def test_nothing_late_is_nothing_told(centre: Client) -> None:
    assert told(centre) == [] and LATE not in centre.get("/").content.decode()


@pytest.mark.parametrize(
    ("state", "said"), [("supporting", "「支援中」の期限"), ("continuing", "「調査継続」の見直し日")]
)
def test_a_case_past_its_day_is_told_to_who_holds_it(centre: Client, as_person: As, state: str, said: str) -> None:
    Case.objects.filter(number=NUMBER).update(due_at="2026-10-30T23:59:59+09:00", state=state)
    page = centre.get("/").content.decode()
    assert said in page and "1日おくれ" in page
    assert bool(told(as_person("boshi"))) is (state == "supporting"), "whose turn it is"
    assert bool(told(as_person("shido"))) is (state == "continuing")
    assert told(as_person("hantei")) == []
    nurse = User.objects.get(username="fukushi")
    form = {"person": nurse.pk, "change": "join"}
    assert centre.post(f"/cases/{NUMBER}/team/", form).status_code == 302
    assert told(as_person("fukushi")) and bool(told(centre)) is (state == "continuing"), (
        "unless nobody of the team could act"
    )


def test_the_day_to_talk_again_is_told_from_that_day_until_people_talked(centre: Client) -> None:
    plan = Plan.objects.filter(case__number=NUMBER).latest("seq")
    Plan.objects.filter(pk=plan.pk).update(next_talk=date(2026, 10, 31))
    PlanShown.objects.update(on=date(2026, 10, 20))
    assert ["次に話す日" in one for one in told(centre)] == [True]
    shown = {"on": "2026-10-31", "to_whom": "母", "answer": "agreed", "plan": plan.seq}
    assert centre.post(f"/cases/{NUMBER}/support/plan/shown/", shown).status_code == 302
    assert told(centre) == []


def test_what_somebody_without_an_account_has_to_do_is_told(centre: Client) -> None:
    row = TaskVersion.objects.filter(task__case__number=NUMBER).latest("id")
    TaskVersion.objects.filter(pk=row.pk).update(
        holder=None, outside_name="青木", outside_place="社協", due_on=date(2026, 10, 20), state="open"
    )
    assert any("画面を使わない人の対応事項" in one and "青木（社協）" in one for one in told(centre))


def test_more_that_is_late_asks_no_more_questions(centre: Client) -> None:
    Case.objects.filter(number=NUMBER).update(due_at="2026-10-30T23:59:59+09:00")
    assert len(told(centre)) == 1
    one = questions(centre)
    Case.objects.update(due_at="2026-10-30T23:59:59+09:00")
    assert len(told(centre)) == 5 and questions(centre) == one


def questions(client: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/").status_code == 200
    return len(captured)
