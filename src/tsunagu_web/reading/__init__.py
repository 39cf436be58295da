"""What the pages read: the current run's serving file, and how fresh the list of protected people is."""

from tsunagu_web.reading.protection import Feed
from tsunagu_web.reading.run import RunView, current_run, earlier_run, run_of, runs_since, with_run
from tsunagu_web.reading.words import age_and_grade, grade_label, month_label, why_unknown

__all__ = [
    "Feed",
    "RunView",
    "age_and_grade",
    "current_run",
    "earlier_run",
    "grade_label",
    "month_label",
    "run_of",
    "runs_since",
    "why_unknown",
    "with_run",
]
