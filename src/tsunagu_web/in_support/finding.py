"""Whose finding it is, and what of it is new to that person: nobody but the worker in charge reads it here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from tsunagu.base.missing import Missing
from tsunagu.criteria import JUDGED_BEFORE
from tsunagu.month import Home, logged_runs
from tsunagu.serving import ServedChild
from tsunagu_web.access import CaseObject, Decision, Field, Form, PageObject, authorize
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case, CaseMember
from tsunagu_web.casework.moving import open_cases
from tsunagu_web.casework.process import current_process
from tsunagu_web.conferences.change import (
    item_mark,
    last_judged,
    marks_of,
    newest_decisions,
    now_unknown,
    reached,
    type_mark,
    why_not_judged,
)
from tsunagu_web.conferences.models import ChildDecision
from tsunagu_web.in_support.models import FindingRead
from tsunagu_web.reading import RunView, earlier_run
from tsunagu_web.reading.telling import Telling, telling_of
from tsunagu_web.town import home_folder

LOOK, READ, ASSIGN = "in_support.look", "in_support.read", "in_support.assign"
SUPPORTED = "支援中"
NOT_JUDGED = "今月は情報不足のため、判定していない"
"""Said instead of the reason to who does not read 要対協・相談 of the child: the reason names them."""
DECIDED, SUPPORT = "会議で要支援と決めた", "要支援"
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
    def heading(self) -> str:
        """What `why` says."""
        return "届いたわけ" if self.why in (DECIDED, NOT_JUDGED) else "一覧に載せなかったわけ"

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
    is_head = authorize(user, ASSIGN, PageObject("in_support_worker")).allowed
    members = list(_members().select_related("person", "case").order_by("id"))
    own = {row.case.household_code for row in members if row.person_id == user.pk}
    if not (is_head or own):
        return []
    cases = {case.household_code: case for case in open_cases()}
    left, decided = left_out(run), _decided_here(run, [case for code, case in cases.items() if is_head or code in own])
    reads = _reads(user)
    why = left | {code: DECIDED for code in decided if code not in left}
    # What cannot be judged this month has not gone: it stays before their eyes, 情報不足.
    before = _left_out_before(run) if is_head else frozenset()
    why |= {code: NOT_JUDGED for code in _not_judged(run, cases.values(), reads, before) if code not in why}
    codes = [code for code in why if not only or code == only]
    children = run.serving.children_named(codes) if codes else []
    if not is_head:
        children = [child for child in children if child.household_code in own]
    decisions = newest_decisions(child.child_code for child in children)
    workers = _workers(members)
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
        known = _known(run, child, read, decisions.get(child.child_code))
        types, items = _points(run, user, child, decision, known, nominated=child.child_code in left)
        case, names = cases.get(child.household_code), tuple(team.values())
        found.append(
            ChildFinding(child, thing, decision, _why(why[child.child_code], decision), case, names, types, items, read)
        )
    told = [one for one in found if one.points and (one.waits or one.read or one.child.child_code in left)]
    return sorted(told, key=lambda one: (not one.waits, not one.unassigned, one.child.child_code))


def _decided_here(run: RunView, cases: Collection[Case]) -> dict[str, ChildDecision]:
    """Child → the decision 要支援 that counts, taken on an earlier run, while people are with the household. Where the case waits
    for a 見直し日, 変化による再確認 tells of it. Of a child decided in one household who lives in another, whose case says nothing of
    the child yet, nothing else tells those who have that other household in hand."""
    review = {state.key for state in current_process().states if state.review}
    with_people = [case for case in cases if case.state not in review]
    rows = ChildDecision.objects.filter(decision=SUPPORT)
    codes = set(rows.filter(item__case__in=with_people).values_list("child_code", flat=True))
    codes |= _moved_in(run, {case.household_code for case in cases}, rows)
    newest = newest_decisions(codes)
    return {code: row for code, row in newest.items() if row.decision == SUPPORT and row.run_id != run.meta["run_id"]}


def _moved_in(run: RunView, households: Collection[str], rows: QuerySet[ChildDecision]) -> set[str]:
    """Codes of the children now in one of these households of whom the newest of `rows` was taken in another."""
    if not households:
        return set()
    decided = dict(
        rows.order_by("decided_on", "item_id", "version").values_list("child_code", "item__case__household_code")
    )
    return {
        child.child_code
        for child in run.serving.children_named(decided)
        if child.household_code in households and decided[child.child_code] != child.household_code
    }


_LEFT_OUT_BEFORE: dict[tuple[str, str], frozenset[str]] = {}
"""(home's file of the run, run before it) → whom that one left out: a run never changes."""


def _left_out_before(run: RunView) -> frozenset[str]:
    """Codes of the children that the run before this one left out, for whom nobody may have been named yet."""
    order = [str(entry["run"]) for entry in logged_runs(Home(home_folder()))]
    earlier = [one for one in order if one != run.meta["run_id"]]
    if not earlier:
        return frozenset()
    key = (str(run.serving.path), earlier[-1])
    if key not in _LEFT_OUT_BEFORE:
        with earlier_run(run, earlier[-1]) as view:
            _LEFT_OUT_BEFORE.clear()
            _LEFT_OUT_BEFORE[key] = frozenset(left_out(view)) if view is not None else frozenset()
    return _LEFT_OUT_BEFORE[key]


def _not_judged(
    run: RunView, cases: Iterable[Case], reads: dict[str, FindingRead], before: frozenset[str]
) -> list[str]:
    """Children in hand, or of `before`, of whom a type is 情報不足 now that this person read, or that was reached when it could be
    judged last: of these only children who were supported already, for of others it was the list that told."""
    in_hand = {case.household_code for case in cases}
    supported = {code for case in cases if case.origin == Case.SUPPORTED for code in case.children}
    found = []
    for child in run.serving.children_named({*reads, *supported, *before}):
        read = reads.get(child.child_code)
        unsure = [one for place, one in enumerate(run.criteria) if child.state(place) == "undeterminable"]
        was = read is not None and any(type_mark(one) in read.marks for one in unsure)
        held = child.household_code in in_hand or child.child_code in before
        if held and (was or any(_reached_last(run, child, one) for one in unsure)):
            found.append(child.child_code)
    return found


def _reached_last(run: RunView, child: ServedChild, criterion: dict[str, Any]) -> bool:
    before = last_judged(child, criterion, run.as_of)
    return before is not None and reached(before, criterion) is True


@dataclass(frozen=True)
class Known:
    """What this person knows of a child already: by what was read last, or by what a conference had before it, here or where the child
    lived then. `on`: the month."""

    marks: frozenset[str]
    on: date


def _known(run: RunView, child: ServedChild, read: FindingRead | None, decided: ChildDecision | None) -> Known | None:
    if decided is None or decided.run_id == run.meta["run_id"] or (read is not None and read.at >= decided.at):
        return Known(frozenset(read.marks), read.as_of) if read is not None else None
    on = decided.as_of or decided.decided_on
    same = decided.facts_hash == run.serving.facts_hash(child)
    return Known(frozenset(decided.marks or _marks_then(run, child, on, same=same)), on)


def _marks_then(run: RunView, child: ServedChild, on: date, *, same: bool) -> list[str]:
    """What the judgement said in a month of which no decision kept it: the types by the child's months, and the items where the facts
    are the `same` as then. Of other items nobody can say that they are old."""
    months = [(one, last_judged(child, one, on + timedelta(days=1))) for one in run.criteria]
    types = [type_mark(one) for one, month in months if month is not None and reached(month, one)]
    return types + [mark for mark in marks_of(run, child) if same and mark.startswith("item ")]


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


def _workers(members: Iterable[CaseMember]) -> dict[str, dict[int, str]]:
    """Household → its workers whose account is open: pk → name."""
    found: dict[str, dict[int, str]] = {}
    for row in members:
        found.setdefault(row.case.household_code, {})[row.person_id] = row.person.display_name
    return found


def _reads(user: User) -> dict[str, FindingRead]:
    """Child → what this person read last and did not take back."""
    rows = FindingRead.objects.filter(by=user, takes_back__isnull=True, taken_back__isnull=True).order_by("id")
    return {row.child_code: row for row in rows}


def _points(
    run: RunView, user: User, child: ServedChild, decision: Decision, known: Known | None, *, nominated: bool
) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """Types reached, and the items that count for them. What was known and had gone in a month between is new again; what was
    known and is 情報不足 this month stays, and is not new when it can be judged again; what nobody read before that waits on."""
    seen = set(known.marks) if known else set()
    flagged = [one for place, one in enumerate(run.criteria) if child.state(place) == "flagged"]
    gone = {type_mark(one) for one in flagged if known and _was_gone(child, one, known.on, run.as_of)}
    types = [Point(type_mark(one), one["label"], type_mark(one) not in seen - gone) for one in flagged]
    if not flagged and nominated and child.child_code not in run.looked_at_anew:
        words = "推薦がある（判定は基準以上ではない）"
        types = [Point(NOMINATED, words, NOMINATED not in seen)]
    unsure = {
        place: one
        for place, one in enumerate(run.criteria)
        if child.state(place) == "undeterminable" and (type_mark(one) in seen or _reached_last(run, child, one))
    }
    for place, one in unsure.items():
        why, mark = why_not_judged(now_unknown(child, run, place), one), type_mark(one)
        types.append(Point(mark, one["label"], mark not in seen, why))
    if decision.grants[Field.FINDING].form is Form.BAND:
        return tuple(types), ()
    kinds = {one["type"] for one in (*flagged, *unsure.values())}
    telling = telling_of(run, [child], [user], decision.grants)
    return tuple(types), tuple(_items(run, child, kinds, seen, telling))


def _items(run: RunView, child: ServedChild, kinds: set[str], seen: set[str], telling: Telling) -> Iterator[Point]:
    for place, one in enumerate(run.indicators):
        if kinds.isdisjoint(one["types"]):
            continue
        # What may be told is asked of the few items that are said, not of every item of every child: 今日 looks at hundreds.
        answer, mark = child.answer(place), item_mark(one)
        if answer == "yes" or (answer == "unknown" and mark in seen):
            words, closed = telling.item_said(one), bool(telling.item(one))
            is_new, why = (mark not in seen, "") if answer == "yes" else (False, Missing(child.answers[place]).label)
            yield Point(mark, words, is_new, why, closed)


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
