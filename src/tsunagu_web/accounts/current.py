"""Who asks, for views behind the gate."""

from __future__ import annotations

from django.http import HttpRequest

from tsunagu_web.accounts.models import User


def user_of(request: HttpRequest) -> User:
    """Who is logged in: the gate lets nobody else come to a view that asks."""
    assert isinstance(request.user, User)
    return request.user


def role_key_of(request: HttpRequest) -> str:
    """The role under which the request was allowed, as rows keep it."""
    key: str = request.decision.role_key  # type: ignore[attr-defined]
    return key
