"""変化による再確認: decided cases of whose children something new is known. A proposal with its reasons; people decide."""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from tsunagu.base.hashing import sha256_of_text
from tsunagu.serving import NO_AFFILIATION, UNKNOWN_AFFILIATION, ServedChild, Serving
from tsunagu_web.access import CaseObject, Field, Form, authorize
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case, CaseEvent
from tsunagu_web.casework.moving import STILL_SEEN, open_households
from tsunagu_web.casework.process import KEPT, Process, State, current_process
from tsunagu_web.conferences.change import change_of, newest_decisions
from tsunagu_web.conferences.models import ChildDecision
from tsunagu_web.keys import read_or_make
from tsunagu_web.reading import RunView, age_and_grade, earlier_run, month_label, runs_since
from tsunagu_web.reading.telling import telling_of
from tsunagu_web.town import home_folder

LOOK = "rechecks.look"


@dataclass(frozen=True)
class Reason:
    """Something newly so of a child since the decision, whoever looks. `mark`: the same for as long as the decision counts.

    `item`: an answer, not told to who reads bands. `whereabouts`: could tell where a protected child went.
    `about`: the item, an entry of meta `indicators`.
    """

    mark: str
    words: str
    item: bool
    whereabouts: bool
    about: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class ChildChange:
    """What this person reads of one child's change since the decision. `opens`: may open the child's page."""

    code: str
    words: str
    since: ChildDecision
    reasons: list[Reason]
    opens: bool

    @property
    def said(self) -> list[str]:
        """The reasons as people read them."""
        return list(dict.fromkeys(one.words for one in self.reasons))


@dataclass(frozen=True)
class Recheck:
    """A decided case that should be looked at again. `seen`: number of the newest line of its 経過."""

    case: Case
    state: State
    thing: CaseObject
    children: list[ChildChange]
    seen: int


Found = Mapping[int, list[tuple[str, ChildDecision, list[Reason]]]]
"""Case → child, the decision, and what is newly so and nobody left as it was decided."""


class _Runs:
    """The runs that decisions were taken on and those between, each opened once."""

    def __init__(self, run: RunView, stack: ExitStack) -> None:
        self._run, self._stack = run, stack
        self._opened: dict[str, RunView | None] = {}
        self._later: dict[str, list[str]] = {}

    def view(self, run_id: str) -> RunView | None:
        """None: it is no longer kept."""
        if run_id not in self._opened:
            self._opened[run_id] = self._stack.enter_context(earlier_run(self._run, run_id))
        return self._opened[run_id]

    def since(self, run_id: str) -> list[RunView]:
        """What the pages showed after a run and before the current one, as far as it is kept."""
        if run_id not in self._later:
            self._later[run_id] = runs_since(self._run, run_id)
        return [view for one in self._later[run_id] if (view := self.view(one)) is not None]


def rechecks(run: RunView, user: User, *, only: Case | None = None) -> list[Recheck]:
    """The decided cases this person may read whose children changed since, oldest decision first.

    Decided are cases in a state with a 見直し日, those that ended and can still be opened again, and those people work with, of
    which only that a child moved, or left its 所属, is told here. What somebody looked at
    and kept as it was decided does not come back until something else changes, or the same after it had gone.
    """
    process, found = current_process(), _found(run)
    cases = _decided_cases(process).filter(pk__in=[only.pk] if only else list(found)).annotate(lines=Count("events"))
    told = []
    for case in cases:
        seen = [_seen(run, user, case, *one) for one in found.get(case.pk, ())]
        shown = [one for one in seen if one is not None]
        if shown:
            thing, changes = shown[0][0], [change for _, change in shown]
            told.append(Recheck(case, process.state(case.state), thing, changes, case.lines))
    return sorted(told, key=lambda one: (min(child.since.decided_on for child in one.children), one.case.pk))


def _decided_cases(process: Process) -> QuerySet[Case]:
    keys = [state.key for state in process.states if state.review or state.ended or _is_with_people(process, state)]
    still = Q(ended_at__isnull=True) | Q(ended_at__gt=clock.now() - STILL_SEEN)
    return Case.objects.filter(still, state__in=keys)


def _is_with_people(process: Process, state: State) -> bool:
    """Whether people work with a household in this state: of its children's judgement the worker in charge is told (支援中のこどもの
    新しい判定), of where and with whom they live everybody who decides."""
    waits = {key for kind in process.meetings if kind.decides for key in kind.agenda}
    return not (state.review or state.ended or state.key in waits)


