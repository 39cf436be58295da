"""所属へ聞く: only whom it may go to, only what the place may know; what is addressed to one is opened by nobody else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from support.web_cases import NUMBER
from support.web_inquiries import TYPES, send_sheet
from support.web_people import OWN, OWN_NOT_PUPIL, PROTECTED, SCHOOL, As, change_serving
from tsunagu_web.accounts.models import RoleAssignment, User
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.casework.models import Case
from tsunagu_web.inquiries.models import Sheet

ASK = f"/cases/{NUMBER}/ask/{OWN}/"
SHEET = f"/inquiries/{NUMBER}/1/"


def send(client: Client, to: str = "principal", url: str = ASK, **told: Any) -> Any:
    """Send the form."""
    first = {"to": to, "due_on": "2026-11-14", "ground": "council", "ground_holds": "1", "types": TYPES, "seen": 1}
    return client.post(url, first | told)


def case_of(code: str) -> Case:
    """The case of a child's household."""
    return next(case for case in Case.objects.all() if code in case.children)


def page(client: Client, url: str) -> str:
    """What a page says."""
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_a_sheet_goes_out_and_the_case_waits_for_it(centre: Client) -> None:
    assert "開成小学校・学校管理職" in page(centre, ASK)
    assert send(centre).status_code == 302
    case = Case.objects.get(number=NUMBER)
    assert (case.state, case.due_at.date().isoformat()) == ("asked", "2026-11-14")  # type: ignore[union-attr]
    assert AuditRow.objects.filter(action="inquiry.ask", result="ok").count() == 2, "the look and the act"
    assert "2026年11月14日" in page(centre, SHEET) and "学校管理職" in page(centre, f"/cases/{NUMBER}/")


def test_a_second_sheet_leaves_the_case_where_it_is_and_stands_in_the_record_of_the_case(centre: Client) -> None:
    send(centre)
    assert send(centre, "ssw", seen=1).status_code == 409
    assert send(centre, "ssw", seen=2).status_code == 302
    assert [one.name for one in Sheet.objects.order_by("number")] == [f"{NUMBER}-1", f"{NUMBER}-2"]
    assert "情報収集シートを出した" in page(centre, f"/cases/{NUMBER}/")


def test_only_those_it_is_addressed_to_open_it(centre: Client, as_person: As) -> None:
    send(centre, "class_teacher:3年1組")
    assert as_person("tannin").get(SHEET).status_code == 200
    assert SHEET in page(as_person("tannin"), "/inquiries/") and SHEET in page(as_person("tannin"), "/")
    for other in ("kocho", "ssw", "shimei", "en", "kansa", "kanri"):
        assert as_person(other).get(SHEET).status_code == 404, other
    RoleAssignment.objects.filter(user__username="tannin").update(school_class="3年2組")
    assert as_person("kansa").get(SHEET).status_code == 404
    assert as_person("tannin").get(SHEET).status_code == 404


def test_a_principal_of_another_school_opens_nothing(centre: Client, as_person: As) -> None:
    send(centre)
    client = as_person("kocho")
    assert client.get(SHEET).status_code == 200
    RoleAssignment.objects.filter(user__username="kocho").update(schools=["開成南小学校"])
    assert client.get(SHEET).status_code == 404


@pytest.mark.parametrize("person", ["hantei", "sekinin", "sv", "boshi", "fukushi", "kansa", "ssw", "kocho", "tannin"])
def test_others_send_no_sheet(centre: Client, as_person: As, person: str) -> None:
    assert send(as_person(person)).status_code == 404
    assert not Sheet.objects.exists()


