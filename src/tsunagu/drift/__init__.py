"""先月との違い: what a month's files and findings look like beside last month's, and whether a person must look first."""

from tsunagu.drift.acceptance import FILE as ACCEPTANCES
from tsunagu.drift.acceptance import Acceptance, BrokenAcceptancesError, accept, acceptance_of, acceptances
from tsunagu.drift.compare import Breach, breaches_of
from tsunagu.drift.measure import Measures, SourceMeasures, measure_findings, measure_load, name_of
from tsunagu.drift.report import DRIFT_FILE, DriftReport, read_report, report_of
from tsunagu.drift.words import labels_of, sentences

__all__ = [
    "ACCEPTANCES",
    "DRIFT_FILE",
    "Acceptance",
    "Breach",
    "BrokenAcceptancesError",
    "DriftReport",
    "Measures",
    "SourceMeasures",
    "accept",
    "acceptance_of",
    "acceptances",
    "breaches_of",
    "labels_of",
    "measure_findings",
    "measure_load",
    "name_of",
    "read_report",
    "report_of",
    "sentences",
]
