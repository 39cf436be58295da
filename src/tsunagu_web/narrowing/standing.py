"""What each household answers to of the declared filters, as far as one person may know it of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tsunagu.base.clock import JAPAN
from tsunagu.serving import ServedChild
from tsunagu_web.access import Field, authorize
from tsunagu_web.access.decision import assignments
from tsunagu_web.access.url_table import BY_NAME
from tsunagu_web.accounts import clock
from tsunagu_web.casework.gone import gone_cases
from tsunagu_web.casework.models import Case, CaseMember
from tsunagu_web.casework.moving import open_cases
from tsunagu_web.casework.process import Process
from tsunagu_web.casework.reading import things_of
from tsunagu_web.child.arrived import arrived_of
from tsunagu_web.conferences.models import AgendaItem
from tsunagu_web.narrowing.declared import LONG_DAYS, NEW_DAYS, SOON_DAYS, UNKNOWN
from tsunagu_web.narrowing.registered import BEFORE, LEDGER, NEVER, NOW, registrations_told, where_it_stands
from tsunagu_web.reading import RunView

NO_TYPE, UNSURE_TYPE = "none", "unsure"
Standing = Mapping[str, frozenset[str]]
"""Filter → what a household answers to; a filter that is missing is not this reader's to know of this household."""
_FIRST = (NOW, BEFORE, UNKNOWN, NEVER)


@dataclass
class _Gathered:
    """What is read once for all households of a page."""

    members: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    held: set[int] = field(default_factory=set)
    planned: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)


def standings_of(
    run: RunView, process: Process, user: Any, page: str, households: Collection[str]
) -> dict[str, Standing]:
    """Of each household what it answers to. `page`: the name of the page, by whose action each child is asked for."""
    cases = {case.household_code: case for case in open_cases().filter(household_code__in=households)}
    gathered = _gather(run, process, list(cases.values()))
    roles, action = frozenset(held.role for held in assignments(user)), BY_NAME[page].action
    seen: dict[str, list[ServedChild]] = {}
    read: dict[str, list[ServedChild]] = {}
    for code in households:
        for child in run.household(code):
            decision = authorize(user, action, run.case(child))
            if decision.allowed and Field.FINDING in decision.grants:
                seen.setdefault(code, []).append(child)
            facts = decision.grants.get(Field.ABUSE)
            if decision.allowed and facts is not None and facts.reads_facts:
                read.setdefault(code, []).append(child)
    registered = registered_of(run, user, read)
    found: dict[str, Standing] = {}
    for code in households:
        case = cases.get(code)
        told = {"met": _met(case, gathered), "team": _team(case, gathered, process, user, roles)}
        if case is not None:
            told |= {"state": frozenset({case.state}), "when": _when(case, gathered)}
        if code in seen:
            told["type"] = _types(run, seen[code])
        if code in registered:
            told["registered"] = frozenset({registered[code]})
        if case is not None and not run.household(code):
            told |= _without_children(case, run, user, action)
        found[code] = told
    return found


def _without_children(case: Case, run: RunView, user: Any, action: str) -> dict[str, frozenset[str]]:
    """Of a case of whose household no child is in the month's data, as of a woman who expects her first or of a family that went
    away: nothing was judged, and the ledger that came says nothing of it. Unknown, but for what was written in the case itself."""
    (thing,) = things_of(case, run)
    decision = authorize(user, action, thing)
    facts = decision.grants.get(Field.ABUSE)
    found = {}
    if decision.allowed and Field.FINDING in decision.grants:
        found["type"] = frozenset({UNSURE_TYPE})
    if decision.allowed and facts is not None and facts.reads_facts:
        told = registrations_told(user, [case.household_code]).get(case.household_code)
        found["registered"] = frozenset({where_it_stands(None, told, came=False, as_of=run.as_of)})
    return found


