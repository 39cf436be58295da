"""Izumi's 進め方: handed over station by station with a request, registered with its row of the ledger, or supported without."""

from __future__ import annotations

import re
import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from support.izumi_town import household_of, make_izumi_home
from support.web_loads import receive_protection
from support.web_people import LIST_CAME, log_in, meta_of
from tsunagu.base.clock import JAPAN
from tsunagu.base.errors import DeclarationError
from tsunagu.catalog import load_pack
from tsunagu.serving import open_serving
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.moving import append
from tsunagu_web.casework.process import FILE, load_process
from tsunagu_web.casework.registration import registration_of
from tsunagu_web.conferences.calling import call_meeting, close, keep_minutes, take_up
from tsunagu_web.conferences.models import Meeting
from tsunagu_web.reading import RunView
from tsunagu_web.support.tasks import Told, add_task
from tsunagu_web.support.writing import write_contact
from tsunagu_web.town import home_folder

REASON = "基準以上（児童虐待）。SSWの判断を依頼。11月13日までに、行政関与が要るかを返す"
WHY = "担任から、同じ服が続き、朝に一人で来ると聞いた"
ONE, OTHER = household_of("モデル校、発達◎と服装○"), household_of("モデル校、学校の印：生活保護○")


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_izumi_home(tmp_path_factory.mktemp("izumi") / "home")


@pytest.fixture
def home(judged: Path, tmp_path: Path, settings: Any, db: None, at: Any) -> Path:
    """A copy of Izumi's home whose list こども家庭センター received, made the one the pages show."""
    settings.TSUNAGU_HOME = Path(shutil.copytree(judged, tmp_path / "home"))
    receive_protection(tmp_path / "home", LIST_CAME)
    at("2026-10-31 09:00")
    run = meta_of(tmp_path / "home", "run")["run_id"]
    assert log_in("center").post("/cases/receive/", {"run": run}).status_code == 302
    return tmp_path / "home"


def case_of(household: str) -> Case:
    return Case.objects.get(household_code=household)


def move(client: Client, household: str, key: str, **told: Any) -> Any:
    """Send the form of the case's page."""
    case = case_of(household)
    return client.post(f"/cases/{case.number}/move/", {"move": key, "seen": case.events.count(), **told})


def brought_to_concern(household: str) -> None:
    """The case as the joint meeting leaves it with 要支援."""
    Case.objects.filter(household_code=household).update(state="concern")


def test_the_process_replaces_the_one_every_town_begins_with() -> None:
    izumi, standard = load_process(load_pack("izumi")), load_process(load_pack("standard"))
    assert izumi.label != standard.label
    assert [move.key for move in izumi.moves_from("first_look")] == [
        "teachers_only",
        "needs_city",
        "alarm",
        "transfer",
        "close_pregnancy",
    ]
    assert [move.key for move in izumi.moves_from("concern")] == [
        "register",
        "welfare_only",
        "alarm",
        "transfer",
        "close_pregnancy",
    ]
    assert izumi.after(["支援不要", "要支援"]) == "concern" and izumi.after(["支援不要"]) == "teachers"


@pytest.mark.parametrize("key", ["decide", "transfer", "close_pregnancy"])
def test_a_move_of_another_page_is_not_made_on_the_cases_own(home: Path, key: str) -> None:
    Case.objects.filter(household_code=ONE).update(state="joint")
    assert move(log_in("center"), ONE, key, words=WHY).status_code == 409
    assert (case_of(ONE).state, case_of(ONE).ended_at) == ("joint", None)


def test_every_station_confirms_its_receipt_and_reads_the_request(home: Path) -> None:
    centre, board = log_in("center"), log_in("shido")
    assert move(centre, ONE, "hand_over", words=REASON, due="2026-11-04").status_code == 302
    page = board.get(f"/cases/{case_of(ONE).number}/").content.decode()
    assert REASON in page, "the request is for whoever takes the case over"
    for key, state in (("board_took", "to_principal"), ("principal_took", "to_ssw"), ("ssw_took", "first_look")):
        assert move(centre, ONE, key, due="2026-11-13").status_code == 409, "only the board of schools confirms"
        assert move(board, ONE, key, due="2026-11-13").status_code == 302
        assert case_of(ONE).state == state
    told = [(event.move, event.role) for event in case_of(ONE).events.all()]
    assert told[1:] == [
        ("hand_over", "family_centre"),
        ("board_took", "school_board"),
        ("principal_took", "school_board"),
        ("ssw_took", "school_board"),
    ]


