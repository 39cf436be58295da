"""最終目視確認シート as Excel: numbered, filled in away from the screen, read back once, as a whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from support.web_cases import NUMBER, plant_cases
from support.web_people import OWN, PROTECTED, As
from support.workbooks import Pages, cells_of, filled, give_back
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.casework.models import Case
from tsunagu_web.support.models import HandSheet, HandSheetRead, Sighting
from tsunagu_web.support.sighting_workbook import OTHER, PAGE
from tsunagu_web.support.sighting_workbook import OWN as MYSELF

BASE = f"/cases/{NUMBER}/support/"
FILE, READ = f"{BASE}sightings/file/", f"{BASE}sightings/read/"
SAW = {"on": "令和8年10月30日", "eyes": MYSELF, "place": "家の玄関", "condition": "元気に話した"}


def of(code: str, **told: str) -> dict[str, str]:
    """A child's lines, by the key beside them."""
    return {f"{code}.{name}": value for name, value in told.items()}


@pytest.fixture
def centre(as_person: As, home: Path, at: Any) -> Client:
    """こども家庭センター, on the day after the list was received."""
    at("2026-10-31 11:00")
    client = as_person("center")
    plant_cases(home)
    return client


def taken(client: Client, folder: Path) -> Pages:
    """One more copy, read as what comes back is read."""
    return cells_of(client.post(FILE), folder)


def test_what_was_seen_comes_back_and_the_rest_stays_empty(centre: Client, tmp_path: Path) -> None:
    pages = taken(centre, tmp_path)
    assert give_back(centre, READ, filled(pages, PAGE, **of(OWN, **SAW))).status_code == 302
    one = Sighting.objects.get()
    assert (one.child_code, one.on.isoformat(), one.own_eyes, one.place) == (OWN, "2026-10-30", True, "家の玄関")
    assert "家の玄関" in centre.get(BASE).content.decode()
    read = HandSheetRead.objects.get()
    assert (read.sheet.number, read.entries) == (1, 1)
    rows = {row.action: row for row in AuditRow.objects.filter(action__in=("sighting.file", "sighting.read"))}
    assert OWN in rows["sighting.file"].children and rows["sighting.read"].object == f"case:{NUMBER}"


def test_read_by_a_colleague_it_is_what_the_carrier_told(centre: Client, as_person: As, tmp_path: Path) -> None:
    pages = taken(centre, tmp_path)
    more = of(OWN, **SAW) | of("C-0002", on="2026/10/31", eyes=OTHER, seen_by="園長の林", place="園")
    assert give_back(as_person("kennin"), READ, filled(pages, PAGE, **more)).status_code == 302
    told = {one.child_code: (one.own_eyes, str(one.seen_by)) for one in Sighting.objects.all()}
    assert told == {OWN: (False, "佐々木（こども課こども家庭班）"), "C-0002": (False, "園長の林")}


def _stamp(pages: Pages, kind: str, value: str) -> Pages:
    return pages | {"つなぐ": [[row[0], value] if row[0] == kind else row for row in pages["つなぐ"]]}


def _another_name(pages: Pages) -> Pages:
    rows = [
        [row[0], "佐藤 別人", *row[2:]] if len(row) > 3 and row[3] == f"_name_{OWN}" else row for row in pages[PAGE]
    ]
    return pages | {PAGE: rows}


