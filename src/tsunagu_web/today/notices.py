"""知らせ: what 今日 tells of cases, and whom, as the 進め方 declares it. Of each case it is asked whether the reader may see it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta

from tsunagu_web.access import RoleKey
from tsunagu_web.access.decision import assignments
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case, CaseEvent
from tsunagu_web.casework.moving import open_cases
from tsunagu_web.casework.process import Notice, current_process
from tsunagu_web.casework.reading import look_at
from tsunagu_web.reading import RunView

AT_ONCE = 5
HAND_TOLD = timedelta(days=14)


@dataclass(frozen=True)
class NoticeLine:
    """One declared notice with its cases, what waits longest first."""

    words: str
    red: bool
    numbers: list[str]

    @property
    def first(self) -> list[str]:
        """The cases named at once."""
        return self.numbers[:AT_ONCE]

    @property
    def more(self) -> int:
        """How many are not named."""
        return len(self.numbers[AT_ONCE:])


def notices_for(run: RunView, user: User, *, late: Collection[str] = ()) -> list[NoticeLine]:
    """What this person is told, in the order of the declaration; a notice without a case is not said. `late`: numbers of cases that
    stand on the page already as late and this person's own."""
    roles = frozenset(held.role for held in assignments(user))
    lines = []
    for notice in current_process().notices:
        if not roles & {role.value for role in notice.to}:
            continue
        told = late if notice.overdue else ()
        cases = (case for case in _cases(notice, user) if case.number not in told)
        numbers = [case.number for case in cases if look_at(case, run, user) is not None]
        if numbers:
            lines.append(NoticeLine(notice.words, bool(notice.overdue), numbers))
    opened = _opened_by_hand(run, user) if RoleKey.MANAGER.value in roles else []
    return [*lines, NoticeLine("一覧によらず、手で開かれたケース", False, opened)] if opened else lines


def _opened_by_hand(run: RunView, user: User) -> list[str]:
    """Numbers of what others opened by hand lately, ended since or not: who opens a case lets a household into sight, and somebody
    else reads of it."""
    found = Case.objects.filter(origin__in=(Case.CONSULTED, Case.MOVED_IN), opened_at__gte=clock.now() - HAND_TOLD)
    cases = found.exclude(opened_by=user).order_by("opened_at", "pk")
    return [case.number for case in cases if look_at(case, run, user) is not None]


def _cases(notice: Notice, user: User) -> Iterable[Case]:
    """The cases a notice is about, whoever may see them; what somebody did is no news to that person."""
    now = clock.now()
    if notice.overdue:
        return open_cases().filter(state__in=notice.overdue, due_at__lt=now).order_by("due_at", "pk")
    since = now - timedelta(days=notice.days)
    events = CaseEvent.objects.filter(move__in=notice.moves, at__gte=since).exclude(by=user).defer("words")
    return {event.case_id: event.case for event in events.select_related("case").order_by("at", "pk")}.values()
