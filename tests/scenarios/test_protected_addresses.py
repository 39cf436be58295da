"""支援措置: the address of a protected person, and of everybody living with them, is in no table of a snapshot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from support.loads import MadeHome, make_home, resident

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
    [measure(), measure(state="仮支援措置"), measure(state=None), measure(ends_on="2026-10-31"), measure(number=11)],
)
def test_the_address_is_nowhere(tmp_path: Path, state: dict[str, Any]) -> None:
    assert tables_saying(hidden_home(tmp_path, state), HIDDEN_TOWN) == set()


@pytest.mark.parametrize(
    "state", [None, measure(state="終了"), measure(ends_on="2026-10-30"), measure(starts_on="2026-11-01")]
)
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
