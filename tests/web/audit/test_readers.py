"""Who saw this child, which looks to ask about, and one's own: each page for whom it says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from support.web_cases import plant_cases
from support.web_conferences import plant_meeting
from support.web_loads import receive_protection
from support.web_people import NOT_LISTED, OWN, As, opened_in_an_emergency, serving_file
from tsunagu.month import Home
from tsunagu.serving import SERVING_FILE, open_serving
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.addresses import mark_of
from tsunagu_web.accounts.models import User
from tsunagu_web.accounts.people import note_address
from tsunagu_web.audit.models import AuditHead, AuditRow
from tsunagu_web.casework.models import Case, CaseMember
from tsunagu_web.conferences.calling import attend
from tsunagu_web.conferences.models import Meeting


def rows_of(page: str) -> str:
    """The table's text."""
    return page.partition("<tbody>")[2].partition("</tbody>")[0]


@pytest.mark.parametrize("person", ["kansa", "kojin"])
def test_who_saw_a_child_and_who_was_refused(as_person: As, person: str) -> None:
    as_person("center").get(f"/children/{OWN}/")
    as_person("shido").get("/worklist/")
    as_person("sekinin").get(f"/children/{NOT_LISTED}/")
    reader = as_person(person)
    own = rows_of(reader.get(f"/records/child/?code={OWN.lower()}").content.decode())
    assert [name in own for name in ("center", "shido", "sekinin")] == [True, True, False]
    other = rows_of(reader.get(f"/records/child/?code={NOT_LISTED}").content.decode())
    assert ("sekinin" in other, "断った" in other, "center" in other) == (True, True, False)


@pytest.mark.parametrize("code", ["佐藤", "C-1", "C-0001'", "%"])
def test_only_a_child_s_code_is_looked_up(as_person: As, code: str) -> None:
    answer = as_person("kansa").get("/records/child/", {"code": code})
    assert answer.status_code == 400
    assert "「C-0001」の形で入れてください" in answer.content.decode()


def test_looks_outside_the_caseload_are_told(as_person: As) -> None:
    as_person("hantei").get(f"/children/{OWN}/")
    opened_in_an_emergency("C-0013")
    as_person("center").get("/children/C-0013/")
    found = rows_of(as_person("kansa").get("/records/watch/").content.decode())
    assert "C-0013" in found and "担当の外" in found
    assert OWN not in found


def test_a_look_is_held_against_the_caseload_of_its_own_time(as_person: As, home: Path, at: Any) -> None:
    plant_cases(home)
    at("2026-11-01 09:00")
    case = Case.objects.get(household_code="K-0001")
    nurse, centre = (User.objects.get(username=name) for name in ("boshi", "center"))
    as_person("boshi").get(f"/cases/{case.number}/")

    def watch() -> str:
        return rows_of(as_person("kojin").get("/records/watch/").content.decode())

    assert OWN not in watch(), "nobody was in charge yet"
    CaseMember.objects.create(case=case, person=centre, joined_at=clock.now(), joined_by=centre)
    at("2026-11-02 09:00")
    for person in ("boshi", "center"):
        as_person(person).get(f"/cases/{case.number}/")
    assert OWN in watch() and "担当の外" in watch(), "ケース is watched too, and a team has it now"
    CaseMember.objects.create(case=case, person=nurse, joined_at=clock.now(), joined_by=centre)
    assert OWN in watch(), "who joins afterwards was outside when looking"
    Case.objects.update(ended_at=clock.now(), state="ended")
    at("2026-11-03 09:00")
    assert "center" not in watch(), "whose it was then is not outside because it ended"


def watched_rows(as_person: As) -> str:
    """What the page tells to ask about."""
    return rows_of(as_person("kojin").get("/records/watch/").content.decode())


def test_a_second_look_after_joining_does_not_hide_the_first(as_person: As, home: Path, at: Any) -> None:
    plant_cases(home)
    at("2026-11-02 09:00")
    case = Case.objects.get(household_code="K-0001")
    nurse, centre = (User.objects.get(username=name) for name in ("boshi", "center"))
    CaseMember.objects.create(case=case, person=centre, joined_at=clock.now(), joined_by=centre)
    as_person("boshi").get(f"/cases/{case.number}/")
    at("2026-11-02 09:05")
    CaseMember.objects.create(case=case, person=nurse, joined_at=clock.now(), joined_by=centre)
    at("2026-11-02 09:06")
    as_person("boshi").get(f"/cases/{case.number}/")
    assert "boshi" in watched_rows(as_person)


