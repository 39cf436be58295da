"""A town with dirt in every file: no row goes to the wrong person, and hardly a child's row waits without need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tsunagu.base.progress import Silent
from tsunagu.catalog import load_pack
from tsunagu.intake import receive
from tsunagu.mart import Snapshot, build
from tsunagu.month import create_home
from tsunagu.sample import write_sample

AS_OF = date(2026, 10, 31)
WAITING_AT_MOST = 0.03
"""Share of the rows about target children that may wait: twice what the planted faults alone break."""


@dataclass(frozen=True)
class Linked:
    """Every row of the snapshot beside the truth: source, method, true number, found number, about a target child."""

    rows: list[tuple[str, str, str, str, bool]]
    snapshot: Snapshot


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Linked:
    folder = tmp_path_factory.mktemp("dirty links")
    pack = load_pack("kaisei")
    write_sample(folder / "town", pack=pack, seed=11, children=900, month=AS_OF.replace(day=1), dirt=0.05)
    home = create_home(folder / "home", "kaisei", on=date(2026, 4, 1))
    files = sorted((folder / "town" / "inbox").iterdir())
    receive(files, home=home.folder, pack=pack, received_on=AS_OF, replace=None, progress=Silent())
    return compare(build(home.folder, pack, AS_OF), folder / "town" / "truth" / "links.csv")


def compare(snapshot: Snapshot, truth: Path) -> Linked:
    def table(name: str) -> str:
        return f"read_parquet('{snapshot.table_path(name)}')"

    with duckdb.connect() as connection:
        rows = connection.execute(f"""
            SELECT l.source, l.method, coalesce(t.resident_no, ''), coalesce(p.resident_no, ''), c.person_id IS NOT NULL
            FROM {table("links")} AS l LEFT JOIN {table("persons")} AS p USING (person_id)
            JOIN read_csv('{truth}', all_varchar = true) AS t ON t.source = l.source AND t.file = l.file
                AND coalesce(t.sheet, '') = coalesce(l.sheet, '') AND t.line::INTEGER = l.line
            LEFT JOIN {table("persons")} AS b ON b.resident_no = t.resident_no
            LEFT JOIN {table("children")} AS c ON c.person_id = b.person_id""").fetchall()
    return Linked(rows, snapshot)


def wrong(rows: list[tuple[str, str, str, str, bool]]) -> list[tuple[str, str]]:
    return [(source, method) for source, method, true, found, _ in rows if found and found != true]


def test_every_row_stands_beside_its_truth(linked: Linked) -> None:
    assert len(linked.rows) == linked.snapshot.rows("links") > 50_000


def test_no_row_goes_to_the_wrong_person(linked: Linked) -> None:
    assert wrong(linked.rows) == []


def test_every_method_was_needed(linked: Linked) -> None:
    methods = {method for _, method, _, found, _ in linked.rows if found}
    assert methods == {"number", "crosswalk", "kana_birth", "roster"}


def test_few_rows_of_children_wait(linked: Linked) -> None:
    about_children = [row for row in linked.rows if row[4]]
    waiting = [row for row in about_children if not row[3]]
    assert len(waiting) <= WAITING_AT_MOST * len(about_children)


def test_a_broken_twin_that_links_to_the_next_person_is_caught(linked: Linked) -> None:
    shifted = [
        (*row[:3], other[3], row[4]) for row, other in zip(linked.rows, linked.rows[1:] + linked.rows[:1], strict=True)
    ]
    assert wrong(shifted)
