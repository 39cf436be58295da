"""What people enter on the pages enters the next month as a declared source, in a real small town."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from support.lived_town import NOVEMBER, child_nobody_flags, handed, listed, live, moved_in, run_again
from support.web_conferences import bring_all, decision_form
from support.web_people import log_in, meta_of
from tsunagu.catalog import load_pack
from tsunagu.criteria import facts_hash
from tsunagu.intake import loads, receipts
from tsunagu.month import Home, handed_on_by_the_pages
from tsunagu.serving import ServedChild, open_serving
from tsunagu_web import commands
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.handing_on import OURS, files_about
from tsunagu_web.casework.models import Case
from tsunagu_web.conferences.models import ChildDecision, Meeting
from tsunagu_web.database import STORE
from tsunagu_web.notes.models import Nomination
from tsunagu_web.reading import telling

WHY = "健診で、母が「もう限界」と話していた"


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town after two months."""
    return live(tmp_path_factory)


@pytest.fixture
def home(lived: Path, tmp_path: Path, settings: Any, db: None, at: Any) -> Path:
    """Its home on 20 November, made the one the pages show."""
    at("2026-11-20 09:00")
    settings.TSUNAGU_HOME = moved_in(lived, tmp_path / "home")
    return tmp_path / "home"


def test_a_nomination_puts_a_child_on_the_next_list(home: Path) -> None:
    child = child_nobody_flags(home)
    told = {"code": child.child_code, "certainty": "事実", "reason": WHY}
    nurse = log_in("boshi")
    assert nurse.get(f"/children/{child.child_code}/").status_code == 404
    assert nurse.post("/nominations/", told).status_code == 302
    before = listed(home)
    assert child.household_code not in before
    first = run_again(home)
    assert listed(home)[child.household_code] == [child.child_code]
    assert nurse.get(f"/children/{child.child_code}/").status_code == 200
    (receipt,) = [one for one in receipts(home) if one.medium == OURS]
    assert (receipt.source, receipt.file, receipt.taken) == ("cases_nominations", "cases_nominations_202611.json", True)
    # What the department's own file held is carried on, not lost.
    assert receipt.rows_accepted == 5
    assert WHY in str(handed(home, "cases_nominations"))
    again = run_again(home)
    assert again["run"] == first["run"], "nothing was entered since, so the month is the same"
    assert len([one for one in loads(home) if one.source == "cases_nominations"]) == 3


def test_a_nomination_taken_back_puts_nobody_on_the_list(home: Path) -> None:
    child = child_nobody_flags(home)
    nurse = log_in("boshi")
    nurse.post("/nominations/", {"code": child.child_code, "certainty": "事実", "reason": WHY})
    run_again(home)
    assert child.household_code in listed(home)
    told = {"which": Nomination.objects.get().pk, "reason": "別のこどものことだった"}
    assert nurse.post("/nominations/back/", told).status_code == 302
    run_again(home)
    assert child.household_code not in listed(home)
    assert WHY not in str(handed(home, "cases_nominations"))


def decide_all(home: Path, household: str, decision: str) -> None:
    """The list is received, the household brought to a meeting of today, and its page filled in by こども家庭センター."""
    centre = log_in("center")
    assert centre.post("/cases/receive/", {"run": meta_of(home, "run")["run_id"]}).status_code == 302
    bring_all()
    called = {"kind": "conference", "held_on": "2026-11-20"}
    assert centre.post("/conferences/call/", called).status_code == 302
    page = f"/conferences/{Meeting.objects.get().number}/{Case.objects.get(household_code=household).number}/"
    with open_serving(home) as serving:
        decisions = {child.child_code: decision for child in serving.children_of(household)}
    decider = User.objects.get(username="center").pk
    form = decision_form(centre.get(page).content.decode(), decisions, decider=decider)
    assert centre.post(f"{page}decide/", form).status_code == 302


def test_a_child_that_needs_no_support_stays_off_the_list_until_its_facts_change(home: Path) -> None:
    run_again(home)
    flagged = next(row for row in meta_of(home, "worklist")["listed"] if row["types"])
    household = flagged["household_code"]
    decide_all(home, household, "支援不要")
    run_again(home)
    assert household not in listed(home)
    with open_serving(home) as serving:
        found = serving.household(household)
    assert found is not None and found.place == "left_out:judged_before"
    rows = (handed(home, "cases_decisions") or {})["rows"]
    assert len(rows) == 68 + ChildDecision.objects.count(), "what the department's file held is carried on"
    # As if other facts had been known when it was decided.
    ChildDecision.objects.update(facts_hash=facts_hash(["something else"]))
    run_again(home)
    assert household in listed(home)


