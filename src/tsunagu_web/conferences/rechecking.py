"""変化による再確認: decided cases of whose children something new is known. A proposal with its reasons; people decide."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from tsunagu.base.hashing import sha256_of_text
from tsunagu.serving import ServedChild, Serving
from tsunagu_web.access import CaseObject, Decision, Field, Form, authorize
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case, CaseEvent
from tsunagu_web.casework.moving import open_households
from tsunagu_web.casework.process import KEPT, Process, State, current_process
from tsunagu_web.casework.reading import STILL_SEEN
from tsunagu_web.conferences.change import change_of, newest_decisions
from tsunagu_web.conferences.models import ChildDecision
from tsunagu_web.reading import RunView, age_and_grade, earlier_run, month_label

LOOK = "rechecks.look"


@dataclass(frozen=True)
class ChildChange:
    """What is new of one child since the decision `since`. `mark`: tells this change from a later one."""

    code: str
    words: str
    since: ChildDecision
    said: list[str]
    mark: str


@dataclass(frozen=True)
class Recheck:
    """A decided case that should be looked at again. `seen`: number of the newest line of its 経過."""

    case: Case
    state: State
    thing: CaseObject
    children: list[ChildChange]
    seen: int


class _Earlier:
    """The runs that decisions were taken on, each opened once."""

    def __init__(self, run: RunView, stack: ExitStack) -> None:
        self._run, self._stack = run, stack
        self._opened: dict[str, Serving | None] = {}

    def serving(self, run_id: str) -> Serving | None:
        """None: it is no longer kept."""
        if run_id not in self._opened:
            view = self._stack.enter_context(earlier_run(self._run, run_id))
            self._opened[run_id] = view.serving if view else None
        return self._opened[run_id]


def rechecks(run: RunView, user: User, *, only: Case | None = None) -> list[Recheck]:
    """The decided cases this person may read whose children changed since, oldest decision first.

    Decided are cases in a state with a 見直し日, and those that ended and can still be opened again. What somebody looked at
    and kept as it was decided does not come back until something else changes.
    """
    process, moment = current_process(), clock.now()
    keys = [state.key for state in process.states if state.review or state.ended]
    still = Q(ended_at__isnull=True) | Q(ended_at__gt=moment - STILL_SEEN)
    cases = Case.objects.filter(still, state__in=keys)
    cases = cases.filter(pk=only.pk) if only else cases
    in_hand = open_households()
    found = [case for case in cases if case.ended_at is None or case.household_code not in in_hand]
    children = {case.pk: run.serving.children_of(case.household_code) for case in found}
    decided = newest_decisions(child.child_code for some in children.values() for child in some)
    kept = _kept(found)
    with ExitStack() as stack:
        earlier = _Earlier(run, stack)
        told = [_recheck(run, process, user, case, children[case.pk], decided, kept, earlier) for case in found]
    seen = [one for one in told if one is not None]
    return sorted(seen, key=lambda one: (min(child.since.decided_on for child in one.children), one.case.pk))


def _kept(cases: list[Case]) -> dict[int, dict[str, str]]:
    """Case → child → mark of the change that somebody looked at and left as it was decided."""
    rows = CaseEvent.objects.filter(case__in=cases, move=KEPT).order_by("seq")
    found: dict[int, dict[str, str]] = {}
    for row in rows:
        found.setdefault(row.case_id, {}).update(row.told["changes"])
    return found


def _recheck(
    run: RunView,
    process: Process,
    user: User,
    case: Case,
    children: list[ServedChild],
    decided: dict[str, ChildDecision],
    kept: dict[int, dict[str, str]],
    earlier: _Earlier,
) -> Recheck | None:
    changed, thing = [], None
    for child in children:
        since = decided.get(child.child_code)
        if since is None or since.run_id == run.meta["run_id"]:
            continue
        about = run.case(child, in_hand=True)
        decision = authorize(user, LOOK, about)
        if not decision.allowed or Field.FINDING not in decision.grants:
            continue
        change = _change(run, child, since, earlier.serving(since.run_id), decision)
        if change is not None and kept.get(case.pk, {}).get(child.child_code) != change.mark:
            changed.append(change)
            thing = thing or about
    if thing is None:
        return None
    return Recheck(case, process.state(case.state), thing, changed, case.events.count())


def _change(
    run: RunView, child: ServedChild, since: ChildDecision, before: Serving | None, decision: Decision
) -> ChildChange | None:
    """None where nothing new is known: that something is no longer so is no reason to begin again."""
    band = decision.grants[Field.FINDING].form is Form.BAND
    compared = change_of(run, child, since)
    old = before.child(child.child_code) if before is not None else None
    month = month_label(since.as_of) if since.as_of else compared.month
    reasons = {
        f"type {label}": f"{label}：基準以上でない（{month}） → 基準以上（{run.month}）" for label in compared.reached
    }
    if before is not None and old is not None:
        reasons |= {} if band else _newly_yes(run, child, before, old, month)
        reasons |= _household(run, child, before, old, month)
    elif compared.facts:
        gone = "事実が変わった（前の判定の記録がもうないので、どれかは出せません）"
        reasons[f"facts {run.serving.facts_hash(child)}"] = gone
    if not reasons:
        return None
    words = age_and_grade(child.sex, child.age, child.grade)
    # Without the months: the same change is not told anew every month.
    mark = sha256_of_text("\n".join(sorted(reasons)))[:16]
    return ChildChange(child.child_code, words, since, list(reasons.values()), mark)


def _newly_yes(run: RunView, child: ServedChild, before: Serving, old: ServedChild, month: str) -> dict[str, str]:
    place = {name: at for at, name in enumerate(before.indicator_ids)}
    said = {}
    for at, indicator in enumerate(run.indicators):
        was = place.get(indicator["id"])
        if child.answer(at) != "yes" or was is None or old.answer(was) == "yes":
            continue
        then = "わからない" if old.answer(was) == "unknown" else "該当しない"
        said[f"item {indicator['id']}"] = f"{indicator['short']}：{then}（{month}） → 該当（{run.month}）"
    return said


def _household(run: RunView, child: ServedChild, before: Serving, old: ServedChild, month: str) -> dict[str, str]:
    """That the household is another one, or who is in it. Nothing of a protected child: it could tell where it went."""
    if child.protected or run.feed.hides_whereabouts:
        return {}
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


def _members(serving: Serving, code: str) -> Counter[str]:
    """Relation → how many. 本人 and きょうだい are both children of the household: who is which depends on whom one asks."""
    household = serving.household(code)
    told: list[Any] = household.members if household else []
    return Counter("こども" if one["relation"] in ("本人", "きょうだい") else str(one["relation"]) for one in told)


def marks_of(recheck: Recheck, run_id: str) -> dict[str, object]:
    """What the 経過 keeps when somebody looked at a change and left the decision as it is."""
    return {"changes": {one.code: one.mark for one in recheck.children}, "run": run_id}
