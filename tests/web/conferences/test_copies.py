"""Numbered copies: as many as each needs, in one PDF, recorded each, locked for somebody outside, and out until they come back."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from django.test import Client

from support.paper_text import pages_of_paper, text_of_paper
from support.web_conferences import MEETING
from support.web_people import As, change_serving
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.conferences.models import AgendaItem, Attendee, CopyBack, Meeting, PackCopy
from tsunagu_web.papers import making

PAGE = f"/conferences/{MEETING}/"
OUT = "/conferences/copies/"


def outsider() -> Attendee:
    """Who comes from outside."""
    return Attendee.objects.get(user__isnull=True)


def test_as_many_copies_as_each_needs_are_numbered_on(centre: Client) -> None:
    one = outsider()
    assert centre.post(f"{PAGE}copies/", {f"copies_{one.pk}": 2}).status_code == 302
    assert [copy.number for copy in one.copies.all()] == [3, 4, 5]
    for wrong in ("10", "-1", "二つ"):
        assert centre.post(f"{PAGE}copies/", {f"copies_{one.pk}": wrong}).status_code == 400
    assert centre.post(f"{PAGE}copies/", {"copies_999999": 3}).status_code == 302
    assert PackCopy.objects.count() == 5


def test_an_empty_meeting_gives_no_numbers(centre: Client) -> None:
    """The papers would hold nothing, and somebody would have to bring the numbers back."""
    called = centre.post("/conferences/call/", {"kind": "roles", "held_on": "2026-11-12"})
    empty, meeting = called["Location"], Meeting.objects.get(kind="roles")
    answer = centre.post(f"{empty}copies/")
    assert answer.status_code == 409
    assert "C152" in answer.content.decode() and "先に議題に世帯を加えてください" in answer.content.decode()
    assert not meeting.copies.exists()
    planted = Meeting.objects.get(number=MEETING)
    AgendaItem.objects.create(
        meeting=meeting, case=planted.items.get(place=1).case, place=1, at=planted.at, by=planted.by
    )
    assert centre.post(f"{empty}copies/").status_code == 302
    assert meeting.copies.count() == 1


def test_all_of_them_are_one_pdf_and_every_page_bears_its_number(
    centre: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_by_itself: list[int] = []
    real = making.make_paper
    monkeypatch.setattr(
        making, "make_paper", lambda name, told: set_by_itself.append(len(told["copies"])) or real(name, told)
    )
    answer = centre.get(f"{PAGE}copies/paper/", {"copy": [1, 3]})
    assert answer["Content-Type"] == "application/pdf"
    assert set_by_itself == [1, 1], "however many there are, none takes more than its own memory"
    pages = pages_of_paper(answer.content)
    first = [page for page in pages if "資料番号 1／3部" in page]
    assert "1 / " in first[0] and first == pages[: len(first)] and len(first) > 1
    for page in pages:
        number, name, place = (
            (1, "佐々木", "こども課こども家庭班") if page in first else (3, "青木", "スクールカウンセラー")
        )
        foot = f"資料番号 {number}／3部"
        assert foot in page and f"資料番号 {number}\n" in page, "at the foot and across the page"
        assert place in page and name in page
    assert "資料番号 2" not in "".join(pages)
    assert f"{len(first)} / {len(first)}" in first[-1]


def test_each_copy_has_its_row_in_the_record_before_it_leaves(centre: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    centre.get(f"{PAGE}copies/paper/", {"copy": [1, 2]})
    rows = {row.object: row.children for row in AuditRow.objects.filter(action="conference.packs", result="ok")}
    assert set(rows) == {f"meeting:{MEETING}:copy:1", f"meeting:{MEETING}:copy:2"}
    assert len(rows[f"meeting:{MEETING}:copy:1"]) > len(rows[f"meeting:{MEETING}:copy:2"]) > 0

    def fails(*_: Any, **__: Any) -> None:
        raise OSError("the record cannot be written")

    monkeypatch.setattr("tsunagu_web.audit.record", fails)
    centre.raise_request_exception = False
    answer = centre.get(f"{PAGE}copies/paper/")
    assert answer.status_code == 500 and not answer.content.startswith(b"%PDF")


@pytest.mark.parametrize("person", ["shido", "sekinin", "hantei", "boshi", "kocho", "kansa"])
def test_nobody_prints_or_locks_what_they_do_not_record(meeting: Meeting, as_person: As, person: str) -> None:
    client = as_person(person)
    assert client.get(f"{PAGE}copies/paper/").status_code == 404
    assert client.post(f"{PAGE}copies/3/lock/").status_code == 404
    assert not AuditRow.objects.filter(action__in=("conference.packs", "conference.lock"), result="ok").exists()


def locked(client: Client, number: int = 3) -> tuple[bytes, str]:
    """The locked file and the password, as the page gives them."""
    answer = client.post(f"{PAGE}copies/{number}/lock/")
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store"
    text = answer.content.decode()
    file = re.search(r"base64,([^\"]+)\"", text)
    password = re.search(r"<code class=\"password\">([^<]+)<", text)
    assert file and password
    return base64.b64decode(file[1]), password[1]


def test_a_copy_for_somebody_outside_leaves_locked(centre: Client) -> None:
    pdf, password = locked(centre)
    assert re.fullmatch(r"[2-9A-HJ-NP-Za-kmnp-z]{5}(-[2-9A-HJ-NP-Za-kmnp-z]{5}){3}", password)
    assert "佐藤 ひなた" in text_of_paper(pdf, password) and "青木" in text_of_paper(pdf, password)
    for wrong in (None, "", "20180505", password.lower()):
        with pytest.raises(pypdfium2.PdfiumError):
            text_of_paper(pdf, wrong)
    with pikepdf.open(io.BytesIO(pdf), password=password) as opened:
        assert (opened.encryption.R, opened.encryption.bits) == (6, 256)
        assert not opened.allow.extract and not opened.allow.modify_other and opened.allow.print_highres
    assert "佐藤".encode() not in pdf
    row = AuditRow.objects.get(action="conference.lock")
    assert row.object == f"meeting:{MEETING}:copy:3" and row.children


def test_a_password_is_shown_once_and_another_the_next_time(centre: Client) -> None:
    _, password = locked(centre)
    other, second = locked(centre)
    assert password != second and password not in centre.get(PAGE).content.decode()
    with pytest.raises(pypdfium2.PdfiumError):
        text_of_paper(other, password)


def test_who_has_an_account_gets_no_locked_file(centre: Client) -> None:
    assert centre.post(f"{PAGE}copies/1/lock/").status_code == 404
    assert "かぎ付きで送る" in centre.get(PAGE).content.decode()


def test_what_did_not_come_back_is_told_until_it_does(centre: Client, as_person: As, at: Any) -> None:
    assert "返っていないもの 3部" in centre.get(OUT).content.decode()
    at("2026-11-15 09:00")
    centre = as_person("center")
    assert centre.get(OUT).content.decode().count("3日返っていません") == 3
    for number, how in ((1, "returned"), (3, "destroyed")):
        told = {"copy": number, "how": how, "from": "out"}
        assert centre.post(f"{PAGE}copies/back/", told)["Location"] == OUT
    page = centre.get(OUT).content.decode()
    assert "返っていないもの 1部" in page and "に廃棄" in page and "に回収" in page
    assert centre.post(f"{PAGE}copies/back/", {"copy": 2, "how": "sold"}).status_code == 404
    assert CopyBack.objects.count() == 2
    assert "返っていないもの 0部" in as_person("shido").get(OUT).content.decode(), "not a meeting they record"


@pytest.mark.parametrize("protected", [False, True])
def test_whose_school_a_copy_goes_to_stands_nowhere_where_they_talk_of_somebody_protected(
    centre: Client, home: Path, at: Any, as_person: As, protected: bool
) -> None:
    at("2026-10-31 09:00")
    centre = as_person("center")
    change_serving(home, f"UPDATE children SET protected = {int(protected)}")
    outside = {"name": "木村", "section": "みどり小学校", "ground": "council", "duty": "1"}
    assert centre.post(f"{PAGE}attendees/", outside).status_code == 302
    assert centre.post(f"{PAGE}copies/").status_code == 302
    copy = PackCopy.objects.get(to__section="みどり小学校")
    file, password = locked(centre, copy.number)
    seen = [centre.get(OUT).content.decode(), text_of_paper(file, password)]
    seen += [centre.post(f"{PAGE}copies/{copy.number}/lock/").content.decode()]
    seen += [text_of_paper(centre.get(f"{PAGE}copies/{copy.number}/").content)]
    centre.post(f"{PAGE}copies/back/", {"copy": copy.number, "how": "returned", "from": "out"})
    seen += [centre.get(OUT).content.decode()]
    assert all("木村" in text for text in seen)
    assert ["みどり小学校" in text for text in seen] == [not protected] * len(seen)


def test_a_paper_that_cannot_be_set_leaves_nothing_and_is_said(centre: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "PATIENCE", 0.001)
    answer = centre.get(f"{PAGE}copies/1/")
    assert answer.status_code == 409 and "P013" in answer.content.decode()
    assert not AuditRow.objects.filter(action="conference.pack", object__contains="copy", result="ok").exists()


def test_of_a_household_with_several_children_only_those_the_reader_sees_are_on_paper(
    centre: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Any] = []
    real = making.make_paper
    monkeypatch.setattr(making, "make_paper", lambda name, told: seen.append(told) or real(name, told))
    centre.get(f"{PAGE}copies/2/")
    text = str(seen[0])
    assert "C-0003" not in text and "ほかに、この役割では表示しないこども" in text