@pytest.mark.parametrize(
    ("code", "change", "told"),
    [
        ("C025", lambda pages: {"Sheet1": [["氏名", "欠席"]]}, {}),
        ("C025", lambda pages: _stamp(pages, "様式", "tsunagu-school-1"), {}),
        ("C025", lambda pages: _stamp(pages, "照合", "0" * 64), {}),
        ("C026", lambda pages: _stamp(pages, "シート", "2026-0002"), {}),
        ("C026", _another_name, {}),
        ("C027", lambda pages: pages | {PAGE: [row for row in pages[PAGE] if row[3:] != [f"{OWN}.place"]]}, {}),
        ("C153", lambda pages: _stamp(pages, "発行番号", "7"), {}),
        ("C155", lambda pages: pages, {"on": "", "eyes": "", "place": "", "condition": ""}),
        ("C028", lambda pages: pages, {"on": "きのう"}),
        ("C028", lambda pages: pages, {"on": "2026-11-30"}),
        ("C028", lambda pages: pages, {"eyes": "母"}),
        ("C028", lambda pages: pages, {"eyes": OTHER}),
        ("C028", lambda pages: pages, {"place": ""}),
    ],
)
def test_what_cannot_be_taken_whole_is_refused_whole(
    centre: Client, tmp_path: Path, code: str, change: Callable[[Pages], Pages], told: dict[str, str]
) -> None:
    pages = change(taken(centre, tmp_path))
    good = {} if code == "C155" else of("C-0002", **SAW)
    answer = give_back(centre, READ, filled(pages, PAGE, **(good | of(OWN, **(SAW | told)))))
    text = answer.content.decode()
    assert answer.status_code == 409 and code in text and "きのう" not in text
    assert not Sighting.objects.exists() and not HandSheetRead.objects.exists()


def test_each_number_is_read_once_and_says_who_read_it(centre: Client, as_person: As, tmp_path: Path) -> None:
    content = filled(taken(centre, tmp_path), PAGE, **of(OWN, **SAW))
    assert give_back(centre, READ, content).status_code == 302
    for client in (centre, as_person("kennin")):
        again = give_back(client, READ, content)
        assert again.status_code == 409
        assert "C154" in again.content.decode() and "10月31日、佐々木" in again.content.decode()
    assert Sighting.objects.count() == 1
    second = taken(centre, tmp_path)
    assert give_back(centre, READ, filled(second, PAGE, **of(OWN, **SAW))).status_code == 302
    assert [one.number for one in HandSheet.objects.order_by("number")] == [1, 2]


@pytest.mark.parametrize("person", ["hantei", "sekinin", "sv", "kansa", "kocho"])
def test_others_take_none_and_give_none_back(centre: Client, as_person: As, tmp_path: Path, person: str) -> None:
    content = filled(taken(centre, tmp_path), PAGE, **of(OWN, **SAW))
    client = as_person(person)
    assert client.post(FILE).status_code == give_back(client, READ, content).status_code == 404
    assert HandSheet.objects.count() == 1 and not Sighting.objects.exists()


def test_who_does_not_see_a_child_writes_nothing_about_it(centre: Client, as_person: As, tmp_path: Path) -> None:
    """学校教育課 sees pupils alone; a sheet of the whole family is not a way around that."""
    pages = taken(centre, tmp_path)
    board = as_person("shido")
    seen = {code for code in ("C-0001", "C-0002") if code in board.get(BASE).content.decode()}
    assert seen == {OWN}, "the fixture: the brother is no pupil"
    answer = give_back(board, READ, filled(pages, PAGE, **(of(OWN, **SAW) | of("C-0002", **SAW))))
    assert answer.status_code == 409 and "C156" in answer.content.decode() and not Sighting.objects.exists()
    assert give_back(board, READ, filled(pages, PAGE, **of(OWN, **SAW))).status_code == 302


def test_of_somebody_protected_the_file_tells_no_place_and_an_ended_case_takes_nothing(
    centre: Client, tmp_path: Path
) -> None:
    case = next(one for one in Case.objects.all() if PROTECTED in one.children)
    pages = cells_of(centre.post(f"/cases/{case.number}/support/sightings/file/"), tmp_path)
    told = "\n".join("\t".join(row) for row in pages[PAGE])
    assert PROTECTED in told and "小学校" not in told and "延沢" not in told
    named = filled(pages, PAGE, **of(PROTECTED, **(SAW | {"condition": "開成小学校の帰りに、元気に話した"})))
    answer = give_back(centre, f"/cases/{case.number}/support/sightings/read/", named)
    assert answer.status_code == 409 and "C195" in answer.content.decode() and not Sighting.objects.exists()
    content = filled(taken(centre, tmp_path), PAGE, **of(OWN, **SAW))
    Case.objects.filter(number=NUMBER).update(ended_at=case.opened_at, state="ended")
    answer = give_back(centre, READ, content)
    assert answer.status_code == 409 and "C044" in answer.content.decode() and not Sighting.objects.exists()
