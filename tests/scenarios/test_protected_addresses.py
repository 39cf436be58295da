"""支援措置: the address of a protected person, and of everybody living with them, is in no table of a snapshot."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from support.loads import MadeHome, make_home, resident
from tsunagu.intake import loads
from tsunagu.mart import lay_over
from tsunagu.month.protection import protection_of_run

HIDDEN_TOWN = "かくれ町"


def household(number: int, town: str) -> list[dict[str, Any]]:
    """A mother (number × 10) and her child (+ 1)."""
    place = {"town": town, "lot": "1-2", "town_code": f"{number:07d}"}
    return [
        resident(number * 10, household=number, born="1985-05-01", **place),
        resident(number * 10 + 1, household=number, born="2015-06-01", relation="20", **place),
    ]


def measure(number: int = 10, state: str | None = "支援措置", **cells: Any) -> dict[str, Any]:
    return {"resident_no": number, "state": state, "starts_on": "2025-01-01", "also_for": False, **cells}


def hidden_home(tmp_path: Path, *measures: dict[str, Any]) -> MadeHome:
    pupil = {"register_no": "1", "resident_no": 11, "school": "101", "grade": "P5", "address": f"{HIDDEN_TOWN}1-2"}
    told = {
        "desk": "児童相談",
        "receipt_no": "A",
        "resident_no": 11,
        "received_on": "2026-05-01",
        "address": f"{HIDDEN_TOWN}1-2",
    }
    return make_home(
        tmp_path,
        {
            "residents": [*household(1, HIDDEN_TOWN), *household(2, "吉田島")],
            "protection": measures,
            "school_register": [pupil],
            "consultations": [told],
        },
    )


def tables_saying(home: MadeHome, word: str) -> set[str]:
    """Names of the tables in which any cell holds the word."""
    snapshot = home.build()
    found = set()
    with duckdb.connect() as connection:
        for file in snapshot.manifest.files:
            rows = connection.execute(f"FROM read_parquet('{snapshot.path / file.name}')").fetchall()
            if any(word in str(cell) for row in rows for cell in row):
                found.add(file.name)
    return found


@pytest.mark.parametrize(
    "state",
    [
        measure(),
        measure(state="仮支援措置"),
        measure(state=None),
        measure(ends_on="2026-10-31"),
        measure(number=11),
        measure(starts_on="2026-11-01"),
        measure(state="終了", ends_on="2026-10-31"),
    ],
)
def test_the_address_is_nowhere(tmp_path: Path, state: dict[str, Any]) -> None:
    assert tables_saying(hidden_home(tmp_path, state), HIDDEN_TOWN) == set()


@pytest.mark.parametrize("state", [None, measure(state="終了"), measure(ends_on="2026-10-30")])
def test_without_a_measure_in_force_it_is_there(tmp_path: Path, state: dict[str, Any] | None) -> None:
    home = hidden_home(tmp_path, *([state] if state else []))
    assert tables_saying(home, HIDDEN_TOWN) == {"addresses.parquet", "consultations.parquet", "school_register.parquet"}


def test_who_is_marked_together_is_protected_together(tmp_path: Path) -> None:
    home = hidden_home(
        tmp_path, measure(), measure(number=11, state=None, also_for=True), measure(number=21, state="終了")
    )
    protected = home.rows(home.build(), "persons", "person_id", "protected")
    assert protected == [(10,), (11,)]
    assert home.rows(home.build(), "addresses", "person_id") == [(20,), (21,)]


LATER = date(2026, 11, 20)


def laid_over(tmp_path: Path, *measures: dict[str, Any], renumbered: bool = False) -> tuple[set[str], int]:
    """Children of two households whom a later list hides by name of their household (1, 2), and rows that wait."""
    home = hidden_home(tmp_path)
    if renumbered:
        home.add(
            {"identifiers": [{"kind": "旧宛名番号", "number": "77", "resident_no": 10, "created_on": "2026-01-01"}]}
        )
    home.add({"protection": measures}, received_on=LATER)
    snapshot = home.build()
    load = next(load for load in loads(home.folder) if load.tables == ["protection"] and load.received_on == LATER)
    laid = lay_over(snapshot, load.table_path(home.folder, "protection"), LATER)
    codes = dict(home.rows(snapshot, "child_codes", "code, person_id"))
    return {f"household {codes[code] // 10}" for code in laid.children}, laid.waiting


@pytest.mark.parametrize(
    "row",
    [
        measure(),
        measure(number=11),
        measure(state=None),
        measure(starts_on="2026-12-01"),
        measure(ends_on="2026-11-20"),
        measure(state="終了", ends_on="2026-11-20"),
    ],
)
def test_a_later_list_hides_the_whole_household(tmp_path: Path, row: dict[str, Any]) -> None:
    assert laid_over(tmp_path, row) == ({"household 1"}, 0)


def test_a_later_list_hides_the_grown_ups_too(tmp_path: Path) -> None:
    home = hidden_home(tmp_path)
    home.add({"protection": [measure()]}, received_on=LATER)
    snapshot = home.build()
    load = next(load for load in loads(home.folder) if load.tables == ["protection"] and load.received_on == LATER)
    laid = lay_over(snapshot, load.table_path(home.folder, "protection"), LATER)
    assert laid.people == (10, 11)


@pytest.mark.parametrize("row", [measure(state="終了"), measure(ends_on="2026-11-19")])
def test_what_has_ended_hides_nobody_and_waits_for_nobody(tmp_path: Path, row: dict[str, Any]) -> None:
    assert laid_over(tmp_path, row, row | {"resident_no": 999}) == (set(), 0)


def test_a_number_of_earlier_still_protects(tmp_path: Path) -> None:
    assert laid_over(tmp_path / "known", measure(number=77), renumbered=True) == ({"household 1"}, 0)
    assert laid_over(tmp_path / "unknown", measure(number=77)) == (set(), 1)


def test_a_row_nobody_can_place_waits_beside_the_others(tmp_path: Path) -> None:
    rows = (measure(), measure(number=999), measure(number=None))
    assert laid_over(tmp_path, *rows) == ({"household 1"}, 2)


def test_a_run_says_how_many_rows_of_its_list_it_could_not_use(tmp_path: Path) -> None:
    home = hidden_home(tmp_path, measure(), measure(number=999))
    listed = next(load for load in loads(home.folder) if load.tables == ["protection"])
    told = listed.model_copy(update={"rows_in": 5, "rows_refused": 3})
    (listed.folder(home.folder) / "load.json").write_text(told.model_dump_json(), encoding="utf-8")
    found = protection_of_run(home.folder, home.pack, home.build())
    counts = {"rows": 2, "refused": 3, "waiting": 1}
    assert found == {"received_on": "2026-10-31", "load": listed.load_id, **counts}


def test_a_run_without_a_list_says_so(tmp_path: Path) -> None:
    home = make_home(tmp_path, {"residents": household(1, HIDDEN_TOWN)})
    found = protection_of_run(home.folder, home.pack, home.build())
    assert (found["received_on"], found["load"], found["rows"]) == (None, None, 0)
