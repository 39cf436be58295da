"""What `tests.prove.protection` plays in a town that is served: a child, a list of protected people, everybody's looks.

Only importable once Django is set up for a home.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from support.paper_text import text_of_paper
from support.played import AS_OF, Played
from support.protected_town import (
    Whereabouts,
    forget_the_newest,
    forget_to_lay_over,
    forget_what_was_refused,
    hand_in,
    listed_now,
)
from support.web_people import LOG_INS, log_in
from tsunagu.base import clock
from tsunagu.serving import ServedChild, open_serving
from tsunagu_web.accounts.demo import make_demo_users
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.moving import receive_list
from tsunagu_web.conferences.calling import call_meeting, number_copies, take_up
from tsunagu_web.reading import RunView

AROUND = ("/", "/worklist/", "/overview/", "/types/", "/types/poverty/")
PERMITTED = ("hantei", "center")
PRINTS = "center"
"""Who calls a meeting about the child and takes out its papers."""
NOBODY = "999999999999999"


@dataclass
class Scene:
    """The town on a day that moves on, and what was seen of it."""

    town: Played
    now: datetime = datetime(2026, 11, 1, 9, tzinfo=clock.JAPAN)
    looks: int = 0
    given: list[str] = field(default_factory=list)
    permitted: int = 0
    shown: int = 0
    papers: int = 0
    on_paper: int = 0
    copies: dict[str, str] = field(default_factory=dict)
    ended: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.where = Whereabouts(self.town.town / "inbox")

    def take(self, *more: Any) -> None:
        """Hand in today's list, an hour later than the last thing that happened."""
        self.now += timedelta(hours=1)
        hand_in(self.town.home.folder, [*self.where.listed, *more])

    def pages(self, child: ServedChild) -> dict[tuple[str, str], str]:
        """(person, address) → page, of everybody, around this child."""
        found = {}
        for person in LOG_INS:
            client = log_in(person)
            for url in (f"/children/{child.child_code}/", *AROUND):
                found[person, url] = client.get(url).content.decode()
        paper = log_in(PRINTS).get(self.copies[child.child_code])
        assert paper["Content-Type"] == "application/pdf", paper.status_code
        found[PRINTS, self.copies[child.child_code]] = text_of_paper(paper.content)
        return found

    def begin(self, child: ServedChild) -> None:
        """A fresh and sure list: who may see the address sees it. To be left out is no end: the ends of earlier trials are written."""
        self.take(*self.ended.values())
        pages = self.pages(child)
        lot = self.where.lot_of(self.where.household_of(child))
        self.permitted += len(PERMITTED)
        self.shown += sum(lot in pages[person, f"/children/{child.child_code}/"] for person in PERMITTED)
        self.papers += 1
        self.on_paper += (child.affiliation or "?") in pages[PRINTS, self.copies[child.child_code]]

    def judge(self, child: ServedChild, kind: str, *, everybody: bool, school: bool) -> None:
        """Count the looks, and note those that tell where this child is, or where anybody is."""
        lots = self.where.shown if everybody else {self.where.lot_of(self.where.household_of(child))}
        for (person, url), page in self.pages(child).items():
            self.looks += 1
            if any(lot in page for lot in lots):
                self.given.append(f"{kind}: {person} sees an address on {url}")
            if school and url.startswith(("/children/", "/conferences/")) and (child.affiliation or "") in page:
                self.given.append(f"{kind}: {person} sees the school on {url}")


def meetings_about(town: Played, children: list[ServedChild]) -> dict[str, str]:
    """Child → address of the numbered copy of a meeting about its household alone, called by こども家庭センター."""
    found: dict[str, str] = {}
    make_demo_users()
    centre = User.objects.get(username=PRINTS)
    with open_serving(town.home.folder) as serving, transaction.atomic():
        run = RunView(serving)
        homes = {
            one.household_code: [child.child_code for child in run.children_of([one.household_code])]
            for one in children
        }
        receive_list(centre, "family_centre", run.meta["run_id"], AS_OF, homes)
        for child in children:
            meeting = call_meeting(centre, run, "roles", AS_OF, None, "")
            take_up(centre, run, meeting, [Case.objects.get(household_code=child.household_code)])
            (copy,) = number_copies(centre, meeting)
            found[child.child_code] = f"/conferences/{meeting.number}/copies/{copy.number}/"
    return found


def protected_since(scene: Scene, child: ServedChild) -> None:
    number = scene.where.grown_up_of(scene.where.household_of(child))
    scene.take(listed_now(number))
    scene.ended[number] = listed_now(number, state="3", ends="2026-10-31")
    scene.judge(child, "protected since", everybody=False, school=True)


def row_refused(scene: Scene, child: ServedChild) -> None:
    scene.take(listed_now(""))
    scene.judge(child, "row refused", everybody=True, school=True)


def row_of_nobody(scene: Scene, child: ServedChild) -> None:
    scene.take(listed_now(NOBODY))
    scene.judge(child, "row of nobody", everybody=True, school=True)


def file_refused(scene: Scene, child: ServedChild) -> None:
    scene.now += timedelta(hours=1)
    hand_in(scene.town.home.folder, [])
    scene.judge(child, "file refused", everybody=True, school=True)


def grown_old(scene: Scene, child: ServedChild) -> None:
    scene.now += timedelta(hours=24)
    scene.judge(child, "grown old", everybody=True, school=False)


Kind = Callable[[Scene, ServedChild], None]
KINDS: tuple[Kind, ...] = (protected_since, row_refused, row_of_nobody, file_refused, grown_old)
TWINS: tuple[tuple[Callable[[pytest.MonkeyPatch, Path], None], Kind], ...] = (
    (forget_the_newest, protected_since),
    (forget_to_lay_over, protected_since),
    (forget_to_lay_over, grown_old),
    (forget_what_was_refused, row_refused),
    (forget_what_was_refused, row_of_nobody),
)


def prove(town: Played, children: list[ServedChild]) -> tuple[Scene, int]:
    """All trials, and how many of the twins gave somebody away."""
    copies = meetings_about(town, children)
    scene = Scene(town, copies=copies)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: scene.now)
        for child in children:
            for kind in KINDS:
                scene.begin(child)
                kind(scene, child)
        caught = 0
        for twin, kind in TWINS:
            broken = Scene(town, scene.now, copies=copies)
            patch.setattr(clock, "now", lambda broken=broken: broken.now)
            broken.begin(children[0])
            with pytest.MonkeyPatch.context() as breaking:
                twin(breaking, town.home.folder)
                kind(broken, children[0])
            caught += bool(broken.given)
            scene.now = broken.now
    return scene, caught