def test_who_is_asked_into_a_meeting_afterwards_was_outside_when_looking(as_person: As, home: Path, at: Any) -> None:
    plant_cases(home)
    case = Case.objects.get(household_code="K-0001")
    nurse, centre = (User.objects.get(username=name) for name in ("boshi", "center"))
    CaseMember.objects.create(case=case, person=centre, joined_at=case.opened_at, joined_by=centre)
    plant_meeting()
    at("2026-11-12 09:00")
    for person in ("boshi", "shido"):
        as_person(person).get(f"/cases/{case.number}/")
    told = watched_rows(as_person)
    assert "boshi" in told and "shido" not in told, "who was asked to the meeting is not outside"
    at("2026-11-12 09:05")
    attend(centre, Meeting.objects.get(), nurse)
    assert "boshi" in watched_rows(as_person)


def look_again(**changed: Any) -> None:
    """The newest look at a child once more, by somebody else or at something else."""
    row = AuditRow.objects.filter(action="child.look").values().latest("seq")
    seq = AuditRow.objects.latest("seq").seq + 1
    AuditRow.objects.create(**row | {"seq": seq} | changed)
    AuditHead.objects.update(seq=seq)


def test_lists_and_the_own_section_s_files_are_not_outside(as_person: As) -> None:
    opened_in_an_emergency("C-0013")
    as_person("center").get("/children/C-0013/")
    look_again(user="boshi", object="service:rule", children=["C-0013", OWN])
    look_again(user="fukushi", object="letter:1:rule:K-0009")
    look_again(user="hantei", object="values:C-0013", roles="data_owner")
    found = watched_rows(as_person)
    assert "center" in found and not any(name in found for name in ("boshi", "fukushi", "hantei"))


def test_three_months_are_gone_through_at_once_and_those_before_are_within_reach(as_person: As, at: Any) -> None:
    at("2026-07-01 09:00")
    opened_in_an_emergency("C-0013")
    as_person("center").get("/children/C-0013/")
    at("2026-10-31 09:00")
    officer = as_person("kojin")
    page = officer.get("/records/watch/").content.decode()
    assert "C-0013" not in rows_of(page) and "2026年8月1日から2026年10月31日まで" in page
    assert 'href="?back=1"' in page
    assert "C-0013" in rows_of(officer.get("/records/watch/?back=1").content.decode())
    assert officer.get("/records/watch/?back=x").status_code == 200


def test_a_month_whose_list_is_gone_or_damaged_is_said(as_person: As, home: Path, at: Any) -> None:
    """Nothing is held against who looked while no list can be read, and the page says from when until when."""
    at("2026-10-20 09:00")
    opened_in_an_emergency("C-0013")
    as_person("center").get("/children/C-0013/")
    at("2026-10-31 09:00")
    damaged = home / "runs" / "damaged" / SERVING_FILE
    damaged.parent.mkdir()
    damaged.write_bytes(b"SQLite format 3\0" + bytes(4096))
    now = serving_file(home).parent.name

    def told(*runs: tuple[str, str]) -> str:
        lines = [json.dumps({"run": run, "finished_at": f"{day}T00:00:00+09:00"}) + "\n" for day, run in runs]
        Home(home).run_log.write_text("".join(lines), encoding="utf-8")
        return as_person("kojin").get("/records/watch/").content.decode()

    kept = told(("2026-07-01", "gone"), ("2026-07-31", now))
    assert "C-0013" in rows_of(kept) and "読めないため" not in kept
    page = told(("2026-10-01", "gone"), ("2026-10-10", "damaged"), ("2026-10-25", now))
    assert "C-0013" not in rows_of(page)
    assert "2026/8/1〜2026/10/25</p>" in page


def test_the_privacy_officer_reads_what_to_ask_about_and_the_anchors(as_person: As) -> None:
    for page in ("/records/watch/", "/records/anchor/"):
        assert as_person("kojin").get(page).status_code == 200
        assert as_person("center").get(page).status_code == 404


