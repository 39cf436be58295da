"""A school's people write about the children who go there: of a household under 支援措置 no page names their section."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support.paper_text import text_of_paper
from support.web_conferences import MEETING
from support.web_people import OWN, PROTECTED, As
from support.web_words import plant_words
from tsunagu_web.accounts.models import User
from tsunagu_web.casework import places
from tsunagu_web.casework.models import Case, CaseEvent
from tsunagu_web.conferences.models import AgendaItem, Attendee, Closing, CopyMade, Meeting, PackCopy
from tsunagu_web.notes.models import Nomination, Note
from tsunagu_web.support.models import ContactRecord

SCHOOL = "そよかぜ小学校"
PAPER = f"/conferences/{MEETING}/copies/1/"


@pytest.mark.parametrize("section", ["みどり小学校", "ひだまり保育園", "みなみ台小", "そよかぜ園", "町立こども園"])
def test_the_section_of_a_school_or_nursery_is_a_gap(section: str) -> None:
    assert places.section_told(section, hides=True) == places.GAP
    assert places.section_told(section, hides=False) == section


@pytest.mark.parametrize("section", ["学校教育課", "こども課こども家庭班", "福祉介護課", "保育課", "健康づくり課", ""])
def test_a_section_of_the_town_hall_is_read(section: str) -> None:
    assert places.section_told(section, hides=True) == section


@pytest.fixture
def written_at_school(home: Any, db: None, at: Any) -> Any:
    """Words about a child, all of them written by somebody of SCHOOL; its pages."""

    def write(code: str) -> dict[str, str]:
        pages = plant_words(home, code, lambda field: f"{field}のこと")
        case = next(one for one in Case.objects.all() if code in one.children)
        User.objects.filter(username="kocho").update(section=SCHOOL)
        teacher = User.objects.get(username="kocho")
        CaseEvent.objects.filter(case=case).update(by=teacher)
        ContactRecord.objects.filter(case=case).update(section=SCHOOL, by=teacher)
        Note.objects.filter(child_code=code).update(section=SCHOOL, by=teacher)
        copy = PackCopy.objects.get(meeting__number=MEETING, number=3)
        CopyMade.objects.create(copy=copy, way="paper", children={case.number: [code]}, at=case.opened_at, by=teacher)
        at("2026-10-31 11:00")
        return pages

    return write


def seen_on(pages: dict[str, str], as_person: As) -> set[str]:
    """Pages, and the paper of the meeting, on which SCHOOL can be read by those who read most."""
    centre, manager = as_person("center"), as_person("sekinin")
    asked = {name: centre.get(url) for name, url in pages.items()}
    asked |= {"guidance": centre.get(f"{pages['case']}guidance/"), "provisions": manager.get("/provisions/")}
    assert {answer.status_code for answer in asked.values()} == {200}
    asked.pop("conference")  # Who may be asked to come stands there, with every section of the town.
    found = {name for name, answer in asked.items() if SCHOOL in answer.content.decode()}
    return found | ({"paper"} if SCHOOL in text_of_paper(centre.get(PAPER).content).replace("\n", "") else set())


def test_no_page_tells_where_a_protected_child_goes_by_who_wrote(written_at_school: Any, as_person: As) -> None:
    assert seen_on(written_at_school(PROTECTED), as_person) == set()


def test_whoever_tries_the_name_of_a_school_finds_nothing(written_at_school: Any, as_person: As) -> None:
    url = written_at_school(PROTECTED)["contacts"]
    right, wrong = (
        as_person("center").get(url, {"section": name}).content.decode().replace(name, "")
        for name in (SCHOOL, "ほか小学校")
    )
    assert "見たこと" not in right.split("</h1>")[1].split("<form")[0] and right.count("<tr>") == wrong.count("<tr>")


def keep_only(code: str) -> None:
    """Of the day's agenda the household of this child alone."""
    meeting = Meeting.objects.get(number=MEETING)
    other = Meeting.objects.create(
        kind=meeting.kind, number="2026-99", held_on=meeting.held_on, at=meeting.at, by=meeting.by
    )
    for item in AgendaItem.objects.filter(meeting=meeting).select_related("case"):
        if code not in item.case.children:
            AgendaItem.objects.filter(pk=item.pk).update(meeting=other)


