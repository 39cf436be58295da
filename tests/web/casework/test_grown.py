"""An eldest who turned 18 leaves the run by age: the places of the younger ones stay readable, unless it may be a secret move."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from support.web_cases import NUMBER, plant_cases
from support.web_people import As, change_serving, serving_file
from tsunagu.month import Home
from tsunagu.serving import SERVING_FILE, open_serving
from tsunagu_web.casework import grown
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.places import hides_places
from tsunagu_web.reading import RunView

ELDEST = "C-0001"


@pytest.fixture
def before(home: Path, as_person: As, at: Any) -> Path:
    """The household's eldest is in the run of the month before, and not in this one; the file of the run before."""
    at("2026-10-31 09:00")
    plant_cases(home)
    current = serving_file(home).parent
    shutil.copytree(current, home / "runs" / "before")
    pointed = home / "CURRENT"
    if not pointed.exists():
        pointed.write_text(json.dumps({"run": current.name}), encoding="utf-8")
    log = Home(home).run_log
    log.parent.mkdir(parents=True, exist_ok=True)
    runs = ["before", current.name]
    log.write_text("".join(json.dumps({"run": one, "as_of": "2026-09-30"}) + "\n" for one in runs), encoding="utf-8")
    gone = "UPDATE children SET household_code = 'K-9999', child_code = 'X-0001' WHERE child_code = ?"
    change_serving(home, gone, ELDEST)
    grown._LAST_SEEN.clear()
    return home / "runs" / "before" / SERVING_FILE


def was(file: Path, what: str) -> None:
    """How the run before had the eldest."""
    with sqlite3.connect(file) as connection:
        connection.execute(f"UPDATE children SET {what} WHERE child_code = ?", (ELDEST,))
    connection.close()
    grown._LAST_SEEN.clear()


def hides(home: Path) -> bool:
    with open_serving(home) as serving:
        return hides_places(Case.objects.get(number=NUMBER), RunView(serving))


def test_who_grew_up_hides_nothing_of_the_younger(before: Path, home: Path) -> None:
    assert hides(home), "a child of this age that is gone may have moved in secret"
    was(before, "fiscal_age = 19")
    assert not hides(home)


def test_who_is_protected_or_unknown_hides_on(before: Path, home: Path) -> None:
    was(before, "fiscal_age = 19, protected = 1")
    assert hides(home)
    was(before, "protected = 0")
    assert not hides(home)
    was(before, "child_code = 'C-7777'")
    assert hides(home), "in no run of the last year: nobody can say"