def test_nothing_is_handed_over_without_its_reason_and_its_day(home: Path) -> None:
    centre = log_in("center")
    for told, code in (({"due": "2026-11-04"}, "C006"), ({"words": REASON}, "C009")):
        answer = move(centre, ONE, "hand_over", **told)
        assert answer.status_code == 409 and code in answer.content.decode()
    assert case_of(ONE).state == "received"


def test_a_household_without_a_pupil_goes_to_the_meeting_and_no_school_is_told(home: Path) -> None:
    """A nominated baby or a pregnant woman has no school that could be asked."""
    centre = log_in("center")
    assert move(log_in("shido"), ONE, "no_pupil", words=WHY).status_code == 409, "who begins the case says so"
    assert move(centre, ONE, "no_pupil").status_code == 409, "and why"
    assert case_of(ONE).state == "received"
    assert move(centre, ONE, "no_pupil", words=WHY).status_code == 302
    assert case_of(ONE).state == "joint"
    assert move(centre, ONE, "no_pupil", words=WHY).status_code == 409, "never past a school's ①"


def test_what_is_not_addressed_stays_with_those_who_may_read_it(home: Path) -> None:
    assert move(log_in("center"), ONE, "set_aside", words=WHY).status_code == 302
    page = log_in("shido").get(f"/cases/{case_of(ONE).number}/").content.decode()
    assert WHY not in page and "この役割では表示しません" in page


def test_the_first_narrowing_leaves_a_child_with_its_teachers(home: Path) -> None:
    Case.objects.filter(household_code=ONE).update(state="first_look")
    assert move(log_in("center"), ONE, "teachers_only", words=WHY).status_code == 409, "it is judged at school"
    assert move(log_in("shido"), ONE, "teachers_only", words=WHY).status_code == 302
    case = case_of(ONE)
    assert case.state == "teachers" and case.ended_at is None and case.due_at is not None, "they keep an eye on it"


def test_a_registration_names_its_day_kind_and_row_of_the_ledger(home: Path) -> None:
    brought_to_concern(ONE)
    centre = log_in("center")
    told = {"registered_on": "2026-10-30", "registered_as": "要支援", "ledger_row": "31"}
    for missing in told:
        answer = move(centre, ONE, "register", words=WHY, **{**told, missing: ""})
        assert answer.status_code == 409 and "C060" in answer.content.decode(), missing
    late = move(centre, ONE, "register", words=WHY, **{**told, "registered_on": "2026-11-01"})
    assert late.status_code == 409 and "C061" in late.content.decode()
    assert case_of(ONE).state == "concern" and registration_of(case_of(ONE)) is None
    assert move(log_in("shido"), ONE, "register", words=WHY, **told).status_code == 409, "not hers to decide"
    assert move(centre, ONE, "register", words=WHY, **told).status_code == 302
    kept = registration_of(case_of(ONE))
    assert kept is not None and (kept.on.isoformat(), kept.kind, kept.ledger_row) == ("2026-10-30", "要支援", 31)
    page = centre.get(f"/cases/{case_of(ONE).number}/").content.decode()
    assert "2026年10月30日に要支援として登録（進行管理台帳 31番" in page


def test_a_row_of_the_ledger_is_one_household_s(home: Path) -> None:
    centre = log_in("center")
    told = {"registered_on": "2026-10-30", "registered_as": "要保護", "ledger_row": "31"}
    for household in (ONE, OTHER):
        brought_to_concern(household)
    assert move(centre, ONE, "register", words=WHY, **told).status_code == 302
    answer = move(centre, OTHER, "register", words=WHY, **told)
    assert answer.status_code == 409 and "C062" in answer.content.decode()
    assert move(centre, OTHER, "register", words=WHY, **{**told, "ledger_row": "32"}).status_code == 302


def test_welfare_needs_alone_are_supported_at_school_without_registration(home: Path) -> None:
    brought_to_concern(ONE)
    assert move(log_in("center"), ONE, "welfare_only", words=WHY).status_code == 302
    assert case_of(ONE).state == "gather_school" and registration_of(case_of(ONE)) is None
    page = log_in("center").get(f"/cases/{case_of(ONE).number}/").content.decode()
    assert "要対協の登録" not in page


def brought(household: str, state: str, by: str) -> Case:
    """A case in a state, which it came to by a move just now."""
    case = case_of(household)
    Case.objects.filter(pk=case.pk).update(state=state)
    case.refresh_from_db()
    append(case, User.objects.get(username="center"), "family_centre", by, state, None)
    return case


def pressed(who: str, key: str) -> tuple[int, str]:
    """What the page offers for a move, and what comes of sending it."""
    page = log_in(who).get(f"/cases/{case_of(ONE).number}/").content.decode()
    radio = re.search(rf'<input type="radio" name="move" value="{key}"[^>]*>', page)
    assert radio
    return move(log_in(who), ONE, key, words=WHY).status_code, "disabled" if "disabled" in radio[0] else "open"


