"""Whose 引きつぎ is still to be given, and by whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from tsunagu.base.clock import JAPAN
from tsunagu.base.school_years import fiscal_year_of, fiscal_year_start
from tsunagu.serving import ServedChild
from tsunagu_web.access import CaseObject, Decision, authorize
from tsunagu_web.accounts import clock
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.moving import open_cases
from tsunagu_web.casework.team import members_of
from tsunagu_web.conferences.models import ChildDecision
from tsunagu_web.reading import RunView, age_and_grade
from tsunagu_web.transitions.declared import Step, TransitionRules, current_transition
from tsunagu_web.transitions.models import Transition, TransitionNotNeeded

WRITE = "transition.write"


@dataclass(frozen=True)
class Owed:
    """A child about whom something is to be handed over, by which day."""

    case: Case
    child: ServedChild
    step: Step
    due_on: date
    late: bool

    @property
    def words(self) -> str:
        """女 6歳（年長）."""
        return age_and_grade(self.child.sex, self.child.age, self.child.grade)


def standing() -> QuerySet[Transition]:
    """Those nobody took back."""
    return Transition.objects.filter(stopped__isnull=True).select_related("case", "by", "received", "stopped", "passed")


def may_write(
    user: Any, case: Case, child: ServedChild, run: RunView, action: str = WRITE, *, in_hand: bool | None = None
) -> Decision | None:
    """The decision under which somebody hands over about this child: by a role the town names, of the case's team where
    somebody of it can. None: it is not this person's to do."""
    seen = case.ended_at is None if in_hand is None else in_hand
    return _as_writer(user, action, case, run.case(child, in_hand=seen), run)


def may_follow(user: Any, row: Transition, run: RunView, action: str, *, in_hand: bool) -> Decision | None:
    """The decision under which somebody who hands over about this child has the sheet that was given. One who is in the month no
    more, as who turned 18 or moved away, is judged by the case: the answer is owed all the same."""
    child, step = run.serving.child(row.child_code), current_transition().step(row.step)
    if child is not None:
        return may_write(user, row.case, child, run, action, in_hand=in_hand)
    grade, withheld = step.grade if step else None, run.withheld.of_case(row.case)
    household = row.case.household_code
    gone = CaseObject(row.child_code, household, False, grade, in_hand=in_hand, withheld=withheld)
    return _as_writer(user, action, row.case, gone, run)


def _as_writer(user: Any, action: str, case: Case, thing: CaseObject, run: RunView) -> Decision | None:
    """Who left, or reads only, holds nobody else back: what nobody of the team can do is everybody's whom the town names."""
    roles, today = frozenset(current_transition().by), clock.today()
    decision = authorize(user, action, thing, roles=roles)
    if not decision.allowed:
        return None
    team = run.teams.get(case.pk, []) if case.ended_at is None else [one.person for one in members_of(case)]
    others = (one for one in team if one.may_log_in_on(today))
    mine = user in team or not any(authorize(one, action, thing, roles=roles).allowed for one in others)
    return decision if mine else None


def owed_by(run: RunView, user: Any) -> list[Owed]:
    """What this person has to hand over, what is late first."""
    found = [one for one in _owed(run) if may_write(user, one.case, one.child, run) is not None]
    return sorted(found, key=lambda one: (one.due_on, one.case.number, one.child.child_code))


def _owed(run: RunView) -> Iterable[Owed]:
    rules, today = current_transition(), clock.today()
    coming: list[tuple[Case, ServedChild, Step, date]] = []
    # For most of the year only cases that are older than the last 1 April can owe anything: no child of the others is read.
    newest = fiscal_year_start(fiscal_year_of(run.as_of) + 1)
    before = newest if rules.begins_on(newest) <= today else fiscal_year_start(newest.year - 1)
    for case in open_cases():
        if case.opened_at.astimezone(JAPAN).date() >= before:
            continue
        for child in run.serving.children_of(case.household_code):
            found = rules.step_of(child, run.as_of)
            # Who came into hand after that day has no past here to be told of.
            if found is not None and _is_time(rules, case, found[1], today):
                coming.append((case, child, *found))
    settled, decided = _settled(run.as_of, {child.child_code for _, child, *_ in coming}), _decided(coming)
    for case, child, step, crossing in coming:
        needs = case.origin == Case.SUPPORTED or decided.get(child.child_code) in rules.decisions
        if needs and (child.child_code, crossing) not in settled:
            due_on = rules.due_on(crossing)
            yield Owed(case, child, step, due_on, late=due_on < today)


def _is_time(rules: TransitionRules, case: Case, crossing: date, today: date) -> bool:
    return rules.begins_on(crossing) <= today and case.opened_at.astimezone(JAPAN).date() < crossing


def _settled(as_of: date, codes: Collection[str]) -> set[tuple[str, date]]:
    """Child and 1 April of which something was given, or decided not to be."""
    if not codes:
        return set()
    rows = (Transition.objects.filter(stopped__isnull=True), TransitionNotNeeded.objects.all())
    return {pair for one in rows for pair in one.filter(child_code__in=codes).values_list("child_code", "crossing")}


def _decided(coming: Iterable[tuple[Case, ServedChild, Step, date]]) -> dict[str, str]:
    """Child → the newest decision about it."""
    codes = [child.child_code for _, child, *_ in coming]
    rows = ChildDecision.objects.filter(child_code__in=codes).order_by("decided_on", "item_id", "version")
    return dict(rows.values_list("child_code", "decision")) if codes else {}
