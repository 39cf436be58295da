"""Everybody changes the own password by the rules; a forgotten one takes two people and is good for one change."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from support.web_people import As
from tsunagu_web.accounts.demo import DEMO_PEOPLE
from tsunagu_web.accounts.models import AccountChange, User
from tsunagu_web.audit.models import AuditRow

OLD, NEW = "tsunagu-demo-center", "あおい屋根の家に三人くらす 27"


@pytest.fixture(autouse=True)
def _morning(at: Any) -> None:
    at("2026-10-31 09:00")


def typed(**changes: str) -> dict[str, str]:
    """A whole form."""
    return {"old": OLD, "new": NEW, "again": NEW} | changes


def given(as_person: As, username: str = "center") -> str:
    """A password given for once: 情報担当 asks, a manager agrees and is told it."""
    client = as_person("kanri")
    told = {"user": User.objects.get(username=username).pk, "kind": "password", "reason": "窓口で職員証を確かめた"}
    assert client.post("/people/change/", told).status_code == 302
    number = AccountChange.objects.latest("id").pk
    page = as_person("sekinin").post("/people/decide/", {"change": number, "answer": "yes"}).content.decode()
    found = re.search(r"一度だけのパスワード：<code>([a-z2-9-]{24})</code>", page)
    assert found
    return found[1]


def logged_in(username: str, password: str) -> Client | None:
    """A browser after the password and the code a demo prints; None when the password was refused."""
    client = Client()
    answer = client.post("/login/", {"username": username, "password": password}, follow=True)
    code = re.search(r'id="demo-code">(\d{6})<', answer.content.decode())
    if code is None:
        return None
    client.post("/login/second/", {"code": code[1], "next": "/"})
    return client


def test_a_changed_password_lets_in_and_the_old_one_does_not(as_person: As) -> None:
    client, elsewhere = as_person("center"), as_person("center")
    assert client.post("/password/", typed())["Location"] == "/"
    assert client.get("/").status_code == 200, "the session it was changed in goes on"
    assert elsewhere.get("/")["Location"].startswith("/login/"), "every other ends"
    assert logged_in("center", OLD) is None
    assert logged_in("center", NEW) is not None
    row = AuditRow.objects.get(action="password.change")
    assert (row.user, row.object, row.result) == ("center", "user:center", "ok")
    assert NEW not in str(list(AuditRow.objects.values()))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"old": "wrong"}, "いまのパスワードが違います"),
        ({"new": "みじかい", "again": "みじかい"}, "短すぎます"),
        ({"new": "maria-fernanda-conceicao", "again": "maria-fernanda-conceicao"}, "似すぎています"),
        ({"new": OLD, "again": OLD}, "いまと違うパスワード"),
        ({"again": NEW + "x"}, "もう一度入力してください"),
        ({"new": "1qaz2wsx3edc4rfv", "again": "1qaz2wsx3edc4rfv"}, "一般的すぎます"),
    ],
)
def test_a_password_against_the_rules_is_refused(as_person: As, changes: dict[str, str], words: str) -> None:
    client = as_person("center")
    User.objects.filter(username="center").update(display_name="Maria Fernanda Conceicao")
    answer = client.post("/password/", typed(**changes))
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert User.objects.get(username="center").check_password(OLD)
    assert (AuditRow.objects.latest("seq").action, AuditRow.objects.latest("seq").result) == (
        "password.change",
        "error",
    )


def test_a_password_given_for_once_opens_only_its_own_change(as_person: As) -> None:
    before = as_person("center")
    password = given(as_person)
    assert before.get("/")["Location"].startswith("/login/"), "whoever was logged in is out"
    assert logged_in("center", OLD) is None
    client = logged_in("center", password)
    assert client is not None
    for url in ("/", "/worklist/", "/children/C-0001/", "/records/mine/"):
        assert client.get(url)["Location"] == "/password/"
    row = AuditRow.objects.latest("seq")
    assert (row.action, row.result) == ("records.mine", "refused")
    assert "一度だけのものです" in client.get("/password/").content.decode()
    assert client.post("/password/", typed(old=password)).status_code == 302
    assert client.get("/worklist/").status_code == 200


@pytest.mark.parametrize(("moment", "lets_in"), [("2026-11-03 09:00", True), ("2026-11-03 09:01", False)])
def test_it_lets_nobody_in_after_three_days(as_person: As, at: Any, moment: str, lets_in: bool) -> None:
    password = given(as_person)
    at(moment)
    assert (logged_in("center", password) is not None) is lets_in


def test_it_is_shown_once_and_stands_in_no_record(as_person: As) -> None:
    password = given(as_person)
    for person, url in (("sekinin", "/people/"), ("kanri", "/people/"), ("kansa", "/records/")):
        assert password not in as_person(person).get(url).content.decode()
    rows = AuditRow.objects.filter(action="person.decide")
    assert [(row.user, row.object, row.result) for row in rows] == [
        ("sekinin", f"change:{AccountChange.objects.latest('id').pk}", "ok")
    ]


def test_nobody_gets_one_for_oneself_nor_alone(as_person: As) -> None:
    client = as_person("kanri")
    told = {"user": User.objects.get(username="kanri").pk, "kind": "password", "reason": "窓口で確かめた"}
    assert client.post("/people/change/", told).status_code == 409
    told["user"] = User.objects.get(username="center").pk
    client.post("/people/change/", told)
    number = AccountChange.objects.latest("id").pk
    assert as_person("kanri").post("/people/decide/", {"change": number, "answer": "yes"}).status_code == 409
    assert as_person("center").get("/people/").status_code == 404
    assert User.objects.get(username="center").check_password(OLD)


def test_the_demo_has_somebody_in_charge_of_people() -> None:
    assert {"kanri", "sekinin"} <= {person.username for person in DEMO_PEOPLE}
