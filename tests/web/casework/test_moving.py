"""ケース: 受理 once, moves only as declared and by whom they are declared, every one a line that stays."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from support.web_people import NOT_LISTED, OWN, PROTECTED, As, change_serving, meta_of
from tsunagu.catalog import load_pack
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.casework import process
from tsunagu_web.casework.models import Case, CaseEvent
from tsunagu_web.casework.moving import open_case

WHY = "担任から、3日続けて休み、家に電話がつながらないと聞いた"


@pytest.fixture
def centre(as_person: As, at: Any) -> Client:
    """こども家庭センター, on the day the list came."""
    at("2026-10-31 09:00")
    return as_person("center")


def receive(client: Client, home: Path) -> Any:
    """受理 of the fixture's list."""
    return client.post("/cases/receive/", {"run": meta_of(home, "run")["run_id"]})


def case_of(household: str) -> Case:
    """The household's newest case."""
    return Case.objects.filter(household_code=household).latest("id")


def move(client: Client, case: Case, key: str, **told: Any) -> int:
    """Send the form of the case's page; what came back."""
    seen = told.pop("seen", case.events.count())
    return client.post(f"/cases/{case.number}/move/", {"move": key, "seen": seen, **told}).status_code


def test_a_list_is_received_once_and_every_household_gets_a_number(centre: Client, home: Path) -> None:
    listed = [row["household_code"] for row in meta_of(home, "worklist")["listed"]]
    assert receive(centre, home).status_code == 302
    assert sorted(Case.objects.values_list("household_code", flat=True)) == sorted(listed)
    assert Case.objects.order_by("id").values_list("number", flat=True)[0] == "2026-0001"
    assert receive(centre, home).status_code == 409
    assert Case.objects.count() == len(listed)
    assert AuditRow.objects.filter(action="case.receive", result="ok").count() == 1


@pytest.mark.parametrize("state", ["received", "ready", "urgent", "supporting"])
@pytest.mark.parametrize("person", ["center", "boshi"])
def test_a_move_of_another_page_is_not_made_on_the_cases_own(
    centre: Client, home: Path, as_person: As, state: str, person: str
) -> None:
    receive(centre, home)
    case, declared = case_of("K-0001"), process.load_process(load_pack("standard"))
    Case.objects.filter(pk=case.pk).update(state=state)
    others = [one.key for one in declared.moves if one.through != "page"]
    assert others == ["decide", "transfer", "close_pregnancy"]
    for key in others:
        assert move(as_person(person), case, key, words=WHY) == 409, key
    case.refresh_from_db()
    assert (case.state, case.ended_at) == (state, None)
    assert move(as_person(person), case, "alarm", words=WHY) == (409 if state == "urgent" else 302), "the page's own"


def test_a_list_that_changed_since_the_page_was_opened_is_not_received(centre: Client) -> None:
    assert centre.post("/cases/receive/", {"run": "another"}).status_code == 409
    assert not Case.objects.exists()


@pytest.mark.parametrize("person", ["hantei", "sekinin", "shido", "fukushi", "kansa", "kocho"])
def test_others_do_not_receive(as_person: As, home: Path, person: str) -> None:
    assert receive(as_person(person), home).status_code == 404
    assert not Case.objects.exists()


def test_a_move_is_a_line_with_its_role_reason_and_new_due_day(centre: Client, home: Path) -> None:
    receive(centre, home)
    case = case_of("K-0001")
    assert move(centre, case, "ask", due="2026-11-10", words=WHY) == 302
    case.refresh_from_db()
    last = case.events.latest("seq")
    assert (last.move, last.from_state, last.to_state, last.role) == ("ask", "received", "asked", "family_centre")
    assert (last.words, case.state, case.due_at) == (WHY, "asked", last.due_at)
    assert case.due_at is not None and case.due_at.date() == date(2026, 11, 10)
    page = centre.get(f"/cases/{case.number}/").content.decode()
    assert WHY in page and "所属へ照会中" in page


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("finish", {"words": WHY}),  # not from here
        ("decide", {"words": WHY}),  # a conference's, not a button's
        ("nothing", {}),
        ("ask", {}),  # asks for a day
        ("ask", {"due": "2026-10-01"}),  # a day that is over
        ("set_aside", {"words": "なし"}),  # asks for a reason
        ("ask", {"due": "2026-11-10", "seen": 7}),  # somebody else was quicker
    ],
)
def test_what_is_not_declared_or_not_told_changes_nothing(
    centre: Client, home: Path, key: str, told: dict[str, Any]
) -> None:
    receive(centre, home)
    case = case_of("K-0001")
    assert move(centre, case, key, **told) == 409
    case.refresh_from_db()
    assert (case.state, case.events.count()) == ("received", 1)