ARREARS = "給食費の滞納"


def test_a_note_changes_the_next_months_answers_and_its_limit_goes_with_it(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = [one["id"] for one in meta_of(home, "indicators")].index("item30_lunch_arrears")
    open_to_office = child_nobody_flags(home)
    kept = child_nobody_flags(home, {open_to_office.child_code})
    principal, nurse = log_in("kocho"), log_in("boshi")
    for child, limit in ((open_to_office, "こども課"), (kept, "入力した課")):
        assert child.answer(place) == "no"
        told = {"code": child.child_code, "happened_on": "2026-11-18", "lunch_arrears": "はい", "text": WHY}
        told |= {"informant": "学校", "kind": "滞納連絡", "certainty": "事実", "who_may_see": limit, "ground": "連絡"}
        assert principal.post("/notes/", told).status_code == 302
        # So that the household is on the list, where its reasons are read.
        nominated = {"code": child.child_code, "certainty": "事実", "reason": WHY}
        assert nurse.post("/nominations/", nominated).status_code == 302
    run_again(home)
    with open_serving(home) as serving:
        after = [serving.child(one.child_code) for one in (open_to_office, kept)]
    assert [one is not None and one.answer(place) for one in after] == ["yes", "yes"], "nobody is missed for a limit"
    assert len((handed(home, "mimamori") or {})["rows"]) == 30
    centre = log_in("center")

    def read(child: ServedChild) -> list[str]:
        """The page of the child, and its household's row of the list."""
        rows = {row.household: row for row in centre.get("/worklist/").context["rows"]}
        row = rows[child.household_code]
        return [centre.get(f"/children/{child.child_code}/").content.decode(), str(row.reasons)]

    assert all(ARREARS in text for text in read(open_to_office))
    page, reasons = read(kept)
    assert ARREARS not in page + reasons and "滞納連絡" not in page
    assert "見守りの情報がある" in page and "見守りの情報がある" in reasons and "見てよい範囲を、書いた人が" in page
    assert WHY not in page and WHY in principal.get("/notes/").content.decode()
    office = telling.OFFICE_ROLES
    monkeypatch.setattr(telling, "OFFICE_ROLES", frozenset())
    assert not any(ARREARS in text for text in read(open_to_office)), "こども課 is an office, not everybody"
    monkeypatch.setattr(telling, "OFFICE_ROLES", office)
    monkeypatch.setattr(telling, "NOTES", "")
    monkeypatch.setattr(telling, "facts_said", lambda facts, inside: facts)
    monkeypatch.setattr("tsunagu_web.child.facts.facts_said", lambda facts, inside: facts)
    assert all(ARREARS in text for text in read(kept)), "with the one function turned off it leaks everywhere"


def test_where_nothing_was_entered_nothing_is_received(home: Path) -> None:
    before = len(loads(home))
    run_again(home)
    assert len(loads(home)) == before
    assert handed(home, "cases_nominations") is None


def test_a_month_run_at_the_terminal_takes_them_too(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TSUNAGU_HOME", str(home))
    assert handed_on_by_the_pages() is commands.hand_on
    child = child_nobody_flags(home)
    log_in("boshi").post("/nominations/", {"code": child.child_code, "certainty": "伝聞", "reason": WHY})
    if connection.vendor == "sqlite":  # on PostgreSQL the case store is no file of the home
        assert commands.hand_on(Home(home), load_pack("kaisei"), NOVEMBER) == [], "a home without a store has nothing"
        (home / STORE).touch()
    (receipt,) = commands.hand_on(Home(home), load_pack("kaisei"), NOVEMBER)
    assert (receipt.source, receipt.rows_accepted, receipt.rows_refused) == ("cases_nominations", 5, 0)
    (told,) = files_about(Home(home), {child.child_code}, NOVEMBER)
    assert told == (NOVEMBER, "cases_nominations_202611.json")
    assert files_about(Home(home), {child.child_code}, NOVEMBER + timedelta(days=1)) == [], "before the link was shown"
    assert files_about(Home(home), {"C-9999"}, NOVEMBER) == [], "nothing about another child"
