"""A session ends 8 hours after log-in, and after 15 minutes without a page: terminals in a 相談室 are shared.

One session per person: whoever proves the second factor elsewhere ends the one of before.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from tsunagu_web.accounts import clock
from tsunagu_web.accounts.current import user_of
from tsunagu_web.accounts.models import User

STARTED = "started_at"
SEEN = "seen_at"
NUMBER = "session_number"
"""The person's number of sessions when this one began: it ends when the number moves on."""
MARK_LENGTH = 12
SEEN_STEP = 30
"""Seconds between two writes of the time last seen: not every page needs to write the session."""


def begin(request: HttpRequest) -> None:
    """Note the log-in's time; called once, when the password was right."""
    moment = int(clock.now().timestamp())
    request.session[STARTED] = moment
    request.session[SEEN] = moment
    request.session[NUMBER] = user_of(request).session_number


def the_only_one(request: HttpRequest) -> None:
    """Let every other session of this person end. Called when the second factor was proved, never for a password alone:
    who found out a password must not be able to put anybody out."""
    mine = User.objects.filter(pk=user_of(request).pk)
    mine.update(session_number=F("session_number") + 1)
    request.session[NUMBER] = mine.values_list("session_number", flat=True).get()


def mark_of(request: HttpRequest) -> str:
    """What tells the windows of one browser whether they belong to one session; nobody learns from it whose it is."""
    told = f"{user_of(request).pk}:{request.session.get(STARTED, 0)}"
    return salted_hmac("tsunagu.session_mark", told).hexdigest()[:MARK_LENGTH]


def is_over(started: int, seen: int, moment: int) -> bool:
    """Whether a session that began at `started` and was last used at `seen` has ended at `moment` (seconds)."""
    return moment - started >= settings.SESSION_COOKIE_AGE or moment - seen >= settings.SESSION_IDLE_SECONDS


class SessionsEnd:
    """Middleware: logs out whoever comes back too late, has logged in elsewhere since, or began before a reset."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            moment = int(clock.now().timestamp())
            started, seen = request.session.get(STARTED, 0), request.session.get(SEEN, 0)
            # Whoever holds the lost phone or a session of before must not go on, nor register a factor of their own.
            of_before = request.session.get(NUMBER, 0) != request.user.session_number
            if of_before or is_over(started, seen, moment):
                logout(request)
                request.session_ended = True  # type: ignore[attr-defined]
            elif moment - seen >= SEEN_STEP and request.GET.get("watching") != "1":
                # A page that asks again by itself is nobody at the desk: it must not keep a session alive.
                request.session[SEEN] = moment
        return self.get_response(request)
