"""パスキー: WebAuthn by the `fido2` library; what a browser answers is checked against the address of this server."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from tsunagu_web.accounts import clock
from tsunagu_web.accounts.factors import factors_of
from tsunagu_web.accounts.models import SecondFactor, User

STATE = "passkey_state"


class PasskeyRefused(Exception):
    """What the browser sent is not what was asked for."""


def _server(request: HttpRequest) -> Fido2Server:
    host = request.get_host().partition(":")[0]
    return Fido2Server(PublicKeyCredentialRpEntity(id=host, name="つなぐ"))


def _credentials(user: User) -> list[AttestedCredentialData]:
    return [AttestedCredentialData(bytes(factor.kept)) for factor in factors_of(user, SecondFactor.PASSKEY)]


def offer(request: HttpRequest, user: User) -> dict[str, Any]:
    """What navigator.credentials.create() needs to make a passkey for this person."""
    options, state = _server(request).register_begin(
        PublicKeyCredentialUserEntity(id=str(user.pk).encode(), name=user.username, display_name=user.username),
        _credentials(user),
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    request.session[STATE] = state
    return dict(options)["publicKey"]


def keep(request: HttpRequest, user: User, body: bytes) -> SecondFactor:
    """Keep the passkey the browser made. Raises PasskeyRefused."""
    answer, state = _answer(request, body)
    try:
        made = _server(request).register_complete(state, answer)
    except (ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused from error
    found = made.credential_data
    if found is None:
        raise PasskeyRefused
    return SecondFactor.objects.create(
        user=user,
        kind=SecondFactor.PASSKEY,
        kept=bytes(found),
        last_step=made.counter,
        added_at=clock.now(),
    )


def ask(request: HttpRequest, user: User) -> dict[str, Any] | None:
    """What navigator.credentials.get() needs; None for somebody without a passkey."""
    credentials = _credentials(user)
    if not credentials:
        return None
    options, state = _server(request).authenticate_begin(
        credentials, user_verification=UserVerificationRequirement.REQUIRED
    )
    request.session[STATE] = state
    return dict(options)["publicKey"]


def check(request: HttpRequest, user: User, body: bytes) -> None:
    """Check the browser's answer; a question is answered once. Raises PasskeyRefused."""
    answer, state = _answer(request, body)
    try:
        used = _server(request).authenticate_complete(state, _credentials(user), answer)
    except (ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused from error
    counter = _counter_of(answer)
    for factor in factors_of(user, SecondFactor.PASSKEY):
        same = AttestedCredentialData(bytes(factor.kept)).credential_id == used.credential_id
        if same and not _count_on(factor, counter):
            raise PasskeyRefused


def _count_on(factor: SecondFactor, counter: int) -> bool:
    """Keep a key's counter; False for one that does not grow. A copied key counts anew, from an older count or from 0.

    Keys that never count always say 0. One statement decides, as for codes.
    """
    kept = SecondFactor.objects.filter(pk=factor.pk)
    kept = kept.filter(last_step__lt=counter) if counter else kept.filter(last_step=0)
    return kept.update(last_step=counter) == 1


def _answer(request: HttpRequest, body: bytes) -> tuple[dict[str, Any], Any]:
    state = request.session.pop(STATE, None)
    try:
        answer = json.loads(body)
    except (ValueError, UnicodeDecodeError) as error:
        raise PasskeyRefused from error
    if state is None or not isinstance(answer, dict):
        raise PasskeyRefused
    return answer, state


def _counter_of(answer: dict[str, Any]) -> int:
    from fido2.webauthn import AuthenticationResponse

    return int(AuthenticationResponse.from_dict(answer).response.authenticator_data.counter)