def registered_now(run: RunView, user: Any, page: str, household: str) -> str:
    """Of one household what registered_of says; empty where this person may not know it."""
    action, read = BY_NAME[page].action, []
    for child in run.household(household):
        facts = authorize(user, action, run.case(child)).grants.get(Field.ABUSE)
        if facts is not None and facts.reads_facts:
            read.append(child)
    return registered_of(run, user, {household: read} if read else {}).get(household, "")


def registered_of(run: RunView, user: Any, read: Mapping[str, list[ServedChild]]) -> dict[str, str]:
    """Household → whether it is registered at the 要対協, by those of its children whose 相談 this person reads."""
    if not read:
        return {}
    ledger = run.serving.facts_labelled([child.child_code for held in read.values() for child in held], LEDGER)
    came = not arrived_of(kind for kind in run.fact_kinds if kind["label"] == LEDGER).missing
    told = registrations_told(user, read)
    found = {}
    for code, children in read.items():
        each = {
            where_it_stands(ledger.get(child.child_code), told.get(code), came=came, as_of=run.as_of)
            for child in children
        }
        found[code] = next(one for one in _FIRST if one in each)
    return found


def _gather(run: RunView, process: Process, cases: list[Case]) -> _Gathered:
    keys, gathered = (
        [case.pk for case in cases],
        _Gathered(gone={key for key, one in gone_cases(run, cases).items() if one.codes}),
    )
    for case, person in CaseMember.objects.filter(case__in=keys, left_at=None).values_list("case", "person"):
        gathered.members[case].add(person)
    items = AgendaItem.objects.filter(case__in=keys)
    closed = items.filter(meeting__closing__isnull=False, meeting__closing__why_not_held__isnull=True)
    # A meeting that decides may close before it came to a household: that one is not talked about until it is decided.
    closed = closed.exclude(meeting__kind__in=[kind.key for kind in process.meetings if kind.decides])
    gathered.held = {*closed.values_list("case", flat=True)}
    gathered.held |= {*items.filter(decisions__isnull=False).values_list("case", flat=True)}
    gathered.planned = {*items.filter(meeting__closing__isnull=True).values_list("case", flat=True)}
    return gathered


def _met(case: Case | None, gathered: _Gathered) -> frozenset[str]:
    """Of the open case: what an earlier one was talked about is over."""
    if case is None or case.pk not in gathered.held | gathered.planned:
        return frozenset({"never"})
    held = {"held"} if case.pk in gathered.held else {"never"}
    return frozenset(held | ({"planned"} if case.pk in gathered.planned else set()))


def _team(case: Case | None, gathered: _Gathered, process: Process, user: Any, roles: frozenset[str]) -> frozenset[str]:
    if case is None:
        return frozenset({"nobody"})
    team = gathered.members[case.pk]
    found = set() if team else {"nobody"}
    found |= {"me"} if user.pk in team else set()
    return frozenset(found | ({"turn"} if process.state(case.state).is_turn_of(roles) else set()))


def _when(case: Case, gathered: _Gathered) -> frozenset[str]:
    now: datetime = clock.now()
    found = {"gone"} if case.pk in gathered.gone else set()
    if case.due_at is not None:
        found |= {"overdue"} if case.due_at < now else set()
        last = now.date() + timedelta(days=SOON_DAYS)
        found |= {"soon"} if case.due_at >= now and case.due_at.astimezone(JAPAN).date() <= last else set()
    found |= {"new"} if case.opened_at >= now - timedelta(days=NEW_DAYS) else set()
    found |= {"long"} if case.opened_at < now - timedelta(days=LONG_DAYS) else set()
    return frozenset(found)


def _types(run: RunView, children: Iterable[ServedChild]) -> frozenset[str]:
    """The types of which a child reaches the criterion; else that there is none, or that too little is known to say."""
    found, unsure = set(), False
    for child in children:
        for place, criterion in enumerate(run.criteria):
            state = child.state(place)
            unsure = unsure or state == "undeterminable"
            if state == "flagged":
                found.add(criterion["type"])
    return frozenset(found or ({UNSURE_TYPE} if unsure else {NO_TYPE}))
