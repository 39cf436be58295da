"""① 全体の状況: exact counts for those who open cases, none for others; children only as far as the role reaches."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support.web_people import NOT_LISTED, OWN, As, meta_of


def text(page: str) -> str:
    """Words without tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_those_who_open_cases_see_exact_counts(home: Path, as_person: As) -> None:
    counts = meta_of(home, "counts")
    poverty = counts["per_type"]["poverty"]
    for person in ("hantei", "sekinin", "center", "shido"):
        page = as_person(person).get("/overview/").content.decode()
        assert f"<b>{counts['flagged_any']}人</b>" in page
        assert f"貧困 {poverty['flagged']} ±0 {poverty['undeterminable']} {poverty['not_flagged']}" in text(page)


def test_children_beyond_the_ages_of_a_type_are_no_finding_below_it(home: Path, as_person: As) -> None:
    counts = meta_of(home, "counts")
    page = text(as_person("hantei").get("/overview/").content.decode())
    for kind in meta_of(home, "criteria"):
        states = counts["per_type"][kind["type"]]
        assert sum(states.values()) == counts["children"]
        told = f"{states['undeterminable']} {states['not_flagged']} {states['outside']}"
        assert f"{kind['label']} {states['flagged']} ±0 {told}" in page
    assert counts["per_type"]["postpartum"]["outside"] > 0 == counts["per_type"]["poverty"]["outside"]
    assert "対象の年齢ではない" in page


def test_others_see_none(home: Path, as_person: As) -> None:
    page = as_person("kansa").get("/overview/").content.decode()
    assert "この役割では件数を表示しません" in page
    assert f"{meta_of(home, 'counts')['flagged_any']}人" not in page
    assert OWN not in page


def test_child_by_type_reaches_as_far_as_the_role(as_person: As) -> None:
    pages = {person: as_person(person).get("/overview/").content.decode() for person in ("hantei", "center", "shido")}
    assert NOT_LISTED in pages["hantei"]
    assert OWN in pages["center"]
    assert NOT_LISTED not in pages["center"]
    assert OWN in pages["shido"]
    assert "C-0003" not in pages["shido"]


def test_the_school_board_sees_no_points(as_person: As) -> None:
    assert re.search(r"\d点", as_person("center").get("/overview/").content.decode())
    assert not re.search(r"\d点", as_person("shido").get("/overview/").content.decode())


@pytest.mark.parametrize("person", ["hantei", "sekinin"])
def test_nobody_can_follow_to_a_child_who_is_no_case(as_person: As, person: str) -> None:
    page = as_person(person).get("/overview/").content.decode()
    assert f'href="/children/{OWN}/"' in page
    assert NOT_LISTED in page
    assert f'href="/children/{NOT_LISTED}/"' not in page


def test_month_over_month(home: Path, as_person: As) -> None:
    counts = meta_of(home, "counts")
    flagged = " ".join(str(counts["per_type"][kind["type"]]["flagged"]) for kind in meta_of(home, "criteria"))
    page = text(as_person("hantei").get("/overview/").content.decode())
    assert f"2026年10月 24 {counts['flagged_any']} {flagged} {counts['undeterminable']}" in page
    assert page.index("2026年10月 24") < page.index("2026年9月 24")