def _seen(
    run: RunView, user: User, case: Case, code: str, since: ChildDecision, reasons: list[Reason]
) -> tuple[CaseObject, ChildChange] | None:
    """A child's change as this person may read it; None where nothing is left of it."""
    child = run.serving.child(code)
    if child is None:
        return None
    hidden = child.protected or run.feed.hides_whereabouts
    if hidden and child.household_code != case.household_code:
        # Whoever looks after the old household must not even read that a protected child is somewhere else.
        return None
    about = run.case(child, in_hand=True)
    decision = authorize(user, LOOK, about)
    if not decision.allowed or Field.FINDING not in decision.grants:
        return None
    band = decision.grants[Field.FINDING].form is Form.BAND
    shown = [one for one in reasons if not (one.item and band) and not (one.whereabouts and hidden)]
    telling = telling_of(run, [child], [user], decision.grants)
    shown = [
        replace(one, words=f"{subject}の情報が新しくわかった")
        if one.about and (subject := telling.item(one.about))
        else one
        for one in shown
    ]
    if not shown:
        return None
    words, opens = age_and_grade(child.sex, child.age, child.grade), authorize(user, "child.look", run.case(child))
    return about, ChildChange(code, words, since, shown, opens.allowed)


_KEPT_FOUND: list[tuple[object, Found]] = []
"""What was found last in this process: it is the same for everybody until a run, a line of a 経過 or a decision comes."""


def forget_found() -> None:
    """Look anew at the next request."""
    _KEPT_FOUND.clear()


def _found(run: RunView) -> Found:
    # Of two lines written at once the one with the higher number may be there first: then only their count tells of the other.
    newest = [tuple(rows.objects.aggregate(Max("pk"), Count("pk")).values()) for rows in (CaseEvent, ChildDecision)]
    file = run.serving.path
    key = (str(file), file.stat().st_mtime_ns, run.serving.withheld, newest, clock.today())
    # Taken once: another thread may put what it found of another run, or before somebody was protected, at any moment.
    for before, found in list(_KEPT_FOUND):
        if before == key:
            return found
    found = _find(run)
    _KEPT_FOUND[:] = [(key, found)]
    return found


def _find(run: RunView) -> Found:
    in_hand, process = open_households(), current_process()
    cases = [case for case in _decided_cases(process) if case.ended_at is None or case.household_code not in in_hand]
    children = {case.pk: _children_of(run, case, in_hand) for case in cases}
    decided = newest_decisions(child.child_code for some in children.values() for child in some)
    kept, found = _kept(cases), dict[int, list[tuple[str, ChildDecision, list[Reason]]]]()
    with ExitStack() as stack:
        runs = _Runs(run, stack)
        for case in cases:
            for child in children[case.pk]:
                since = decided.get(child.child_code)
                if since is None or since.run_id == run.meta["run_id"]:
                    continue
                if child.household_code != case.household_code and since.item.case_id != case.pk:
                    continue
                left = _still_left(runs, child.child_code, since, kept.get(case.pk, {}).get(child.child_code, {}))
                reasons = [one for one in _reasons(run, child, since, runs.view(since.run_id)) if one.mark not in left]
                if _is_with_people(process, process.state(case.state)):
                    reasons = [one for one in reasons if one.whereabouts]
                if reasons:
                    found.setdefault(case.pk, []).append((child.child_code, since, reasons))
    return found


def _children_of(run: RunView, case: Case, in_hand: frozenset[str]) -> list[ServedChild]:
    """Of the household, and those the case was opened for who live in another one now (unless people have that in hand)."""
    here = run.serving.children_of(case.household_code)
    there = {child.child_code for child in here}
    moved = [run.serving.child(code) for code in case.children if code not in there]
    open_case = case.ended_at is None
    return here + [child for child in moved if child and (open_case or child.household_code not in in_hand)]


def _kept(cases: list[Case]) -> dict[int, dict[str, dict[str, str]]]:
    """Case → child → mark of what somebody looked at and left as it was decided → the run it was looked at on."""
    found: dict[int, dict[str, dict[str, str]]] = {}
    for row in CaseEvent.objects.filter(case__in=[case.pk for case in cases], move=KEPT).order_by("seq"):
        for code, marks in row.told["changes"].items():
            found.setdefault(row.case_id, {}).setdefault(code, {}).update(dict.fromkeys(marks, str(row.told["run"])))
    return found


def _still_left(runs: _Runs, code: str, since: ChildDecision, kept: dict[str, str]) -> set[str]:
    """Marks that were so ever since somebody left them. What a run between found to be so no longer is news when it comes
    again; what a run could not judge is not."""
    still = set(kept)
    for run_id in set(kept.values()):
        for view in runs.since(run_id):
            child = view.serving.child(code)
            if child is not None:
                so = {one.mark for one in _reasons(view, child, since, runs.view(since.run_id), or_unknown=True)}
                still -= {mark for mark, of in kept.items() if of == run_id and mark not in so}
    return still


