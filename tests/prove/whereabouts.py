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
from support.web_people import EVERYBODY, log_in
from tsunagu.base import clock
from tsunagu.serving import ServedChild, open_serving
from tsunagu_web.accounts.demo import make_demo_users
from tsunagu_web.accounts.models import User
from tsunagu_web.casework import places
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.moving import receive_list
from tsunagu_web.conferences.calling import call_meeting, number_copies, take_up
from tsunagu_web.reading import RunView
from tsunagu_web.support.plans import newest_plan, write_plan
from tsunagu_web.support.tasks import Told, add_task
from tsunagu_web.support.writing import write_contact

AROUND = ("/", "/worklist/", "/overview/", "/types/", "/types/poverty/", "/cases/", "/support/", "/notes/")
OF_CASE = ("", "support/", "support/tasks/1/", "support/contacts/", "support/plan/")
"""Pages of a child's case, on which words stand that were written before anybody was protected."""
PERMITTED = ("hantei", "center")
PRINTS = "center"
"""Who calls a meeting about the child and takes out its papers."""
NOBODY = "999999999999999"
LATER = AS_OF + timedelta(days=30)


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
    cases: dict[str, str] = field(default_factory=dict)
    people: tuple[str, ...] = EVERYBODY
    read: int = 0
    ended: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.where = Whereabouts(self.town.town / "inbox")

    def take(self, *more: Any) -> None:
        """Hand in today's list, an hour later than the last thing that happened."""
        self.now += timedelta(hours=1)
        hand_in(self.town.home.folder, [*self.where.listed, *more])

    def pages(self, child: ServedChild, people: tuple[str, ...]) -> dict[tuple[str, str], str]:
        """(person, address) → page, of a person of every role, around this child and on its case."""
        found = {}
        of_case = [f"{self.cases[child.child_code]}{page}" for page in OF_CASE]
        for person in people:
            client = log_in(person)
            for url in (f"/children/{child.child_code}/", *of_case, *AROUND):
                found[person, url] = client.get(url).content.decode()
        paper = log_in(PRINTS).get(self.copies[child.child_code])
        assert paper["Content-Type"] == "application/pdf", paper.status_code
        found[PRINTS, self.copies[child.child_code]] = text_of_paper(paper.content)
        return found

    def begin(self, child: ServedChild) -> None:
        """A fresh and sure list: who may see the address sees it. To be left out is no end: the ends of earlier trials are written."""
        self.take(*self.ended.values())
        pages = self.pages(child, PERMITTED)
        lot = self.where.lot_of(self.where.household_of(child))
        self.permitted += len(PERMITTED)
        self.shown += sum(lot in pages[person, f"/children/{child.child_code}/"] for person in PERMITTED)
        contacts = pages[PRINTS, f"{self.cases[child.child_code]}support/contacts/"]
        self.read += lot in contacts and (child.affiliation or "?") in contacts
        self.papers += 1
        self.on_paper += (child.affiliation or "?") in pages[PRINTS, self.copies[child.child_code]]

    def judge(self, child: ServedChild, kind: str, *, everybody: bool, school: bool) -> None:
        """Count the looks, and note those that tell where this child is, or where anybody is."""
        lots = self.where.shown if everybody else {self.where.lot_of(self.where.household_of(child))}
        for (person, url), page in self.pages(child, self.people).items():
            self.looks += 1
            if any(lot in page for lot in lots):
                self.given.append(f"{kind}: {person} sees an address on {url}")
            if (
                school
                and url.startswith(("/children/", "/cases/20", "/conferences/"))
                and (child.affiliation or "") in page
            ):
                self.given.append(f"{kind}: {person} sees the school on {url}")


def written_about(town: Played, children: list[ServedChild]) -> tuple[dict[str, str], dict[str, str]]:
    """Child → address of the numbered copy of a meeting about its household alone, called by こども家庭センター; child → address of
    its case, where a task, a contact and a plan name its school and where it lives: nobody was protected when they were written."""
    found, cases = dict[str, str](), dict[str, str]()
    where = Whereabouts(town.town / "inbox")
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
            case = Case.objects.get(household_code=child.household_code)
            cases[child.child_code] = f"/cases/{case.number}/"
            words = f"{child.affiliation}の門と、{where.lot_of(where.household_of(child))}の家で会えた"
            add_task(case, run, centre, "family_centre", Told(words, "01", LATER, child.child_code, holder=centre))
            said = {"with_whom": "母", "fact": words, "heard": "", "heard_from": "", "opinion": ""}
            write_contact(case, centre, "family_centre", on=AS_OF, way="visit", words=said, seen=[], place="")
            plan = {"goals": words, "parent_wish": "", "we_do": "話を聞く", "family_does": ""}
            # Of two children of one household the second finds the plan of the first.
            before = newest_plan(case)
            seen = before.seq if before else 0
            write_plan(case, centre, "family_centre", seen=seen, words=plan, wishes={}, next_talk=LATER)
    return found, cases


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


def forget_the_gaps(patch: pytest.MonkeyPatch, home: Path) -> None:
    """What was typed is shown as it was typed."""
    patch.setattr(places, "_found", lambda words, run: [])


TWINS: tuple[tuple[Callable[[pytest.MonkeyPatch, Path], None], Kind], ...] = (
    (forget_the_newest, protected_since),
    (forget_to_lay_over, protected_since),
    (forget_to_lay_over, grown_old),
    (forget_what_was_refused, row_refused),
    (forget_what_was_refused, row_of_nobody),
    (forget_the_gaps, protected_since),
    (forget_the_gaps, grown_old),
)


def prove(town: Played, children: list[ServedChild], people: tuple[str, ...]) -> tuple[Scene, int]:
    """All trials before these people, and how many of the twins gave somebody away before those who read most."""
    copies, cases = written_about(town, children)
    scene = Scene(town, copies=copies, cases=cases, people=people)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: scene.now)
        for child in children:
            for kind in KINDS:
                scene.begin(child)
                kind(scene, child)
        caught = 0
        for twin, kind in TWINS:
            broken = Scene(town, scene.now, copies=copies, cases=cases, people=PERMITTED)
            patch.setattr(clock, "now", lambda broken=broken: broken.now)
            broken.begin(children[0])
            with pytest.MonkeyPatch.context() as breaking:
                twin(breaking, town.home.folder)
                kind(broken, children[0])
            caught += bool(broken.given)
            scene.now = broken.now
    return scene, caught
