"""What the worker does for drafts: look at files that were handed in, and clear away files nobody will look at any more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.urls import reverse

from tsunagu.base.errors import RefusedError
from tsunagu.base.progress import Progress
from tsunagu.drafting import (
    STATIONS,
    LookOrder,
    needs_putting_right,
    orders,
    put_order,
    put_right,
    sweep_orders,
    work_on_order,
)
from tsunagu.month import Home
from tsunagu_web.accounts import clock
from tsunagu_web.layouts import reading
from tsunagu_web.operations.changing import ask
from tsunagu_web.operations.models import Job
from tsunagu_web.operations.states import LIVE, State
from tsunagu_web.operations.work import Work, register, register_round
from tsunagu_web.town import home_folder

DRAFT = "draft"
FORGOTTEN_SECONDS = 60.0
"""Between the files and the job that looks at them lies a moment."""
KEPT_FOR_ANOTHER_ATTEMPT = timedelta(days=1)
"""How long the files of an interrupted job wait for somebody to ask again."""


def register_work() -> None:
    """Make the looking at files known as a kind of job."""
    work = Work(
        "様式の下書き",
        look,
        STATIONS,
        _to_the_drafts,
        _to_the_page,
        settle_label="ファイルを選びなおす",
        may_repeat=_files_are_there,
    )
    register(DRAFT, work)
    register_round(clear_away)


def ask_to_look(order: LookOrder, write: Sequence[Callable[[Path], object]]) -> Job:
    """Lay files down in the home, and put the looking at them into the queue."""
    key = put_order(home_folder(), order, write)
    return ask(DRAFT, {"order": key}, by=order.by)


def look(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Look at the files of an `order` and keep their drafts; repeated after a kill it makes none twice."""
    home = Home(home_folder())
    found = work_on_order(home.folder, arguments["order"], reading.matcher(home.folder), progress, home.locked)
    refused = [{"code": one.code, "message": one.message, "remedy": one.remedy} for one in found.refused]
    return {"drafts": list(found.drafts), "refused": refused}


def clear_away(older_than: float = FORGOTTEN_SECONDS) -> list[str]:
    """What nobody will look at any more: files of jobs that are over (`older_than` seconds are spared), and what a killed
    process left among the drafts."""
    home = Home(home_folder())
    if needs_putting_right(home.folder):
        with suppress(RefusedError), home.locked():
            put_right(home.folder)
    of_drafts = Job.objects.filter(kind=DRAFT)
    again = of_drafts.filter(state=State.INTERRUPTED, finished_at__gt=clock.now() - KEPT_FOR_ANOTHER_ATTEMPT)
    waited_for = {job.arguments["order"] for job in [*of_drafts.filter(state__in=LIVE), *again]}
    return sweep_orders(home.folder, waited_for.__contains__, older_than=older_than)


def _to_the_drafts(job: Job) -> str:
    return f"{reverse('layouts')}?looked={job.pk}"


def _to_the_page(job: Job) -> str | None:
    return reverse("layouts")


def _files_are_there(job: Job) -> bool:
    """Whether another attempt has anything to look at."""
    return job.arguments["order"] in orders(home_folder())