def test_a_role_the_move_does_not_name_may_read_and_not_move(centre: Client, home: Path, as_person: As) -> None:
    receive(centre, home)
    case = case_of("K-0001")
    adviser = as_person("sv")
    assert adviser.get(f"/cases/{case.number}/").status_code == 200
    assert move(adviser, case, "ask", due="2026-11-10") == 409
    assert move(as_person("shido"), case, "ask", due="2026-11-10") == 302


def test_two_offices_move_by_the_one_that_is_named(centre: Client, home: Path, as_person: As) -> None:
    """併任: 福祉介護課 may not ask the school, こども家庭センター may; the line says under which office it was done."""
    receive(centre, home)
    case = case_of("K-0001")
    assert move(as_person("fukushi"), case, "ask", due="2026-11-10") == 409
    assert move(as_person("kennin"), case, "ask", due="2026-11-10") == 302
    assert case.events.latest("seq").role == "family_centre"


def test_danger_leaves_the_monthly_cycle_at_once(centre: Client, home: Path, as_person: As, at: Any) -> None:
    receive(centre, home)
    case = case_of("K-0001")
    at("2026-10-31 20:15")
    assert move(as_person("center"), case, "alarm", words=WHY) == 302
    case.refresh_from_db()
    assert case.state == "urgent"
    assert case.due_at is not None and case.due_at.isoformat() == "2026-11-02T11:15:00+00:00"
    at("2026-11-02 20:16")
    assert "過ぎています" in as_person("center").get("/cases/").content.decode()


def test_a_household_in_hand_stays_open_when_it_is_no_longer_listed(centre: Client, home: Path, as_person: As) -> None:
    change_serving(home, "UPDATE children SET household_code = 'K-9001' WHERE child_code = ?", OWN)
    assert centre.get(f"/children/{OWN}/").status_code == 404
    receive(centre, home)
    case = case_of("K-0001")
    Case.objects.filter(pk=case.pk).update(household_code="K-9001")
    assert centre.get(f"/children/{OWN}/").status_code == 200
    assert centre.get(f"/cases/{case.number}/").status_code == 200
    screener = as_person("hantei")
    for url in (f"/children/{OWN}/", f"/cases/{case.number}/"):
        assert screener.get(url).status_code == 404, "判定担当 reads the month's list, not what became of a household"
    Case.objects.filter(pk=case.pk).update(ended_at=case.opened_at, state="ended")
    assert centre.get(f"/children/{OWN}/").status_code == 404, "the end of the case closes the child's page"


def test_an_ended_case_is_read_and_opened_again_for_thirty_days(
    centre: Client, home: Path, as_person: As, at: Any
) -> None:
    receive(centre, home)
    case = case_of("K-0001")
    change_serving(home, "UPDATE children SET household_code = 'K-9001' WHERE household_code = 'K-0001'")
    Case.objects.filter(pk=case.pk).update(household_code="K-9001")
    assert move(centre, case, "set_aside", words=WHY) == 302
    at("2026-11-29 09:00")
    centre = as_person("center")
    assert centre.get(f"/cases/{case.number}/").status_code == 200
    assert move(centre, case, "reopen", words=WHY) == 302
    assert move(centre, case, "set_aside", words=WHY) == 302
    at("2027-01-05 09:00")
    assert as_person("center").get(f"/cases/{case.number}/").status_code == 404


def test_an_ended_case_is_not_opened_beside_the_households_next_one(centre: Client, home: Path) -> None:
    receive(centre, home)
    old = case_of("K-0001")
    assert move(centre, old, "set_aside", words=WHY) == 302
    user = old.opened_by
    with transaction.atomic():
        new = open_case(user, "family_centre", "K-0001", [OWN], Case.NOTE)
    for key in ("reopen", "alarm"):
        assert move(centre, old, key, words=WHY) == 409
    assert (case_of("K-0001").pk, Case.objects.filter(ended_at=None, household_code="K-0001").count()) == (new.pk, 1)