@pytest.mark.parametrize(
    "told",
    [
        {"to": ""},
        {"to": "nursery"},
        {"to": "class_teacher:9年9組"},
        {"to": "holder:999999"},
        {"due_on": ""},
        {"due_on": "2026-10-30"},
        {"ground": "habit"},
        {"ground": ""},
        {"ground_holds": ""},
        {"types": ["gossip"]},
        {"seen": ""},
    ],
)
def test_what_cannot_be_sent_is_not_sent(centre: Client, told: dict[str, Any]) -> None:
    assert send(centre, **told).status_code == 400
    assert not Sheet.objects.exists() and Case.objects.get(number=NUMBER).state == "received"


def test_a_child_of_another_household_is_not_asked_about_here(centre: Client) -> None:
    assert send(centre, url=f"/cases/{NUMBER}/ask/{PROTECTED}/").status_code == 404


def test_a_child_without_a_place_gets_a_named_person(centre: Client, as_person: As) -> None:
    case = case_of(OWN_NOT_PUPIL)
    url = f"/cases/{case.number}/ask/{OWN_NOT_PUPIL}/"
    told = page(centre, url)
    assert "名指し" in told and 'value="nursery"' not in told and 'value="principal"' not in told
    health = User.objects.get(username="boshi")
    assert send(centre, f"holder:{health.pk}", url).status_code == 302
    number = f"/inquiries/{case.number}/1/"
    assert "あなたに届いた情報収集シート" in page(as_person("boshi"), "/") and number in page(as_person("boshi"), "/")
    assert "問い" in page(as_person("boshi"), number)
    assert "あなたに届いた情報収集シート" not in page(as_person("fukushi"), "/")


def test_of_a_protected_child_no_place_is_named(centre: Client, home: Path) -> None:
    change_serving(home, "UPDATE children SET affiliation = 'カナリア学校' WHERE child_code = ?", PROTECTED)
    case = case_of(PROTECTED)
    url = f"/cases/{case.number}/ask/{PROTECTED}/"
    assert "カナリア学校" not in page(centre, url)
    assert send(centre, "principal", url).status_code == 400
    health = User.objects.get(username="boshi")
    assert send(centre, f"holder:{health.pk}", url).status_code == 302
    for told in (page(centre, f"/inquiries/{case.number}/1/"), page(centre, "/inquiries/")):
        assert "カナリア学校" not in told


def test_once_a_child_is_protected_the_school_opens_nothing_and_is_named_nowhere(
    centre: Client, as_person: As, home: Path
) -> None:
    send(centre)
    assert SCHOOL in page(centre, SHEET)
    change_serving(home, "UPDATE children SET protected = 1 WHERE child_code = ?", OWN)
    change_serving(home, "UPDATE children SET affiliation = NULL WHERE child_code = ?", OWN)
    assert as_person("kocho").get(SHEET).status_code == 404
    for url in (SHEET, "/inquiries/", "/", f"/cases/{NUMBER}/"):
        assert SCHOOL not in page(centre, url), url


def test_the_place_of_a_protected_childs_sister_is_not_named_either(centre: Client, as_person: As, home: Path) -> None:
    send(centre)
    change_serving(home, "UPDATE children SET protected = 1, affiliation = NULL WHERE child_code = 'C-0002'")
    assert as_person("kocho").get(SHEET).status_code == 404
    for url in (ASK, SHEET, "/inquiries/", f"/cases/{NUMBER}/"):
        assert SCHOOL not in page(centre, url), url
    assert send(centre, seen=2).status_code == 400


def test_the_named_person_is_told_to_write_no_place(centre: Client, as_person: As, home: Path) -> None:
    send_sheet(home, f"holder:{User.objects.get(username='boshi').pk}")
    warning = "どの欄にも書かないでください"
    assert warning not in page(as_person("boshi"), SHEET)
    change_serving(home, "UPDATE children SET protected = 1, affiliation = NULL WHERE child_code = ?", OWN)
    assert warning in page(as_person("boshi"), SHEET)


