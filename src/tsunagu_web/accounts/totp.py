"""一度きりの確認コード by the clock: RFC 6238 (HMAC-SHA-1, 30 seconds, 6 digits), as every authenticator app computes it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
DIGITS = 6
DRIFT = 1
"""Steps a phone's clock may be before or behind ours."""
SECRET_BYTES = 20


def new_secret() -> bytes:
    """160 random bits, as RFC 4226 asks for."""
    return secrets.token_bytes(SECRET_BYTES)


def step_of(moment: float) -> int:
    """Number of the 30-second step a moment (seconds since 1970) lies in."""
    return int(moment) // STEP_SECONDS


def code_of(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """The code of one step (RFC 4226, 5.3)."""
    digest = hmac.new(secret, step.to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**digits:0{digits}d}"


def step_of_code(secret: bytes, code: str, moment: float) -> int | None:
    """The step a typed code belongs to, near `moment`; None when it belongs to none. Whether it was used is not asked here."""
    typed = code.strip().replace(" ", "")
    now = step_of(moment)
    found = None
    # All candidates are compared, each in constant time: how long it takes tells nothing.
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(code_of(secret, step).encode(), typed.encode("utf-8")):
            found = step
    return found


def address_of(secret: bytes, username: str, town: str) -> str:
    """The otpauth:// address an authenticator app reads from the square code."""
    issuer = f"つなぐ {town}".strip()
    asked = urlencode({"secret": written(secret), "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(username)}?{asked}"


def written(secret: bytes) -> str:
    """The secret in letters, for typing it into the app by hand."""
    return base64.b32encode(secret).decode("ascii").rstrip("=")