def test_the_same_surname_is_told_and_named_to_nobody(as_person: As) -> None:
    client = as_person("center")
    client.get(f"/children/{OWN}/")
    assert OWN not in rows_of(as_person("kansa").get("/records/watch/").content.decode())
    User.objects.filter(username="center").update(display_name="佐藤")
    page = as_person("kansa").get("/records/watch/").content.decode()
    assert "見た人と同じ名字" in rows_of(page)
    assert "佐藤" not in page.partition("<main")[2]


def test_the_same_address_is_told_however_it_is_written(as_person: As, home: Path, at: Any) -> None:
    at("2026-10-31 09:00")
    with open_serving(home) as serving:
        address = serving.records(OWN, ("F6",))["F6"]["address"]
    as_person("center").get(f"/children/{OWN}/")
    note_address("center", "よその町 1-1")
    assert OWN not in rows_of(as_person("kansa").get("/records/watch/").content.decode())
    note_address("center", f" {address} ")
    page = as_person("kansa").get("/records/watch/").content.decode()
    assert "見た人と同じ住所" in rows_of(page)
    assert address not in page
    assert address not in User.objects.get(username="center").address_mark


def test_an_address_s_mark_is_the_same_for_the_same_place(home: Path) -> None:
    assert mark_of("開成町吉田島1丁目2番地3") == mark_of("開成町吉田島１－２－３")
    assert mark_of("開成町吉田島1-2-3") != mark_of("開成町吉田島1-2-4")
    same = ("神奈川県足柄上郡開成町吉田島一丁目2-3", "吉田島1丁目2番の3", "開成町吉田島1-2-3 コーポ青葉201号室")
    assert {mark_of(one) for one in same} == {mark_of("開成町吉田島1-2-3")}
    assert mark_of("開成町吉田島十二丁目3") == mark_of("開成町吉田島12-3") != mark_of("開成町吉田島2-3")


def test_everybody_reads_the_own_rows_only(as_person: As) -> None:
    as_person("center").get(f"/children/{OWN}/")
    as_person("hantei").get("/children/C-0006/")
    mine = rows_of(as_person("center").get("/records/mine/").content.decode())
    assert OWN in mine and "C-0006" not in mine
    assert set(re.findall(r'<th scope="row">(\w+)<br>', mine)) == {"center"}


def test_old_looks_are_watched_however_many_came_since(as_person: As) -> None:
    """Two thousand newer looks by somebody else do not push a look out of sight."""
    opened_in_an_emergency("C-0013")
    as_person("center").get("/children/C-0013/")
    as_person("center").get("/children/C-0013/")
    mac = "0" * 64
    row = AuditRow.objects.filter(action="child.look").values().latest("seq")
    newer = [
        AuditRow(**row | {"seq": row["seq"] + number, "user": "hantei", "children": [OWN], "mac": mac})
        for number in range(1, 2101)
    ]
    AuditRow.objects.bulk_create(newer)
    AuditHead.objects.update(seq=newer[-1].seq, mac=mac)
    page = as_person("kansa").get("/records/watch/").content.decode()
    assert "C-0013" in rows_of(page)
    assert '<td class="n">2</td>' in rows_of(page)
    assert "2,102回すべて" in page


def test_an_old_list_of_protected_people_is_no_reason_not_to_compare(as_person: As, home: Path, at: Any) -> None:
    at("2026-10-31 09:00")
    with open_serving(home) as serving:
        address = serving.records(OWN, ("F6",))["F6"]["address"]
    as_person("center").get(f"/children/{OWN}/")
    note_address("center", address)
    at("2026-11-20 09:00")
    page = as_person("kansa").get("/records/watch/").content.decode()
    assert "見た人と同じ住所" in rows_of(page)
    assert address not in page


def test_whoever_is_protected_is_compared_with_nobody(as_person: As, home: Path, at: Any) -> None:
    at("2026-10-31 09:00")
    with open_serving(home) as serving:
        address = serving.records(OWN, ("F6",))["F6"]["address"]
    as_person("center").get(f"/children/{OWN}/")
    note_address("center", address)
    receive_protection(home, "2026-10-31 08:30", hides=[OWN])
    assert OWN not in rows_of(as_person("kansa").get("/records/watch/").content.decode())