def _reasons(
    run: RunView, child: ServedChild, since: ChildDecision, before: RunView | None, *, or_unknown: bool = False
) -> list[Reason]:
    """Empty where nothing new is known: that something is no longer so is no reason to begin again.

    `or_unknown`: with what may be so too, because this run could not judge it.
    """
    compared = change_of(run, child, since)
    old = before.serving.child(child.child_code) if before is not None else None
    month = month_label(since.as_of) if since.as_of else compared.month
    said = {
        f"type {one.label}": f"{one.label}：{one.then}（{month}） → 基準以上（{run.month}）" for one in compared.reached
    }
    if or_unknown:
        labels = [one["label"] for place, one in enumerate(run.criteria) if child.state(place) == "undeterminable"]
        said |= {f"type {label}": "" for label in labels}
    items: dict[str, str] = {}
    places: dict[str, str] = {}
    if before is not None and old is not None:
        items = _newly_yes(run, child, before.serving, old, month, or_unknown)
        places = _household(run, child, before.serving, old, month) | _place(run, child, before, old, month)
    elif compared.facts:
        gone = "事実が変わった（前の判定の記録がもうないので、どれかは出せません）"
        said[f"facts {run.serving.facts_hash(child)}"] = gone

    def mark(key: str) -> str:
        # Without the months: the same change is not told anew every month.
        return sha256_of_text(f"{since.item_id} {child.child_code} {key}")[:16]

    about = {f"item {one['id']}": one for one in run.indicators}
    return [
        Reason(mark(key), words, told is items, told is places, about.get(key))
        for told in (said, items, places)
        for key, words in told.items()
    ]


def _newly_yes(
    run: RunView, child: ServedChild, before: Serving, old: ServedChild, month: str, or_unknown: bool
) -> dict[str, str]:
    place = {name: at for at, name in enumerate(before.indicator_ids)}
    said = {}
    for at, indicator in enumerate(run.indicators):
        was = place.get(indicator["id"])
        so = child.answer(at) == "yes" or (or_unknown and child.answer(at) == "unknown")
        if not so or was is None or old.answer(was) == "yes":
            continue
        then = "わからない" if old.answer(was) == "unknown" else "該当しない"
        said[f"item {indicator['id']}"] = f"{indicator['short']}：{then}（{month}） → 該当（{run.month}）"
    return said


def _household(run: RunView, child: ServedChild, before: Serving, old: ServedChild, month: str) -> dict[str, str]:
    """That the household is another one, or who is in it."""
    if old.household_code != child.household_code:
        told = f"世帯：{old.household_code}（{month}） → {child.household_code}（{run.month}）"
        return {f"household {child.household_code}": told}
    then, now = _members(before, old.household_code), _members(run.serving, child.household_code)
    joined, left = now - then, then - now
    if not joined and not left:
        return {}
    who = [f"{one}が加わった" for one in joined.elements()] + [f"{one}がいなくなった" for one in left.elements()]
    size = f"{then.total()}人（{month}） → {now.total()}人（{run.month}）"
    return {f"members {sorted(now.items())}": f"世帯の人：{size}、{'、'.join(who)}"}


def _place(run: RunView, child: ServedChild, before: RunView, old: ServedChild, month: str) -> dict[str, str]:
    """That the child left its 所属. Nobody is named: 就学・進学 with the school year is told by the 引きつぎ, and what is not known
    is no news."""
    was, now = before.affiliation(old), run.affiliation(child)
    if None in (was, now) or was in (NO_AFFILIATION, UNKNOWN_AFFILIATION) or now in (was, UNKNOWN_AFFILIATION):
        return {}
    if now == NO_AFFILIATION:
        return {"place none": f"所属（園・学校）：ある（{month}） → なくなった（退園など、{run.month}）"}
    steps_up = (old.grade or "")[:1] != (child.grade or "")[:1] and old.fiscal_age != child.fiscal_age
    told = f"所属（園・学校）：別のところに変わった（転校・転園、{month} → {run.month}）"
    # Another place is another change, and no mark may tell which: the key lies in the home.
    which = hmac.new(read_or_make(home_folder(), "recheck.key"), str(now).encode(), "sha256").hexdigest()[:8]
    return {} if steps_up else {f"place {which}": told}


def _members(serving: Serving, code: str) -> Counter[str]:
    """Relation → how many. 本人 and きょうだい are both children of the household: who is which depends on whom one asks."""
    household = serving.household(code)
    told: list[Any] = household.members if household else []
    return Counter("こども" if one["relation"] in ("本人", "きょうだい") else str(one["relation"]) for one in told)


def marks_of(recheck: Recheck, run_id: str) -> dict[str, object]:
    """What the 経過 keeps when somebody looked at a change and left the decision as it is."""
    marks = {one.code: [reason.mark for reason in one.reasons] for one in recheck.children}
    return {"changes": marks, "run": run_id}
