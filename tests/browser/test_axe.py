"""axe-core finds nothing on any page: from the resolver, each full, empty, before the first run, broken, and after refusal."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from support.web_people import NOT_LISTED, OWN, PROTECTED
from tsunagu_web.access.url_table import ROWS

pytestmark = pytest.mark.browser

ARGUMENTS: dict[str, list[list[str]]] = {
    "child": [[OWN], [PROTECTED], ["C-0003"], ["C-0004"], ["C-0006"], ["C-0010"]],
    "type_detail": [["poverty"], ["abuse"]],
    "receipt": [["aaaa-shukketsu"], ["bbbb-refused-file.not_what_it_claims"], ["nothing"]],
    "dictionary_table": [["attendance"], ["residents"]],
}
PERSON_OF = {"records": "kansa"}


def addresses() -> list[tuple[str, str]]:
    """(person, path) of every page of the table, with every kind of argument."""
    found = []
    for row in ROWS:
        if row.name not in ("log_in", "log_out"):
            for arguments in ARGUMENTS.get(row.name, [[]]):
                found.append((PERSON_OF.get(row.name, "hantei"), reverse(row.name, args=arguments)))
    return found


def violations(page: Any) -> list[str]:
    """Rules broken, with the first element each."""
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in found]


@pytest.mark.parametrize("username", ["hantei", "kansa"])
def test_every_page_in_every_filling(person: Any, filling: str, username: str) -> None:
    somebody = person(filling, username)
    faults = {}
    for who, path in addresses():
        if who == username:
            somebody.open(path)
            faults[path] = violations(somebody.page)
    assert {path: found for path, found in faults.items() if found} == {}
    assert somebody.outside == []


@pytest.mark.parametrize("username", ["sekinin", "center", "shido", "kansa"])
def test_pages_as_other_roles_see_them_and_their_refusals(person: Any, username: str) -> None:
    somebody = person("full", username)
    faults = {}
    statuses = set()
    for path in (
        "/",
        "/worklist/",
        "/overview/",
        "/types/",
        f"/children/{OWN}/",
        f"/children/{NOT_LISTED}/",
        "/receipts/",
    ):
        statuses.add(somebody.open(path))
        faults[path] = violations(somebody.page)
    assert {path: found for path, found in faults.items() if found} == {}
    assert statuses == {200, 404}


@pytest.mark.parametrize("state", ["flagged", "undeterminable", "not_flagged"])
def test_matrix_in_every_state(person: Any, state: str) -> None:
    somebody = person("full", "hantei")
    somebody.open(f"/types/postpartum/?state={state}")
    assert violations(somebody.page) == []


def test_log_in_before_and_after_a_mistake(person: Any) -> None:
    somebody = person("full")
    somebody.open("/login/")
    assert violations(somebody.page) == []
    somebody.page.fill("#id_username", "hantei")
    somebody.page.click("button.first")
    assert somebody.page.locator("[role=alert]").count() == 1
    assert violations(somebody.page) == []


def test_verified_record_and_open_details(person: Any) -> None:
    auditor = person("full", "kansa")
    auditor.open("/records/?verify=1")
    assert violations(auditor.page) == []
    auditor.open("/dictionary/residents/")
    for summary in auditor.page.locator("summary").all():
        summary.click()
    assert violations(auditor.page) == []


def test_a_fault_planted_in_a_page_is_found(person: Any) -> None:
    somebody = person("full", "hantei")
    somebody.open("/worklist/")
    somebody.page.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=\"/static/x.png\">')")
    assert any(fault.startswith("image-alt") for fault in violations(somebody.page))
