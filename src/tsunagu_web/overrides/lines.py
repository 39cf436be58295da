"""例外表示 in a list: for whom, until when, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from tsunagu_web.access import PageObject, authorize
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.places import with_gaps
from tsunagu_web.overrides.granting import may_decide, seen_by
from tsunagu_web.overrides.models import Override
from tsunagu_web.reading import RunView

NEWEST = 50
SEE_ALL = ("overrides.look_all", "overrides.watch")
"""Who watches over every 例外表示 of the town; others see those they asked for or are named in."""


@dataclass(frozen=True)
class Line:
    """One of them, its reasons with gaps where they name a place. `open_for`: people for whom the place opens now; `may_decide`, `may_end`: what this person may do."""

    override: Override
    named: list[User]
    open_for: list[User]
    state: str
    may_decide: bool
    may_end: bool
    opens: bool

    @property
    def waits(self) -> bool:
        """Nobody decided yet, and somebody still may."""
        return self.state == "決めるのを待っています"


def lines_for(run: RunView, user: User) -> tuple[list[Line], int]:
    """The newest first, and how many there are; what waits is never cut off."""
    told = _seen_by_role(user).select_related("case", "asked_by", "decided_by", "withdrawn_by")
    told = told.prefetch_related("people__person").order_by("-id")
    waiting = told.filter(decided_at__isnull=True, withdrawn_at__isnull=True, until__gte=clock.today())
    rest = told.exclude(pk__in=waiting.values("pk"))
    total = told.count()
    return [_line(one, run, user) for one in (*waiting, *rest[:NEWEST])], total


def _seen_by_role(user: User) -> QuerySet[Override]:
    if any(authorize(user, action, PageObject("overrides")).allowed for action in SEE_ALL):
        return Override.objects.all()
    named = Override.objects.filter(people__person=user).values("pk")
    return Override.objects.filter(Q(asked_by=user) | Q(pk__in=named))


def _line(override: Override, run: RunView, user: User) -> Line:
    child = run.serving.child(override.child_code)
    open_for = seen_by(override, run, child)
    state = _state(override, bool(open_for))
    waits = state == "決めるのを待っています"
    return Line(
        with_gaps(override, run, hides=True),
        [one.person for one in override.people.all()],
        open_for,
        state,
        may_decide=waits and may_decide(override, run, user),
        may_end=(waits or bool(open_for)) and may_end(override, user),
        opens=user in open_for,
    )


def may_end(override: Override, user: User) -> bool:
    """Who asked, and whoever may grant such a thing."""
    if override.asked_by_id == user.pk:
        return True
    return authorize(user, "override.withdraw_any", PageObject("override_withdraw")).allowed


def _state(override: Override, is_open: bool) -> str:
    if override.withdrawn_at is not None:
        return "やめた"
    if override.granted is False:
        return "断った"
    if override.until < clock.today():
        return "日がすぎて終わった" if override.granted else "決まらないまま日がすぎた"
    if override.granted is None:
        return "決めるのを待っています"
    return "例外表示中" if is_open else "だれにも出ていません（担当を外れた、役割・保護・ケースが終わったなど）"
