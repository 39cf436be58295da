"""仕事の引きつぎ: who is in charge hands one person's cases and tasks to another, each named, all or none, with a note."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from support.web_people import As
from support.web_resources import plant_referral
from support.web_support import plant_support
from tsunagu_web.accounts.models import User
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.casework.models import Case, CaseMember
from tsunagu_web.resources.following import newest_steps
from tsunagu_web.support.models import TaskVersion
from tsunagu_web.support.reading import newest_versions

pytestmark = pytest.mark.django_db
NOTE = "4月の異動で、家庭訪問は月末に約束ずみ"
URL = "/hand-over/"


@pytest.fixture
def manager(home: Path, as_person: As, at: Any) -> Client:
    """責任者; こども家庭センター is in the team of the first case and holds what the fixture gave it."""
    at("2026-11-12 09:00")
    as_person("hantei")
    plant_support(home)
    case, centre = Case.objects.get(number="2026-0001"), User.objects.get(username="center")
    CaseMember.objects.create(case=case, person=centre, joined_at=case.opened_at, joined_by=centre)
    given = newest_versions().filter(task__case=case, state=TaskVersion.OPEN, holder__isnull=False).first()
    assert given is not None
    TaskVersion.objects.filter(pk=given.pk).update(holder=centre)
    return as_person("sekinin")


def held(client: Client, person: str = "center") -> list[str]:
    """Keys of what the page lists."""
    return [one.key for one in client.get(f"{URL}?from={person}").context["held"]]


def give(client: Client, keys: list[str], to: str, person: str = "center", note: str = NOTE) -> int:
    """Hand over; the status."""
    ids = {one.username: one.pk for one in User.objects.all()}
    return client.post(URL, {"person": ids[person], "to": ids[to], "note": note, "held": keys}).status_code


def test_each_thing_goes_by_name_and_only_who_holds_it_changes(manager: Client) -> None:
    keys = held(manager)
    tasks = [key for key in keys if key.startswith("task:")]
    assert "case:2026-0001" in keys and tasks
    before = Case.objects.get(number="2026-0001")
    assert give(manager, ["case:2026-0001", tasks[0]], "kennin") == 302
    row = AuditRow.objects.filter(action="hand_over.do").latest("seq")
    assert row.object == "user:center→kennin"
    assert held(manager) == [key for key in keys if key not in ("case:2026-0001", tasks[0])]
    assert set(held(manager, "kennin")) == {"case:2026-0001", tasks[0]}
    case = Case.objects.get(number="2026-0001")
    assert (case.state, case.due_at) == (before.state, before.due_at)
    told = [(one.move, one.words) for one in case.events.order_by("-seq")[:2]]
    assert told == [("left", NOTE), ("joined", NOTE)]
    number = int(tasks[0].rpartition("-")[2])
    newest = newest_versions().get(task__case=case, task__number=number)
    older = TaskVersion.objects.get(task=newest.task, seq=newest.seq - 1)
    assert (newest.what, newest.due_on, newest.words) == (older.what, older.due_on, NOTE)


@pytest.mark.parametrize(("to", "note", "status"), [("kennin", "", 400), ("center", NOTE, 400), ("kanri", NOTE, 409)])
def test_without_a_note_or_to_somebody_who_may_not_nothing_moves(
    manager: Client, to: str, note: str, status: int
) -> None:
    keys = held(manager)
    assert give(manager, keys, to, note=note) == status
    assert give(manager, [], "kennin") == 400
    assert give(manager, [*keys, "case:2026-9999"], "kennin") == 400
    assert held(manager) == keys


def test_who_is_to_look_at_a_referral_again_hands_it_over_as_well(
    manager: Client, home: Path, as_person: As, at: Any
) -> None:
    plant_referral(home)
    key, before = "referral:2026-0001-1", newest_steps().get()
    assert key in held(manager)
    assert give(manager, [key], "kanri") == give(manager, [key], "kocho") == 409
    assert newest_steps().get() == before
    assert give(manager, [key], "boshi") == 302
    after = newest_steps().get()
    assert (after.holder.username, after.step, after.follow_on) == ("boshi", before.step, before.follow_on)
    assert NOTE in str(after.fact) and key not in held(manager) and held(manager, "boshi") == [key]
    at("2026-11-13 09:00")
    links = f"/cases/{before.referral.case.number}/support/resources/"
    assert links in as_person("boshi").get("/").content.decode()
    assert links not in as_person("center").get("/").content.decode()
    User.objects.filter(username="boshi").update(is_active=False)
    assert "案内 1件" in as_person("sekinin").get("/").content.decode()


def test_whose_account_ends_soon_with_work_is_told_to_who_is_in_charge(manager: Client, as_person: As) -> None:
    assert "仕事が残っています" not in manager.get("/").content.decode()
    User.objects.filter(username="center").update(ends_on=date(2026, 12, 12))
    page = manager.get("/").content.decode()
    assert "佐々木（12月12日まで、ケース 1件・" in page
    assert "仕事が残っています" not in as_person("hantei").get("/").content.decode()
    User.objects.filter(username="center").update(ends_on=date(2026, 12, 13))
    assert "仕事が残っています" not in manager.get("/").content.decode()
    User.objects.filter(username="center").update(is_active=False)
    assert "佐々木（閉じた、" in manager.get("/").content.decode()