def test_what_was_written_is_read_by_who_may_read_consultations(centre: Client, home: Path, as_person: As) -> None:
    receive(centre, home)
    case = case_of("K-0001")
    move(centre, case, "ask", due="2026-11-10", words=WHY)
    for person, reads in (("center", True), ("sekinin", True), ("sv", True), ("shido", False), ("boshi", False)):
        page = as_person(person).get(f"/cases/{case.number}/").content.decode()
        assert (WHY in page) is reads, person
        assert ("この役割では表示しません" in page) is not reads, person


def test_cases_of_others_do_not_exist(centre: Client, home: Path, as_person: As) -> None:
    receive(centre, home)
    infant = case_of("K-0002")
    assert as_person("shido").get(f"/cases/{infant.number}/").status_code == 404
    assert infant.number not in as_person("shido").get("/cases/").content.decode()
    assert as_person("shido").get("/cases/2026-9999/").status_code == 404


def test_words_lie_sealed_and_a_line_is_never_changed(centre: Client, home: Path) -> None:
    receive(centre, home)
    case = case_of("K-0001")
    move(centre, case, "ask", due="2026-11-10", words=WHY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM casework_caseevent WHERE words IS NOT NULL")
        kept = bytes(cursor.fetchone()[0])
    assert WHY.encode() not in kept and "担任".encode() not in kept
    event = CaseEvent.objects.latest("id")
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseEvent.objects.create(
            case=case, seq=event.seq, at=event.at, by=event.by, role=event.role, move="ask", to_state="asked"
        )


def test_one_open_case_per_household(centre: Client, home: Path) -> None:
    receive(centre, home)
    case = case_of("K-0001")
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.create(
            number="2026-9999",
            household_code="K-0001",
            origin=Case.LIST,
            opened_at=case.opened_at,
            opened_by=case.opened_by,
            state="received",
            since=case.since,
        )


def test_a_protected_childs_case_tells_no_place(centre: Client, home: Path, as_person: As) -> None:
    receive(centre, home)
    household = next(one for one in Case.objects.all() if PROTECTED in one.children)
    page = centre.get(f"/cases/{household.number}/").content.decode()
    assert PROTECTED in page and not re.search(r"[^>\s]小学校", page), "小学校への引きつぎ names none"
    assert as_person("kocho").get(f"/cases/{household.number}/").status_code == 404


def test_nothing_of_a_household_without_a_case(centre: Client) -> None:
    assert NOT_LISTED not in centre.get("/cases/").content.decode()


def test_filters_combine(centre: Client, home: Path, as_person: As, at: Any) -> None:
    receive(centre, home)
    move(centre, case_of("K-0001"), "ask", due="2026-11-02")
    at("2026-11-03 09:00")
    centre = as_person("center")
    both = centre.get("/cases/?state=asked&when=overdue").content.decode()
    assert "K-0001" in both and "K-0002" not in both
    assert "K-0001" not in centre.get("/cases/?state=received&when=overdue").content.decode()


def test_a_case_in_a_state_no_longer_declared_stays_on_the_pages(centre: Client, home: Path) -> None:
    receive(centre, home)
    case = case_of("K-0001")
    Case.objects.filter(pk=case.pk).update(state="before")
    for url in ("/cases/", f"/cases/{case.number}/", "/"):
        assert centre.get(url).status_code == 200, url
    assert "いまの進め方の宣言にありません" in centre.get("/cases/").content.decode()


def test_a_fault_in_the_towns_process_is_said_with_its_line_and_not_as_ours(centre: Client, home: Path) -> None:
    (home / "pack").mkdir(exist_ok=True)
    text = (Path(process.__file__).parents[2] / "tsunagu_packs" / "standard" / process.FILE).read_text(encoding="utf-8")
    wrong = text.replace("to: asked,", "to: nowhere,")
    (home / "pack" / process.FILE).write_text(wrong, encoding="utf-8")
    answer = centre.get("/cases/")
    page = answer.content.decode()
    assert (answer.status_code, "process.yaml の" in page, "C011" in page) == (503, True, True)
    assert str(home) not in page
