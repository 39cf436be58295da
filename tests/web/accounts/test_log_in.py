"""Logging in and out."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from support.web_people import As
from tsunagu.base.errors import RefusedError
from tsunagu_web.access import ROLES
from tsunagu_web.accounts.demo import DEMO_PEOPLE, make_demo_users
from tsunagu_web.accounts.models import User


@pytest.fixture
def demo(home: Any, db: None) -> Client:
    """A browser before log-in, in a demo home with its people."""
    make_demo_users()
    return Client()


@pytest.mark.parametrize("person", DEMO_PEOPLE, ids=lambda person: person.username)
def test_each_of_them_can_log_in(demo: Client, person: Any) -> None:
    answer = demo.post("/login/", {"username": person.username, "password": person.password}, follow=True)
    code = re.search(r'id="demo-code">(\d{6})<', answer.content.decode())
    assert code
    answer = demo.post("/login/second/", {"code": code[1], "next": "/"}, follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert any(ROLES[role].label in page for role in person.roles)
    assert person.display_name in page


@pytest.mark.parametrize("data", [{"username": "hantei", "password": "no"}, {"username": "nobody", "password": "no"}])
def test_a_wrong_password_and_an_unknown_person_read_alike(demo: Client, data: dict[str, str]) -> None:
    answer = demo.post("/login/", data)
    assert answer.status_code == 400
    assert "利用者番号かパスワードが違います" in answer.content.decode()


def test_after_a_mistake_the_name_stays_and_the_password_does_not(demo: Client) -> None:
    page = demo.post("/login/", {"username": 'ha"ntei', "password": "wrong-word"}).content.decode()
    assert 'value="ha&quot;ntei"' in page
    assert "wrong-word" not in page


def test_a_closed_account_reads_like_a_wrong_password(demo: Client) -> None:
    User.objects.filter(username="hantei").update(is_active=False)
    answer = demo.post("/login/", {"username": "hantei", "password": "tsunagu-demo-hantei"})
    assert answer.status_code == 400
    assert "利用者番号かパスワードが違います" in answer.content.decode()


def test_closing_an_account_ends_its_session(as_person: As) -> None:
    client = as_person("hantei")
    assert client.get("/").status_code == 200
    User.objects.filter(username="hantei").update(is_active=False)
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(("day", "status"), [("2026-10-31 23:59", 200), ("2026-11-01 00:00", 302)])
def test_an_account_ends_on_its_last_day_within_an_open_session(as_person: As, at: Any, day: str, status: int) -> None:
    at("2026-10-31 23:50")
    client = as_person("hantei")
    User.objects.filter(username="hantei").update(ends_on=date(2026, 10, 31))
    at(day)
    assert client.get("/").status_code == status


@pytest.mark.parametrize(("ends_on", "status"), [(date(2026, 10, 31), 302), (date(2026, 10, 30), 400)])
def test_nobody_logs_in_after_the_last_day(demo: Client, at: Any, ends_on: date, status: int) -> None:
    at("2026-10-31 09:00")
    User.objects.filter(username="hantei").update(ends_on=ends_on)
    answer = demo.post("/login/", {"username": "hantei", "password": "tsunagu-demo-hantei"})
    assert answer.status_code == status


def test_logging_out_ends_the_session_and_clears_the_browser(as_person: As) -> None:
    client = as_person("hantei")
    answer = client.post("/logout/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get("/").status_code == 302


def test_the_session_s_number_changes_at_log_in(demo: Client) -> None:
    demo.get("/login/")
    demo.cookies["sessionid"] = "chosen-by-somebody-else-000000000"
    demo.post("/login/", {"username": "hantei", "password": "tsunagu-demo-hantei"})
    assert demo.cookies["sessionid"].value != "chosen-by-somebody-else-000000000"


def test_log_in_does_not_lead_out_of_the_house(demo: Client) -> None:
    data = {"username": "hantei", "password": "tsunagu-demo-hantei", "next": "https://example.org/"}
    assert demo.post("/login/", data)["Location"] == "/login/second/?next=%2F"


def test_they_exist_in_a_demo_only(home: Any, db: None) -> None:
    (home / "home.yaml").write_text("schema: 1\npack: kaisei\ndemo: false\n", encoding="utf-8")
    with pytest.raises(RefusedError, match="U001"):
        make_demo_users()
    assert not User.objects.exists()
    assert "tsunagu-demo" not in Client().get("/login/").content.decode()


def test_making_them_twice_changes_nothing(demo: Client) -> None:
    User.objects.filter(username="hantei").update(display_name="かわった")
    make_demo_users()
    assert User.objects.count() == len(DEMO_PEOPLE)
    assert User.objects.get(username="hantei").display_name == "かわった"


def test_every_page_of_a_demo_says_so(as_person: As) -> None:
    for url in ("/", "/worklist/", "/dictionary/", "/login/"):
        assert "架空のデータ・デモ" in as_person("hantei").get(url, follow=True).content.decode()
