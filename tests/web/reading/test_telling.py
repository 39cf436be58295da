"""A reason is told to who reads the facts behind it; to who may only know that there is something, only what it is about."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support.web_cases import plant_cases
from support.web_conferences import MEETING, plant_meeting
from support.web_people import NOT_LISTED, OWN, As, change_serving, meta_of
from tsunagu.serving import open_serving
from tsunagu_web.accounts.models import User
from tsunagu_web.conferences.copy_words import paper_of
from tsunagu_web.conferences.models import Meeting
from tsunagu_web.reading import RunView
from tsunagu_web.reading.telling import Telling

CONSULTED = "item15_poverty_consult"
CANARY = "カナリア生活困窮の相談がある（福祉介護課福祉班、2026-10-25）"
IN_TOUCH = "カナリア要対協の担当者が世帯を支援中"
THERE_IS = "相談・支援の情報がある"


@pytest.fixture
def planted(home: Path, as_person: As, at: Any) -> list[str]:
    """OWN's household was at a desk of 相談; on the list, at a meeting and in support. The words that say so."""
    plant_cases(home)
    plant_meeting()
    indicators = meta_of(home, "indicators")
    place = next(at for at, one in enumerate(indicators) if one["id"] == CONSULTED)
    with open_serving(home) as serving:
        child = serving.child(OWN)
    assert child is not None
    answers = bytearray(child.answers)
    answers[place] = 1
    change_serving(home, "UPDATE children SET answers = ? WHERE child_code = ?", bytes(answers), OWN)
    reason = {
        "indicator": CONSULTED,
        "sentence": CANARY,
        "department": "課",
        "on": "2026-10-25",
        "source": "jido_sodan",
    }
    told = json.dumps({"reasons": [reason]})
    change_serving(home, "INSERT OR REPLACE INTO records VALUES (?, 'F7', ?)", OWN, told)
    worklist = meta_of(home, "worklist")
    row = next(row for row in worklist["listed"] if OWN in row["children"])
    row["reasons"].append(CANARY)
    row["reason_classes"].append(["F5"])
    row["contact"].append(IN_TOUCH)
    row["contact_classes"].append(["F5"])
    change_serving(home, "UPDATE meta SET value = ? WHERE key = 'worklist'", json.dumps(worklist))
    at("2026-11-01 09:00")
    head, nurse = as_person("sekinin"), User.objects.get(username="boshi")
    told_why = {"person": nurse.pk, "words": "健診から続けて会っている"}
    assert head.post(f"/in-support/{NOT_LISTED}/worker/", told_why).status_code == 302
    return [CANARY.replace("2026-10-25", "2026/10/25"), CANARY, IN_TOUCH, indicators[place]["short"]]


def read_by(as_person: As, home: Path, person: str) -> dict[str, str]:
    """What a person reads of OWN's household: pages, and the paper of the meeting made for that person."""
    client = as_person(person)
    case = Meeting.objects.get().items.get(case__household_code="K-0001").case
    paths = ("/worklist/", f"/children/{OWN}/", f"/conferences/{MEETING}/{case.number}/", "/in-support/")
    read = {path: client.get(path).content.decode() for path in paths}
    centre, reader, meeting = (
        User.objects.get(username="center"),
        User.objects.get(username=person),
        Meeting.objects.get(),
    )
    copy = meeting.copies.order_by("number").first()
    assert copy is not None
    copy.to.user = reader
    with open_serving(home) as serving:
        told, _ = paper_of(RunView(serving), meeting, [copy], centre)
    return read | {"paper": json.dumps(told, ensure_ascii=False)}


def leaks(as_person: As, home: Path, words: list[str], person: str) -> set[tuple[str, str]]:
    """Where a person reads which of the words."""
    return {(where, said) for where, text in read_by(as_person, home, person).items() for said in words if said in text}


def test_a_reason_of_consultations_is_told_to_who_reads_them(home: Path, as_person: As, planted: list[str]) -> None:
    found = leaks(as_person, home, planted, "center")
    assert {where for where, said in found if said == planted[0]} >= {"/worklist/", f"/children/{OWN}/", "paper"}
    assert ("/worklist/", IN_TOUCH) in found and (f"/children/{OWN}/", IN_TOUCH) in found


def test_who_may_know_only_that_there_is_something_reads_no_more_anywhere(
    home: Path, as_person: As, planted: list[str]
) -> None:
    assert leaks(as_person, home, planted, "boshi") == set()
    read = read_by(as_person, home, "boshi")
    assert [where for where, text in read.items() if THERE_IS not in text] == []
    assert "児童虐待の相談" not in read["/in-support/"] and "欠席" in read["/worklist/"]


def test_with_the_one_function_turned_off_every_surface_leaks(
    home: Path, as_person: As, planted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Telling, "closed", lambda self, classes, limits=(): "")
    where = {place for place, _ in leaks(as_person, home, [*planted, "児童虐待の相談"], "boshi")}
    assert where >= {"/worklist/", f"/children/{OWN}/", "/in-support/", "paper"}


def test_a_run_made_before_classes_were_told_is_closed_not_open(home: Path, as_person: As, planted: list[str]) -> None:
    indicators, worklist = meta_of(home, "indicators"), meta_of(home, "worklist")
    for one in indicators:
        del one["field_classes"]
    for row in worklist["listed"]:
        del row["reason_classes"], row["contact_classes"]
    change_serving(home, "UPDATE meta SET value = ? WHERE key = 'indicators'", json.dumps(indicators))
    change_serving(home, "UPDATE meta SET value = ? WHERE key = 'worklist'", json.dumps(worklist))
    assert leaks(as_person, home, planted, "boshi") == set()
