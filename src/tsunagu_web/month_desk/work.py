"""What the worker does for the desk."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.urls import reverse

from tsunagu.base.progress import Progress
from tsunagu.month import STATIONS, Home, run_month
from tsunagu_web.operations.models import RUN
from tsunagu_web.operations.work import Work, register
from tsunagu_web.town import home_folder


def register_work() -> None:
    """Make the desk's kinds of job known."""
    register(RUN, Work("月の処理", run, STATIONS, lambda _: reverse("worklist")))


def run(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The month: `inbox` (a folder), `as_of`, `capacity`. Repeated, it gives the same run."""
    done = run_month(
        Home(home_folder()),
        Path(arguments["inbox"]),
        as_of=date.fromisoformat(arguments["as_of"]),
        capacity=arguments["capacity"],
        quiet=True,
        onlooker=progress,
    )
    told = done.summary
    return {name: told[name] for name in ("run", "snapshot", "files", "files_refused", "rows_in", "households")}
