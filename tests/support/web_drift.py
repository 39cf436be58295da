"""A finished run that is not shown yet, because its differences from last month wait for somebody."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from tsunagu.drift import Breach, Measures, SourceMeasures
from tsunagu.month import Home, WaitingDrift
from tsunagu.month.drifting import note_waiting

RUN = "abcdef012345"
BEFORE = "0123456789ab"
CAPACITY = 7


def plant_run_before(home: Path, *sources: str) -> None:
    """The run that RUN was compared with, which used these files."""
    measured = SourceMeasures(rows=400, rows_in=400, rows_refused=0, columns={})
    measures = Measures(sources=dict.fromkeys(sources, measured), children=3319, flagged={}, undeterminable={})
    told = {"as_of": "2026-09-30", "compared_with": None, "measures": measures.model_dump(), "breaches": []}
    (home / "runs" / BEFORE).mkdir(parents=True)
    (home / "runs" / BEFORE / "drift.json").write_text(json.dumps(told), encoding="utf-8")


def plant_drift(home: Path) -> None:
    """The run of 2026-10-31, with fewer rows of 児童扶養手当 than it may have."""
    folder = home / "runs" / RUN
    folder.mkdir(parents=True)
    measured = SourceMeasures(rows=100, rows_in=100, rows_refused=0, columns={})
    measures = Measures(sources={"jido_fuyo": measured}, children=3319, flagged={}, undeterminable={})
    told = {
        "as_of": "2026-10-31",
        "compared_with": BEFORE,
        "measures": measures.model_dump(),
        "breaches": [asdict(Breach("rows", "jido_fuyo", "", "", 400.0, 100.0, 0.3))],
    }
    (folder / "drift.json").write_text(json.dumps(told), encoding="utf-8")
    (folder / "run.json").write_text(json.dumps({"types": {"poverty": "貧困"}}), encoding="utf-8")
    note_waiting(Home(home), WaitingDrift(RUN, "2026-10-31", CAPACITY))