def meeting_of(case: Case, kind: str) -> Meeting:
    """A meeting of a kind with the case on its agenda."""
    centre = User.objects.get(username="center")
    with transaction.atomic(), open_serving(home_folder()) as serving:
        run = RunView(serving)
        meeting = call_meeting(centre, run, kind, date(2026, 11, 12), None, "")
        take_up(centre, run, meeting, [case])
    return meeting


def test_a_meeting_of_many_needs_the_meeting_and_who_does_what(home: Path) -> None:
    case, centre = brought(ONE, "gather_multi", "with_many"), User.objects.get(username="center")
    assert pressed("center", "arranged") == (409, "disabled")
    meeting = meeting_of(case, "case")
    assert pressed("center", "arranged") == (302, "open")
    assert pressed("center", "met_many") == (409, "disabled")
    keep_minutes(centre, meeting, "支援方針を決めた", 0)
    close(centre, meeting, None)
    assert pressed("center", "met_many") == (409, "disabled"), "nobody has a task yet"
    with open_serving(home) as serving:
        told = Told("家庭を訪問する", "05", date(2026, 12, 1), holder=centre)
        add_task(case, RunView(serving), centre, "family_centre", told)
    assert pressed("center", "met_many") == (302, "open")


def test_a_meeting_that_was_not_held_is_none(home: Path) -> None:
    case, centre = brought(ONE, "gather_multi", "with_many"), User.objects.get(username="center")
    close(centre, meeting_of(case, "case"), None, "インフルエンザのため")
    assert pressed("center", "arranged") == (409, "disabled")


@pytest.mark.parametrize(("state", "by", "key", "who"), [
    ("gather_school", "welfare_only", "gathered", "center"),
    ("meet_school", "told_ssw", "met_school", "shido"),
])  # fmt: skip
def test_what_was_heard_stands_behind_what_the_case_says(
    home: Path, state: str, by: str, key: str, who: str, at: Any
) -> None:
    writer, words = User.objects.get(username=who), {"with_whom": "保健師", "fact": "健診の話を聞いた"}
    role = {"center": "family_centre", "shido": "school_board"}[who]
    write_contact(case_of(ONE), writer, role, on=date(2026, 10, 30), way="office", words=words)
    at("2026-11-01 09:00")
    case = brought(ONE, state, by)
    assert pressed(who, key) == (409, "disabled"), (
        "what was written before the household came here is of another question"
    )
    if who == "shido":
        welfare = User.objects.get(username="fukushi")
        write_contact(case, welfare, "welfare", on=date(2026, 10, 31), way="office", words=words)
        assert pressed(who, key) == (409, "disabled"), "nobody of the school or its board wrote it"
    write_contact(case, writer, role, on=date(2026, 10, 31), way="office", words=words)
    assert pressed(who, key) == (302, "open")


def test_support_goes_on_with_a_new_day_once_somebody_looked(home: Path, at: Any) -> None:
    brought(ONE, "support_school", "met_school")
    Case.objects.filter(household_code=ONE).update(due_at=datetime(2026, 11, 30, 23, tzinfo=JAPAN))
    at("2026-12-03 09:00")
    receive_protection(home, "2026-12-03 00:00")
    assert pressed("shido", "go_on_school") == (409, "disabled"), "nobody wrote how it goes"
    board, words = User.objects.get(username="shido"), {"with_whom": "SSW", "fact": "週に二日、朝から来ている"}
    write_contact(case_of(ONE), board, "school_board", on=date(2026, 12, 2), way="school", words=words)
    at("2026-12-03 09:05")
    assert pressed("shido", "go_on_school") == (302, "open")
    case = case_of(ONE)
    assert case.state == "support_school" and case.due_at and case.due_at.astimezone(JAPAN).date() == date(2027, 1, 3)
    assert pressed("shido", "go_on_school") == (409, "disabled"), (
        "what stood behind it once does not stand behind it again"
    )
    assert move(log_in("center"), ONE, "bring").status_code == 302 and case_of(ONE).state == "joint"


@pytest.mark.parametrize(("old", "new"), [("called: case}", "called: picnic}"), ("since: [told_ssw]", "since: [told]")])
def test_what_stands_behind_a_move_must_be_declared(tmp_path: Path, old: str, new: str) -> None:
    text = load_pack("izumi").documents(FILE)[-1].path.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / FILE).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DeclarationError, match="C260"):
        load_process(load_pack("izumi", tmp_path))
