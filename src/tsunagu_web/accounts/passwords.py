"""Passwords: chosen by the person, checked by Django's rules; one given for once must be changed before anything opens."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db.models import F

from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User

GIVEN_FOR = timedelta(days=3)
"""How long a password given for once lets somebody in."""
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 5, 4
"""Twenty signs without look-alikes: about 99 bits, and still typed from paper without a mistake."""


def new_password() -> str:
    """A password drawn by chance, to be told once and kept nowhere."""
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(_GROUP)) for _ in range(_GROUPS))


def give_one_time(user: User) -> str:
    """Replace the password by one that is good for one change; every open session ends."""
    password = new_password()
    _keep(user, password)
    User.objects.filter(pk=user.pk).update(password_until=clock.now() + GIVEN_FOR)
    end_sessions(user)
    return password


def change(user: User, password: str) -> None:
    """Keep the password the person chose. Sessions of before end by themselves: each is bound to the password it began with."""
    _keep(user, password)
    User.objects.filter(pk=user.pk).update(password_until=None)
    user.password_until = None


def _keep(user: User, password: str) -> None:
    user.set_password(password)
    User.objects.filter(pk=user.pk).update(password=user.password)


def must_change(user: User) -> bool:
    """Whether the password was given by somebody else, who therefore knows it."""
    return user.password_until is not None


def is_over(user: User) -> bool:
    """Whether a password given for once was not used in time."""
    return user.password_until is not None and clock.now() > user.password_until


def end_sessions(user: User) -> None:
    """Whoever is logged in as this person must log in anew."""
    User.objects.filter(pk=user.pk).update(session_number=F("session_number") + 1)
