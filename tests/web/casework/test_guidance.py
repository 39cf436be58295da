"""児童相談所への連絡・送致: who, when, to whom, what it answered; nothing of it is lost, and a report without an answer is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from support.web_cases import NUMBER, plant_cases
from support.web_people import As, change_serving
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.casework.models import Case

URL = f"/cases/{NUMBER}/guidance/"
WHAT = "二の腕にあざがあると、担任から電話で聞いた"
ANSWER = "今夜、職員が家庭を訪ねる"
TOLD = {
    "kind": "send",
    "on": "2026-10-31",
    "hour": "20:10",
    "office": "県中央児童相談所",
    "taken_by": "宮田",
    "words": WHAT,
}


@pytest.fixture
def centre(home: Path, as_person: As, at: Any) -> Client:
    at("2026-10-31 20:00")
    plant_cases(home)
    client = as_person("center")
    case = Case.objects.get(number=NUMBER)
    told = {"move": "alarm", "words": "泣き声がした", "seen": case.events.count()}
    assert client.post(f"/cases/{NUMBER}/move/", told).status_code == 302
    at("2026-10-31 20:14")
    return client


def writes(client: Client, url: str = URL, **changes: str) -> Any:
    told = (TOLD if url == URL else {}) | {"seen": str(Case.objects.get(number=NUMBER).events.count())} | changes
    return client.post(url, told)


def test_it_is_read_on_the_case_at_the_meeting_and_on_today(centre: Client, as_person: As, at: Any) -> None:
    assert "児童相談所：まだ伝えていません" in centre.get("/").content.decode()
    assert writes(centre).status_code == 302
    case = Case.objects.get(number=NUMBER)
    assert (case.state, case.events.latest("seq").move) == ("urgent", "guidance"), "the 48 hours run on"
    page = centre.get(f"/cases/{NUMBER}/").content.decode()
    assert "10月31日 20:10 送致" in page and "返事がまだ" in page and "県中央児童相談所（受けた人：宮田）" in page
    today = centre.get("/").content.decode()
    assert "10月31日 20:10 送致（返事待ち）" in today and "児童相談所の返事を待っています" in today
    assert "児童相談所の返事を待っています" in as_person("sekinin").get("/").content.decode()
    assert centre.post(f"/conferences/urgent/{NUMBER}/").status_code == 302
    meeting = centre.get(f"/conferences/2026-01/{NUMBER}/").content.decode()
    assert "児童相談所に伝えた" in meeting and WHAT in meeting
    number = case.events.latest("seq").seq
    answered = {"of": str(number), "change": "answer", "answered_by": "宮田", "words": ANSWER}
    assert writes(centre, f"{URL}answer/", **answered).status_code == 302
    assert "返事を待っています" not in centre.get("/").content.decode()
    assert ANSWER in centre.get(URL).content.decode()
    assert {row.action for row in AuditRow.objects.filter(action__startswith="case.guidance", result="ok")} == {
        "case.guidance",
        "case.guidance_answer",
    }


def test_an_answer_on_the_telephone_is_one(centre: Client) -> None:
    assert writes(centre, answer=ANSWER).status_code == 302
    assert "返事がまだ" not in centre.get(f"/cases/{NUMBER}/").content.decode()


def test_a_mistake_is_taken_back_and_stays_to_be_read(centre: Client) -> None:
    assert writes(centre).status_code == 302
    number = str(Case.objects.get(number=NUMBER).events.latest("seq").seq)
    back = {"of": number, "change": "mistake", "words": "別の世帯のことだった"}
    assert writes(centre, f"{URL}answer/", **back).status_code == 302
    page = centre.get(URL).content.decode()
    assert "まちがい" in page and WHAT in page and "別の世帯のことだった" in page
    assert "児童相談所：まだ伝えていません" in centre.get("/").content.decode()
    again = writes(centre, f"{URL}answer/", **back)
    assert again.status_code == 409 and "C241" in again.content.decode()


def test_a_case_does_not_end_while_an_answer_is_waited_for(centre: Client) -> None:
    assert writes(centre, kind="notice").status_code == 302
    number = str(Case.objects.get(number=NUMBER).events.latest("seq").seq)
    Case.objects.filter(number=NUMBER).update(state="supporting")
    end = {"move": "finish", "words": "家庭が落ち着いた"}
    refused = writes(centre, f"/cases/{NUMBER}/move/", **end)
    assert refused.status_code == 409 and "C247" in refused.content.decode()
    assert "10月31日 20:10の通知" in refused.content.decode() and "家庭が落ち着いた" in refused.content.decode()
    assert "返事を待っています" in centre.get("/").content.decode()
    answered = {"of": number, "change": "answer", "words": ANSWER}
    assert writes(centre, f"{URL}answer/", **answered).status_code == 302
    assert writes(centre, f"/cases/{NUMBER}/move/", **end).status_code == 302


def test_what_is_wrong_is_said_and_nothing_is_lost(centre: Client) -> None:
    lines = Case.objects.get(number=NUMBER).events.count()
    for wrong, said in (
        ({"office": ""}, "どの児童相談所かを書いてください"),
        ({"hour": "夜"}, "時刻を 20:10 の形で"),
        ({"words": "1234 5678 9018"}, "12桁の数字"),
    ):
        refused = writes(centre, **wrong)
        page = refused.content.decode()
        assert refused.status_code == 400 and said in page and "宮田" in page
    future = writes(centre, hour="20:16")
    assert future.status_code == 409 and "C240" in future.content.decode() and WHAT in future.content.decode()
    assert writes(centre, seen="0").status_code == 409
    assert Case.objects.get(number=NUMBER).events.count() == lines


def test_who_does_not_read_consultations_reads_only_that_it_was_told(centre: Client, as_person: As) -> None:
    assert writes(centre).status_code == 302
    assert writes(centre, kind="notice", hour="20:12").status_code == 302
    for page in ("/", f"/cases/{NUMBER}/"):
        told = as_person("shido").get(page).content.decode()
        assert "20:12 通知" in told and "一時保護" not in told[told.index("20:12 通知") :][:400], page
    board = as_person("shido").get(URL).content.decode()
    assert "10月31日 20:10　送致" in board and "県中央児童相談所" not in board and WHAT not in board
    assert as_person("hantei").get(URL).status_code == 404
    case = as_person("hantei").get(f"/cases/{NUMBER}/").content.decode()
    assert "県中央児童相談所" not in case and WHAT not in case
    with connection.cursor() as cursor:
        cursor.execute("SELECT words, told FROM casework_caseevent WHERE move = 'guidance'")
        (words, told) = cursor.fetchone()
    assert "児童相談所" not in str(told) and WHAT.encode() not in bytes(words)


def test_of_a_household_under_protection_no_place_is_taken_in(centre: Client, home: Path) -> None:
    change_serving(home, "UPDATE children SET protected = 1 WHERE child_code = 'C-0002'")
    refused = writes(centre, words="開成南小学校へ移ったと、担任から聞いた")
    assert refused.status_code == 409 and "C195" in refused.content.decode()
    assert writes(centre).status_code == 302
