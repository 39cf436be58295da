"""axe-core finds nothing on any page: from the resolver, each full, empty, before the first run, broken, and after refusal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, resolve, reverse
from django.urls import path as url

from support.axe import violations
from support.web_people import NOT_LISTED, OWN, PROTECTED
from tsunagu.base.hashing import sha256_of_text
from tsunagu_web.access.url_table import BY_NAME
from tsunagu_web.accounts.demo import DEMO_PEOPLE

pytestmark = pytest.mark.browser

OCTOBER = date(2026, 10, 31)
ARGUMENTS: dict[str, list[list[Any]]] = {
    "child": [[OWN], [PROTECTED], ["C-0003"], ["C-0004"], ["C-0006"], ["C-0010"]],
    "child_values": [[OWN], [PROTECTED]],
    "value_add": [[OWN, "jido_sodan"], [PROTECTED, "jido_sodan"]],
    "value_row": [[OWN, "jido_sodan"]],
    "type_detail": [["poverty"], ["abuse"]],
    "entitlement": [["school_aid"], ["child_rearing_allowance"]],
    "entitlement_letter": [[1], [99]],
    "entitlement_letter_paper": [[99]],
    "receipt": [["aaaa-shukketsu"], ["bbbb-refused-file.not_what_it_claims"], ["nothing"]],
    "dictionary_table": [["attendance"], ["residents"]],
    "month_desk": [[OCTOBER]],
    "month_drift": [[OCTOBER], [date(2026, 9, 30)]],
    "departments": [[OCTOBER], [date(2026, 1, 31)]],
    "department": [[OCTOBER, sha256_of_text("学校教育課")[:8]], [OCTOBER, "nobody"]],
    "department_file": [[OCTOBER, "nobody"]],
    "pair_given": [["0" * 64]],
    "linked_record": [[OWN, "0" * 64]],
    "layout": [["juki_kojin.own"], ["juki_kojin.kita"], ["own_source"], ["nothing"]],
    "layout_column": [["juki_kojin.own", 5], ["juki_kojin.own", 6], ["own_source", 5]],
    "layout_cuts": [["own_source2"]],
    "layout_sheet": [["nothing"]],
    "layout_file": [["juki_kojin.own"], ["own_source"]],
    "case": [["2026-0001"], ["2026-9999"]],
    "case_team": [["2026-0003"]],
    "case_guidance": [["2026-0001"]],
    "school_case": [["2026-0001"]],
    "aligning": [["first_look"]],
    "pregnancy": [["2026-0006"]],
    "transfer": [["2026-0001"], ["2026-0006"]],
    "came": [["2026-0001"], ["2026-0003"]],
    "came_waiting": [[1], [99]],
    "transition": [["2026-0001", "C-0002"], ["2026-0003", "C-0008"], ["2026-0004", "C-0003"]],
    "transition_sheet": [["2026-0004", 1]],
    "transition_paper": [["2026-0004", 1, 99]],
    "override_ask": [["2026-0003", PROTECTED]],
    "sheltered": [[PROTECTED]],
    "conference": [["2026-01"], ["2026-99"]],
    "conference_pack": [["2026-01", 99]],
    "conference_packs": [["2026-99"]],
    "conference_household": [["2026-01", "2026-0001"], ["2026-01", "2026-0003"]],
    "inquiry_ask": [["2026-0001", OWN], ["2026-0003", PROTECTED]],
    "inquiry": [["2026-0001", 1], ["2026-0001", 2]],
    "inquiry_paper": [["2026-0001", 1, 99]],
    "inquiry_file": [["2026-0001", 1, 99]],
    "case_support": [["2026-0001"], ["2026-0003"]],
    "first_contact": [["2026-0001"], ["2026-0003"]],
    "task_add": [["2026-0001"]],
    "task": [["2026-0001", 1], ["2026-0001", 2]],
    "contacts": [["2026-0001"]],
    "plan": [["2026-0001"], ["2026-0002"]],
    "plan_paper": [["2026-9999"]],
    "sighting_paper": [["2026-9999"]],
    "school_sheet": [["2026-9999"]],
    "resource": [[1], [2], [8], [99]],
    "resource_change": [[1]],
    "case_resources": [["2026-0001"], ["2026-0003"]],
    "resource_choose": [["2026-0001", 2]],
    "referral": [["2026-0001", 1]],
    "job": [["1"], ["2"], ["3"], ["4"], ["5"], ["99"]],
}
PERSON_OF = {
    "records": "kansa",
    "records_child": "kansa",
    "records_watch": "kansa",
    "provisions": "sekinin",
    "records_anchor": "kansa",
    "own_cases": "ssw",
    "school_case": "ssw",
    "aligning": "center",
    "funnel": "center",
    "workload": "sekinin",
    "effects": "center",
    "survey": "ssw",
    "records_own_data": "hoyu",
    **dict.fromkeys(("entitlements", "entitlement", "entitlement_letter", "entitlement_letter_paper"), "shido"),
    "people": "kanri",
    "protection": "sekinin",
    "break_glass": "center",
    "case_team": "center",
    **dict.fromkeys(("case_guidance", "case_open", "came_begin", "came_waiting"), "center"),
    "transfer": "center",
    "came": "center",
    **dict.fromkeys(("transition", "transition_sheet", "transition_paper"), "center"),
    "override_ask": "center",
    "sheltered": "center",
    "overrides": "sekinin",
    "conferences": "center",
    "rechecks": "center",
    "in_support": "sekinin",
    "hand_over": "sekinin",
    "conference": "center",
    "conference_pack": "center",
    "conference_packs": "center",
    "conference_copies_out": "center",
    "conference_household": "center",
    "inquiries": "center",
    "inquiry_ask": "center",
    "inquiry": "center",
    "inquiry_paper": "center",
    "support": "center",
    "case_support": "center",
    "first_contact": "center",
    "task_add": "center",
    "task": "center",
    "contacts": "center",
    "plan": "center",
    "plan_paper": "center",
    "sighting_paper": "center",
    "school_sheet": "shido",
    **dict.fromkeys(
        ("resources", "resource", "resource_add", "resource_change", "resource_load", "resource_gaps"), "center"
    ),
    **dict.fromkeys(("case_resources", "resource_choose", "referral"), "center"),
    "notes": "center",
    "nominations": "center",
    **dict.fromkeys(("expecting", "pregnancy"), "boshi"),
    **dict.fromkeys(("values", "child_values", "value_add", "value_row"), "center"),
    "break_glass_reviews": "kansa",
    "row_alarms": "sekinin",
    "inquiry_file": "center",
    "training_people": "kanri",
}

FORM_TOKEN = re.compile('name="csrfmiddlewaretoken" value="[^"]+"')
"""What differs whenever a page is opened."""
ALWAYS_A_FILE = {"cases_file", "resource_file", "resource_paper"}
"""No page, whatever they are asked: their words are looked at where they are made."""


def names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    """The name of every page the resolver can answer."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns)
        else:
            yield str(pattern.name)


