"""こどもをさがす: exactly, within reach, and recorded each time; out of reach reads like not existing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from support.web_people import NOBODY, NOT_LISTED, OWN, PROTECTED, As, opened_in_an_emergency
from tsunagu.serving import open_serving
from tsunagu_web.audit.models import AuditRow


def named(home: Path, code: str) -> dict[str, str]:
    """What somebody who knows the child would type."""
    with open_serving(home) as serving:
        names = serving.records(code, ("F2",))["F2"]
    return {"name": names["name"], "born": names["birth_date"]}


def found(page: str) -> list[str]:
    """Codes in the table of what was found."""
    return re.findall(r'href="/children/(C-\d+)/"', page.partition("さがした結果")[2])


def last() -> AuditRow:
    """The newest row of the record."""
    return AuditRow.objects.order_by("-seq")[0]


def test_by_name_and_birth_date_or_by_code_a_child_within_reach_is_found(home: Path, as_person: As) -> None:
    client = as_person("center")
    for typed in (named(home, OWN), {"code": OWN.lower()}, named(home, OWN) | {"name": "佐藤　ひなた"}):
        answer = client.post("/find/", typed)
        assert (answer.status_code, found(answer.content.decode())) == (200, [OWN])
        assert (last().action, last().result, last().children) == ("person.find", "ok", [OWN])


@pytest.mark.parametrize("changes", [{"name": "佐藤"}, {"name": "%"}, {"born": "2001-01-01"}, {"name": "佐藤 ひなた%"}])
def test_a_part_of_a_name_finds_nobody(home: Path, as_person: As, changes: dict[str, str]) -> None:
    page = as_person("center").post("/find/", named(home, OWN) | changes).content.decode()
    assert ("見つかりません" in page, found(page)) == (True, [])
    assert (last().result, last().children, last().object) == ("refused", [], "page:find")


@pytest.mark.parametrize("typed", [{}, {"name": "佐藤 ひなた"}, {"born": "2018-05-05"}, {"name": "x", "born": "5月"}])
def test_half_a_question_is_sent_back(as_person: As, typed: dict[str, str]) -> None:
    assert as_person("center").post("/find/", typed).status_code == 400
    assert (last().action, last().result) == ("person.find", "error")


def test_out_of_reach_reads_like_not_existing_and_the_record_names_the_child(home: Path, as_person: As) -> None:
    client = as_person("center")
    token = re.compile(r'value="[A-Za-z0-9]{64}"')
    pages = []
    for code in (NOT_LISTED, NOBODY):
        answer = client.post("/find/", {"code": code})
        pages.append((answer.status_code, token.sub("", answer.content.decode())))
        told = f"child:{NOT_LISTED}" if code == NOT_LISTED else "page:find"
        assert (last().object, last().result, last().children) == (told, "refused", [])
    assert pages[0] == pages[1]
    by_name = client.post("/find/", named(home, NOT_LISTED)).content.decode()
    assert token.sub("", by_name) == pages[0][1]
    who_saw = as_person("kansa").get(f"/records/child/?code={NOT_LISTED}").content.decode()
    assert who_saw.count("こどもをさがす") == 2


@pytest.mark.parametrize(
    ("person", "code", "there"),
    [
        ("hantei", NOT_LISTED, False),
        ("shido", "C-0003", False),
        ("shido", OWN, True),
        ("ssw", OWN, True),
        ("ssw", "C-0006", False),
        ("kocho", PROTECTED, False),
        ("center", PROTECTED, True),
    ],
)
def test_a_search_reaches_as_far_as_the_role(as_person: As, person: str, code: str, there: bool) -> None:
    page = as_person(person).post("/find/", {"code": code}).content.decode()
    assert found(page) == ([code] if there else [])


def test_an_emergency_is_found_while_it_is_open(as_person: As) -> None:
    opened_in_an_emergency()
    assert found(as_person("center").post("/find/", {"code": NOT_LISTED}).content.decode()) == [NOT_LISTED]


def test_the_twin_that_looks_for_everybody_is_caught(as_person: As, monkeypatch: pytest.MonkeyPatch) -> None:
    from tsunagu_web.person_search import views

    real = views.authorize

    def everybody(user: Any, action: str, thing: Any) -> Any:
        return real(user, "today.look", thing)

    monkeypatch.setattr(views, "authorize", everybody)
    assert found(as_person("center").post("/find/", {"code": NOT_LISTED}).content.decode()) == [NOT_LISTED]


def test_what_was_typed_is_kept_nowhere(home: Path, as_person: As) -> None:
    as_person("center").post("/find/", named(home, OWN))
    assert "佐藤" not in str(list(AuditRow.objects.values()))
