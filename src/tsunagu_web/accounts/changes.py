"""Changes of who may do what: asked for by one person, carried out when another agrees. Never one's own."""

from __future__ import annotations

from django.db.models import F, Q
from django.utils.functional import Promise

from tsunagu.base.errors import RefusedError
from tsunagu_web.access.roles import ROLES, RoleKey
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.factors import forget_all
from tsunagu_web.accounts.models import AccountChange, RoleAssignment, User
from tsunagu_web.accounts.people import missing_places


def label_of(change: AccountChange) -> str:
    """What would change, in a sentence."""
    kinds: dict[str, str | Promise] = dict(AccountChange.KINDS)
    told = str(kinds[change.kind])
    if change.role:
        told += f"：{ROLES[RoleKey(change.role)].label}"
    places = "、".join(str(place) for named in change.places.values() for place in named)
    return told + (f"（{places}）" if places else "") + (f"、{change.until:%Y/%m/%d}まで" if change.until else "")


def ask_change(change: AccountChange) -> None:
    """Keep what is asked for. Call inside the transaction that records it.

    Raises RefusedError U007 about oneself, U006 when the role needs a place, U008 when the last day is not to come.
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
    change.asked_at = clock.now()
    change.save()


def decide_change(change_id: int, by: User, granted: bool) -> AccountChange:
    """Agree or refuse, once; what was agreed takes hold at the next request. Call inside the transaction that records it.

    Raises RefusedError U009 when nothing waits under this number, U007 when one of the two is the same person.
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
    if granted:
        _carry_out(change)
    return change


def _carry_out(change: AccountChange) -> None:
    today = clock.today()
    if change.kind == AccountChange.RESET:
        forget_all(change.user)
        User.objects.filter(pk=change.user_id).update(mistakes=0, paused_until=None, resets=F("resets") + 1)
    elif change.kind == AccountChange.CLOSE:
        User.objects.filter(pk=change.user_id).update(is_active=False)
    elif change.kind == AccountChange.END:
        # Only what is in force: a role that ended long ago must not get a new last day.
        in_force = Q(ends_on__isnull=True) | Q(ends_on__gt=today)
        held = RoleAssignment.objects.filter(in_force, user=change.user, role=change.role, starts_on__lte=today)
        held.update(ends_on=today)
    else:
        _grant(change)


def _grant(change: AccountChange) -> None:
    today = clock.today()
    for purpose in ROLES[RoleKey(change.role)].purposes:
        RoleAssignment.objects.update_or_create(
            user=change.user,
            role=change.role,
            purpose=purpose.value,
            starts_on=today,
            defaults={"ends_on": change.until, **change.places},
        )
    if change.user.ends_on and change.until and change.user.ends_on < change.until:
        User.objects.filter(pk=change.user_id).update(ends_on=change.until)
