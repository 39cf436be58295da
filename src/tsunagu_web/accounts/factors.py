"""Second factors of a person: kept encrypted, each code good once, five mistakes mean a pause."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from tsunagu_web.accounts import clock, totp
from tsunagu_web.accounts.models import SecondFactor, User
from tsunagu_web.keys import read_or_make
from tsunagu_web.town import home_folder, is_demo

MISTAKES = 5
PAUSE = timedelta(minutes=5)
DEMO_CODE = "demo_code"
_NONCE = 12


def sealed(secret: bytes, owner: User) -> bytes:
    """A secret as it lies in the store: AES-256-GCM under a key of the home, bound to its person."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(_key()).encrypt(nonce, secret, owner.username.encode())


def opened(kept: bytes, owner: User) -> bytes:
    """The secret again. Raises cryptography's InvalidTag when it was kept for somebody else or changed."""
    return AESGCM(_key()).decrypt(bytes(kept[:_NONCE]), bytes(kept[_NONCE:]), owner.username.encode())


def _key() -> bytes:
    return read_or_make(home_folder(), "second_factor.key")


def factors_of(user: User, kind: str = "") -> list[SecondFactor]:
    """What a person may prove with, oldest first."""
    held = SecondFactor.objects.filter(user=user).order_by("id")
    return list(held.filter(kind=kind) if kind else held)


def add_totp(user: User, secret: bytes, code: str) -> bool:
    """Keep an app's secret once a code shows that the app has it; that code is used up. False: the code is wrong."""
    step = totp.step_of_code(secret, code, _moment())
    if step is None:
        return False
    SecondFactor.objects.create(
        user=user, kind=SecondFactor.TOTP, kept=sealed(secret, user), last_step=step, added_at=clock.now()
    )
    return True


def check_code(request: HttpRequest, user: User, code: str) -> bool:
    """Whether a typed code is right; then it is used up, for every other session too. Counts mistakes."""
    if paused_until(user):
        return False
    if _demo_code_fits(request, code) or any(_fits(factor, code) for factor in factors_of(user, SecondFactor.TOTP)):
        User.objects.filter(pk=user.pk).update(mistakes=0, paused_until=None)
        return True
    _count_mistake(user)
    return False


def _fits(factor: SecondFactor, code: str) -> bool:
    step = totp.step_of_code(opened(bytes(factor.kept), factor.user), code, _moment())
    if step is None:
        return False
    # One statement decides: of two who send the same code at once, one changes the row.
    return SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step).update(last_step=step) == 1


def _count_mistake(user: User) -> None:
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(mistakes=F("mistakes") + 1)
        if User.objects.get(pk=user.pk).mistakes >= MISTAKES:
            User.objects.filter(pk=user.pk).update(mistakes=0, paused_until=clock.now() + PAUSE)


def paused_until(user: User) -> datetime | None:
    """Until when no code is looked at, if that is so now. Only somebody who knew the password can bring it about."""
    until = User.objects.values_list("paused_until", flat=True).get(pk=user.pk)
    return until if until and until > clock.now() else None


def demo_code(request: HttpRequest) -> str:
    """In a demo home alone: a fresh code, good once, printed on the page because no phone belongs to an invented person."""
    if not is_demo():
        return ""
    code = f"{secrets.randbelow(10**totp.DIGITS):0{totp.DIGITS}d}"
    request.session[DEMO_CODE] = code
    return code


def _demo_code_fits(request: HttpRequest, code: str) -> bool:
    given = request.session.pop(DEMO_CODE, None)
    return is_demo() and given is not None and secrets.compare_digest(str(given), code.strip())


def forget_all(user: Any) -> None:
    """Take every second factor away; the next log-in asks for a new one."""
    SecondFactor.objects.filter(user=user).delete()


def _moment() -> float:
    return clock.now().timestamp()