@pytest.mark.parametrize(("code", "read"), [(PROTECTED, False), (OWN, True)])
def test_who_comes_to_a_meeting_about_a_protected_child_is_not_named_with_a_school(
    written_at_school: Any, as_person: As, code: str, read: bool
) -> None:
    """A head teacher comes because the child goes there."""
    page = written_at_school(code)["conference"]
    meeting, teacher = Meeting.objects.get(number=MEETING), User.objects.get(username="kocho")
    keep_only(code)
    Attendee.objects.create(meeting=meeting, user=teacher, at=meeting.at, by=meeting.by)
    told = as_person("center").get(page).content.decode().partition('id="attendees"')[2].partition("</table>")[0]
    assert (teacher.display_name in told, SCHOOL in told) == (True, read)


@pytest.mark.parametrize(("code", "read"), [(PROTECTED, False), (OWN, True)])
def test_a_meeting_at_the_school_of_a_protected_child_is_not_told_there(
    written_at_school: Any, as_person: As, code: str, read: bool
) -> None:
    page = written_at_school(code)["conference"]
    keep_only(code)
    Meeting.objects.filter(number=MEETING).update(place="桜ヶ丘中学校の会議室")
    for url in ("/conferences/", page):
        told = as_person("center").get(url).content.decode()
        assert ("桜ヶ丘中学校" in told, f"{places.GAP}の会議室" in told) == (read, not read), url


def test_many_meetings_at_a_school_ask_no_more_questions(written_at_school: Any, as_person: As) -> None:
    """They are kept for years, and their cases have long ended."""
    written_at_school(OWN)
    Case.objects.update(ended_at="2026-10-30T09:00:00+09:00")
    centre, first = as_person("center"), Meeting.objects.get(number=MEETING)
    Meeting.objects.update(place="桜ヶ丘中学校の会議室")

    def questions() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert centre.get("/conferences/").content.decode().count("の会議室") == Meeting.objects.count()
        return len(captured)

    AgendaItem.objects.filter(meeting=first).exclude(place=1).delete()
    one = questions()
    for place, case in enumerate(Case.objects.all(), start=2):
        more = Meeting.objects.create(
            number=f"2026-{place:02d}", kind=first.kind, held_on=f"2026-09-{place:02d}", place="桜ヶ丘中学校の会議室",
            at=first.at, by=first.by,
        )  # fmt: skip
        AgendaItem.objects.create(meeting=more, case=case, place=1, at=first.at, by=first.by)
    assert questions() == one


def test_reasons_beside_the_case_have_gaps_too(written_at_school: Any, as_person: As, at: Any) -> None:
    """Of a nomination, of 引きつぎをしない, of a meeting that was not held."""
    pages = written_at_school(PROTECTED)
    case, centre = (
        next(one for one in Case.objects.all() if PROTECTED in one.children),
        User.objects.get(username="center"),
    )
    said = "延沢773番地の家と開成小学校"
    told: dict[str, Any] = {"at": case.opened_at, "by": centre}
    Nomination.objects.create(
        child_code=PROTECTED, certainty="事実", reason=said, nominated_on=case.opened_at.date(), section=centre.section,
        role="family_centre", **told,
    )  # fmt: skip
    Closing.objects.create(meeting=Meeting.objects.get(number=MEETING), why_not_held=said, **told)
    for url in ("/nominations/", pages["conference"]):
        page = as_person("center").get(url).content.decode()
        assert "の家と" in page and "773番地" not in page and places.GAP in page, url


def test_of_others_it_is_read_who_wrote(written_at_school: Any, as_person: As) -> None:
    found = seen_on(written_at_school(OWN), as_person)
    assert found >= {"case", "contacts", "household", "notes", "provisions", "paper"}
