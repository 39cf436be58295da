"""The way back in when nobody is left who could agree on the pages: two named people at the server's terminal, recorded."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tsunagu.base.errors import RefusedError
from tsunagu_web import audit
from tsunagu_web.access.roles import RoleKey
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.changes import carry_out
from tsunagu_web.accounts.models import AccountChange, User
from tsunagu_web.accounts.people import nobody

WAYS = {
    "二つめの確認": AccountChange.RESET,
    "パスワード": AccountChange.PASSWORD,
    "閉じた利用者": AccountChange.REOPEN,
}
"""What can be mended at the terminal, as it is typed."""
IN_CHARGE = frozenset({RoleKey.MANAGER, RoleKey.SYSTEM_ADMIN, RoleKey.AUDITOR})
"""One of the two must hold one of these roles today."""


def way_of(text: str) -> str:
    """The kind of change. Raises RefusedError U011 with the ways there are."""
    try:
        return WAYS[text.strip()]
    except KeyError:
        known = "、".join(WAYS)
        raise RefusedError(
            "U011", f"「{text}」は、ここで直せるものではありません", f"次から選んでください：{known}"
        ) from None


def recover(username: str, kind: str, witnesses: list[tuple[str, str]], reason: str, until: date | None = None) -> str:
    """Mend one account before two witnesses, (利用者番号, パスワード) each; a password given for once, or "".

    Raises RefusedError U005 when there is nobody of that name, U010 when the two are not two people whose passwords are right,
    U012 when nothing is closed, U008 when the account's last day is over and no new one is told.
    """
    user = User.objects.filter(username=username).first()
    if user is None:
        raise nobody(username)
    seen = _witnesses(user, witnesses)
    if seen is None:
        with transaction.atomic():
            audit.record(user=None, action="user.recover", object=f"user:{username}", purpose=None, result="refused")
        raise RefusedError(
            "U010",
            "立ち会う二人を確かめられません",
            "本人でない、いま使える利用者二人の番号とパスワードが要ります。一人は責任者・システム管理者・監査のどれかにしてください",
        )
    now = clock.now()
    first, second = seen
    change = AccountChange(
        user=user,
        kind=kind,
        until=until,
        reason=reason,
        asked_by=first,
        asked_at=now,
        decided_by=second,
        decided_at=now,
    )
    change.granted = True
    with transaction.atomic():
        password = carry_out(change)
        change.save()
        # One row for each: the record says who stood at the terminal, and both find it among the own rows.
        for witness in seen:
            audit.record(user=witness, action="user.recover", object=f"user:{username}", purpose=None, result="ok")
    return password


def _witnesses(user: User, told: list[tuple[str, str]]) -> list[User] | None:
    today = clock.today()
    found = []
    for username, password in told:
        one = User.objects.filter(username=username).exclude(pk=user.pk).first()
        if one is None or not one.may_log_in_on(today) or not one.check_password(password):
            return None
        found.append(one)
    in_charge = any(held.role in IN_CHARGE for one in found for held in one.assignments_on(today))
    return found if len({one.pk for one in found}) == 2 and in_charge else None
