"""A protected child's address and place stand on no paper of anybody; and the search is shown able to find what does stand there."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from support.paper_text import text_of_paper
from support.web_canaries import canary, plant
from support.web_conferences import MEETING, plant_meeting
from support.web_inquiries import plant_sheets
from support.web_people import OWN, PROTECTED, As, change_serving
from support.web_support import plant_support
from tsunagu_web.casework.models import Case
from tsunagu_web.inquiries.models import Issue

PLACES = ("F6", "所属")
"""Where somebody lives, and where somebody goes by day."""


@pytest.fixture
def centre(home: Path, as_person: As, at: Any) -> Client:
    """こども家庭センター, which prints every paper there is, with a list of protected people of this morning."""
    plant_support(home)
    plant_sheets(home)
    plant_meeting()
    plant(home)
    at("2026-10-31 11:00")
    client = as_person("center")
    case = next(one for one in Case.objects.all() if PROTECTED in one.children)
    plan = {"seen": 0, "goals": "ゆっくり眠る", "we_do": "話を聞く", "next_talk": "2026-12-01"}
    assert client.post(f"/cases/{case.number}/support/plan/write/", plan).status_code == 302
    return client


def papers_of(client: Client) -> dict[str, str]:
    """Address → text of every PDF this person can take out, the locked one opened."""
    pages = [f"/conferences/{MEETING}/copies/paper/"]
    pages += [
        f"/inquiries/{one.sheet.case.number}/{one.sheet.number}/paper/{one.number}/" for one in Issue.objects.all()
    ]
    known = [case for case in Case.objects.all() if PROTECTED in case.children]
    pages += [f"/cases/{case.number}/support/sightings/paper/" for case in known]
    pages += [f"/cases/{case.number}/support/plan/paper/" for case in Case.objects.all() if case.plans.exists()]
    told = {page: client.get(page) for page in pages}
    found = {page: text_of_paper(one.content) for page, one in told.items() if one["Content-Type"] == "application/pdf"}
    locked = client.post(f"/conferences/{MEETING}/copies/3/lock/").content.decode()
    file, password = re.search(r'base64,([^"]+)"', locked), re.search(r'password">([^<]+)<', locked)
    assert file and password
    found["locked"] = text_of_paper(base64.b64decode(file[1]), password[1])
    return found


def given_away(papers: dict[str, str]) -> list[str]:
    """Which paper tells where the protected child is."""
    return [f"{page} {name}" for page, text in papers.items() for name in PLACES if canary(name, PROTECTED) in text]


def test_no_paper_tells_where_a_protected_child_is(centre: Client) -> None:
    papers = papers_of(centre)
    assert len(papers) == 6 and given_away(papers) == []
    pack = papers[f"/conferences/{MEETING}/copies/paper/"]
    assert canary("F2", PROTECTED) in pack, "its name stands there"
    assert "支援措置（住所などの保護）があります" in pack
    for name in ("F2", "F3", "F5", "F7"):
        assert canary(name, OWN) in pack, name
    assert canary("F6", OWN) not in "".join(papers.values()), "no address is needed to decide, and paper is taken along"
    assert canary("F5", OWN) not in papers["locked"], "an outsider's copy holds who it is about, no more"


def test_the_mark_of_protection_is_what_keeps_the_place_off_paper(centre: Client, home: Path) -> None:
    change_serving(home, "UPDATE children SET protected = 0 WHERE child_code = ?", PROTECTED)
    assert given_away(papers_of(centre)) == [f"/conferences/{MEETING}/copies/paper/ 所属"]


def test_once_a_child_is_protected_its_sheet_is_not_printed_again(centre: Client, home: Path) -> None:
    change_serving(home, "UPDATE children SET protected = 1, affiliation = NULL WHERE child_code = ?", OWN)
    case = Case.objects.get(number="2026-0001")
    assert centre.get(f"/inquiries/{case.number}/1/paper/2/").status_code == 404
