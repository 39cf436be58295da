"""A child decided 要支援 here: what a later month newly says is told to the worker in charge, and what nobody can judge stays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from support.web_cases import plant_cases
from support.web_conferences import MEETING, decision_form, plant_meeting
from support.web_people import OWN, As, change_serving, meta_of, serving_file
from tsunagu.serving import Serving
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case, CaseMember
from tsunagu_web.conferences.models import ChildDecision

pytestmark = pytest.mark.django_db
PAGE = "/in-support/"


@pytest.fixture
def centre(home: Path, as_person: As, at: Any) -> Client:
    """K-0001 is decided 要支援 on a run before the one the pages show, and こども家庭センター has it in hand."""
    plant_cases(home)
    plant_meeting()
    at("2026-11-12 09:00")
    client = as_person("center")
    case = Case.objects.get(household_code="K-0001")
    path = f"/conferences/{MEETING}/{case.number}/"
    decider = User.objects.get(username="center")
    form = decision_form(client.get(path).content.decode(), {OWN: "要支援", "C-0002": "支援不要"}, decider=decider.pk)
    assert client.post(f"{path}decide/", form).status_code == 302
    assert client.post(f"/cases/{case.number}/team/", {"person": decider.pk, "change": "join"}).status_code == 302
    assert ChildDecision.objects.get(child_code=OWN).marks, "what the judgement said is kept with the decision"
    ChildDecision.objects.update(run_id="before", as_of="2026-09-30")
    return client


def new(client: Client) -> list[str]:
    """Marks of what waits to be read."""
    return [point.mark for row in client.get(PAGE).context["rows"] for point in row.found.points if point.new]


def newly(home: Path, place: int, byte: int) -> str:
    """Let OWN's state of a type be another one; the type's mark."""
    with Serving(serving_file(home)) as serving:
        child = serving.child(OWN)
        assert child is not None
        states = bytearray(child.states)
    states[place] = byte
    change_serving(home, "UPDATE children SET states = ? WHERE child_code = ?", bytes(states), OWN)
    return f"type {meta_of(home, 'criteria')[place]['type']}"


def place_of(home: Path, state: str) -> int:
    with Serving(serving_file(home)) as serving:
        child = serving.child(OWN)
        assert child is not None
        return next(at for at in range(len(child.states)) if child.state(at) == state)


def test_nothing_is_told_as_long_as_all_is_as_it_was_decided(centre: Client) -> None:
    assert new(centre) == [] and OWN not in centre.get(PAGE).content.decode()


def test_what_is_newly_so_is_told_to_who_has_it_in_hand_alone(centre: Client, home: Path, as_person: As) -> None:
    mark = newly(home, place_of(home, "not_flagged"), 1)
    assert mark in new(centre) and "届いたわけ：会議で要支援と決めた" in centre.get(PAGE).content.decode()
    number = Case.objects.get(household_code="K-0001").number
    for page in ("/", f"/cases/{number}/"):
        assert "まだ見ていない判定が 1人分" in centre.get(page).content.decode(), page
    assert OWN not in as_person("kennin").get(PAGE).content.decode()
    assert OWN not in as_person("sekinin").get(PAGE).content.decode()
    told = {"run": meta_of(home, "run")["run_id"], "seen": 0, "change": "read"}
    assert centre.post(f"{PAGE}{OWN}/read/", told).status_code == 302
    assert new(centre) == []


def test_without_anybody_in_charge_the_head_is_told(centre: Client, home: Path, as_person: As) -> None:
    mark = newly(home, place_of(home, "not_flagged"), 1)
    case = Case.objects.get(household_code="K-0001")
    case.members.update(left_at=case.opened_at)
    assert mark in new(as_person("sekinin")) and new(centre) == []


def test_one_who_lives_in_another_household_now_is_told_to_those_who_have_that_in_hand(
    centre: Client, home: Path, as_person: As
) -> None:
    other = Case.objects.exclude(household_code="K-0001").filter(ended_at=None).order_by("id")[0]
    nurse = User.objects.get(username="boshi")
    CaseMember.objects.create(case=other, person=nurse, joined_at=other.opened_at, joined_by=nurse)
    mark = newly(home, place_of(home, "not_flagged"), 1)
    assert mark not in new(as_person("boshi"))
    change_serving(home, "UPDATE children SET household_code = ? WHERE child_code = ?", other.household_code, OWN)
    assert mark in new(as_person("boshi")) and OWN not in centre.get(PAGE).content.decode()
    Case.objects.filter(household_code="K-0001").update(ended_at=other.opened_at)
    assert mark in new(as_person("boshi")), "nobody is with the old household any more"


def test_a_decision_of_long_ago_kept_nothing_and_what_was_so_then_is_still_not_new(centre: Client, home: Path) -> None:
    other = Case.objects.exclude(household_code="K-0001").filter(ended_at=None).order_by("id")[0]
    worker = User.objects.get(username="center")
    CaseMember.objects.create(case=other, person=worker, joined_at=other.opened_at, joined_by=worker)
    change_serving(home, "UPDATE children SET household_code = ? WHERE child_code = ?", other.household_code, OWN)
    ChildDecision.objects.update(marks=[], as_of=None, decided_on="2026-09-30")
    kinds = [one["type"] for one in meta_of(home, "criteria")]

    def was(points: int) -> None:
        month = {"as_of": "2026-09-30", "points": dict.fromkeys(kinds, points), "total": points}
        change_serving(home, "UPDATE children SET history = ? WHERE child_code = ?", json.dumps([month]), OWN)

    was(99)
    assert new(centre) == [], "all of it was so, and no fact is another one"
    was(0)
    types = new(centre)
    assert types and all(one.startswith("type ") for one in types), "they are reached since"
    was(99)
    ChildDecision.objects.update(facts_hash="another")
    items = new(centre)
    assert items and all(one.startswith("item ") for one in items), "of these nobody can say that they are old"


def test_one_who_is_left_out_anyway_is_told_what_is_new_since_a_decision_in_another_household(
    centre: Client, home: Path, as_person: As
) -> None:
    """Nobody has the household in hand where the child lives now: the head is to name somebody, and reads no old news."""
    change_serving(home, "UPDATE children SET household_code = 'K-0099' WHERE child_code = ?", OWN)
    Case.objects.filter(household_code="K-0001").update(ended_at="2026-11-12T09:00:00+09:00")
    row = {"household_code": "K-0099", "label": "支援中", "reason": "supported", "child_codes": [OWN]}
    told = json.dumps(meta_of(home, "worklist") | {"left_out": [row]}, ensure_ascii=False)
    change_serving(home, "UPDATE meta SET value = ? WHERE key = 'worklist'", told)
    head = as_person("sekinin")
    assert OWN in head.get(PAGE).content.decode() and new(head) == []
    mark = newly(home, place_of(home, "not_flagged"), 1)
    assert mark in new(head)


def test_one_who_was_not_decided_to_be_supported_is_not_told_here(centre: Client, home: Path) -> None:
    newly(home, place_of(home, "not_flagged"), 1)
    ChildDecision.objects.filter(child_code=OWN).update(decision="経過観察")
    assert new(centre) == []


def test_what_cannot_be_judged_now_and_nobody_read_stays_as_unknown(centre: Client, home: Path) -> None:
    place = place_of(home, "not_flagged")
    kind = meta_of(home, "criteria")[place]["type"]
    months = f'[{{"as_of":"2026-09-30","points":{{"{kind}":99}},"total":99}}]'
    change_serving(home, "UPDATE children SET history = ? WHERE child_code = ?", months, OWN)
    mark = newly(home, place, 2)
    assert new(centre) == [mark]
    page = centre.get(PAGE).content.decode()
    assert "判定できた前の月は基準以上で、まだ見ていません。今月は情報不足" in page
    months = months.replace("99", "0")
    change_serving(home, "UPDATE children SET history = ? WHERE child_code = ?", months, OWN)
    assert new(centre) == [], "it was not so in the last month that could be judged"
