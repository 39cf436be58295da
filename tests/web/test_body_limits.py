"""Nobody fills the disk before saying who they are: how large a body may be is decided by page and role, at its head."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from waitress.adjustments import Adjustments

from support.web_people import As
from tsunagu_web import body_limits
from tsunagu_web.accounts import proving
from tsunagu_web.body_limits import BoundedParser, most_body, small_body

HAND_IN = "/month/2026-10-31/hand-in/"
LARGE = 64 << 20


@pytest.fixture(autouse=True)
def _keeps_its_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's transaction lives in the connection that a server would close."""
    monkeypatch.setattr(body_limits.connection, "close", lambda: None)


def cookies_of(client: Any) -> str:
    """As a browser sends them."""
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def head(path: str, cookies: str = "", size: int = LARGE, chunked: bool = False) -> bytes:
    """The head of a request with a body."""
    body = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {size}"
    return f"POST {path} HTTP/1.1\r\nHost: x\r\nCookie: {cookies}\r\n{body}\r\n\r\n".encode()


def parsed(*pieces: bytes) -> BoundedParser:
    """What the server makes of these bytes."""
    parser = BoundedParser(Adjustments(max_request_body_size=1 << 32))
    for piece in pieces:
        parser.received(piece)
    parser.close()
    return parser


def test_who_may_hand_files_in_sends_large_ones(as_person: As) -> None:
    cookies = cookies_of(as_person("hantei"))
    assert most_body(HAND_IN, cookies) > LARGE
    assert parsed(head(HAND_IN, cookies)).error is None


@pytest.mark.parametrize("path", ["/month/2026-10-31/start/", "/login/", "/receipts/x/decide/", "/nowhere/", "/"])
def test_other_pages_take_no_more_than_a_form(as_person: As, path: str) -> None:
    refused = parsed(head(path, cookies_of(as_person("hantei"))))
    assert refused.error is not None and refused.error.code == 413
    assert refused.completed, "nothing of the body is waited for"


@pytest.mark.parametrize("person", ["center", "shido", "kansa"])
def test_other_roles_take_no_more_than_a_form_on_the_same_page(as_person: As, person: str) -> None:
    assert most_body(HAND_IN, cookies_of(as_person(person))) == small_body()


@pytest.mark.parametrize("cookies", ["", "sessionid=forged", "sessionid", "a=b; =;;", "sessionid=" + "x" * 5000])
def test_nobody_known_takes_no_more_than_a_form(db: None, home: Path, cookies: str) -> None:
    assert most_body(HAND_IN, cookies) == small_body()
    assert parsed(head(HAND_IN, "")).error is not None


def test_a_session_that_ended_is_nobody(as_person: As) -> None:
    client = as_person("hantei")
    before = cookies_of(client)
    assert most_body(HAND_IN, before) > LARGE
    client.post("/logout/")
    assert most_body(HAND_IN, before) == small_body()


def test_a_password_without_the_second_factor_brings_no_large_body(as_person: As) -> None:
    client = as_person("hantei")
    assert most_body(HAND_IN, cookies_of(client)) > LARGE
    session = client.session
    del session[proving.PROVED]
    session.save()
    assert most_body(HAND_IN, cookies_of(client)) == small_body()


def test_a_body_of_unsaid_length_is_cut_off_when_it_grows(as_person: As) -> None:
    piece = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    refused = parsed(head("/login/", chunked=True), *[piece] * 4)
    assert refused.error is not None and refused.error.code == 413
    taken = parsed(head(HAND_IN, cookies_of(as_person("hantei")), chunked=True), *[piece] * 4)
    assert taken.error is None


def test_a_small_form_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body_limits, "most_body", lambda path, cookies: pytest.fail("asked"))
    assert parsed(head("/login/", size=300)).error is None


def test_a_store_that_cannot_be_asked_lets_nobody_in(as_person: As, monkeypatch: pytest.MonkeyPatch) -> None:
    cookies = cookies_of(as_person("hantei"))
    monkeypatch.setattr(body_limits, "get_user", lambda request: 1 / 0)
    assert most_body(HAND_IN, cookies) == small_body()
