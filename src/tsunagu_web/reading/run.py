"""The current run as a page needs it, and what a page says when there is none or it cannot be read."""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse

from tsunagu.base.errors import DeclarationError, RefusedError
from tsunagu.identity import BrokenJudgementsError
from tsunagu.month import Home, logged_runs, withdrawn_links
from tsunagu.serving import META_KEYS, ServedChild, Serving, open_serving
from tsunagu_web.access import CaseObject
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.decided import decided_children
from tsunagu_web.casework.handed import Withheld, withheld
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.moving import open_cases, open_households
from tsunagu_web.casework.process import current_process
from tsunagu_web.pages.showing import show
from tsunagu_web.reading.people import everybody, teams
from tsunagu_web.reading.protection import Feed, read_feed
from tsunagu_web.reading.words import month_label
from tsunagu_web.town import home_folder

LISTED = "list"
NO_RUN = "V001"


class RunView:
    """The serving file of the current run, opened for one request, with the newest list of protected people laid over it."""

    def __init__(self, serving: Serving) -> None:
        self.serving = serving
        self.meta: dict[str, Any] = serving.meta("run")
        self.feed: Feed = read_feed(self.meta["snapshot_id"])
        serving.withheld = replace(self.feed.withheld, records=withdrawn_links(home_folder(), serving))
        self.counts: dict[str, Any] = serving.meta("counts")
        self._households: dict[str, list[ServedChild]] = {}
        self._decided: dict[int, list[str]] = {}

    @property
    def as_of(self) -> date:
        """The day the data stand for."""
        return date.fromisoformat(self.meta["as_of"])

    @property
    def month(self) -> str:
        """2026年10月."""
        return month_label(self.meta["as_of"])

    @cached_property
    def indicators(self) -> list[dict[str, Any]]:
        """In the order of a child's answer bytes."""
        return list(self.serving.meta("indicators"))

    @cached_property
    def criteria(self) -> list[dict[str, Any]]:
        """In the order of a child's state and point bytes."""
        return list(self.serving.meta("criteria"))

    @cached_property
    def fact_kinds(self) -> list[dict[str, Any]]:
        """Kinds of fact: lane, field class, the files they come from and which of these never came."""
        return list(self.serving.meta("fact_views"))

    @cached_property
    def worklist(self) -> dict[str, Any]:
        """The month's list as the run wrote it."""
        return dict(self.serving.meta("worklist"))

    @property
    def looked_at_anew(self) -> list[str]:
        """Codes of children whose judgement rested on a record that people have found not to be theirs, or taken back."""
        return [one.child_code for one in self.serving.changed]

    @cached_property
    def listed_households(self) -> frozenset[str]:
        """Codes of the households on the list: the cases people have in hand this month."""
        return frozenset(row["household_code"] for row in self.worklist["listed"])

    @cached_property
    def open_households(self) -> frozenset[str]:
        """Codes of the households with an open case, read once per request."""
        return open_households()

    @cached_property
    def people(self) -> dict[int, User]:
        """Every account by its key with the roles in force, read once per request: for pages that ask who else could act."""
        return everybody(clock.today())

    @cached_property
    def teams(self) -> dict[int, list[User]]:
        """Open case → who is in its team, in the order of joining, read once per request."""
        return teams(self.people)

    @cached_property
    def withheld(self) -> Withheld:
        """Which households a school's people have not been handed yet, read once per request."""
        return withheld(current_process())

    def case(self, child: ServedChild, *, in_hand: bool | None = None) -> CaseObject:
        """What a decision about a child needs to know. `in_hand`: told by a page of the case itself."""
        return CaseObject(
            child.child_code,
            child.household_code,
            child.household_code in self.listed_households,
            child.grade,
            child.affiliation,
            in_hand=child.household_code in self.open_households if in_hand is None else in_hand,
            withheld=self.withheld.of(child.household_code),
        )

    def affiliation(self, child: ServedChild) -> str | None:
        """School or nursery; None for protected children, and for everybody while it is not sure who is protected."""
        return child.affiliation

    def children_of(self, households: Iterable[str]) -> list[ServedChild]:
        """All target children of some households, household by household."""
        return [child for code in households for child in self.household(code)]

    def household(self, code: str) -> list[ServedChild]:
        """The target children of one household, read once per request: a list of cases asks for each several times."""
        if code not in self._households:
            self._households[code] = self.serving.children_of(code)
        return self._households[code]

    def decided_children(self, case: Case) -> list[str]:
        """Codes of the children of whom a conference decided in a case. Read once per request for all open cases: a list of cases
        asks for each."""
        if case.pk is None:
            return []
        if case.pk not in self._decided:
            self.read_decided([case] if case.ended_at else [case, *open_cases()])
        return self._decided[case.pk]

    def read_decided(self, cases: Iterable[Case]) -> None:
        """Read decided_children of these at once, for a page that is about to ask for each."""
        missing = [one for one in cases if one.pk not in self._decided]
        self._decided |= decided_children(missing) if missing else {}


