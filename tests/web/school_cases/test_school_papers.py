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
from support.workbooks import cells_of, filled, give_back
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import RoleAssignment, User
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.casework.moving import raise_alarm
from tsunagu_web.reading import current_run
from tsunagu_web.school_cases.workbook import PAGE
from tsunagu_web.support.models import ContactRecord, HandSheetRead, Sighting
from tsunagu_web.support.safety import people_to_see

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
    told = TOLD | {"seen": [OWN_CHILD], "place": "教室", "eyes": "own"}
    assert ssw.post(f"{page_of(OWN)}contacts/", told).status_code == 302
    record = ContactRecord.objects.get()
    assert (record.fact, record.role, record.way) == (FACT, "ssw", "school")
    seen = Sighting.objects.get()
    assert (seen.child_code, seen.own_eyes) == (OWN_CHILD, True), "who was seen in it is not typed a second time"
    assert FACT in ssw.get(page_of(OWN)).content.decode()
    assert FACT in log_in("center").get(f"/cases/{case_of(OWN).number}/support/contacts/").content.decode()
    assert FACT not in somebody("kocho").get(page_of(OWN)).content.decode(), "another section's words"
    assert ssw.post(f"{page_of(OWN)}contacts/", TOLD | {"fact": ""}).status_code == 400
    assert ssw.post(f"{page_of(OWN)}contacts/", told | {"seen": ["C-9999"]}).status_code == 400
    assert ContactRecord.objects.count() == 1


def test_what_the_sheet_tells_is_no_sighting_by_whoever_types_it(home: Path) -> None:
    """安全を確かめた is said from own eyes only; so the page asks whose they were."""
    brought(OWN, 3)
    case, ssw = case_of(OWN), somebody("ssw")
    raise_alarm(case.opened_by, "family_centre", OWN, [], "けがをしていた", {})
    told = TOLD | {"on": "2026-10-31", "hour": f"{clock.now():%H:%M}", "seen": [OWN_CHILD], "place": "教室"}
    for wrong in (told, told | {"eyes": "both"}):
        assert ssw.post(f"{page_of(OWN)}contacts/", wrong).status_code == 400 and not Sighting.objects.exists()
    case = case_of(OWN)
    for eyes, who in (("heard", None), ("own", 2)):
        assert ssw.post(f"{page_of(OWN)}contacts/", told | {"eyes": eyes}).status_code == 302
        with current_run() as run:
            people = {one.code: one for one in people_to_see(case, run, User.objects.get(username="center"))}
        sighting = people[OWN_CHILD].sighting
        assert (sighting and sighting[0]) == who, eyes


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


FILLED = {
    "filled_on": "2026-10-30",
    "filled_by": "担任の上田",
    "concerns": "朝食をとらずに来る",
    "roles": "担任が朝の声かけ、11月末まで",
    "r1.on": "2026/10/29",
    "r1.with_whom": "担任・本人",
    "r1.fact": FACT,
    "r1.seen": OWN_CHILD,
    "r1.place": "教室",
}


def test_the_school_s_sheet_comes_back_as_excel_once(home: Path, tmp_path: Path) -> None:
    brought(OWN, 3)
    ssw, read = somebody("ssw"), f"{page_of(OWN)}sheet/read/"
    pages = cells_of(ssw.post(f"{page_of(OWN)}sheet/file/"), tmp_path)
    told = "\n".join("\t".join(row) for row in pages[PAGE])
    assert REQUEST in told and "守秘義務" in told
    assert not any(words in told for words in ("基準以上", "要対協に登録", MODEL_SCHOOL))
    for wrong in ({"r1.fact": ""}, {"filled_by": ""}, {"r1.place": ""}, {"r1.on": "先週"}):
        answer = give_back(ssw, read, filled(pages, PAGE, **(FILLED | wrong)))
        assert answer.status_code == 409 and "C028" in answer.content.decode(), wrong
    assert not ContactRecord.objects.exists(), "nothing of a sheet that cannot be taken whole"
    content = filled(pages, PAGE, **FILLED)
    assert give_back(ssw, read, content).status_code == 302
    first, second = ContactRecord.objects.order_by("number")
    assert (first.with_whom, first.on.isoformat()) == ("担任の上田", "2026-10-30")
    assert "朝食をとらずに来る" in first.fact and "11月末まで" in first.fact
    assert (second.fact, second.on.isoformat(), second.section) == (FACT, "2026-10-29", ssw_section())
    seen = Sighting.objects.get()
    assert (seen.child_code, seen.own_eyes, seen.seen_by) == (OWN_CHILD, False, "担任・本人"), (
        "whoever reads it saw nobody"
    )
    assert HandSheetRead.objects.get().entries == 2
    assert FACT in ssw.get(page_of(OWN)).content.decode()
    again = give_back(ssw, read, content)
    assert again.status_code == 409 and "C154" in again.content.decode() and ContactRecord.objects.count() == 2


def ssw_section() -> str:
    return str(User.objects.get(username="ssw").section)


def test_who_takes_the_school_s_excel_out_and_gives_it_back(home: Path, tmp_path: Path) -> None:
    """The board does for a school without accounts; nobody else beside the people of the school itself."""
    brought(OWN, 3)
    pages = cells_of(log_in("shido").post(f"{page_of(OWN)}sheet/file/"), tmp_path)
    content = filled(pages, PAGE, **FILLED)
    for person in ("center", "sekinin", "tannin", "shimei", "kansa"):
        client = somebody(person)
        assert client.post(f"{page_of(OWN)}sheet/file/").status_code == 404, person
        assert give_back(client, f"{page_of(OWN)}sheet/read/", content).status_code == 404, person
    assert somebody("kocho", OTHER_SCHOOL).post(f"{page_of(OWN)}sheet/file/").status_code == 404
    somebody("ssw")
    answer = give_back(log_in("shido"), f"{page_of(OWN)}sheet/read/", content)
    assert answer.status_code == 302 and answer["Location"] == f"/cases/{case_of(OWN).number}/"
    assert {one.role for one in ContactRecord.objects.all()} == {"school_board"}
