"""Nobody is inside by a password alone; a code is good once; only a demo prints one; losing it takes two people."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from django.test import Client

from support.web_people import OWN, As
from tsunagu_web.accounts import clock, factors, passkeys, proving, totp
from tsunagu_web.accounts.demo import make_demo_users
from tsunagu_web.accounts.models import SecondFactor, User
from tsunagu_web.audit.models import AuditRow

SECRET = b"12345678901234567890"
PASSWORD = "tsunagu-demo-hantei"


@pytest.fixture
def person(home: Path, db: None, at: Any) -> User:
    """Somebody with an authenticator app in a home that is no demo."""
    at("2026-10-31 09:00")
    make_demo_users()
    no_demo(home)
    user = User.objects.get(username="hantei")
    SecondFactor.objects.create(
        user=user, kind=SecondFactor.TOTP, kept=factors.sealed(SECRET, user), added_at=clock.now()
    )
    return user


def no_demo(home: Path) -> None:
    """Make it a home with real children."""
    settings = home / "home.yaml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("demo: true", "demo: false"), encoding="utf-8")


def half_way(username: str = "hantei", next_page: str = "/") -> Client:
    """A browser after the right password."""
    client = Client()
    data = {"username": username, "password": f"tsunagu-demo-{username}", "next": next_page}
    assert client.post("/login/", data).status_code == 302
    return client


def code_now() -> str:
    """What the app shows."""
    return totp.code_of(SECRET, totp.step_of(clock.now().timestamp()))


def last() -> AuditRow:
    """The newest row of the record."""
    return AuditRow.objects.order_by("-seq")[0]


@pytest.mark.parametrize("url", ["/", f"/children/{OWN}/", "/records/", "/dictionary/"])
def test_a_password_alone_opens_nothing(person: User, url: str) -> None:
    client = half_way()
    answer = client.get(url)
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/login/second/")
    client.post("/login/second/", {"code": code_now()})
    assert client.get(url).status_code in (200, 404)


def test_neither_does_it_change_anything(person: User) -> None:
    assert half_way().post("/jobs/1/cancel/")["Location"].startswith("/login/second/")


def test_what_the_second_factor_turns_away_leaves_a_row_each(person: User) -> None:
    client = half_way()
    rows = AuditRow.objects.count()
    client.get(f"/children/{OWN}/")
    assert (last().action, last().result, last().user) == ("child.look", "refused", "hantei")
    client.get("/login/second/new/")
    assert (last().action, last().result) == ("session.new_factor", "refused")
    client.post("/login/second/passkey/offer/")
    assert AuditRow.objects.count() == rows + 2 + 1


@pytest.mark.parametrize(
    ("kept", "told", "fits"),
    [(0, 0, True), (0, 1, True), (5, 6, True), (5, 5, False), (5, 4, False), (5, 0, False)],
)
def test_a_passkey_s_counter_only_grows(person: User, kept: int, told: int, fits: bool) -> None:
    factor = SecondFactor.objects.create(
        user=person, kind=SecondFactor.PASSKEY, kept=b"x", last_step=kept, added_at=clock.now()
    )
    assert passkeys._count_on(factor, told) is fits
    factor.refresh_from_db()
    assert factor.last_step == (told if fits else kept)


def test_the_code_of_the_app_lets_in_and_leads_back(person: User) -> None:
    client = half_way(next_page=f"/children/{OWN}/")
    answer = client.post("/login/second/", {"code": code_now(), "next": f"/children/{OWN}/"})
    assert answer["Location"] == f"/children/{OWN}/"
    assert (last().action, last().result, last().user) == ("session.prove", "ok", "hantei")
    assert client.get("/").status_code == 200


def test_a_code_is_good_once(person: User, at: Any) -> None:
    code = code_now()
    assert half_way().post("/login/second/", {"code": code}).status_code == 302
    other = half_way()
    assert other.post("/login/second/", {"code": code}).status_code == 400
    assert (last().action, last().result) == ("session.prove", "refused")
    assert other.get("/").status_code == 302
    at("2026-10-31 09:00:30")
    assert other.post("/login/second/", {"code": code_now()}).status_code == 302


def test_an_older_code_than_the_last_one_used_is_refused(person: User, at: Any) -> None:
    older = code_now()
    at("2026-10-31 09:00:30")
    assert half_way().post("/login/second/", {"code": code_now()}).status_code == 302
    assert half_way().post("/login/second/", {"code": older}).status_code == 400


def test_the_twin_that_forgets_what_was_used_is_caught(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def forgets(factor: SecondFactor, code: str) -> bool:
        return totp.step_of_code(SECRET, code, clock.now().timestamp()) is not None

    monkeypatch.setattr(factors, "_fits", forgets)
    code = code_now()
    assert [half_way().post("/login/second/", {"code": code}).status_code for _ in range(2)] == [302, 302]


def test_five_mistakes_pause_even_the_right_code_for_five_minutes(person: User, at: Any) -> None:
    client = half_way()
    for _ in range(factors.MISTAKES):
        assert client.post("/login/second/", {"code": "000000"}).status_code == 400
    assert "まで受け付けません" in client.post("/login/second/", {"code": code_now()}).content.decode()
    at("2026-10-31 09:05:00")
    assert client.post("/login/second/", {"code": code_now()}).status_code == 302


def test_the_session_s_number_changes_with_the_proof(person: User) -> None:
    client = half_way()
    before = client.cookies["sessionid"].value
    client.post("/login/second/", {"code": code_now()})
    assert client.cookies["sessionid"].value != before


def test_who_has_none_gets_one_and_the_secret_stays_until_taken(person: User) -> None:
    SecondFactor.objects.all().delete()
    client = half_way()
    page = client.get("/", follow=True).content.decode()
    assert "二つめの確認の登録" in page
    assert client.post("/login/second/new/", {"code": "000000"}).status_code == 400
    again = client.get("/login/second/new/").content.decode()
    letters = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert letters and letters[0] in again
    text = letters[1].replace(" ", "")
    secret = base64.b32decode(text + "=" * (-len(text) % 8))
    code = totp.code_of(secret, totp.step_of(clock.now().timestamp()))
    assert client.post("/login/second/new/", {"code": code}).status_code == 302
    assert client.get("/").status_code == 200
    assert half_way().post("/login/second/", {"code": code}).status_code == 400, "used up when it was registered"


def test_a_password_alone_adds_no_further_factor(person: User) -> None:
    client = half_way()
    assert client.get("/login/second/new/")["Location"].startswith("/login/second/?")
    assert client.post("/login/second/passkey/offer/").status_code == 403
    client.post("/login/second/", {"code": code_now()})
    assert client.get("/login/second/new/").status_code == 200


def test_an_old_proof_adds_no_further_factor(person: User, at: Any) -> None:
    client = half_way()
    client.post("/login/second/", {"code": code_now()})
    at("2026-10-31 09:10:00")
    assert client.get("/login/second/new/")["Location"].startswith("/login/second/?")


def test_the_secret_does_not_lie_open_in_the_store(person: User) -> None:
    kept = bytes(SecondFactor.objects.get().kept)
    assert SECRET not in kept and totp.written(SECRET).encode() not in kept
    assert factors.opened(kept, person) == SECRET
    with pytest.raises(InvalidTag):
        factors.opened(kept, User.objects.get(username="center"))


def test_only_a_demo_prints_its_codes(person: User, home: Path) -> None:
    page = half_way().get("/login/second/").content.decode()
    assert "demo-code" not in page
    client = half_way()
    session = client.session
    session[factors.DEMO_CODE] = "123456"
    session.save()
    assert client.post("/login/second/", {"code": "123456"}).status_code == 400


def test_a_printed_code_is_good_once(home: Path, db: None) -> None:
    make_demo_users()
    client = half_way()
    code = re.search(r'id="demo-code">(\d{6})<', client.get("/login/second/").content.decode())
    assert code
    assert client.post("/login/second/", {"code": code[1]}).status_code == 302
    assert client.post("/login/second/", {"code": code[1]}).status_code == 400


def test_the_way_back_never_leads_out(person: User) -> None:
    client = half_way()
    answer = client.post("/login/second/", {"code": code_now(), "next": "https://example.org/"})
    assert answer["Location"] == "/"


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b'{"id": 1}'])
def test_a_passkey_answer_nobody_asked_for_is_refused(person: User, body: bytes) -> None:
    client = half_way()
    url = "/login/second/passkey/answer/"
    assert client.post(url, body, content_type="application/json").status_code == 400
    assert client.get("/").status_code == 302


def test_after_an_idle_quarter_of_an_hour_one_comes_back_to_the_same_page(as_person: As, at: Any) -> None:
    at("2026-10-31 09:00:00")
    client = as_person("hantei")
    at("2026-10-31 09:15:00")
    answer = client.get(f"/children/{OWN}/?month=1")
    assert answer["Location"] == f"/login/?next=/children/{OWN}/%3Fmonth%3D1"
    told = {"username": "hantei", "password": PASSWORD, "next": f"/children/{OWN}/?month=1"}
    page = client.post("/login/", told, follow=True).content.decode()
    code = re.search(r'id="demo-code">(\d{6})<', page)
    back = re.search(r'name="next" value="([^"]+)"', page)
    assert code and back
    assert client.post("/login/second/", {"code": code[1], "next": back[1]})["Location"] == f"/children/{OWN}/?month=1"


def test_proof_is_kept_in_the_session_alone(as_person: As) -> None:
    client = as_person("hantei")
    assert client.session[proving.PROVED]
    client.post("/logout/")
    assert proving.PROVED not in client.session
