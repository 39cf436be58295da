"""サポートプラン: the family's words in versions, no score; shown and agreed, or not yet and why; a sheet for the family."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from support.paper_text import text_of_paper
from support.web_cases import NUMBER, plant_cases
from support.web_people import OWN, PROTECTED, As
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.casework.models import Case
from tsunagu_web.support.models import Plan, PlanShown

BASE = f"/cases/{NUMBER}/support/plan/"
PLAN = {
    "seen": 0,
    "goals": "朝ごはんを食べて学校に行く",
    f"wish_{OWN}": "ねこといっしょに寝たい",
    "parent_wish": "夜の仕事を減らしたい",
    "we_do": "手当の届をいっしょに書く",
    "next_talk": "2026-12-01",
}


@pytest.fixture
def centre(as_person: As, home: Path, at: Any) -> Client:
    """こども家庭センター, on the day after the list was received."""
    at("2026-10-31 11:00")
    client = as_person("center")
    plant_cases(home)
    return client


def page(client: Client, url: str = BASE) -> str:
    """What a page says."""
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def shown(client: Client, **told: Any) -> Any:
    """Send the form after the plan was shown."""
    first = {"plan": Plan.objects.latest("seq").seq, "on": "2026-10-31", "to_whom": "母と本人", "answer": "agreed"}
    return client.post(f"{BASE}shown/", first | told)


def test_a_plan_is_written_in_versions(centre: Client) -> None:
    assert centre.post(f"{BASE}write/", PLAN).status_code == 302
    told = page(centre)
    assert "ねこといっしょに寝たい" in told and "まだ家族に見せていません" in told
    slow = centre.post(f"{BASE}write/", PLAN)
    assert slow.status_code == 409 and "C043" in slow.content.decode()
    assert centre.post(f"{BASE}write/", PLAN | {"seen": 1, "goals": "家族で夕ごはんを食べる"}).status_code == 302
    told = page(centre)
    assert "第2版" in told and "家族で夕ごはんを食べる" in told and PLAN["goals"] in told
    assert Plan.objects.count() == 2


def test_who_writes_who_reads_and_who_does_not(centre: Client, as_person: As) -> None:
    assert as_person("boshi").post(f"{BASE}write/", PLAN).status_code == 302
    for person in ("fukushi", "sekinin", "sv"):
        assert PLAN["we_do"] in page(as_person(person)) and "プランにする" not in page(as_person(person))
        assert as_person(person).post(f"{BASE}write/", PLAN | {"seen": 1}).status_code == 404
    for person in ("shido", "hantei", "kocho", "kansa"):
        assert as_person(person).get(BASE).status_code == 404
        assert as_person(person).get(f"{BASE}paper/").status_code == 404


@pytest.mark.parametrize("told", [{"goals": ""}, {"we_do": ""}, {"next_talk": ""}, {"next_talk": "いつか"}])
def test_what_is_missing_is_not_kept_and_nothing_typed_is_lost(centre: Client, told: dict[str, str]) -> None:
    answer = centre.post(f"{BASE}write/", PLAN | told)
    assert answer.status_code == 400 and not Plan.objects.exists()
    assert "ねこといっしょに寝たい" in answer.content.decode()


def test_agreed_or_not_yet_with_the_reason(centre: Client) -> None:
    centre.post(f"{BASE}write/", PLAN)
    assert shown(centre, answer="not_yet").status_code == 400
    assert shown(centre, on="2026-11-30").status_code == 400
    assert shown(centre, answer="").status_code == 400
    assert not PlanShown.objects.exists()
    assert shown(centre, answer="not_yet", why_not="父とも話したい").status_code == 302
    assert "まだ合意していません" in page(centre) and "父とも話したい" in page(centre)
    assert shown(centre).status_code == 302
    assert "母と本人と合意しました" in page(centre)


def test_a_new_version_has_to_be_shown_again(centre: Client) -> None:
    centre.post(f"{BASE}write/", PLAN)
    first = Plan.objects.get().seq
    shown(centre)
    centre.post(f"{BASE}write/", PLAN | {"seen": 1})
    assert "まだ家族に見せていません" in page(centre)
    late = shown(centre, plan=first)
    assert late.status_code == 409 and "C049" in late.content.decode()


def test_the_familys_sheet_has_names_and_wishes_and_nothing_of_the_judgement(centre: Client) -> None:
    centre.post(f"{BASE}write/", PLAN)
    answer = centre.get(f"{BASE}paper/")
    assert answer["Content-Type"] == "application/pdf" and AuditRow.objects.get(action="plan.paper").children
    body = text_of_paper(answer.content)
    assert "佐藤 ひなた" in body and "佐藤 陸" in body, "each child of the household"
    assert "これから聞きます" in body, "a wish nobody asked for yet is not passed over"
    assert not re.search("点|判定|該当|貧困|虐待|類型|リスク|K-0001|2026-0001", body)
    assert "ねこといっしょに寝たい" in body and "家族に見せ" not in body


def test_there_is_no_sheet_before_there_is_a_plan(centre: Client) -> None:
    assert centre.get(f"{BASE}paper/").status_code == 404


def test_promises_stand_on_the_sheet_and_other_tasks_do_not(centre: Client) -> None:
    centre.post(f"{BASE}write/", PLAN)
    told = {"kind": "01", "due_on": "2026-11-10", "outside_name": "中村", "outside_place": "社会福祉協議会"}
    told |= {"given_on": "2026-10-31", "given_way": "spoken", "given_ground": "consent", "given_duty": "1"}
    url = f"/cases/{NUMBER}/support/tasks/"
    assert centre.post(url, told | {"what": "食料を届ける", "promised": "1"}).status_code == 302
    assert centre.post(url, told | {"what": "学校に様子を聞く"}).status_code == 302
    sheet = text_of_paper(centre.get(f"{BASE}paper/").content)
    assert "食料を届ける" in sheet and "学校に様子を聞く" not in sheet


def test_a_protected_familys_sheet_tells_no_place(centre: Client) -> None:
    case = next(one for one in Case.objects.all() if PROTECTED in one.children)
    url = f"/cases/{case.number}/support/plan/"
    assert centre.post(f"{url}write/", PLAN | {f"wish_{PROTECTED}": "外で遊びたい"}).status_code == 302
    sheet = text_of_paper(centre.get(f"{url}paper/").content)
    assert "外で遊びたい" in sheet and "小学校" not in sheet
