"""済・まだ: how far somebody is, found from the record and the case store. Nobody ticks a step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tsunagu_web.access import RoleKey
from tsunagu_web.access.decision import assignments
from tsunagu_web.accounts.models import User
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.training.evidence import EVIDENCE, Asked
from tsunagu_web.training.exercises import Check, Exercise, Step, current_exercises
from tsunagu_web.training.marking import Since, marks_of
from tsunagu_web.training.plan import Targets

DONE, BEFORE, OPEN = "done", "before", "open"


@dataclass(frozen=True)
class StepState:
    """A step and where somebody stands. BEFORE: done before the newest mark, and cannot be done again in this town."""

    step: Step
    state: str
    slipped: bool

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to do."""
        return self.state != OPEN


@dataclass(frozen=True)
class Progress:
    """An exercise as far as somebody is."""

    exercise: Exercise
    steps: Sequence[StepState]

    @property
    def done(self) -> int:
        """How many steps are over."""
        return sum(one.is_over for one in self.steps)

    @property
    def finished(self) -> bool:
        """Whether all are."""
        return self.done == len(self.steps)


def exercises_of(user: User) -> list[Exercise]:
    """The exercises of the roles somebody holds today, each once, in the order the roles were given."""
    declared = current_exercises()
    roles = dict.fromkeys(RoleKey(held.role) for held in assignments(user))
    return [declared[role] for role in roles if role in declared]


def progress_of(user: User, targets: Targets) -> list[Progress]:
    """Where somebody stands in each of their exercises."""
    marks = marks_of(user)
    rows: list[AuditRow] = []
    if marks:
        rows = list(AuditRow.objects.filter(user=user.username, seq__gt=marks[0].seq).order_by("seq"))
    return [
        Progress(exercise, [_state(step, marks, rows, targets) for step in exercise.steps])
        for exercise in exercises_of(user)
    ]


def _state(step: Step, marks: tuple[Since, Since] | None, rows: Sequence[AuditRow], targets: Targets) -> StepState:
    if marks is None:
        return StepState(step, OPEN, False)
    first, newest = marks
    slipped = step.slip is not None and _holds(step.slip.when, newest, rows, targets)
    if _holds(step.check, newest, rows, targets):
        return StepState(step, DONE, slipped)
    before = step.once and _holds(step.check, first, rows, targets)
    return StepState(step, BEFORE if before else OPEN, slipped)


def _holds(check: Check, since: Since, rows: Iterable[AuditRow], targets: Targets) -> bool:
    if check.kept:
        return EVIDENCE[check.kept](Asked(since, check.of, targets))
    result = "refused" if check.refused else "ok"
    about = targets[check.of] if check.of else ""
    return any(
        row.seq > since.seq
        and (row.action, row.result) == (check.action, result)
        and (not about or _is_about(row, about))
        for row in rows
    )


def _is_about(row: AuditRow, code: str) -> bool:
    """Whether a row names the child, the case, or something of the case."""
    kind, _, name = row.object.partition(":")
    return code in row.children or name == code or name.startswith(f"{code}-") or row.object.endswith(f":case:{code}")
