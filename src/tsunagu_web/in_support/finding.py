"""Whose finding it is, and what of it is new to that person: nobody but the worker in charge reads it here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from tsunagu.base.missing import Missing
from tsunagu.criteria import JUDGED_BEFORE
from tsunagu.serving import ServedChild
from tsunagu_web.access import CaseObject, Decision, Field, Form, PageObject, authorize
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case, CaseMember
from tsunagu_web.casework.moving import open_cases
from tsunagu_web.conferences.change import now_unknown, reached, why_not_judged
from tsunagu_web.in_support.models import FindingRead
from tsunagu_web.reading import RunView
from tsunagu_web.reading.telling import Telling, telling_of

LOOK, READ, ASSIGN = "in_support.look", "in_support.read", "in_support.assign"
SUPPORTED = "支援中"
NOT_JUDGED = "今月は情報不足のため、判定していない"
"""Said instead of the reason to who does not read 要対協・相談 of the child: the reason names them."""
NOMINATED = "nominated"
"""Mark of a child that a section nominated and no criterion flags."""


@dataclass(frozen=True)
class Point:
    """One thing the finding says. `mark`: the same in every month; `new`: this person has not read it yet; `unknown`: why it
    cannot be said this month, of something this person read when it was so. `closed`: `words` only say what it is about."""

    mark: str
    words: str
    new: bool
    unknown: str = ""
    closed: bool = False


@dataclass(frozen=True)
class ChildFinding:
    """The finding of one child that the list leaves out, for one reader. `case`: the household's open one; `workers`: who has it
    in hand; `read`: what this person read last; `items` empty for who reads bands. `decision`: under which it may be read."""

    child: ServedChild
    thing: CaseObject
    decision: Decision
    why: str
    case: Case | None
    workers: tuple[str, ...]
    types: tuple[Point, ...]
    items: tuple[Point, ...]
    read: FindingRead | None

    @property
    def points(self) -> tuple[Point, ...]:
        """Everything this person reads of it."""
        return self.types + self.items

    @property
    def waits(self) -> bool:
        """Something is new to this person."""
        return any(one.new for one in self.points)

    @property
    def unassigned(self) -> bool:
        """Nobody has the household in hand."""
        return not self.workers


def left_out(run: RunView) -> dict[str, str]:
    """Child → why the month's list leaves it out although people are with it already. A decision of a conference is none of
    these reasons: what changes after it is told by 変化による再確認."""
    rows = run.worklist["left_out"]
    return {code: row["label"] for row in rows if row["reason"] != JUDGED_BEFORE for code in row.get("child_codes", ())}


def findings_for(run: RunView, user: User, *, only: str = "") -> list[ChildFinding]:
    """What this person is to read: as one of the household's workers, or as 責任者 where it has none. New things first.

    `only`: code of one child, for an act about it.
    """
    why = left_out(run)
    # What somebody read and cannot be judged this month has not gone: it stays before their eyes, 情報不足.
    why |= {code: NOT_JUDGED for code in _not_judged(run, user) if code not in why}
    codes = [code for code in why if not only or code == only]
    is_head = authorize(user, ASSIGN, PageObject("in_support_worker")).allowed
    own = set(_members().filter(person=user).values_list("case__household_code", flat=True))
    if not codes or not (is_head or own):
        return []
    children = run.serving.children_named(codes)
    if not is_head:
        children = [child for child in children if child.household_code in own]
    workers, cases = _workers(children), _cases(children)
    reads = _reads(user, children)
    found = []
    for child in children:
        team = workers.get(child.household_code, {})
        if user.pk not in team and not (is_head and not team):
            continue
        thing = run.case(child)
        decision = authorize(user, LOOK, thing)
        if not decision.allowed or Field.FINDING not in decision.grants:
            continue
        read = reads.get(child.child_code)
        types, items = _points(run, user, child, decision, read, nominated=why[child.child_code] != NOT_JUDGED)
        case, names = cases.get(child.household_code), tuple(team.values())
        found.append(
            ChildFinding(child, thing, decision, _why(why[child.child_code], decision), case, names, types, items, read)
        )
    told = [one for one in found if one.points]
    return sorted(told, key=lambda one: (not one.waits, not one.unassigned, one.child.child_code))


def _not_judged(run: RunView, user: User) -> list[str]:
    """Children with an open case of whom this person read a type that is 情報不足 now."""
    rows = FindingRead.objects.filter(by=user, takes_back__isnull=True, taken_back__isnull=True)
    marks = {row.child_code: set(row.marks) for row in rows.order_by("id")}
    in_hand = set(open_cases().values_list("household_code", flat=True)) if marks else set()
    return [
        child.child_code
        for child in run.serving.children_named(marks)
        if child.household_code in in_hand
        and any(
            child.state(place) == "undeterminable" and _type(one) in marks[child.child_code]
            for place, one in enumerate(run.criteria)
        )
    ]


def _why(label: str, decision: Decision) -> str:
    abuse = decision.grants.get(Field.ABUSE)
    return label if label == NOT_JUDGED or (abuse is not None and abuse.reads_facts) else SUPPORTED


def has_workers(case: Case) -> bool:
    """Whether anybody whose account is open has the case in hand."""
    return _members().filter(case=case).exists()


def _members() -> QuerySet[CaseMember]:
    today = clock.today()
    open_account = Q(person__ends_on__isnull=True) | Q(person__ends_on__gte=today)
    return CaseMember.objects.filter(
        open_account, left_at__isnull=True, case__ended_at__isnull=True, person__is_active=True
    )


def _workers(children: Iterable[ServedChild]) -> dict[str, dict[int, str]]:
    """Household → its workers whose account is open: pk → name."""
    wanted = {child.household_code for child in children}
    found: dict[str, dict[int, str]] = {}
    for row in _members().select_related("person", "case").order_by("id"):
        if row.case.household_code in wanted:
            found.setdefault(row.case.household_code, {})[row.person_id] = row.person.display_name
    return found


def _cases(children: Iterable[ServedChild]) -> dict[str, Case]:
    wanted = {child.household_code for child in children}
    return {case.household_code: case for case in open_cases() if case.household_code in wanted}


def _reads(user: User, children: Iterable[ServedChild]) -> dict[str, FindingRead]:
    """Child → what this person read last and did not take back."""
    wanted = {child.child_code for child in children}
    rows = FindingRead.objects.filter(by=user, takes_back__isnull=True, taken_back__isnull=True).order_by("id")
    return {row.child_code: row for row in rows if row.child_code in wanted}


def _points(
    run: RunView, user: User, child: ServedChild, decision: Decision, read: FindingRead | None, *, nominated: bool
) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """Types reached, and the items that count for them. What was read and had gone in a month between is new again; what was
    read and is not known this month stays, and is not new when it is known again."""
    seen = set(read.marks) if read else set()
    flagged = [one for place, one in enumerate(run.criteria) if child.state(place) == "flagged"]
    gone = {_type(one) for one in flagged if read and _was_gone(child, one, read.as_of, run.as_of)}
    types = [Point(_type(one), one["label"], _type(one) not in seen - gone) for one in flagged]
    if not flagged and nominated and child.child_code not in run.looked_at_anew:
        words = "推薦がある（判定は基準以上ではない）"
        types = [Point(NOMINATED, words, NOMINATED not in seen)]
    unsure = {
        place: one
        for place, one in enumerate(run.criteria)
        if child.state(place) == "undeterminable" and _type(one) in seen
    }
    for place, one in unsure.items():
        types.append(Point(_type(one), one["label"], False, why_not_judged(now_unknown(child, run, place), one)))
    if decision.grants[Field.FINDING].form is Form.BAND:
        return tuple(types), ()
    kinds = {one["type"] for one in (*flagged, *unsure.values())}
    telling = telling_of(run, [child], [user], decision.grants)
    return tuple(types), tuple(_items(run, child, kinds, seen, telling))


def _items(run: RunView, child: ServedChild, kinds: set[str], seen: set[str], telling: Telling) -> Iterator[Point]:
    for place, one in enumerate(run.indicators):
        mark, words, closed = f"item {one['id']}", telling.item_said(one), bool(telling.item(one))
        if not kinds & set(one["types"]):
            continue
        if child.answer(place) == "yes":
            yield Point(mark, words, mark not in seen, closed=closed)
        elif child.answer(place) == "unknown" and mark in seen:
            yield Point(mark, words, False, Missing(child.answers[place]).label, closed)


def _type(criterion: dict[str, str]) -> str:
    return f"type {criterion['type']}"


def _was_gone(child: ServedChild, criterion: dict[str, str], read_on: date, now: date) -> bool:
    between = [entry for entry in child.history if read_on < date.fromisoformat(entry["as_of"]) < now]
    return any(reached(entry, criterion) is False for entry in between)


def sentences_of(run: RunView, found: ChildFinding, user: User) -> dict[str, list[str]]:
    """Mark of an item → the sentences that say why, with department and date. Read for one child that is shown, and only for
    who has the child in hand: the 責任者 who is to name a worker gets by with the names of the items."""
    if not found.items or Field.NAME not in found.decision.grants:
        return {}
    told: dict[str, list[str]] = {}
    may = {one.mark for one in found.items if not one.closed}
    telling = telling_of(run, [found.child], [user], found.decision.grants)
    records = run.serving.records(found.child.child_code, [Field.FINDING])
    for reason in records.get(Field.FINDING, {}).get("reasons", []):
        if (mark := f"item {reason['indicator']}") in may and telling.reads(reason):
            told.setdefault(mark, []).append(str(reason["sentence"]))
    return told
