"""判定担当 reads the list, the facts and the state of a case, and nothing that people wrote freely (security.md, note 1)."""

from __future__ import annotations

import pytest
from django.test import Client

from support.web_conferences import MEETING, SOURCE, WHY, decision_form
from support.web_people import OWN, As
from tsunagu_web.access import Grant
from tsunagu_web.accounts.models import User
from tsunagu_web.conferences.models import Meeting

HEARD, SEEN, DANGER, MINUTES = (
    "父が怒鳴ると聞いた",
    "玄関に出てこない",
    "けさ、あざを見た",
    "母の病気のことを話し合った",
)
WRITTEN = (HEARD, SEEN, DANGER, MINUTES, WHY, SOURCE)


@pytest.fixture
def number(centre: Client, meeting: Meeting) -> str:
    """A case of which everything was written: 支援経過, a decision with its reason, an alarm, minutes."""
    case = meeting.items.get(case__household_code="K-0001").case
    support = f"/cases/{case.number}/support/"
    contact = {
        "on": "2026-11-11",
        "way": "visit",
        "with_whom": "母",
        "fact": SEEN,
        "heard": HEARD,
        "heard_from": "祖母",
    }
    assert centre.post(f"{support}contacts/add/", contact).status_code == 302
    path = f"/conferences/{MEETING}/{case.number}/"
    decisions = {code: "要支援" for code in case.children}
    form = decision_form(centre.get(path).content.decode(), decisions, decider=User.objects.get(username="center").pk)
    assert centre.post(f"{path}decide/", form).status_code == 302
    assert centre.post(f"/conferences/{MEETING}/minutes/", {"words": MINUTES, "seen": 1}).status_code == 302
    alarm = {"move": "alarm", "seen": case.events.count(), "words": DANGER}
    assert centre.post(f"/cases/{case.number}/move/", alarm).status_code == 302
    return str(case.number)


def read_by(client: Client, number: str) -> str:
    """Every page of the case and its meeting that opens."""
    case, meeting = f"/cases/{number}/", f"/conferences/{MEETING}/"
    pages = (
        case,
        f"{case}support/",
        f"{case}support/contacts/",
        meeting,
        f"{meeting}{number}/",
        "/",
        f"/children/{OWN}/",
    )
    return "".join(client.get(page).content.decode() for page in pages)


def test_who_works_with_the_family_reads_what_was_written(as_person: As, number: str) -> None:
    assert [words for words in WRITTEN if words not in read_by(as_person("sv"), number)] == []


def test_who_judges_the_month_reads_state_and_facts_and_no_written_word(as_person: As, number: str) -> None:
    client = as_person("hantei")
    read = read_by(client, number)
    assert [words for words in WRITTEN if words in read] == []
    assert "要支援" in read and "わけは、この役割では表示しません" in read
    assert "児童相談：養護" in client.get(f"/children/{OWN}/").content.decode(), "the facts of 相談"


def test_with_the_one_decision_turned_off_the_words_are_read(
    as_person: As, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Grant, "reads_words", property(lambda self: True))
    read = read_by(as_person("hantei"), number)
    assert {WHY, SOURCE, DANGER, MINUTES} <= {words for words in WRITTEN if words in read}