def addresses(patterns: list[URLPattern | URLResolver] | None = None) -> list[tuple[str, str]]:
    """(person, path) of every page of the resolver that is opened by GET, with every kind of argument.

    NoReverseMatch for a page that takes arguments and has none in ARGUMENTS: it would go unseen.
    """
    found = []
    for name in names(patterns or get_resolver().url_patterns):
        row = BY_NAME.get(name)
        if name not in {"log_in", *ALWAYS_A_FILE} and (row is None or "GET" in row.methods):
            for arguments in ARGUMENTS.get(name, [[]]):
                found.append((PERSON_OF.get(name, "hantei"), reverse(name, args=arguments)))
    return found


def test_every_page_is_looked_at_by_somebody_who_may_open_it() -> None:
    """Else the same refusal would be looked at once more."""
    roles = {one.username: set(one.roles) for one in DEMO_PEOPLE}
    rows = [(person, path, BY_NAME[resolve(path).view_name]) for person, path in addresses()]
    assert [(who, path) for who, path, row in rows if not row.open_to_all and not roles[who] & row.roles] == []


def test_the_pages_come_from_the_resolver() -> None:
    assert {path for _, path in addresses()} >= {"/", "/worklist/", f"/children/{PROTECTED}/", "/records/"}
    forgotten = url("forgotten/<int:number>/", lambda request: None, name="forgotten")  # type: ignore[arg-type]
    with pytest.raises(NoReverseMatch):
        addresses([*get_resolver().url_patterns, forgotten])


@pytest.mark.parametrize("username", sorted({"hantei", *PERSON_OF.values()}))
def test_every_page_in_every_filling(person: Any, filling: str, username: str) -> None:
    somebody = person(filling, username)
    faults = {}
    looked_at: set[str] = set()
    for who, path in addresses():
        if who == username:
            somebody.open(path)
            # Where there is nothing to show many addresses are answered by the very same page: axe sees it once.
            page = FORM_TOKEN.sub("", somebody.page.content())
            if page not in looked_at:
                faults[path] = violations(somebody.page)
                looked_at.add(page)
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


@pytest.mark.parametrize("name", ["400", "403", "404", "405", "500", "csrf"])
def test_error_pages(person: Any, name: str) -> None:
    somebody = person("full")
    written = render_to_string(f"errors/{name}.html", {"above": "/"}, request=RequestFactory().get("/"))
    somebody.page.route("**/error/", lambda route: route.fulfill(body=written, content_type="text/html; charset=utf-8"))
    somebody.open("/error/")
    assert somebody.page.locator("h1").count() == 1
    assert violations(somebody.page) == []


def test_a_form_that_was_open_too_long(person: Any) -> None:
    somebody = person("full")
    somebody.open("/login/")
    somebody.context.clear_cookies()
    somebody.page.click("button.first")
    assert "送れませんでした" in somebody.page.locator("main").inner_text()
    assert violations(somebody.page) == []


FAULTS = {
    "image-alt": "document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=\"/static/x.png\">')",
    "label": "document.querySelectorAll('label').forEach(one => one.remove())",
    "button-name": "document.querySelector('button.first').textContent = ''",
    "color-contrast": "document.querySelector('.lead').className = 'demo-pale'; document.adoptedStyleSheets = "
    "[Object.assign(new CSSStyleSheet(), {})]; document.adoptedStyleSheets[0].insertRule('.demo-pale { color: #ccc }')",
    "html-has-lang": "document.documentElement.removeAttribute('lang')",
    "document-title": "document.title = ''",
}


@pytest.mark.parametrize("rule", FAULTS)
def test_a_fault_planted_in_a_page_is_found(person: Any, rule: str) -> None:
    somebody = person("full")
    somebody.open("/login/")
    assert violations(somebody.page) == []
    somebody.page.evaluate(FAULTS[rule])
    assert [fault.partition(":")[0] for fault in violations(somebody.page)] == [rule]
