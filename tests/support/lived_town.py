"""A small town that lived two months, shown by the pages: what people enter there goes into its next month."""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from support.made_once import made_once
from support.played import play_months
from tsunagu.month import Home, run_month
from tsunagu.serving import ServedChild, open_serving
from tsunagu_web.casework.handing_on import hand_on

OCTOBER, NOVEMBER = date(2026, 10, 31), date(2026, 11, 30)
ROOM = 20
"""Households that can be talked about: more than wait, so that nobody is off the list for want of room."""


def live(factory: pytest.TempPathFactory) -> Path:
    """October and November of an invented town of 300 children; its home, to be copied and not changed."""
    months = [OCTOBER.replace(day=1), NOVEMBER.replace(day=1)]
    lived = made_once(factory, "lived", lambda folder: play_months(folder, months, seed=3, children=300, dirt=0.0))
    return lived / "home"


def moved_in(lived: Path, folder: Path) -> Path:
    """A copy of the home that a test may change; a demo, so that everybody may log in."""
    shutil.copytree(lived, folder)
    settings = (folder / "home.yaml").read_text(encoding="utf-8")
    (folder / "home.yaml").write_text(settings.replace("demo: false", "demo: true"), encoding="utf-8")
    return folder


def run_again(home: Path) -> dict[str, Any]:
    """November once more, as the page's button runs it; the run's summary."""
    return run_month(Home(home), None, as_of=NOVEMBER, capacity=ROOM, quiet=True, hand_on=hand_on).summary


def handed(home: Path, source: str) -> dict[str, Any] | None:
    """The file of a source that the pages wrote last, as it was received."""
    from tsunagu.intake import loads, read_original
    from tsunagu_web.casework.handing_on import OURS

    documents = [json.loads(read_original(home, one.sha256)) for one in loads(home) if one.source == source]
    mine = [document for document in documents if document.get("written_at") == OURS]
    return mine[-1] if mine else None


def listed(home: Path) -> dict[str, list[str]]:
    """Household → its children on the list that the pages show."""
    with open_serving(home) as serving:
        return {row["household_code"]: list(row["children"]) for row in serving.meta("worklist")["listed"]}


def child_nobody_flags(home: Path, but: Collection[str] = ()) -> ServedChild:
    """A child of whom no criterion says anything and whose household is nowhere on the list."""
    with open_serving(home) as serving:
        quiet = serving.households(place="not_flagged", limit=200)
        children = [child for one in quiet for child in serving.children_of(one.household_code)]
    return next(child for child in children if child.total_points == 0 and child.child_code not in but)
