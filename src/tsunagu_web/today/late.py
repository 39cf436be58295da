"""おくれているもの on 今日: cases past their day, plans whose 次に話す日 came, and 対応事項 of people without accounts, for whoever holds
the case. Each of them was on a list that nobody opens by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from tsunagu.base.clock import JAPAN
from tsunagu_web.access import authorize
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.by_hand import unanswered
from tsunagu_web.casework.holding import held_cases
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.moving import open_cases
from tsunagu_web.casework.process import ALARM, current_process
from tsunagu_web.casework.reading import things_of
from tsunagu_web.reading import RunView
from tsunagu_web.support.models import Plan, PlanShown, TaskVersion
from tsunagu_web.support.reading import line_of, newest_versions

MOVED_IN = "ほかの市町村から移管を受けた。受け取ったと、移管元にまだ返事していない"


@dataclass(frozen=True)
class LateLine:
    """One thing that waits since `on`. `task`: number of the 対応事項 it is about; `code`: of the child it names."""

    case: Case
    what: str
    on: date
    task: int | None = None
    code: str = ""

    @property
    def days(self) -> int:
        """Whole days since."""
        return (clock.today() - self.on).days


def late_lines(run: RunView, user: User) -> list[LateLine]:
    """What this person is to be told of, the longest late first."""
    cases, talks, tasks, moved_in = _cases(), _talks(), _tasks(), unanswered()
    asked = {case.pk: case for case in [*cases, *moved_in]}
    asked |= {plan.case_id: plan.case for plan in talks} | {one.task.case_id: one.task.case for one in tasks}
    held = {case.pk for case in held_cases(run, user, asked.values())}
    process = current_process()
    found = []
    for case in cases:
        if case.pk in held and case.due_at is not None:
            state = process.state(case.state)
            what = f"「{state.label}」の{'見直し日' if state.review else '期限'}。{state.next}"
            found.append(LateLine(case, what, case.due_at.astimezone(JAPAN).date()))
    for case in moved_in:
        if case.pk in held:
            found.append(LateLine(case, MOVED_IN, case.opened_at.astimezone(JAPAN).date()))
    for plan in talks:
        if plan.case_id in held and _may(user, "plan.look", plan.case, run):
            found.append(
                LateLine(
                    plan.case, "サポートプランの「次に話す日」。話したら、見せた日か新しい版を書く", plan.next_talk
                )
            )
    for one in tasks:
        if one.task.case_id in held and _may(user, "task.look", one.task.case, run):
            line = line_of(one, run, user)
            what = f"画面を使わない人の対応事項（{line.kind}、{line.who}）。どうなったかを聞いて書く"
            found.append(LateLine(one.task.case, what, one.due_on, one.task.number, one.child_code))
    return sorted(found, key=lambda line: (line.on, line.case.number))


def _cases() -> list[Case]:
    """Past their day; those in danger stand above already."""
    alarm = current_process().move(ALARM)
    return list(open_cases().filter(due_at__lt=clock.now()).exclude(state=alarm.to if alarm else ""))


def _talks() -> list[Plan]:
    """The newest version of each open case whose 次に話す日 came, and that was not shown to the family since."""
    newest = dict(Plan.objects.filter(case__ended_at=None).values_list("case_id").annotate(Max("seq")))
    came = Plan.objects.filter(case__ended_at=None, next_talk__lte=clock.today()).select_related("case")
    plans = [
        plan for plan in came.defer("goals", "parent_wish", "we_do", "family_does") if plan.seq == newest[plan.case_id]
    ]
    shown = dict(PlanShown.objects.filter(plan__in=plans).values_list("plan_id").annotate(Max("on")))
    return [plan for plan in plans if plan.pk not in shown or shown[plan.pk] < plan.next_talk]


def _tasks() -> list[TaskVersion]:
    late = newest_versions().filter(state=TaskVersion.OPEN, holder=None, due_on__lt=clock.today())
    return list(late.filter(task__case__ended_at=None))


def _may(user: User, action: str, case: Case, run: RunView) -> bool:
    return any(authorize(user, action, thing).allowed for thing in things_of(case, run))
