"""Changes of who may do what: asked for by one person, carried out when another agrees. Never one's own."""

from __future__ import annotations

from django.db.models import Q
from django.utils.functional import Promise

from tsunagu.base.errors import RefusedError
from tsunagu_web.access.fields import Field
from tsunagu_web.access.roles import ROLES, RoleKey
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.factors import forget_all
from tsunagu_web.accounts.models import AccountChange, RoleAssignment, User
from tsunagu_web.accounts.passwords import end_sessions, give_one_time
from tsunagu_web.accounts.people import missing_places


def label_of(change: AccountChange) -> str:
    """What would change, in a sentence."""
    kinds: dict[str, str | Promise] = dict(AccountChange.KINDS)
    told = str(kinds[change.kind])
    if change.role:
        told += f"：{ROLES[RoleKey(change.role)].label}"
    lists = [[named] if isinstance(named, str) else named for named in change.places.values()]
    places = "、".join(str(place) for named in lists for place in named)
    return told + (f"（{places}）" if places else "") + (f"、{change.until:%Y/%m/%d}まで" if change.until else "")


def ask_change(change: AccountChange) -> None:
    """Keep what is asked for. Call inside the transaction that records it.

    Raises RefusedError U007 about oneself, U006 when the role needs a place, U008 when the last day is not to come,
    U012 when the account to be opened again is open.
    """
    if change.user_id == change.asked_by_id:
        raise RefusedError("U007", "自分の変更は頼めません", "ほかの人に頼んでもらってください")
    if change.kind == AccountChange.GRANT:
        if change.until is None or change.until < clock.today():
            raise RefusedError("U008", "役割の最後の日がありません", "今日より先の日を入れてください")
        missing = missing_places(RoleKey(change.role), change.places)
        if missing:
            raise RefusedError(
                "U006", "この役割は、学校・園・世帯を決めないと何も開けません", "場所の欄に、画面の名前で書いてください"
            )
    if change.kind == AccountChange.REOPEN:
        _is_closed(change.user)
    change.asked_at = clock.now()
    change.save()


def decide_change(change_id: int, by: User, granted: bool) -> str:
    """Agree or refuse, once; what was agreed takes hold at the next request. Call inside the transaction that records it.

    A password given for once, to be told now and kept nowhere; "" for every other change.

    Raises RefusedError U009 when nothing waits under this number, U007 when one of the two is the same person, U008 when the
    last day is over, U012 when the account to be opened again is open.
    """
    waiting = AccountChange.objects.select_for_update().filter(pk=change_id, decided_at__isnull=True)
    change = waiting.first()
    if change is None:
        raise RefusedError("U009", "待っている変更ではありません", "画面を開き直してください")
    if by.pk in (change.asked_by_id, change.user_id):
        raise RefusedError("U007", "頼んだ人と変更される人は、認められません", "ほかの責任者に認めてもらってください")
    if granted and change.kind == AccountChange.GRANT and (change.until is None or change.until < clock.today()):
        raise RefusedError("U008", "役割の最後の日がすぎています", "断って、新しい日で頼み直してもらってください")
    change.decided_by, change.decided_at, change.granted = by, clock.now(), granted
    change.save()
    return carry_out(change) if granted else ""


def carry_out(change: AccountChange) -> str:
    """Do what two people agreed to, inside their transaction; a password given for once, or "".

    Raises RefusedError U012 and U008 as decide_change does.
    """
    today = clock.today()
    if change.kind == AccountChange.RESET:
        forget_all(change.user)
        User.objects.filter(pk=change.user_id).update(mistakes=0, paused_until=None)
        end_sessions(change.user)
    elif change.kind == AccountChange.PASSWORD:
        return give_one_time(change.user)
    elif change.kind == AccountChange.REOPEN:
        _reopen(change)
    elif change.kind == AccountChange.CLOSE:
        User.objects.filter(pk=change.user_id).update(is_active=False)
    elif change.kind == AccountChange.END:
        # Only what is in force: a role that ended long ago must not get a new last day.
        in_force = Q(ends_on__isnull=True) | Q(ends_on__gt=today)
        held = RoleAssignment.objects.filter(in_force, user=change.user, role=change.role, starts_on__lte=today)
        held.update(ends_on=today)
        if _shows_sheltered(change.role):
            _end_overrides(change.user)
    else:
        _grant(change)
    return ""


def _reopen(change: AccountChange) -> None:
    """Open for log-in again. Sessions of before stay ended; roles are as their own days say."""
    user, today = change.user, clock.today()
    _is_closed(user)
    until = change.until or user.ends_on
    if until is not None and until < today:
        raise RefusedError("U008", "使える最後の日がすぎています", "今日より先の日を入れて、頼み直してください")
    User.objects.filter(pk=user.pk).update(is_active=True, ends_on=until)
    _end_overrides(user)
    end_sessions(user)


def _end_overrides(user: User) -> None:
    """A 例外表示 ended with the account or the role; that these are given again does not bring it back."""
    user.named_in.filter(ended_at__isnull=True).update(ended_at=clock.now())


def _shows_sheltered(role: str) -> bool:
    return Field.SHELTERED in ROLES[RoleKey(role)].grants


def _is_closed(user: User) -> None:
    if user.may_log_in_on(clock.today()):
        raise RefusedError("U012", "この利用者は閉じていません", "画面を開き直して、だれのことか確かめてください")


def _grant(change: AccountChange) -> None:
    today = clock.today()
    if _shows_sheltered(change.role) and not any(
        _shows_sheltered(one.role) for one in change.user.assignments_on(today)
    ):
        # The role before ended by its own day, or with the account: nothing was written then.
        _end_overrides(change.user)
    for purpose in ROLES[RoleKey(change.role)].purposes:
        # A row of its own each time: a second grant of the day must not take the schools of the first away.
        RoleAssignment.objects.create(
            user=change.user,
            role=change.role,
            purpose=purpose.value,
            starts_on=today,
            ends_on=change.until,
            **change.places,
        )
    if change.user.ends_on and change.user.ends_on < today:
        _end_overrides(change.user)
    if change.user.ends_on and change.until and change.user.ends_on < change.until:
        User.objects.filter(pk=change.user_id).update(ends_on=change.until)
