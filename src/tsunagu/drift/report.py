"""The report of one run: its measures, the run it was compared with, and the breaches. A pure function of the run's inputs."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

from tsunagu.base.files import write_text
from tsunagu.base.hashing import canonical_json, sha256_of_text
from tsunagu.catalog import Pack
from tsunagu.drift.compare import Breach, breaches_of
from tsunagu.drift.measure import Measures, measure_findings, measure_load, name_of
from tsunagu.engines import open_engine
from tsunagu.intake import loads
from tsunagu.mart import Snapshot

DRIFT_FILE = "drift.json"


@dataclass(frozen=True)
class DriftReport:
    """`compared_with` is the run before (None: there is none, or it measured nothing)."""

    as_of: str
    compared_with: str | None
    measures: Measures
    breaches: tuple[Breach, ...]

    @cached_property
    def digest(self) -> str:
        """64 hex digits of what a person would accept: the month and its breaches, number by number."""
        return sha256_of_text(canonical_json({"as_of": self.as_of, "breaches": [asdict(one) for one in self.breaches]}))


def report_of(
    home: Path, pack: Pack, snapshot: Snapshot, counts: dict[str, object], previous: Path | None, folder: Path
) -> DriftReport:
    """Measure a run, compare it with the one before, and write drift.json into its folder."""
    used = {given.load_id for given in snapshot.manifest.inputs}
    engine = open_engine([home])
    try:
        sources = {
            name_of(load): measure_load(engine, pack, home, load)
            for load in loads(home)
            if load.load_id in used and load.source in pack.sources and not load.entered
        }
    finally:
        engine.close()
    children, flagged, undeterminable = measure_findings(counts)
    measures = Measures(sources=sources, children=children, flagged=flagged, undeterminable=undeterminable)
    before = measures_before(previous)
    found = breaches_of(measures, before, pack) if before is not None else []
    compared = previous.name if previous is not None and before is not None else None
    report = DriftReport(snapshot.as_of.isoformat(), compared, measures, tuple(found))
    write_text(folder / DRIFT_FILE, _text(report))
    return report


def measures_before(previous: Path | None) -> Measures | None:
    """What the run before measured; None when there is no such run or it is older than measuring."""
    report = read_report(previous) if previous is not None else None
    return report.measures if report is not None else None


def read_report(folder: Path) -> DriftReport | None:
    """The report in a run's folder; None when it has none."""
    try:
        told = json.loads((folder / DRIFT_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return DriftReport(
        as_of=told["as_of"],
        compared_with=told["compared_with"],
        measures=Measures.model_validate(told["measures"]),
        breaches=tuple(Breach(**one) for one in told["breaches"]),
    )


def _text(report: DriftReport) -> str:
    told = {
        "as_of": report.as_of,
        "compared_with": report.compared_with,
        "measures": report.measures.model_dump(),
        "breaches": [asdict(one) for one in report.breaches],
    }
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
