"""見守り情報 opened to 会議参加者: who takes part reads it on the meeting's page and on the own paper, and nobody else does."""

from __future__ import annotations

from typing import Any

import pytest

from support.paper_text import text_of_paper
from support.web_conferences import MEETING
from support.web_people import OWN, As
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.conferences.calling import attend, number_copies
from tsunagu_web.conferences.models import Attendee, Closing, Meeting
from tsunagu_web.reading.telling import PARTICIPANTS, ranges_of

SEEN = "朝ごはんを食べずに登校する日が続いている"


def write(as_person: As, limit: str) -> None:
    told: dict[str, Any] = {
        "code": OWN,
        "happened_on": "2026-11-02",
        "text": SEEN,
        "informant": "学校",
        "kind": "気づき",
    }
    told |= {"certainty": "事実", "who_may_see": limit, "ground": "面談"}
    assert as_person("kocho").post("/notes/", told).status_code == 302


def page_of(as_person: As, meeting: Meeting, person: str) -> str:
    case = meeting.items.get(case__household_code="K-0001").case
    answer = as_person(person).get(f"/conferences/{MEETING}/{case.number}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_who_takes_part_reads_it_at_the_meeting(meeting: Meeting, as_person: As) -> None:
    write(as_person, "会議参加者")
    assert SEEN in page_of(as_person, meeting, "shido"), "who reads only 「ある・ない」 of 相談 elsewhere, too"
    assert SEEN in page_of(as_person, meeting, "center")


def test_who_does_not_take_part_and_another_limit_do_not(meeting: Meeting, as_person: As) -> None:
    write(as_person, "会議参加者")
    assert SEEN not in page_of(as_person, meeting, "boshi") + page_of(as_person, meeting, "sv")
    attend(User.objects.get(username="center"), meeting, User.objects.get(username="sv"), "", "")
    assert SEEN in page_of(as_person, meeting, "sv")


def inside(person: str) -> bool:
    """Whether somebody is inside 会議参加者 of the household now."""
    return PARTICIPANTS in ranges_of(User.objects.get(username=person), "K-0001")


@pytest.mark.parametrize("not_held", [None, "人がそろわなかった"])
def test_who_took_part_is_inside_for_a_month_and_while_the_case_is_open(
    meeting: Meeting, at: Any, not_held: str | None
) -> None:
    at("2026-11-12 16:00")
    assert inside("shido") and not inside("boshi")
    by = User.objects.get(username="center")
    Closing.objects.create(meeting=meeting, why_not_held=not_held, at=clock.now(), by=by)
    assert inside("shido") is (not_held is None)
    at("2026-12-12 15:00")
    assert inside("shido") is (not_held is None)
    at("2026-12-13 09:00")
    assert not inside("shido")
    at("2026-11-13 09:00")
    Case.objects.filter(household_code="K-0001").update(ended_at=clock.now(), state="ended")
    assert not inside("shido")


def test_a_meeting_nobody_closed_opens_for_a_month_after_its_day(meeting: Meeting, at: Any) -> None:
    at("2026-12-12 09:00")
    assert inside("shido")
    at("2026-12-13 09:00")
    assert not inside("shido")


@pytest.mark.parametrize("limit", ["入力した課", "こども課"])
def test_a_narrower_limit_is_not_read_at_the_meeting(meeting: Meeting, as_person: As, limit: str) -> None:
    write(as_person, limit)
    assert SEEN not in page_of(as_person, meeting, "shido")


def test_the_own_paper_holds_it_and_that_of_somebody_outside_does_not(meeting: Meeting, as_person: As) -> None:
    write(as_person, "会議参加者")
    number_copies(User.objects.get(username="center"), meeting)
    centre = as_person("center")
    numbers = {copy.to_id: copy.number for copy in meeting.copies.all()}
    papers = {}
    for one in Attendee.objects.filter(meeting=meeting):
        answer = centre.get(f"/conferences/{MEETING}/copies/paper/", {"copy": [numbers[one.pk]]})
        papers[one.user.username if one.user else ""] = text_of_paper(answer.content).replace("\n", "")
    assert SEEN in papers["shido"] and SEEN not in papers[""]
