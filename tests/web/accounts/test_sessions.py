"""A session ends after 15 idle minutes, after 8 hours, and when the person logs in elsewhere."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from support.web_people import As
from tsunagu_web.accounts.demo import make_demo_users


@pytest.mark.parametrize(("moment", "status"), [("09:14:59", 200), ("09:15:00", 302), ("16:00:00", 302)])
def test_fifteen_idle_minutes(as_person: As, at: Any, moment: str, status: int) -> None:
    at("2026-10-31 09:00:00")
    client = as_person("hantei")
    at(f"2026-10-31 {moment}")
    assert client.get("/").status_code == status


@pytest.mark.parametrize(("last", "status"), [("16:59:59", 200), ("17:00:00", 302)])
def test_eight_hours_however_busy(as_person: As, at: Any, last: str, status: int) -> None:
    at("2026-10-31 09:00:00")
    client = as_person("hantei")
    for minutes in range(10, 480, 10):
        at(f"2026-10-31 {9 + minutes // 60:02d}:{minutes % 60:02d}:00")
        assert client.get("/dictionary/").status_code == 200
    at(f"2026-10-31 {last}")
    assert client.get("/dictionary/").status_code == status


def mark(client: Client) -> str:
    """What the windows of one browser compare."""
    found = re.search(r'data-session="([0-9a-f]+)"', client.get("/dictionary/").content.decode())
    return found[1] if found else ""


def test_each_session_has_a_mark_of_its_own_and_the_log_in_has_none(as_person: As, at: Any) -> None:
    at("2026-10-31 09:00:00")
    client = as_person("hantei")
    first = mark(client)
    assert first and mark(client) == first and "hantei" not in first
    other = mark(as_person("center"))
    at("2026-10-31 09:05:00")
    assert len({first, other, mark(as_person("hantei"))}) == 3
    page = Client().get("/login/").content.decode()
    assert "idle.js" in page and "data-session" not in page


def test_a_session_that_ended_stays_ended(as_person: As, at: Any) -> None:
    at("2026-10-31 09:00:00")
    client = as_person("hantei")
    at("2026-10-31 09:20:00")
    assert client.get("/").status_code == 302
    at("2026-10-31 09:01:00")
    assert client.get("/").status_code == 302


def test_cookies_stay_in_the_house(as_person: As, client: Any) -> None:
    client.post("/login/", {"username": "hantei", "password": "x"})
    as_person("hantei")
    client.post("/login/", {"username": "hantei", "password": "tsunagu-demo-hantei"})
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Strict", "")


def proved(username: str = "center") -> Client:
    """A browser after the password and the code a demo prints."""
    client = half_way(username)
    page = client.get("/login/second/").content.decode()
    code = re.search(r'id="demo-code">(\d{6})<', page)
    assert code
    client.post("/login/second/", {"code": code[1], "next": "/"})
    return client


def half_way(username: str = "center") -> Client:
    """A browser after the right password."""
    make_demo_users()
    client = Client()
    client.post("/login/", {"username": username, "password": f"tsunagu-demo-{username}"})
    return client


def test_who_logs_in_elsewhere_leaves_the_place_of_before(home: object, db: None) -> None:
    first, somebody_else = proved(), proved("hantei")
    assert first.get("/").status_code == 200
    second = proved()
    assert first.get("/")["Location"].startswith("/login/")
    assert (second.get("/").status_code, somebody_else.get("/").status_code) == (200, 200)


def test_a_password_alone_puts_nobody_out(home: object, db: None) -> None:
    first = proved()
    half_way()
    assert first.get("/").status_code == 200


def test_to_prove_anew_is_no_new_session(home: object, db: None) -> None:
    client = proved()
    page = client.get("/login/second/").content.decode()
    code = re.search(r'id="demo-code">(\d{6})<', page)
    assert code
    client.post("/login/second/", {"code": code[1], "next": "/"})
    assert client.get("/").status_code == 200
