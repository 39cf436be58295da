"""集まりごとの人数: counted as a slow look at every child counts, and shown to nobody who may not see the town's findings."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from support.web_people import EVERYBODY, As, change_serving, log_in, meta_of
from tsunagu.serving import NO_AFFILIATION, UNKNOWN_AFFILIATION, ServedChild, open_serving
from tsunagu_web.dashboards import groups
from tsunagu_web.dashboards.groups import GroupRow

URL = "/dashboards/groups/"
SEES, TOLD_WHY = {"hantei", "sekinin"}, {"center", "shido", "bunseki", "boshi", "fukushi", "sv", "kennin"}


def everybody(home: Path) -> list[ServedChild]:
    """All children of the run, whole."""
    with open_serving(home) as serving:
        return serving.children(limit=1000)


@pytest.fixture
def page(home: Path, db: None, at: Any) -> Any:
    """What 責任者 gets on the day the list came."""
    at("2026-10-31 09:00")
    return log_in("sekinin").get(URL)


def test_groups_and_overlaps_are_what_a_look_at_each_child_counts(home: Path, page: Any) -> None:
    labels = [one["label"] for one in meta_of(home, "criteria")]
    slow: Counter[str] = Counter()
    for child in everybody(home):
        types = [label for place, label in enumerate(labels) if child.state(place) == "flagged"]
        slow.update(types)
        slow.update(f"{one} と {other}" for one, other in combinations(types, 2))
    assert {row.label: row.children for row in page.context["groups"] if row.children} == dict(slow)
    for row in page.context["groups"][: len(labels)]:
        place = labels.index(row.label)
        assert row.of == sum(child.state(place) in ("flagged", "not_flagged") for child in everybody(home))


def test_districts_hold_every_child_once_and_no_protected_one(home: Path, page: Any) -> None:
    rows = page.context["districts"]
    children = everybody(home)
    assert sum(row.children for row in rows) == len(children)
    schools = {child.affiliation for child in children if child.grade and child.grade[0] == "P" and child.affiliation}
    assert {row.label for row in rows} == schools | {""} and len(schools) > 1
    hidden = {child.household_code for child in children if child.protected}
    assert (
        hidden and rows[-1].label == "" and rows[-1].children >= sum(one.household_code in hidden for one in children)
    )


def test_a_brother_of_a_protected_child_stands_in_no_district(home: Path, db: None, at: Any) -> None:
    """One number more at a school would tell where they live."""
    at("2026-10-31 09:00")
    pupil = next(one for one in everybody(home) if one.grade and one.grade[0] == "P" and one.affiliation)
    before = {row.label: row.children for row in log_in("sekinin").get(URL).context["districts"]}
    change_serving(
        home,
        "UPDATE children SET protected = 1 WHERE household_code = ? AND child_code != ?",
        pupil.household_code,
        pupil.child_code,
    )
    moved = sum(one.household_code == pupil.household_code for one in everybody(home))
    assert moved > 1
    after = {row.label: row.children for row in log_in("sekinin").get(URL).context["districts"]}
    assert after[str(pupil.affiliation)] == before[str(pupil.affiliation)] - moved


def test_no_name_and_no_code_stands_on_it(home: Path, page: Any) -> None:
    text = page.content.decode()
    for child in everybody(home):
        assert child.child_code not in text and child.household_code not in text
    with open_serving(home) as serving:
        names = [serving.records(one.child_code, ["F2"])["F2"]["name"] for one in serving.children(limit=1000)]
    assert names and not [name for name in names if name in text]


@pytest.mark.parametrize("person", EVERYBODY)
def test_counts_only_for_who_sees_the_towns_findings_and_others_hear_why(as_person: As, person: str) -> None:
    answer = as_person(person).get(URL)
    assert answer.status_code == (200 if person in SEES | TOLD_WHY else 404)
    if answer.status_code == 200:
        assert ("groups" in answer.context) == (person in SEES)
        assert ("<table" in answer.content.decode()) == (person in SEES)
        assert "少ない数をかくす処理" in answer.content.decode()


def test_few_judged_say_no_share() -> None:
    assert GroupRow("x", 1, 1, groups.TOO_FEW - 1).share == "少なくて言えません"
    assert GroupRow("x", 1, 1, 8).share == "12.5%"
    assert GroupRow("x", 0, 0, 0).share == "少なくて言えません"


def test_while_it_is_unsure_who_is_protected_no_district_is_told(home: Path, page: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("tsunagu_web.reading.protection.Feed.why_nobody", property(lambda feed: "一覧がよめません。"))
    shown = log_in("sekinin").get(URL)
    assert [row.label for row in shown.context["districts"]] == [""]
    assert "一覧がよめません。" in shown.content.decode()


def test_a_pupil_without_a_school_makes_no_district_of_the_own(home: Path, db: None, at: Any) -> None:
    at("2026-10-31 09:00")
    pupil = next(one for one in everybody(home) if one.grade and one.grade[0] == "P" and one.affiliation)
    for says in (NO_AFFILIATION, UNKNOWN_AFFILIATION):
        change_serving(home, "UPDATE children SET affiliation = ? WHERE household_code = ?", says, pupil.household_code)
        rows = log_in("sekinin").get(URL).context["districts"]
        assert says not in {row.label for row in rows} and sum(row.children for row in rows) == len(everybody(home))
