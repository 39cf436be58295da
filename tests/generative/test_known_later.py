"""Whatever came to be known after a day never changes a snapshot as of that day, over random families and facts."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.loads import make_home, resident
from tsunagu.catalog import Table
from tsunagu.mart import known_rows

DAY = date(2026, 10, 31)
EARLY = st.dates(date(2024, 1, 1), DAY)
LATE = st.dates(DAY + timedelta(1), date(2027, 12, 31))
NUMBERS = st.integers(1, 6)
Rows = dict[str, list[dict[str, Any]]]

ROW: dict[str, Callable[[int, date], dict[str, Any]]] = {
    "moves": lambda n, day: {
        "resident_no": n,
        "sequence": day.toordinal(),
        "household_no": n % 3 + 1,
        "moved_on": DAY - timedelta(n),
        "notified_on": day,
        "reason": ("国内転出", "転居", "世帯分離")[n % 3],
    },
    "identifiers": lambda n, day: {
        "resident_no": n,
        "kind": ("旧宛名番号", "学籍番号")[n % 2],
        "number": f"{n + 1}",
        "created_on": day,
    },
    "consultations": lambda n, day: {
        "desk": "児童相談",
        "receipt_no": f"{day}{n}",
        "received_on": day,
        "name": f"子{n}",
        "kana": f"コ{n}",
        "birth_date": date(2015, 1, n),
        "guardian": "母 1",
        "resident_no": n if n % 2 else None,
    },
    "support_cases": lambda n, day: {
        "case_no": f"{n}",
        "registered_on": day,
        "kana": f"コ{n}",
        "birth_date": date(2015, 1, n),
        "household_text": "母 1",
    },
    "public_assistance": lambda n, day: {
        "case_no": "1",
        "member_no": n,
        "kana": f"コ{n}",
        "birth_date": date(2015, 1, n),
        "starts_on": day,
    },
    "attendance": lambda n, day: {
        "school": "101",
        "fiscal_year": day.year if day.month > 3 else day.year - 1,
        "month": day.month,
        "grade": "P5",
        "class": "1",
        "number": n,
        "pupil_no": f"{n + 1}",
        "kana": f"コ{n}",
        "birth_date": date(2015, 1, n),
        "school_days": 20,
    },
    "vaccinations": lambda n, day: {"resident_no": n, "vaccine": "MR", "given_on": day},
    "childcare": lambda n, day: {"resident_no": n, "facility": "園", "entered_on": DAY, "certified_from": day},
    "school_aid": lambda n, day: {
        "fiscal_year": 2026,
        "school": "101",
        "grade": "P5",
        "class": "1",
        "kana": f"コ{n}",
        "name": f"子{n}",
        "guardian_name": "母 1",
        "approved_on": day,
    },
    "watch_notes": lambda n, day: {"resident_no": n, "happened_on": day, "lunch_arrears": True},
}


def rows_known(days: st.SearchStrategy[date]) -> st.SearchStrategy[Rows]:
    """Random rows of every table, known on some of the days. A month's row is known at its end, so it starts it."""
    one = st.sampled_from(sorted(ROW)).flatmap(
        lambda table: st.tuples(st.just(table), st.builds(ROW[table], NUMBERS, days))
    )
    return st.lists(one, max_size=14).map(_by_table)


def _by_table(pairs: list[tuple[str, dict[str, Any]]]) -> Rows:
    found: Rows = {table: [] for table in ROW}
    for table, row in pairs:
        found[table].append(row)
    return found


DELIVERED = _by_table(
    [(table, ROW[table](6, DAY - timedelta(40))) for table in ("attendance", "school_aid", "consultations")]
)
"""Deliveries with parts stand on their own: a late row must not be the only one of its school or desk."""


FAMILIES = [
    *(
        resident(n, household=n % 3 + 1, born=f"2015-01-{n:02d}", name=f"子 {n}", kana=f"コ {n}", relation="20")
        for n in range(1, 7)
    ),
    *(resident(20 + n, household=n, born=f"1985-01-{n:02d}", name=f"母 {n}", kana=f"ハハ {n}") for n in range(1, 4)),
]
PUPILS = [
    {
        "register_no": f"{n}",
        "resident_no": n,
        "school": "101",
        "grade": "P5",
        "guardian_name": "母 1",
        "entered_on": "2022-04-01",
    }
    for n in range(1, 7)
]


def sealed(folder: Path, early: Rows, late: Rows, later_loads: Rows) -> dict[str, str]:
    """The hash of every table of the snapshot of DAY."""
    tables = {
        name: [*DELIVERED[name], *early[name], *({**row, "_line": 900 + n} for n, row in enumerate(late[name]))]
        for name in ROW
    }
    home = make_home(folder, {"residents": FAMILIES, "school_register": PUPILS, **tables}, as_of=DAY)
    home.add(
        {name: rows for name, rows in later_loads.items() if rows}, received_on=DAY + timedelta(20), period="2026-11"
    )
    return {file.name: file.sha256 for file in home.build(DAY).manifest.files}


def changes(early: Rows, late: Rows, later_loads: Rows) -> bool:
    """Whether rows known later change any table."""
    nothing = _by_table([])
    with tempfile.TemporaryDirectory() as folder:
        before = sealed(Path(folder) / "before", early, nothing, nothing)
        return sealed(Path(folder) / "after", early, late, later_loads) != before


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(early=rows_known(EARLY), late=rows_known(LATE), later_loads=rows_known(st.one_of(EARLY, LATE)))
def test_rows_known_later_never_change_a_snapshot(early: Rows, late: Rows, later_loads: Rows) -> None:
    assert not changes(early, late, later_loads)


def _everything_is_known(table: Table, as_of: date) -> str:
    return "TRUE"


@pytest.mark.parametrize("table", sorted(ROW))
def test_the_broken_twin_that_ignores_known_on_is_caught(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    late = _by_table([(table, ROW[table](2, DAY + timedelta(31)))])
    assert not changes(_by_table([]), late, _by_table([]))
    monkeypatch.setattr(known_rows, "known_filter", _everything_is_known)
    assert changes(_by_table([]), late, _by_table([]))
