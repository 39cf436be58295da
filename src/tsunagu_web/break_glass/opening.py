"""Opening, the days a review has, and whose approvals wait until it is done."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import RoleKey
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import RoleAssignment, User
from tsunagu_web.break_glass.models import BreakGlass, HandOver, Outcome
from tsunagu_web.reading import RunView

HOURS = 4
LOCKED_AFTER = 3
"""Working days after the due day on which an unreviewed 緊急閲覧 locks its reviewer's approvals."""
MANY = 3
"""Openings of one person in a month beyond which 監査 is told."""
REVIEWERS = (RoleKey.MANAGER, RoleKey.AUDITOR)


def working_day(after: date, count: int = 1) -> date:
    """The `count`-th weekday after a day. 祝日 are not known here: a review falls due earlier rather than later."""
    day = after
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def reviewers_for(user: User) -> list[User]:
    """People who may review what this person opens: by name, never the person."""
    today = clock.today()
    held = RoleAssignment.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today),
        role__in=[role.value for role in REVIEWERS],
        starts_on__lte=today,
    ).values("user")
    found = User.objects.filter(pk__in=held).exclude(pk=user.pk).order_by("section", "display_name")
    return [one for one in found if one.may_log_in_on(today)]


def find_child(run: RunView, code: str, name: str, born: date | None) -> list[str]:
    """Codes of the child meant: by its code, or by exactly its name and birth date."""
    if code:
        found = run.serving.child(code.strip().upper())
        return [found.child_code] if found else []
    return run.serving.find(name, born.isoformat()) if name and born else []


def open_glass(
    user: User, child_code: str, household_code: str, reason: str, sentence: str, reviewer: User
) -> BreakGlass:
    """Open one household for four hours. Call inside the transaction that records it."""
    now = clock.now()
    return BreakGlass.objects.create(
        opened_by=user,
        child_code=child_code,
        household_code=household_code,
        reason=reason,
        sentence=sentence,
        opened_at=now,
        ends_at=now + timedelta(hours=HOURS),
        reviewer=reviewer,
        due_on=working_day(now.date()),
    )


def review(glass: BreakGlass, reviewer: User, outcome: str, words: str) -> bool:
    """Keep what the named reviewer found; once. False when it was done before or is somebody else's."""
    mine = BreakGlass.objects.filter(pk=glass.pk, reviewer=reviewer, reviewed_at__isnull=True)
    return mine.update(outcome=Outcome(outcome).value, words=words, reviewed_at=clock.now()) == 1


def unreviewed() -> QuerySet[BreakGlass]:
    """What waits for a review, oldest first."""
    return BreakGlass.objects.filter(reviewed_at__isnull=True).order_by("due_on", "id")


def to_take_over(user: User) -> list[BreakGlass]:
    """Reviews of others this person may take over: the named reviewer cannot review any more, or is late. Oldest first."""
    today = clock.today()
    others = unreviewed().exclude(reviewer=user).exclude(opened_by=user).select_related("opened_by", "reviewer")
    may_review: dict[int, set[int]] = {}
    found = []
    for glass in others:
        able = may_review.setdefault(glass.opened_by_id, {one.pk for one in reviewers_for(glass.opened_by)})
        if user.pk in able and (glass.due_on < today or glass.reviewer_id not in able):
            found.append(glass)
    return found


def take_over(glass: BreakGlass, user: User) -> None:
    """Become the one who reviews it, by the end of the next working day; who had it stays on record.

    Call inside the transaction that records it. Raises RefusedError G001 when it may not be taken over, or not any more.
    """
    now = clock.now()
    held = BreakGlass.objects.select_for_update().filter(pk=glass.pk).first()
    if held is None or held.pk not in {one.pk for one in to_take_over(user)}:
        raise RefusedError(
            "G001", "引きつげる見直しではありません", "画面を開き直して、待っているものを確かめてください"
        )
    HandOver.objects.create(
        glass=held, left_by_id=held.reviewer_id, was_due_on=held.due_on, taken_by=user, taken_at=now
    )
    BreakGlass.objects.filter(pk=held.pk).update(reviewer=user, due_on=working_day(now.date()))


def locks_approvals(user: User) -> bool:
    """Whether somebody left a review undone so long that nothing else may be approved by that person."""
    waiting = unreviewed().filter(reviewer=user).values_list("due_on", flat=True)
    return any(working_day(due, LOCKED_AFTER - 1) < clock.today() for due in waiting)


def open_now(household_code: str, moment: datetime) -> list[BreakGlass]:
    """Who has this household open at this moment: whoever watches the case is told."""
    return list(
        BreakGlass.objects.filter(household_code=household_code, ends_at__gt=moment).select_related("opened_by")
    )


def counts_by_month() -> list[tuple[str, str, int]]:
    """(month, person, openings), newest month first."""
    counted: dict[tuple[str, str], int] = {}
    for at, name in BreakGlass.objects.values_list("opened_at", "opened_by__display_name"):
        key = (f"{at.astimezone(clock.now().tzinfo):%Y-%m}", name)
        counted[key] = counted.get(key, 0) + 1
    return [(month, name, count) for (month, name), count in sorted(counted.items(), reverse=True)]