def test_where_the_town_lets_somebody_else_ask_the_others_are_offered_nothing(
    centre: Client, as_person: As, home: Path
) -> None:
    standard = Path(__file__).parents[3] / "src" / "tsunagu_packs" / "standard" / "process.yaml"
    text = standard.read_text(encoding="utf-8")
    named = "to: asked, by: [family_centre, school_board]"
    assert named in text
    (home / "pack").mkdir(exist_ok=True)
    (home / "pack" / "process.yaml").write_text(text.replace(named, "to: asked, by: [school_board]"), encoding="utf-8")
    assert "のことを聞く" not in page(as_person("center"), f"/cases/{NUMBER}/")
    assert centre.get(ASK).status_code == 404 and send(centre).status_code == 404
    assert "のことを聞く" in page(as_person("shido"), f"/cases/{NUMBER}/")


def test_a_school_is_asked_through_the_section_in_charge_of_it(centre: Client, as_person: As, home: Path) -> None:
    standard = Path(__file__).parents[3] / "src" / "tsunagu_packs" / "standard" / "process.yaml"
    text = standard.read_text(encoding="utf-8")
    named = "{of: school, by: [family_centre, school_board]}"
    assert named in text
    (home / "pack").mkdir(exist_ok=True)
    (home / "pack" / "process.yaml").write_text(
        text.replace(named, "{of: school, by: [school_board]}"), encoding="utf-8"
    )
    told = page(centre, ASK)
    assert "<b>学校教育課（指導主事）</b>を通して聞きます" in told and "学校管理職" not in told and SCHOOL not in told
    assert send(centre).status_code == 400 and Sheet.objects.count() == 0
    board = as_person("shido")
    assert "を通して聞きます" not in page(board, ASK) and send(board).status_code == 302
    assert send(centre, f"holder:{User.objects.get(username='boshi').pk}", seen=2).status_code == 302


def test_the_sheet_says_what_the_school_knows_and_nothing_of_the_judgement(
    centre: Client, as_person: As, home: Path
) -> None:
    change_serving(
        home, "INSERT OR REPLACE INTO records VALUES (?, 'F5', ?)", OWN, '{"facts": [{"v": 0, "t": "カナリア相談"}]}'
    )
    send(centre)
    told = page(as_person("kocho"), SHEET)
    assert "佐藤 ひなた" in told and "小3" in told
    assert "児童福祉法第25条の3" in told and "守秘義務" in told
    for word in (
        "カナリア相談",
        "判定",
        "貧困",
        "児童虐待",
        "ヤングケアラー",
        "引きこもり",
        "生活保護",
        "K-0001",
        "面談",
    ):
        assert word not in re.sub(r"<footer.*?</footer>", "", told, flags=re.S).replace("児童虐待防止法", ""), word


def test_an_ended_case_asks_nobody(centre: Client) -> None:
    centre.post(
        f"/cases/{NUMBER}/move/", {"move": "set_aside", "seen": 1, "words": "もう支援している課があると分かった"}
    )
    assert Case.objects.get(number=NUMBER).ended_at is not None
    answer = send(centre, seen=2)
    assert answer.status_code in (404, 409) and not Sheet.objects.exists()


def test_a_stopped_sheet_takes_no_answer(centre: Client, as_person: As, home: Path) -> None:
    send_sheet(home)
    assert centre.post(f"{SHEET}stop/", {"why": "短"}).status_code == 400
    assert as_person("kocho").post(f"{SHEET}stop/", {"why": "もう話しました"}).status_code == 404
    assert centre.post(f"{SHEET}stop/", {"why": "電話で聞けたので"}).status_code == 302
    assert "取りやめになりました" in page(as_person("kocho"), SHEET)
    told = {"seen": 0, "confirmed": "1", "q_clothes": "-"}
    assert as_person("kocho").post(f"{SHEET}answer/", told).status_code in (400, 409)
    assert "あなたに届いた情報収集シート" not in page(as_person("kocho"), "/")
    assert centre.post(f"{SHEET}stop/", {"why": "もう一度取りやめる"}).status_code == 409
