"""提供: whatever goes to somebody without an account has its ground, and stands on one page for who answers for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from support.web_cases import NUMBER, plant_cases
from support.web_conferences import MEETING, plant_meeting
from support.web_people import OWN, PROTECTED, As
from support.web_support import plant_support
from tsunagu.serving import open_serving
from tsunagu_web.accounts.models import User
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.written import sections_of_now
from tsunagu_web.conferences.models import Attendee, CopyMade
from tsunagu_web.provisions.given import Wanted, all_given
from tsunagu_web.support.models import TaskVersion

PAGE = "/provisions/"
COMES = f"/conferences/{MEETING}/attendees/"
COPY = f"/conferences/{MEETING}/copies/3/"
WHO = {"name": "中山", "section": "社会福祉協議会", "ground": "consent", "duty": "1"}


@pytest.fixture
def centre(home: Path, as_person: As, at: Any) -> Client:
    """こども家庭センター on the day of a meeting to which somebody comes from outside, and who holds a task as well."""
    plant_support(home)
    plant_meeting()
    at("2026-11-12 09:00")
    return as_person("center")


def read(client: Client, **told: str) -> str:
    answer = client.get(PAGE, told)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"ground": ""}, "根拠を選んでください"),
        ({"ground": "because"}, "選んでください"),
        ({"duty": ""}, "守秘義務を伝えて"),
        ({"section": ""}, "氏名と所属の両方"),
    ],
)
def test_nobody_comes_from_outside_without_a_ground_and_the_duty_of_secrecy(
    centre: Client, wrong: dict[str, str], says: str
) -> None:
    answer = centre.post(COMES, WHO | wrong)
    assert answer.status_code == 400 and says in answer.content.decode()
    assert "中山" in answer.content.decode(), "nothing typed is lost"
    both = centre.post(COMES, WHO | {"user": str(User.objects.get(username="sv").pk)})
    assert both.status_code == 400 and "どちらか一つ" in both.content.decode()
    assert not Attendee.objects.filter(ground="consent").exists()


def test_who_is_told_and_on_what_ground_is_kept(centre: Client) -> None:
    assert centre.post(COMES, WHO).status_code == 302
    came = Attendee.objects.get(ground="consent")
    assert (came.told_name, came.duty, came.user) == ("中山", True, None)


def test_no_paper_is_made_for_somebody_whose_ground_nobody_wrote(centre: Client) -> None:
    Attendee.objects.filter(user__isnull=True).update(ground="", duty=False)
    for answer in (centre.get(COPY), centre.post(f"{COPY}lock/"), centre.get(f"/conferences/{MEETING}/copies/paper/")):
        assert answer.status_code == 409 and "C194" in answer.content.decode()
    assert not CopyMade.objects.exists()
    assert centre.get(f"/conferences/{MEETING}/copies/1/").status_code == 200, "a colleague's copy needs none"


def test_a_paper_for_outside_is_kept_as_given_with_its_children_and_a_colleagues_is_not(centre: Client) -> None:
    centre.get(f"/conferences/{MEETING}/copies/1/")
    assert not CopyMade.objects.exists()
    assert centre.get(COPY).status_code == centre.post(f"{COPY}lock/").status_code == 200
    ways = list(CopyMade.objects.values_list("way", flat=True))
    assert ways == ["paper", "locked"] and OWN in CopyMade.objects.first().children[NUMBER]  # type: ignore[union-attr]


def test_who_answers_for_it_reads_all_of_it_and_each_child_shown_stands_in_the_record(
    centre: Client, as_person: As
) -> None:
    centre.get(COPY)
    officer = as_person("kojin")
    told = read(officer)
    assert "青木（スクールカウンセラー）" in told and f"{MEETING} 3番" in told, "the paper"
    assert "中村（スクールカウンセラー）（県教育事務所）" in told and "週に一度" not in told, (
        "the task, without its words"
    )
    assert "要対協の構成員として" in told and "確かめた" in told and "佐々木" in told
    row = AuditRow.objects.latest("seq")
    assert row.action == "provisions.look" and OWN in row.children
    for person in ("center", "kansa", "hantei", "shido", "kanri"):
        assert as_person(person).get(PAGE).status_code == 404, person


def test_a_brother_on_the_paper_whom_the_list_did_not_name_is_found(centre: Client, as_person: As, home: Path) -> None:
    """The list names the children it judged; on the paper stands the whole household."""
    with open_serving(home) as serving:
        household = serving.child(OWN).household_code  # type: ignore[union-attr]
        brothers = [one.child_code for one in serving.children_of(household) if one.child_code != OWN]
    assert brothers, "the fixture's household has two children"
    Case.objects.filter(number=NUMBER).update(children=[OWN])
    centre.get(COPY)
    TaskVersion.objects.filter(holder__isnull=True).update(child_code="")
    told = read(as_person("kojin"), code=brothers[0]).rsplit("</form>", 1)[1]
    assert "青木" in told and NUMBER in told
    assert "県教育事務所" in told, "what somebody outside was told to do for the whole household"


def test_it_is_narrowed_by_child_recipient_and_day(centre: Client, as_person: As) -> None:
    centre.get(COPY)
    officer = as_person("kojin")
    assert f"受理 {NUMBER}" in read(officer, code=OWN.lower())
    assert "あてはまる提供はありません" in read(officer, code="C-9999")
    assert AuditRow.objects.latest("seq").children == ["C-9999"], "that one was asked for is a look as well"
    assert "青木" not in read(officer, until="2026-11-11").rsplit("</form>", 1)[1]
    assert "県教育事務所" not in read(officer, since="2026-11-12").rsplit("</form>", 1)[1]
    page = read(officer)
    mark = page.split("青木（スクールカウンセラー）</option>")[0].rsplit('value="', 1)[1].split('"')[0]
    told = read(officer, to=mark).rsplit("</form>", 1)[1]
    assert "青木" in told and "県教育事務所" not in told
    for wrong in ({"code": "花子"}, {"since": "きのう"}):
        answer = officer.get(PAGE, wrong)
        assert answer.status_code == 400 and "＊" in answer.content.decode() and NUMBER not in answer.content.decode()


def test_to_whom_it_went_is_not_told_of_who_may_be_protected(centre: Client, as_person: As) -> None:
    """A 所属 nearby tells where a child is; the manager and the officer have no override."""
    centre.get(COPY)
    task = TaskVersion.objects.get(holder__isnull=True).task
    case = next(item.case for item in Attendee.objects.first().meeting.items.all() if PROTECTED in item.case.children)  # type: ignore[union-attr]
    type(task).objects.filter(pk=task.pk).update(case=case, number=99)
    for person in ("kojin", "sekinin"):
        told = read(as_person(person), code=PROTECTED)
        assert "支援措置があるため表示しません" in told and "要対協の構成員として" in told
        assert "県教育事務所" not in told and "中村" not in told
        assert told.rsplit("</form>", 1)[1].count("青木") == 0
    assert "青木" in read(as_person("kojin"), code=OWN)


def test_a_manager_reads_what_was_given_of_the_cases_in_hand_and_by_the_own_section(
    centre: Client, as_person: As
) -> None:
    centre.get(COPY)
    manager = as_person("sekinin")
    assert "青木" in read(manager)
    # Nobody has this household in hand any more, and it is on no list.
    gone = {"household_code": "K-9999", "state": "ended", "ended_at": "2024-01-01T09:00:00+09:00"}
    Case.objects.filter(number=NUMBER).update(**gone)
    given_by = CopyMade.objects.get().by_section
    assert given_by == TaskVersion.objects.get(holder__isnull=True).by.section
    for section, now, there in (("ほかの課", "さらに別の課", False), (given_by, "さらに別の課", True)):
        User.objects.filter(username="sekinin").update(section=section)
        User.objects.filter(username="center").update(section=now)
        assert (f"受理 {NUMBER}" in read(manager)) == there, "what the own section gave, wherever its people are now"
        assert now not in read(as_person("kojin"))
        assert f"受理 {NUMBER}" in read(as_person("kojin")), "who answers for the whole record"


def test_an_empty_page_says_so(home: Path, as_person: As, at: Any) -> None:
    at("2026-10-31 11:00")
    plant_cases(home)
    assert "この1年の提供は、まだありません" in read(as_person("kojin"))


def test_rows_of_before_get_the_section_their_writer_has_when_it_is_brought_in(centre: Client) -> None:
    TaskVersion.objects.update(by_section="")
    sections_of_now("support", "TaskVersion")(apps, None)
    told = TaskVersion.objects.values_list("by_section", "by__section")
    assert told and all(then == now != "" for then, now in told)


def test_the_page_begins_with_the_last_year_and_reads_no_more_rows_than_it_is_asked_for(
    centre: Client, as_person: As, at: Any
) -> None:
    centre.get(COPY)
    CopyMade.objects.update(at="2026-11-12T00:30:00+09:00")
    task = TaskVersion.objects.get(holder__isnull=True)
    assert task.given_on is not None
    at(f"{task.given_on.year + 1}-11-13 09:00")
    officer = as_person("kojin")
    told = read(officer)
    assert "青木" not in told and "県教育事務所" not in told and "この1年の提供は" in told
    assert "青木" in read(officer, since="") and "青木" in read(officer, since="2026-11-12", until="2026-11-12")
    for days in ({"since": "2026-11-13"}, {"until": "2026-11-11"}):
        assert "青木" not in read(officer, **days), "the days are those of here, to the hour"
    wanted = Wanted(code="C-9999", cases=frozenset())
    assert all_given(wanted) == [], "of another child no row is read"
    assert NUMBER in {one.case.number for one in all_given(Wanted(code=OWN, cases=frozenset({task.task.case_id})))}
    named = {"to": "0" * 16, "since": ""}
    assert "にはない相手" in read(officer, **named), "what was chosen is not lost"
