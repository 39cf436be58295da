"""対応事項: given to somebody, changed, done. Each step is a new version; the earlier ones stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import authorize
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.reading import things_of
from tsunagu_web.reading import RunView
from tsunagu_web.support.models import Task, TaskVersion

LOOK = "task.look"


@dataclass(frozen=True)
class Told:
    """What is said of a task: exactly one of `holder` and `outside_name` names who does it."""

    what: str
    kind: str
    due_on: date
    child_code: str = ""
    promised: bool = False
    holder: User | None = None
    outside_name: str = ""
    outside_place: str = ""
    given_on: date | None = None
    given_way: str = ""
    given_ground: str = ""
    given_duty: bool = False

    def columns(self) -> dict[str, object]:
        """As a version keeps it."""
        return {
            **self.__dict__,
            "outside_name": self.outside_name or None,
            "outside_place": self.outside_place or None,
        }


def add_task(case: Case, run: RunView, user: User, role: str, told: Told, *, about: str = "") -> TaskVersion:
    """Give somebody something to do. `about`: as Task. Call inside the recording transaction.

    Raises RefusedError C042 (the holder may not see this household), C044 (the case has ended).
    """
    lock_open(case)
    _check_holder(case, run, told.holder)
    task = Task.objects.create(case=case, number=case.tasks.count() + 1, about=about or None)
    return _append(task, 1, user, role, TaskVersion.OPEN, told.columns())


def change_task(task: Task, run: RunView, user: User, role: str, told: Told, *, seen: int, why: str) -> TaskVersion:
    """Another person, day or wording. Raises RefusedError C042, C043 (somebody was quicker), C045 (it is over)."""
    newest = _in_force(task, seen)
    if told.holder != newest.holder:
        _check_holder(task.case, run, told.holder)
    return _append(task, seen + 1, user, role, TaskVersion.OPEN, told.columns() | {"words": why})


def end_task(
    task: Task, user: User, role: str, *, seen: int, done: bool, outcome: str, on: date, words: str
) -> TaskVersion:
    """Done with an outcome, or dropped with a reason. Raises RefusedError C043, C045."""
    newest = _in_force(task, seen)
    state = TaskVersion.DONE if done else TaskVersion.DROPPED
    over: dict[str, object] = {"outcome": outcome if done else "", "outcome_on": on, "words": words}
    return _append(task, seen + 1, user, role, state, told_of(newest).columns() | over)


def told_of(version: TaskVersion) -> Told:
    """What a version says."""
    return Told(
        version.what or "",
        version.kind,
        version.due_on,
        version.child_code,
        version.promised,
        version.holder,
        version.outside_name or "",
        version.outside_place or "",
        version.given_on,
        version.given_way,
        version.given_ground,
        version.given_duty,
    )


def may_hold(user: User, case: Case, run: RunView) -> bool:
    """Whether somebody with an account may see the household they would do something for."""
    return any(authorize(user, LOOK, thing).allowed for thing in things_of(case, run))


def lock_open(case: Case) -> None:
    """Keep others from adding to the case until the transaction ends, so that what is added is numbered in order.

    Raises RefusedError C044 for a case that has ended.
    """
    if Case.objects.select_for_update().get(pk=case.pk).ended_at is not None:
        raise RefusedError("C044", "このケースは終わっています", "もう一度開いてから書いてください")


def _check_holder(case: Case, run: RunView, holder: User | None) -> None:
    if holder is not None and not (holder.may_log_in_on(clock.today()) and may_hold(holder, case, run)):
        raise RefusedError(
            "C042",
            f"{holder.display_name}さんは、この世帯を担当していません",
            "担当の人を選ぶか、外の人として氏名と所属を書いてください",
        )


def _in_force(task: Task, seen: int) -> TaskVersion:
    locked = Task.objects.select_for_update().get(pk=task.pk)
    newest = locked.versions.select_related("holder").get(seq=locked.newest)
    if newest.state != TaskVersion.OPEN:
        raise RefusedError("C045", "この対応事項は、もう終わっています", "続きがあれば、新しい対応事項を足してください")
    if locked.newest != seen:
        raise RefusedError("C043", "ほかの人が先に書き替えました", "いまの内容を見て、もう一度書いてください")
    return newest


def _append(task: Task, seq: int, user: User, role: str, state: str, columns: dict[str, object]) -> TaskVersion:
    """Two writers at once: the second breaks on `task_versions_in_order` and nothing of it stays."""
    version = TaskVersion.objects.create(task=task, seq=seq, at=clock.now(), by=user, role=role, state=state, **columns)
    Task.objects.filter(pk=task.pk).update(newest=seq)
    return version
