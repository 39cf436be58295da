"""Every URL × every role: the resolver and the declared table agree, and what the pages answer is what is written here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse

from support.web_jobs import plant_jobs
from support.web_layouts import WAITING, plant_draft
from support.web_people import LOG_INS, NOBODY, NOT_LISTED, OWN, OWN_NOT_PUPIL, PROTECTED, As
from tsunagu_web.access.url_table import BY_NAME, ROWS
from tsunagu_web.urls import urlpatterns as real_patterns

OCTOBER = date(2026, 10, 31)
#                                    hantei sekinin center shido kansa
EXPECTED: dict[str, tuple[int, ...]] = {
    "/": (200, 200, 200, 200, 200),
    "/worklist/": (200, 200, 200, 200, 404),
    "/overview/": (200, 200, 200, 200, 200),
    "/types/": (200, 200, 404, 404, 404),
    "/types/poverty/": (200, 200, 404, 404, 404),
    "/types/nothing/": (404, 404, 404, 404, 404),
    f"/children/{OWN}/": (200, 200, 200, 200, 404),
    f"/children/{OWN_NOT_PUPIL}/": (200, 200, 200, 404, 404),
    f"/children/{PROTECTED}/": (200, 200, 200, 200, 404),
    f"/children/{NOT_LISTED}/": (200, 404, 404, 404, 404),
    f"/children/{NOBODY}/": (404, 404, 404, 404, 404),
    "/month/": (200, 200, 404, 404, 404),
    "/month/2026-10-31/": (200, 200, 404, 404, 404),
    "/month/2026-10-31/drift/": (200, 200, 404, 404, 404),
    "/receipts/departments/2026-10/": (200, 200, 404, 404, 404),
    "/receipts/departments/2026-10/nobody/": (404, 404, 404, 404, 404),
    "/receipts/departments/2026-10/nobody/file/": (404, 404, 404, 404, 404),
    "/receipts/wipes/": (200, 200, 404, 404, 200),
    "/layouts/": (200, 200, 404, 404, 404),
    "/layouts/of/juki_kojin.own/": (200, 200, 404, 404, 404),
    "/layouts/of/nothing/": (404, 404, 404, 404, 404),
    "/receipts/": (200, 200, 404, 404, 404),
    "/receipts/nothing/": (404, 404, 404, 404, 404),
    "/jobs/": (200, 200, 404, 404, 404),
    "/jobs/1/": (200, 200, 404, 404, 404),
    "/jobs/99/": (404, 404, 404, 404, 404),
    "/dictionary/": (200, 200, 200, 200, 200),
    "/dictionary/attendance/": (200, 200, 200, 200, 200),
    "/dictionary/nothing/": (404, 404, 404, 404, 404),
    "/records/": (404, 200, 404, 404, 200),
}
EXPECTED_POST: dict[str, tuple[int, ...]] = {
    "/month/2026-10-31/hand-in/": (400, 404, 404, 404, 404),
    "/month/2026-10-31/decide/": (400, 404, 404, 404, 404),
    "/month/2026-10-31/start/": (400, 404, 404, 404, 404),
    "/month/2026-10-31/drift/accept/": (400, 400, 404, 404, 404),
    "/receipts/nothing/decide/": (404, 404, 404, 404, 404),
    "/receipts/nothing/wipe/": (404, 404, 404, 404, 404),
    "/layouts/draft/": (400, 404, 404, 404, 404),
    "/layouts/of/juki_kojin.own/change/": (302, 404, 404, 404, 404),
    "/layouts/of/juki_kojin.own/confirm/": (400, 404, 404, 404, 404),
    "/layouts/of/juki_kojin.own/withdraw/": (400, 404, 404, 404, 404),
    "/layouts/of/juki_kojin.own/discard/": (302, 404, 404, 404, 404),
    "/layouts/of/nothing/change/": (404, 404, 404, 404, 404),
    "/jobs/1/cancel/": (302, 404, 404, 404, 404),
    "/jobs/1/again/": (302, 404, 404, 404, 404),
    "/jobs/99/cancel/": (404, 404, 404, 404, 404),
}
ARGUMENTS: dict[str, list[Any]] = {
    "child": [OWN],
    "type_detail": ["poverty"],
    "receipt": ["nothing"],
    "dictionary_table": ["attendance"],
    "month_desk": [OCTOBER],
    "month_hand_in": [OCTOBER],
    "month_decide": [OCTOBER],
    "month_start": [OCTOBER],
    "month_drift": [OCTOBER],
    "month_accept_drift": [OCTOBER],
    "receipt_decide": ["nothing"],
    "receipt_wipe": ["nothing"],
    "departments": [OCTOBER],
    "department": [OCTOBER, "nobody"],
    "department_file": [OCTOBER, "nobody"],
    "layout": [WAITING],
    "layout_change": [WAITING],
    "layout_confirm": [WAITING],
    "layout_withdraw": [WAITING],
    "layout_discard": [WAITING],
    "job": [1],
    "job_cancel": [1],
    "job_again": [1],
}


@pytest.fixture(autouse=True)
def _planted(request: pytest.FixtureRequest) -> None:
    """Things the addresses above name, where a test has a database."""
    if "home" in request.fixturenames:
        request.getfixturevalue("db")
        plant_jobs()
    if "/layouts/" in str(getattr(request.node, "callspec", "")) + request.node.name:
        plant_draft(request.getfixturevalue("home"))


def named_urls(patterns: list[URLPattern | URLResolver]) -> Iterator[str | None]:
    """The name of every pattern that answers, however deep it is included."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from named_urls(pattern.url_patterns)
        else:
            yield pattern.name


