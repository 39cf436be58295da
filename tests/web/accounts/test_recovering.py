"""When nobody is left who could agree on the pages, two named people at the terminal can; one alone, or oneself, cannot."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tsunagu.base.errors import RefusedError
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.demo import make_demo_users
from tsunagu_web.accounts.models import AccountChange, SecondFactor, User
from tsunagu_web.accounts.recovering import recover, way_of
from tsunagu_web.audit.models import AuditRow

WHY = "一人だけの責任者が電話をなくした。職員証で確かめた"


def by(*names: str) -> list[tuple[str, str]]:
    """People with the passwords they type."""
    return [(name, f"tsunagu-demo-{name}") for name in names]


@pytest.fixture
def locked_out(home: Any, db: None, at: Any) -> User:
    """責任者, whose phone is gone, in a town with one システム管理者."""
    at("2026-10-31 09:00")
    make_demo_users()
    user = User.objects.get(username="sekinin")
    SecondFactor.objects.create(user=user, kind=SecondFactor.TOTP, kept=b"x", added_at=clock.now())
    return user


def test_two_people_at_the_terminal_reset_a_second_factor(locked_out: User) -> None:
    assert recover("sekinin", way_of("二つめの確認"), by("kanri", "center"), WHY) == ""
    assert not SecondFactor.objects.exists()
    rows = AuditRow.objects.filter(action="user.recover").order_by("seq")
    assert [(row.user, row.object, row.result) for row in rows] == [
        ("kanri", "user:sekinin", "ok"),
        ("center", "user:sekinin", "ok"),
    ]
    change = AccountChange.objects.get()
    assert (change.asked_by.username, change.decided_by.username, change.granted) == ("kanri", "center", True)  # type: ignore[union-attr]


def test_a_password_given_there_is_good_for_one_change(locked_out: User) -> None:
    password = recover("sekinin", way_of("パスワード"), by("kansa", "center"), WHY)
    user = User.objects.get(username="sekinin")
    assert (user.check_password(password), user.password_until is not None) == (True, True)
    assert SecondFactor.objects.exists(), "a password alone is not enough afterwards either"


def test_a_closed_account_opens_there(locked_out: User) -> None:
    User.objects.filter(username="sekinin").update(is_active=False, ends_on=date(2026, 3, 31))
    with pytest.raises(RefusedError) as refused:
        recover("sekinin", way_of("閉じた利用者"), by("kanri", "center"), WHY)
    assert refused.value.code == "U008"
    assert not AccountChange.objects.exists()
    recover("sekinin", way_of("閉じた利用者"), by("kanri", "center"), WHY, until=date(2027, 3, 31))
    assert User.objects.get(username="sekinin").may_log_in_on(date(2027, 3, 31))


@pytest.mark.parametrize(
    "witnesses",
    [
        [],
        by("kanri"),
        by("kanri", "kanri"),
        by("kanri", "sekinin"),
        by("kanri", "nobody"),
        [("kanri", "wrong"), *by("center")],
        by("center", "hantei"),
        by("kanri", "shido"),
    ],
    ids=["none", "one", "the same twice", "oneself", "unknown", "wrong password", "nobody in charge", "closed"],
)
def test_anything_less_is_refused_and_recorded(locked_out: User, witnesses: list[tuple[str, str]]) -> None:
    User.objects.filter(username="shido").update(is_active=False)
    with pytest.raises(RefusedError) as refused:
        recover("sekinin", way_of("二つめの確認"), witnesses, WHY)
    assert refused.value.code == "U010"
    assert SecondFactor.objects.exists()
    row = AuditRow.objects.get(action="user.recover")
    assert (row.user, row.object, row.result) == ("", "user:sekinin", "refused")


def test_who_is_not_there_and_what_cannot_be_mended(locked_out: User) -> None:
    with pytest.raises(RefusedError) as nobody:
        recover("nobody", way_of("パスワード"), by("kanri", "center"), WHY)
    with pytest.raises(RefusedError) as nothing:
        way_of("役割")
    assert (nobody.value.code, nothing.value.code) == ("U005", "U011")
