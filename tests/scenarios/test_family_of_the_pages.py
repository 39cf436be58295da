"""The family of another household and the households at one address, from the files of a town to the child's record."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from support.judged_town import judge_town, serve_town, small_town
from tsunagu.mart import Snapshot, find_snapshot
from tsunagu.month import create_home, run_month
from tsunagu.sample import write_sample
from tsunagu.serving import Serving, open_serving


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Snapshot, Path]:
    folder = tmp_path_factory.mktemp("family")
    write_sample(folder / "in", pack="kaisei", seed=3, children=400, month=date(2026, 10, 1), dirt=0.0)
    home = create_home(folder / "home", "kaisei", on=date(2026, 4, 1))
    run_month(home, folder / "in" / "inbox", as_of=date(2026, 10, 31), capacity=5, quiet=True)
    return find_snapshot(home.folder, None), home.folder


def rows(snapshot: Snapshot, query: str) -> list[tuple[object, ...]]:
    tables = {
        name: f"'{snapshot.table_path(name)}'"
        for name in ("kin", "persons", "children", "same_addresses", "child_codes")
    }
    return duckdb.sql(query.format(**tables)).fetchall()


def of_every_child(home: Path, what: str) -> dict[str, list[dict[str, object]]]:
    with open_serving(home) as serving:
        return {code: told for code in codes(serving) if (told := serving.records(code, ["F2"])["F2"][what])}


def codes(serving: Serving) -> list[str]:
    return [child.child_code for child in serving.children(limit=2_000)]


def test_every_relative_of_another_household_stands_on_the_childs_page_once(tmp_path: Path) -> None:
    """The father left, and is the guardian too; the half sister lives with him. Who is at home is not told again."""
    town = small_town()
    for relative, relation in ((701, "guardian"), (701, "father"), (301, "half_sibling"), (103, "full_sibling")):
        town.rows["kin"].append({"person_id": 102, "relative_id": relative, "relation": relation})
    town.rows["kin"].append({"person_id": 202, "relative_id": 701, "relation": "father"})
    snapshot, out, _ = judge_town(tmp_path, town)
    serve_town(snapshot, out)
    with open_serving(out) as serving:
        by_name = {
            serving.records(code, ["F2"])["F2"]["name"]: serving.records(code, ["F2"])["F2"] for code in codes(serving)
        }
    told = [(one["relation"], one["name"]) for one in by_name["𠮷田 﨑"]["elsewhere"]]
    assert sorted(told) == [("きょうだい（父か母が同じ）", "鈴木 子"), ("父", "大人")]
    assert by_name["髙橋 子"]["elsewhere"] == [], "of a protected household nobody is tied to another"


def test_households_at_the_childs_address_are_counted(judged: tuple[Snapshot, Path]) -> None:
    snapshot, home = judged
    wanted = rows(snapshot, """
        SELECT k.code, count(*) FROM {same_addresses} AS s JOIN {children} AS c USING (household_id)
        JOIN {child_codes} AS k USING (person_id) GROUP BY 1""")  # fmt: skip
    assert (
        {(code, len(beside)) for code, beside in of_every_child(home, "same_address").items()} == set(wanted) != set()
    )


def test_of_whoever_lives_with_somebody_protected_neither_is_told(judged: tuple[Snapshot, Path]) -> None:
    snapshot, home = judged
    hidden = rows(snapshot, """
        SELECT k.code FROM {children} AS c JOIN {child_codes} AS k USING (person_id)
        WHERE c.household_id IN (SELECT household_id FROM {persons} WHERE protected)""")  # fmt: skip
    assert hidden, "the town has somebody protected"
    told = {*of_every_child(home, "elsewhere"), *of_every_child(home, "same_address")}
    assert told.isdisjoint(code for (code,) in hidden)
