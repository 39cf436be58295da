"""これまで goes on where the town's own support begins: what was done and when, for who may read the support and nobody else."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from support.web_cases import NUMBER
from support.web_conferences import MEETING, decision_form, plant_meeting
from support.web_people import OWN, PROTECTED, As, change_serving
from support.web_support import plant_support
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.child.lanes import HIDDEN, NO_CASE, SUPPORT
from tsunagu_web.support import life
from tsunagu_web.support.models import ContactRecord, Withdrawal
from tsunagu_web.support.writing import write_sighting

DONE = (
    "カンファレンス：要支援",
    "第1版：家族に見せた（合意はまだ）",
    ">訪問<",
    "見た人から聞いた",
    f"{NUMBER}（検討対象者一覧）",
)


@pytest.fixture
def supported(home: Path, as_person: As, at: Any) -> Path:
    """A household with a plan, a visit, two sightings and a decision taken in November."""
    plant_support(home)
    plant_meeting()
    at("2026-11-12 15:00")
    centre, address = as_person("center"), f"/conferences/{MEETING}/{NUMBER}/"
    form = decision_form(centre.get(address).content.decode(), {OWN: "要支援", "C-0002": "支援不要"})
    form |= {"decider": User.objects.get(username="center").pk}
    assert centre.post(f"{address}decide/", form).status_code == 302
    return home


def page_of(as_person: As, person: str, code: str = OWN) -> str:
    return as_person(person).get(f"/children/{code}/").content.decode()


def lane_of(page: str) -> str:
    """The lane's table of the page; empty where it is not shown."""
    return page.partition(f"<h3>{SUPPORT}</h3>")[2].partition("<h3>")[0]


@pytest.mark.parametrize("person", ["center", "sekinin", "boshi", "fukushi", "sv", "shido"])
def test_what_was_done_is_told_in_kinds_and_days(supported: Path, as_person: As, person: str) -> None:
    page = page_of(as_person, person)
    assert [words for words in DONE if words not in lane_of(page)] == []
    assert f">{NO_CASE}<" not in page and "2026/11/12 会議 カンファレンス：要支援" in page
    # Nothing people wrote, and no place.
    assert not any(words in lane_of(page) for words in ("玄関", "朝がつらそう", "教室", "担任", "ねこ", "朝ごはん"))


@pytest.mark.parametrize("person", ["hantei", "ssw", "kocho"])
def test_others_are_told_that_it_is_not_shown(supported: Path, as_person: As, person: str) -> None:
    page = page_of(as_person, person)
    assert lane_of(page) == "" and HIDDEN in page
    assert not any(words in page for words in DONE)


def test_the_refusal_can_fail(supported: Path, as_person: As, monkeypatch: pytest.MonkeyPatch) -> None:
    allowed = life.authorize
    monkeypatch.setattr(life, "authorize", lambda user, action, thing: allowed(user, "child.look", thing))
    assert DONE[0] in page_of(as_person, "ssw")


def test_each_child_has_its_own_decision_and_sightings(supported: Path, as_person: As) -> None:
    other = lane_of(page_of(as_person, "center", "C-0002"))
    assert "カンファレンス：支援不要" in other and "要支援" not in other and "見た人から聞いた" not in other
    assert ">訪問<" in other


def test_what_was_taken_back_is_not_told_and_the_end_is(supported: Path, as_person: As) -> None:
    centre = User.objects.get(username="center")
    record = ContactRecord.objects.get()
    Withdrawal.objects.create(at=record.at, by=centre, role="family_centre", contact=record, why="ほかの世帯のこと")
    Case.objects.filter(number=NUMBER).update(state="ended", ended_at=record.at)
    lane = lane_of(page_of(as_person, "center"))
    assert ">訪問<" not in lane and f"終わり（{NUMBER}）" in lane


def test_before_any_case_the_lane_says_so(home: Path, as_person: As) -> None:
    assert NO_CASE in page_of(as_person, "center")


def test_of_a_protected_child_no_section_is_told(supported: Path, as_person: As) -> None:
    case, school = Case.objects.get(household_code="K-0005"), User.objects.get(username="shido")
    User.objects.filter(pk=school.pk).update(section="開成南小学校")
    write_sighting(
        case, school, "school_board", PROTECTED, on=date(2026, 11, 5), seen_by="本人", place="", condition=""
    )
    lane = lane_of(page_of(as_person, "center", PROTECTED))
    assert "目視確認" in lane and "開成南小学校" not in lane


def test_of_a_former_household_only_what_is_about_the_child(supported: Path, as_person: As) -> None:
    """A child that lives elsewhere now: its page tells nothing of the household it left."""
    change_serving(supported, "UPDATE children SET household_code = 'K-0002' WHERE child_code = ?", OWN)
    lane = lane_of(page_of(as_person, "center"))
    assert "カンファレンス：要支援" in lane and "見た人から聞いた" in lane
    assert ">訪問<" not in lane and "サポートプラン" not in lane and f"{NUMBER}（" not in lane
