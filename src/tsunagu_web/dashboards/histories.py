"""What became of each child in each case, read from the case store in a handful of queries, whoever is looking left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import F, Q

from tsunagu.base.clock import JAPAN
from tsunagu_web.casework.funnel_steps import FunnelStep
from tsunagu_web.casework.models import Case, CaseEvent, Reception
from tsunagu_web.casework.process import ALARM, LISTED_AGAIN
from tsunagu_web.conferences.models import AgendaItem, ChildDecision
from tsunagu_web.support.models import TaskVersion


@dataclass(frozen=True)
class Entry:
    """One child's way through one case. `day`: of the list it came by, else of the 受理; `run_id`: of the first list it was
    on with this case, None when it was on none; `reached`: keys of the steps."""

    child: str
    household: str
    day: date
    run_id: str | None
    reached: frozenset[str]


@dataclass
class _Story:
    """One case with everything that is counted of it."""

    case: Case
    events: list[CaseEvent] = field(default_factory=list)
    held: list[tuple[str, datetime]] = field(default_factory=list)
    decided: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    ended_tasks: list[tuple[str, datetime]] = field(default_factory=list)


def entries(steps: Iterable[FunnelStep], since: date) -> list[Entry]:
    """Every child of every case that was open on a day since then, in the order of 受理."""
    stories = _stories(since)
    lists = dict(Reception.objects.values_list("run_id", "as_of"))
    told = tuple(steps)
    return [entry for story in stories for entry in _entries(story, told, lists)]


def _stories(since: date) -> list[_Story]:
    cases = Case.objects.filter(Q(ended_at__isnull=True) | Q(ended_at__date__gte=since)).order_by("pk")
    found = {case.pk: _Story(case) for case in cases}
    for event in CaseEvent.objects.filter(case__in=found).defer("words").order_by("case", "seq"):
        found[event.case_id].events.append(event)
    decided_at = _decisions(found)
    items = AgendaItem.objects.filter(case__in=found).select_related("meeting")
    closed = dict(
        items.filter(meeting__closing__isnull=False, meeting__closing__why_not_held__isnull=True).values_list(
            "pk", "meeting__closing__at"
        )
    )
    for item in items:
        held = max((at for at in (closed.get(item.pk), decided_at.get(item.pk)) if at), default=None)
        if held is not None:
            found[item.case_id].held.append((item.meeting.kind, held))
    newest = TaskVersion.objects.filter(task__case__in=found, seq=F("task__newest"), state=TaskVersion.DONE)
    for case, child, at in newest.values_list("task__case", "child_code", "at"):
        found[case].ended_tasks.append((child, at))
    return list(found.values())


def _decisions(found: Mapping[int, _Story]) -> dict[int, datetime]:
    """Lay each child's decisions on its case, of one agenda item the newest version; when each item was decided."""
    newest: dict[tuple[int, str], tuple[int, str]] = {}
    decided_at: dict[int, datetime] = {}
    rows = ChildDecision.objects.filter(item__case__in=found).order_by("item", "child_code", "version")
    for case, item, child, decision, at in rows.values_list("item__case", "item", "child_code", "decision", "at"):
        newest[item, child] = case, decision
        decided_at[item] = max(at, decided_at.get(item, at))
    for (_, child), (case, decision) in newest.items():
        found[case].decided[child].add(decision)
    return decided_at


def _entries(story: _Story, steps: tuple[FunnelStep, ...], lists: Mapping[str, date]) -> list[Entry]:
    """One entry per child. A child added to a case later shares only what happened since."""
    if not story.events:
        return []
    first = story.events[0]
    came = {child: first for child in story.case.children}
    for event in story.events:
        if event.move in (LISTED_AGAIN, ALARM):
            came.update(dict.fromkeys(event.told.get("added", ()), event))
    found = []
    for child, since in came.items():
        # What happened at the 受理 itself counts for those it was opened for; the line that adds a child is not its step.
        after = [event for event in story.events if event.seq > since.seq or event is first is since]
        runs = [event.told["run"] for event in story.events if event.seq >= since.seq and _lists(event)]
        own_list = lists.get(since.told.get("run", "")) if _lists(since) else None
        found.append(
            Entry(
                child,
                story.case.household_code,
                own_list or since.at.astimezone(JAPAN).date(),
                runs[0] if runs else None,
                frozenset(step.key for step in steps if _reached(step, story, child, since.at, after, bool(runs))),
            )
        )
    return found


def _lists(event: CaseEvent) -> bool:
    """Whether a line of the 経過 says that the household stood on a list."""
    return bool(event.told.get("run")) and (event.move == LISTED_AGAIN or event.seq == 1)


def _reached(
    step: FunnelStep, story: _Story, child: str, since: datetime, after: list[CaseEvent], listed: bool
) -> bool:
    own = story.decided.get(child, set())
    if step.decided_as and not own & {*step.decided_as}:
        return False
    return (
        (step.listed and listed)
        or (step.decided and bool(own))
        or any(event.move in step.moves for event in after)
        or any(event.to_state in step.states and event.from_state != event.to_state for event in after)
        or any(kind in step.meetings and at >= since for kind, at in story.held)
        or (step.tasks_done and any(whose in ("", child) and at >= since for whose, at in story.ended_tasks))
    )
