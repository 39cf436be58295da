"""One month as one function: the home, the run with its progress, cancel and resume, and the register of runs."""

from tsunagu.month.doctor import Check, examine, said_at_start
from tsunagu.month.home import Home, create_home, find_home
from tsunagu.month.lawful import barred_items
from tsunagu.month.protection import (
    PROTECTION_TABLE,
    NewestList,
    Overlay,
    newest_list,
    overlay_of,
    renew_protection,
)
from tsunagu.month.register import earlier_runs, logged_runs
from tsunagu.month.run import STATIONS, run_month
from tsunagu.month.summary import RunResult
from tsunagu.month.watch import watching

__all__ = [
    "Check",
    "Home",
    "NewestList",
    "PROTECTION_TABLE",
    "Overlay",
    "RunResult",
    "STATIONS",
    "barred_items",
    "create_home",
    "earlier_runs",
    "examine",
    "find_home",
    "logged_runs",
    "newest_list",
    "overlay_of",
    "renew_protection",
    "run_month",
    "said_at_start",
    "watching",
]