@contextmanager
def current_run() -> Iterator[RunView]:
    """The run on the pages, with everything that is withheld laid over it. Raises what opening it raises."""
    with open_serving(home_folder()) as serving:
        yield RunView(serving)


@contextmanager
def earlier_run(run: RunView, run_id: str) -> Iterator[RunView | None]:
    """A run of an earlier month, with everything that is withheld now laid over it too; the current run by its own view.

    None where the run is no longer kept, or its file cannot be read.
    """
    if run_id == run.meta["run_id"]:
        yield run
        return
    try:
        serving = open_serving(home_folder() / "runs" / run_id)
    except RefusedError:
        yield None
        return
    with serving:
        try:
            view = RunView(serving)
        except (sqlite3.DatabaseError, KeyError, UnicodeDecodeError):
            view = None
        yield view


def runs_since(run: RunView, run_id: str) -> list[str]:
    """What the pages showed after a run and before the current one, oldest first; none where the run is not known."""
    order = [str(entry["run"]) for entry in logged_runs(Home(home_folder()))]
    if run_id not in order:
        return []
    later = order[len(order) - order[::-1].index(run_id) :]
    return [one for one in dict.fromkeys(later) if one not in (run_id, run.meta["run_id"])]


@contextmanager
def run_of(request: HttpRequest) -> Iterator[RunView]:
    """The run of the page that is being made, for what stands around every page; opened where the page itself reads none. Raises what
    opening it raises."""
    opened: RunView | None = getattr(request, "run", None)
    if opened is not None:
        yield opened
        return
    with current_run() as run:
        yield run


@contextmanager
def _read_by(request: HttpRequest, run: RunView) -> Iterator[None]:
    request.run = run  # type: ignore[attr-defined]
    try:
        yield
    finally:
        # What says that the run cannot be read is a page too, and this one is closed.
        request.run = None  # type: ignore[attr-defined]


def with_run(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the current run. Before the first run, and when the run cannot be read, the page says so plainly."""

    @functools.wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            with current_run() as run, _read_by(request, run):
                return view(request, run, *args, **kwargs)
        except RefusedError as error:
            if error.code == NO_RUN:
                return show(request, "no_run.html", {})
            return show(request, "unreadable.html", {"code": error.code}, status=503)
        except BrokenJudgementsError as error:
            # Nobody can say which links people have parted since: no record of a child may be shown.
            return show(request, "unreadable.html", {"code": error.code, "problem": error}, status=503)
        except DeclarationError as error:
            return show(request, "undeclared.html", {"problem": error, "file": error.path.name}, status=503)
        except (sqlite3.DatabaseError, KeyError, UnicodeDecodeError) as error:
            if isinstance(error, KeyError) and error.args and error.args[0] not in META_KEYS:
                raise
            return show(request, "unreadable.html", {"code": "V003"}, status=503)

    return opened
