"""校内シート and 最終目視確認シート: what may leave on paper, its row, and the school's own 支援経過 coming back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.izumi_town import code_of
from support.paper_text import text_of_paper
from support.web_people import change_serving, log_in
from support.web_school_cases import (
    MODEL_SCHOOL,
    OTHER_SCHOOL,
    OWN,
    REQUEST,
    SAME,
    brought,
    case_of,
    move,
    receive,
    somebody,
)
from tsunagu_web.accounts.models import RoleAssignment, User
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.support.models import ContactRecord, Sighting

OWN_CHILD = code_of("モデル校、発達◎と服装○")
FACT = "担任が毎朝声をかけ、保健室で朝食をとるようになった"
TOLD = {"on": "2026-10-30", "way": "school", "with_whom": "担任", "fact": FACT}


def page_of(household: str) -> str:
    return f"/school-cases/{case_of(household).number}/"


def sheet_text(client: Any, household: str) -> str:
    answer = client.get(f"{page_of(household)}sheet/")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    return text_of_paper(answer.content)


def test_the_school_s_sheet_holds_the_request_and_empty_boxes(home: Path) -> None:
    brought(OWN, 3)
    before = AuditRow.objects.count()
    text = sheet_text(somebody("ssw"), OWN)
    for words in (REQUEST, OWN_CHILD, case_of(OWN).number, "校内での支援経過", "守秘義務", "2026年11月6日"):
        assert words in text, words
    for words in ("基準以上", "要対協に登録", MODEL_SCHOOL):
        assert words not in text, words
    [row] = AuditRow.objects.order_by("pk")[before:]
    assert (row.action, row.result, row.object) == ("school_case.sheet", "ok", f"case:{case_of(OWN).number}")
    assert row.children


def test_who_may_take_the_sheet_out(home: Path) -> None:
    brought(OWN, 2)
    got = {
        person: somebody(person).get(f"{page_of(OWN)}sheet/").status_code
        for person in ("kocho", "ssw", "shido", "center", "sekinin", "tannin", "shimei", "kansa")
    }
    assert got == dict.fromkeys(got, 404) | {"kocho": 200, "shido": 200}, "not yet the SSW's"
    assert somebody("kocho", OTHER_SCHOOL).get(f"{page_of(OWN)}sheet/").status_code == 404
    assert somebody("kocho").get(f"{page_of(SAME)}sheet/").status_code == 404


def test_the_board_prints_nothing_of_a_case_that_has_not_come_to_the_school(home: Path) -> None:
    brought(OWN, 0)
    answer = log_in("shido").get(f"{page_of(OWN)}sheet/")
    assert answer.status_code == 409 and "C113" in answer.content.decode()
    assert log_in("shido").get(f"/cases/{case_of(OWN).number}/").status_code == 200, "the case itself is open to her"


def test_the_sheet_of_a_protected_child_is_the_board_s_and_names_no_place(bare: Path) -> None:
    receive(bare, hides=(OWN_CHILD,))
    brought(OWN, 2)
    assert somebody("kocho").get(f"{page_of(OWN)}sheet/").status_code == 404
    assert MODEL_SCHOOL not in sheet_text(log_in("shido"), OWN)


def test_the_school_s_own_support_comes_back_once_and_is_read_by_the_centre(home: Path) -> None:
    brought(OWN, 3)
    ssw = somebody("ssw")
    told = TOLD | {"seen": [OWN_CHILD], "place": "教室"}
    assert ssw.post(f"{page_of(OWN)}contacts/", told).status_code == 302
    record = ContactRecord.objects.get()
    assert (record.fact, record.role, record.way) == (FACT, "ssw", "school")
    assert Sighting.objects.get().child_code == OWN_CHILD, "who was seen in it is not typed a second time"
    assert FACT in ssw.get(page_of(OWN)).content.decode()
    assert FACT in log_in("center").get(f"/cases/{case_of(OWN).number}/support/contacts/").content.decode()
    assert FACT not in somebody("kocho").get(page_of(OWN)).content.decode(), "another section's words"
    assert ssw.post(f"{page_of(OWN)}contacts/", TOLD | {"fact": ""}).status_code == 400
    assert ssw.post(f"{page_of(OWN)}contacts/", told | {"seen": ["C-9999"]}).status_code == 400
    assert ContactRecord.objects.count() == 1


def test_of_brothers_and_sisters_at_two_schools_each_ssw_reads_the_own_school_s_part(home: Path) -> None:
    """Both belong to one section; the one who shares the school reads on, the one who does not reads nothing."""
    brother = code_of("保護が2人")
    change_serving(home, f"UPDATE children SET household_code = '{OWN}' WHERE child_code = '{brother}'")
    brought(OWN, 3)
    assert somebody("ssw").post(f"{page_of(OWN)}contacts/", TOLD).status_code == 302
    section = User.objects.get(username="ssw").section
    for name, school in (("ssw_there", OTHER_SCHOOL), ("ssw_here", MODEL_SCHOOL)):
        other = User.objects.create_user(name, "invented-and-long-1", display_name=name, section=section)
        RoleAssignment.objects.create(user=other, role="ssw", purpose="P3", starts_on="2026-04-01", schools=[school])
    there, here = log_in("ssw_there"), log_in("ssw_here")
    writer = RoleAssignment.objects.filter(user__username="ssw", role="ssw")
    writer.update(schools=[MODEL_SCHOOL])
    page = there.get(page_of(OWN)).content.decode()
    assert brother in page and FACT not in page, "the same case, another school"
    assert FACT in here.get(page_of(OWN)).content.decode()
    writer.update(ends_on="2026-10-31")
    assert FACT in here.get(page_of(OWN)).content.decode(), "whoever wrote it has gone since"


@pytest.mark.parametrize("person", ["center", "shido", "tannin", "shimei", "kansa"])
def test_others_write_nothing_on_the_school_s_page(home: Path, person: str) -> None:
    brought(OWN, 3)
    assert somebody(person).post(f"{page_of(OWN)}contacts/", TOLD).status_code == 404
    assert somebody("ssw").post(f"{page_of(SAME)}contacts/", TOLD).status_code == 404, "not handed over"
    assert not ContactRecord.objects.exists()


def test_the_town_s_records_stay_out_of_the_school_s_page(home: Path) -> None:
    brought(OWN, 3)
    secret = "母から、夜に家を出たと聞いた"
    url = f"/cases/{case_of(OWN).number}/support/contacts/add/"
    for person in ("center", "shido"):
        assert log_in(person).post(url, TOLD | {"fact": secret}).status_code == 302
    for person in ("ssw", "kocho"):
        assert secret not in somebody(person).get(page_of(OWN)).content.decode(), person


def test_nothing_is_written_to_an_ended_case(home: Path) -> None:
    brought(OWN, 4)
    assert move(somebody("ssw"), OWN, "teachers_only", at_school=True, words=FACT).status_code == 302
    assert move(log_in("center"), OWN, "finish", words=FACT).status_code == 302
    answer = somebody("ssw").post(f"{page_of(OWN)}contacts/", TOLD)
    assert answer.status_code == 409 and "C044" in answer.content.decode()


def test_the_sighting_sheet_says_who_was_seen_when_and_who_never(home: Path) -> None:
    case = case_of(OWN)
    url = f"/cases/{case.number}/support/sightings/"
    centre = log_in("center")
    text = text_of_paper(centre.get(f"{url}paper/").content)
    assert "まだだれも見ていません" in text and OWN_CHILD in text and case.number in text
    seen = {"child_code": OWN_CHILD, "on": "2026-10-30", "eyes": "own", "place": "教室の前"}
    assert centre.post(url, seen).status_code == 302
    before = AuditRow.objects.count()
    text = text_of_paper(centre.get(f"{url}paper/").content)
    assert "2026年10月30日（1日前）に 佐々木" in text and "教室の前" not in text and MODEL_SCHOOL not in text
    [row] = AuditRow.objects.order_by("pk")[before:]
    assert (row.action, row.result) == ("sighting.paper", "ok") and row.children
    for person in ("shido", "boshi", "fukushi"):
        assert log_in(person).get(f"{url}paper/").status_code == 200, person
    for person in ("hantei", "sekinin", "sv", "ssw", "kocho", "kansa"):
        assert somebody(person).get(f"{url}paper/").status_code == 404, person
