"""Nobody is inside by a password alone: until the second factor is proved, every page leads to that question."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from tsunagu_web.accounts import clock, passwords, sessions

PROVED = "second_factor_at"
FRESH_SECONDS = 10 * 60
"""How long a proof counts as fresh for what may harm most: role changes, break-glass, showing a protected address."""
WAYS = frozenset(
    {
        "log_in",
        "log_out",
        "second_factor",
        "second_factor_new",
        "passkey_ask",
        "passkey_answer",
        "passkey_offer",
        "passkey_keep",
    }
)
"""Pages that lead to the proof, open to those who gave the right password."""


def prove(request: HttpRequest) -> None:
    """Note that the second factor was right just now; the session gets a new number."""
    request.session.cycle_key()
    if not is_proved(request):
        sessions.the_only_one(request)
    request.session[PROVED] = int(clock.now().timestamp())


def is_proved(request: HttpRequest) -> bool:
    """Whether this session has proved its second factor."""
    return PROVED in request.session


def is_fresh(request: HttpRequest) -> bool:
    """Whether the proof is young enough for an act that asks for a fresh one."""
    age = int(clock.now().timestamp()) - int(request.session.get(PROVED, 0))
    return 0 <= age < FRESH_SECONDS


def to_the_proof(request: HttpRequest) -> HttpResponse:
    """The way to the question, and back to the same page afterwards. A sent form is not sent again by itself."""
    back = request.get_full_path() if request.method in ("GET", "HEAD") else _came_from(request)
    return redirect(f"{reverse('second_factor')}?{urlencode({'next': back})}")


def way_back(request: HttpRequest, told: str) -> str:
    """Where to go on; never out of the house."""
    inside = url_has_allowed_host_and_scheme(told, {request.get_host()}, require_https=request.is_secure())
    return told if told and inside else reverse("today")


def _came_from(request: HttpRequest) -> str:
    told = request.headers.get("Referer", "")
    return way_back(request, told)


class SecondFactorFirst:
    """Middleware after log-in is known: a password alone opens nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Lead to the question unless it was answered or is asked for; then to the own password, when it is somebody else's."""
        if not request.user.is_authenticated:
            return None
        page = request.resolver_match.view_name if request.resolver_match else ""
        if page in WAYS:
            return None
        if not is_proved(request):
            return self._turned_away(request, to_the_proof(request))
        if page != "password" and passwords.must_change(request.user):
            return self._turned_away(request, redirect("password"))
        return None

    @staticmethod
    def _turned_away(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
        """The gate, through which this answer goes back, writes the refused row."""
        request.unproved = True  # type: ignore[attr-defined]
        return answer
