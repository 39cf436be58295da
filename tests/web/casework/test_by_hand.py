"""A case that no list brought: opened by こども家庭センター with reason and source, recorded, and told to the 責任者."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from support.web_cases import plant_cases
from support.web_people import NOT_LISTED, OWN, As, change_serving
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.casework.models import Case

URL = "/cases/open/"
WHY, TOWN = "母から、夜に一人で泣いていると電話で聞いた", "小田原市 こども若者支援課 高橋"
TOLD = {"code": NOT_LISTED, "origin": "consulted", "source": "母", "on": "2026-10-30", "reason": WHY}
CAME = {"origin": "moved_in", "source": TOWN, "papers": "かぎ付きPDF1通、佐々木が受け取った"}


@pytest.fixture
def centre(home: Path, as_person: As, at: Any) -> Client:
    at("2026-10-31 09:00")
    plant_cases(home)
    return as_person("center")


def test_it_begins_where_every_case_begins_with_its_source_and_nothing_judged(centre: Client, as_person: As) -> None:
    assert centre.get(f"/children/{NOT_LISTED}/").status_code == 404, "until then not in hand"
    answer = centre.post(URL, TOLD)
    case = Case.objects.latest("pk")
    assert (answer.status_code, answer["Location"]) == (302, f"/cases/{case.number}/")
    assert (case.state, case.children, case.origin) == ("received", [NOT_LISTED], "consulted")
    page = centre.get(f"/cases/{case.number}/").content.decode()
    assert "直接の相談" in page and "相談した人・情報源：母（10月30日）" in page and WHY in page
    assert centre.get(f"/children/{NOT_LISTED}/").status_code == 200
    row = AuditRow.objects.filter(action="case.open", result="ok").latest("seq")
    assert NOT_LISTED in row.object
    told = "手で開かれたケース"
    assert told in as_person("sekinin").get("/").content.decode() and told not in centre.get("/").content.decode()
    screener = as_person("hantei").get(f"/cases/{case.number}/").content.decode()
    assert WHY not in screener
    with connection.cursor() as cursor:
        cursor.execute("SELECT words, told FROM casework_caseevent WHERE case_id = %s", [case.pk])
        words, kept = cursor.fetchone()
    assert WHY.encode() not in bytes(words) and "母" not in str(kept)


def test_one_that_was_ended_at_once_is_told_to_the_head_as_well(centre: Client, as_person: As) -> None:
    """Else somebody could open a household's record, read it, and leave nothing but a line."""
    centre.post(URL, TOLD)
    case = Case.objects.latest("pk")
    end = {"move": "set_aside", "words": "母の思いちがいだった", "seen": case.events.count()}
    assert centre.post(f"/cases/{case.number}/move/", end).status_code == 302
    told = as_person("sekinin").get("/").content.decode()
    assert "手で開かれたケース" in told and f"/cases/{case.number}/" in told


def test_what_another_town_handed_over_is_answered(centre: Client, as_person: As) -> None:
    refused = centre.post(URL, TOLD | CAME | {"papers": ""})
    assert (
        refused.status_code == 400
        and "受け取った書類と" in refused.content.decode()
        and TOWN in refused.content.decode()
    )
    assert centre.post(URL, TOLD | CAME).status_code == 302
    case = Case.objects.latest("pk")
    page = centre.get(f"/cases/{case.number}/").content.decode()
    assert "移管元：小田原市" in page and "受け取った書類：かぎ付き" in page and "まだ返事していません" in page
    assert "移管元にまだ返事していない" in centre.get("/").content.decode()
    reply = {"words": "高橋に電話し、11月2日に訪ねると伝えた", "seen": case.events.count()}
    for person in ("hantei", "kocho"):
        assert as_person(person).post(f"/cases/{case.number}/moved-in/", reply).status_code == 404, person
    assert centre.post(f"/cases/{case.number}/moved-in/", reply | {"words": "略"}).status_code == 400
    ends = centre.post(f"/cases/{case.number}/move/", reply | {"move": "set_aside", "words": "元の町が続けて会う"})
    assert ends.status_code == 409 and "C248" in ends.content.decode(), "it would be on nobody's 今日 any more"
    assert centre.post(f"/cases/{case.number}/moved-in/", reply).status_code == 302
    assert "移管元にまだ返事していない" not in centre.get("/").content.decode()
    assert centre.post(f"/cases/{case.number}/moved-in/", reply).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "status", "said"),
    [
        ({"code": "C-9999"}, 409, "C052"),
        ({"code": OWN}, 409, "C003"),
        ({"on": "2026-11-01"}, 409, "C246"),
        ({"reason": "略"}, 400, "5文字以上"),
        ({"reason": "1234 5678 9018 のこと"}, 400, "12桁"),
        ({"source": ""}, 400, "だれから"),
        ({"origin": ""}, 400, "きっかけ"),
    ],
)
def test_what_is_wrong_is_said_and_opens_nothing(centre: Client, wrong: dict[str, str], status: int, said: str) -> None:
    cases = Case.objects.count()
    refused = centre.post(URL, TOLD | wrong)
    assert refused.status_code == status and said in refused.content.decode() and Case.objects.count() == cases


def test_of_a_household_under_protection_no_place_is_taken_in(centre: Client, home: Path) -> None:
    change_serving(home, "UPDATE children SET protected = 1 WHERE child_code = ?", NOT_LISTED)
    refused = centre.post(URL, TOLD | {"reason": "いまは開成南小学校の近くにいると、母から聞いた"})
    assert refused.status_code == 409 and "C195" in refused.content.decode()
    assert not Case.objects.filter(origin="consulted").exists()
    row = AuditRow.objects.latest("seq")
    assert (row.action, row.children) == ("case.open", [NOT_LISTED]), "that there is 支援措置 was told of this child"
    assert centre.post(URL, TOLD).status_code == 302


def test_that_a_case_is_open_is_a_look_at_the_child(centre: Client) -> None:
    centre.post(URL, TOLD | {"code": OWN})
    assert AuditRow.objects.latest("seq").children == [OWN]
    centre.post(URL, TOLD | {"code": "C-9999"})
    assert AuditRow.objects.latest("seq").children == []