def undeclared(patterns: list[URLPattern | URLResolver]) -> list[str | None]:
    """Names (None: nameless) that stand in the resolver and have no row in the table."""
    return [name for name in named_urls(patterns) if name not in BY_NAME]


def test_every_url_has_a_row_and_every_row_a_url() -> None:
    names = list(named_urls(get_resolver().url_patterns))
    assert undeclared(get_resolver().url_patterns) == []
    assert sorted(str(name) for name in names) == sorted(row.name for row in ROWS)


def test_a_url_without_a_row_is_noticed() -> None:
    forgotten = path("forgotten/", lambda request: HttpResponse("x"), name="forgotten")
    assert undeclared([*real_patterns, forgotten]) == ["forgotten"]


@pytest.mark.parametrize("url", EXPECTED)
def test_each_role_gets_what_the_table_says(as_person: As, url: str) -> None:
    answers = tuple(as_person(person).get(url).status_code for person in LOG_INS)
    assert answers == EXPECTED[url]


@pytest.mark.parametrize("url", EXPECTED_POST)
def test_each_role_may_change_what_the_table_says(as_person: As, url: str) -> None:
    answers = tuple(as_person(person).post(url).status_code for person in LOG_INS)
    assert answers == EXPECTED_POST[url]


def test_the_expectations_above_cover_every_page() -> None:
    told = {"GET": EXPECTED, "POST": EXPECTED_POST}
    rows = [(row, method) for row in ROWS if row.name not in ("log_in", "log_out") for method in row.methods]
    missing = [
        f"{method} {row.name}"
        for row, method in rows
        if reverse(row.name, args=ARGUMENTS.get(row.name)) not in told[method]
    ]
    assert missing == []


@pytest.mark.parametrize("url", [*EXPECTED, *EXPECTED_POST])
def test_nobody_gets_in_without_logging_in(home: Any, client: Any, db: None, url: str) -> None:
    answer = client.get(url)
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/login/")


def _forgotten(request: HttpRequest) -> HttpResponse:
    return HttpResponse("CANARY")


@pytest.mark.urls(__name__)
def test_a_page_without_a_row_cannot_be_opened(as_person: As) -> None:
    answer = as_person("hantei").get("/forgotten/")
    assert answer.status_code == 404
    assert "CANARY" not in answer.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_only_declared_methods_are_answered(as_person: As, method: str) -> None:
    assert getattr(as_person("hantei"), method)("/worklist/").status_code == 405
    assert as_person("hantei").get("/worklist/").status_code == 200


urlpatterns = [*real_patterns, path("forgotten/", _forgotten, name="forgotten")]
