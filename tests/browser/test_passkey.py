"""A passkey is made and used in a real Chromium with its virtual authenticator; a stranger's key opens nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.axe import violations
from support.web_people import let_in

pytestmark = pytest.mark.browser

ADD = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tsunagu_web.accounts.models import SecondFactor, User
if not User.objects.filter(username="t001").exists():
    from datetime import date
    from tsunagu_web.access.roles import RoleKey
    from tsunagu_web.accounts.people import NewPerson, add_person
    for name in ("t001", "t002"):
        add_person(NewPerson(name, "田中", "こども課", RoleKey.SCREENER, date(2020, 1, 1), date(2099, 3, 31)))
        user = User.objects.get(username=name)
        user.set_password(f"tsunagu-demo-{name}")
        user.save()
"""
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def town(sites: Any) -> Any:
    """A served home that is no demo, with two people who have no second factor yet, under a name passkeys accept."""
    site = sites("new")
    settings = site.home / "home.yaml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("demo: true", "demo: false"), encoding="utf-8")
    run(ADD, site.home)
    yield site.address.replace("127.0.0.1", "localhost")
    settings.write_text(settings.read_text(encoding="utf-8").replace("demo: false", "demo: true"), encoding="utf-8")


def run(code: str, home: Path) -> None:
    """Let a process of its own change the home's case store."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TSUNAGU_")}
    environment |= {"TSUNAGU_HOME": str(home), "DJANGO_SETTINGS_MODULE": "tsunagu_web.settings"}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A browser with a virtual authenticator of its own."""
    context = browser.new_context(viewport={"width": 683, "height": 768}, locale="ja-JP")
    opened = context.new_page()
    session = context.new_cdp_session(opened)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    yield opened
    context.close()


def give_password(page: Any, town: str, username: str) -> None:
    """The first step of logging in."""
    page.goto(f"{town}/login/")
    page.fill("#id_username", username)
    page.fill("#id_password", f"tsunagu-demo-{username}")
    page.click("button.first")


def test_a_passkey_is_made_at_the_first_log_in_and_used_at_the_next(town: str, page: Any) -> None:
    give_password(page, town, "t001")
    assert page.locator("h1").inner_text() == "二つめの確認の登録"
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    page.click("text=パスキーを登録する")
    page.wait_for_url(f"{town}/")
    page.click("text=ログアウト")
    give_password(page, town, "t001")
    assert page.locator("h1").inner_text() == "二つめの確認"
    assert page.locator("#id_code").count() == 0
    assert violations(page) == []
    page.click("text=パスキーを使う")
    page.wait_for_url(f"{town}/")
    assert page.locator("text=ログアウト").count() == 1


def test_another_authenticator_is_refused(town: str, browser: Any, page: Any) -> None:
    give_password(page, town, "t002")
    page.click("text=パスキーを登録する")
    page.wait_for_url(f"{town}/")
    context = browser.new_context()
    stranger = context.new_page()
    session = context.new_cdp_session(stranger)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    give_password(stranger, town, "t002")
    stranger.click("text=パスキーを使う")
    stranger.wait_for_selector("form.passkey [role=alert]:not([hidden])", timeout=120_000)
    stranger.goto(f"{town}/dictionary/")
    assert "/login/second/" in stranger.url
    context.close()


def test_the_demo_prints_its_code_and_says_that_it_is_one(person: Any) -> None:
    somebody = person("full")
    somebody.open("/login/")
    page = somebody.page
    page.set_viewport_size({"width": 683, "height": 768})
    page.fill("#id_username", "center")
    page.fill("#id_password", "tsunagu-demo-center")
    page.click("button.first")
    assert page.locator("#demo-code").count() == 1
    assert "架空のデータ・デモ" in page.inner_text("header.top")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    page.goto(f"{somebody.site.address}/login/")
    if page.locator("#id_username").count():
        let_in(page, "center")
    else:
        page.fill("#id_code", page.inner_text("#demo-code"))
        page.click("button.first")
    assert page.locator("nav.side").count() == 1
