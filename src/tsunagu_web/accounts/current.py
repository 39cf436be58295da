"""Who asks, for views behind the gate."""

from __future__ import annotations

from django.http import HttpRequest

from tsunagu_web.accounts.models import User


def user_of(request: HttpRequest) -> User:
    """Who is logged in: the gate lets nobody else come to a view that asks."""
    assert isinstance(request.user, User)
    return request.user
