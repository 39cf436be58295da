"""The second question after the password: a code of the app, or a passkey. Each answer leaves its row in the record."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import urlencode

import segno
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe

from tsunagu_web import audit
from tsunagu_web.access import PageObject
from tsunagu_web.accounts import factors, passkeys, proving, totp
from tsunagu_web.accounts.current import user_of
from tsunagu_web.accounts.models import SecondFactor, User
from tsunagu_web.town import home_settings, is_demo

NEW_SECRET = "new_totp_secret"


def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor; whoever has none yet is led to get one."""
    user = user_of(request)
    back = proving.way_back(request, request.POST.get("next") or request.GET.get("next", ""))
    wrong = False
    if request.method == "POST":
        if factors.check_code(request, user, request.POST.get("code", "")):
            return _let_in(request, user, back)
        wrong = True
        _record(request, user, "session.prove", "refused")
    held = factors.factors_of(user)
    if not held and not is_demo():
        return redirect(f"{reverse('second_factor_new')}?{urlencode({'next': back})}")
    context = {
        "next": back,
        "wrong": wrong,
        "paused": factors.paused_until(user),
        "demo_code": factors.demo_code(request),
        "has_app": any(factor.kind == SecondFactor.TOTP for factor in held),
        "has_passkey": any(factor.kind == SecondFactor.PASSKEY for factor in held),
        "again": proving.is_proved(request),
    }
    return render(request, "accounts/second_factor.html", context, status=400 if wrong else 200)


def second_factor_new(request: HttpRequest) -> HttpResponse:
    """Get a second factor: the first one right after the password, a further one only after a fresh proof."""
    user = user_of(request)
    if not _may_add(request, user):
        _record(request, user, "session.new_factor", "refused")
        return proving.to_the_proof(request)
    back = proving.way_back(request, request.POST.get("next") or request.GET.get("next", ""))
    secret = _secret_on_offer(request)
    wrong = False
    if request.method == "POST":
        if factors.add_totp(user, secret, request.POST.get("code", "")):
            del request.session[NEW_SECRET]
            _record(request, user, "session.new_factor", "ok")
            return _let_in(request, user, back)
        wrong = True
        _record(request, user, "session.new_factor", "refused")
    address = totp.address_of(secret, user.username, str(home_settings().get("municipality", "")))
    written = totp.written(secret)
    context = {
        "next": back,
        "wrong": wrong,
        # Our own drawing of squares: nothing anybody typed stands in it as text.
        "square": mark_safe(segno.make(address, error="m").svg_inline(scale=5, border=4, light="#fff")),
        "letters": " ".join(written[place : place + 4] for place in range(0, len(written), 4)),
    }
    return render(request, "accounts/second_factor_new.html", context, status=400 if wrong else 200)


def passkey_offer(request: HttpRequest) -> HttpResponse:
    """What the browser needs to make a passkey."""
    user = user_of(request)
    if not _may_add(request, user):
        _record(request, user, "session.new_factor", "refused")
        return JsonResponse({}, status=403)
    return JsonResponse(passkeys.offer(request, user))


def passkey_keep(request: HttpRequest) -> HttpResponse:
    """Keep what it made, and let the person in."""
    user = user_of(request)
    if not _may_add(request, user):
        _record(request, user, "session.new_factor", "refused")
        return JsonResponse({}, status=403)
    try:
        passkeys.keep(request, user, request.body)
    except passkeys.PasskeyRefused:
        _record(request, user, "session.new_factor", "refused")
        return JsonResponse({}, status=400)
    _record(request, user, "session.new_factor", "ok")
    return _let_in_by_script(request, user)


def passkey_ask(request: HttpRequest) -> HttpResponse:
    """What the browser needs to prove with a passkey."""
    asked = passkeys.ask(request, user_of(request))
    return JsonResponse(asked or {}, status=200 if asked else 404)


def passkey_answer(request: HttpRequest) -> HttpResponse:
    """Check what it answered."""
    user = user_of(request)
    try:
        passkeys.check(request, user, request.body)
    except passkeys.PasskeyRefused:
        _record(request, user, "session.prove", "refused")
        return JsonResponse({}, status=400)
    return _let_in_by_script(request, user)


def _let_in(request: HttpRequest, user: User, back: str) -> HttpResponse:
    proving.prove(request)
    _record(request, user, "session.prove", "ok")
    return redirect(back)


def _let_in_by_script(request: HttpRequest, user: User) -> HttpResponse:
    proving.prove(request)
    _record(request, user, "session.prove", "ok")
    return JsonResponse({"next": proving.way_back(request, request.GET.get("next", ""))})


def _may_add(request: HttpRequest, user: User) -> bool:
    if proving.is_proved(request):
        return proving.is_fresh(request)
    return not factors.factors_of(user) and not is_demo()


def _secret_on_offer(request: HttpRequest) -> bytes:
    """The same secret until it is taken: a wrong code does not mean to photograph the square again."""
    kept = request.session.get(NEW_SECRET)
    if kept is None:
        kept = base64.b64encode(totp.new_secret()).decode("ascii")
        request.session[NEW_SECRET] = kept
    return base64.b64decode(kept)


def _record(request: HttpRequest, user: Any, action: str, result: str) -> None:
    with transaction.atomic():
        audit.record(user=user, action=action, object=PageObject("second_factor"), purpose=None, result=result)
