"""知らせ on 今日: declared, told to the roles it names, of the cases each may see, and to nobody else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.web_cases import NUMBER, plant_cases
from support.web_people import As
from tsunagu.base.errors import DeclarationError
from tsunagu.catalog import load_pack
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case, CaseMember
from tsunagu_web.casework.moving import append
from tsunagu_web.casework.process import FILE, load_process
from tsunagu_web.today import notices

DECIDED, LATE = "カンファレンスで決まったケース", "こども家庭センターの番で期限を過ぎたケース"


@pytest.fixture
def received(home: Path, as_person: As, at: Any) -> Path:
    """The fixture's list received, its first case and that of a small child decided on the day."""
    plant_cases(home)
    at("2026-10-31 09:00")
    centre = User.objects.get(username="center")
    for household in ("K-0001", "K-0002"):
        case = Case.objects.get(household_code=household)
        append(case, centre, "family_centre", "decide", case.state, case.due_at)
    return home


def told(as_person: As, person: str, words: str) -> str:
    """What 今日 says after these words; empty where it does not say them."""
    return as_person(person).get("/").content.decode().partition(f"<strong>{words}：</strong>")[2].partition("</p>")[0]


def test_the_named_roles_are_told_of_the_cases_they_may_see(received: Path, as_person: As) -> None:
    small = Case.objects.get(household_code="K-0002").number
    assert NUMBER in told(as_person, "boshi", DECIDED) and small in told(as_person, "boshi", DECIDED)
    # 学校教育課 has the cases of its pupils: of the other household it is not told that there is a case.
    assert NUMBER in told(as_person, "shido", DECIDED) and small not in told(as_person, "shido", DECIDED)


def test_the_refusal_can_fail(received: Path, as_person: As, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "look_at", lambda *_: True)
    assert Case.objects.get(household_code="K-0002").number in told(as_person, "shido", DECIDED)


@pytest.mark.parametrize("person", ["center", "sekinin", "hantei", "ssw", "kansa"])
def test_others_are_not_told(received: Path, as_person: As, person: str) -> None:
    assert told(as_person, person, DECIDED) == ""


def test_news_is_told_for_the_declared_days_and_not_to_who_made_it(received: Path, as_person: As, at: Any) -> None:
    case, health = Case.objects.get(number=NUMBER), User.objects.get(username="boshi")
    at("2026-11-09 09:00")
    assert told(as_person, "boshi", DECIDED) == ""
    append(case, health, "maternal_health", "decide", case.state, case.due_at)
    assert told(as_person, "boshi", DECIDED) == "" and NUMBER in told(as_person, "fukushi", DECIDED)


def test_what_is_late_is_told_until_somebody_moves_it(received: Path, as_person: As, at: Any) -> None:
    assert told(as_person, "center", LATE) == ""
    at("2026-11-20 09:00")
    assert told(as_person, "center", LATE) == "", "what is this person's own stands in おくれているもの, once"
    nurse, case = User.objects.get(username="boshi"), Case.objects.get(number=NUMBER)
    CaseMember.objects.create(case=case, person=nurse, joined_at=clock.now(), joined_by=nurse)
    Case.objects.filter(number=NUMBER).update(state="supporting")
    assert NUMBER in told(as_person, "center", LATE), "somebody of another section holds it"
    Case.objects.filter(number=NUMBER).update(state="continuing")
    assert NUMBER not in told(as_person, "center", LATE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("moves: [decide], to: [school_board,", "moves: [dance], to: [school_board,"),
        ("overdue: [continuing,", "overdue: [asleep,"),
    ],
)
def test_a_notice_of_what_is_not_declared_is_named(tmp_path: Path, old: str, new: str) -> None:
    text = load_pack("standard").documents(FILE)[-1].path.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / FILE).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DeclarationError, match="C262"):
        load_process(load_pack("kaisei", tmp_path))
