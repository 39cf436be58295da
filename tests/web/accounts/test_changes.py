"""Rights and second factors change by two people, never by the person concerned, and only with a fresh proof."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from support.web_people import OWN, As
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import AccountChange, RoleAssignment, SecondFactor, User
from tsunagu_web.audit.models import AuditRow


@pytest.fixture
def admin(as_person: As, at: Any) -> Client:
    """システム管理者 at work."""
    at("2026-10-31 09:00")
    return as_person("kanri")


def told(username: str, kind: str, **more: Any) -> dict[str, Any]:
    """What is typed."""
    return {"user": User.objects.get(username=username).pk, "kind": kind, "reason": "窓口で職員証を確かめた", **more}


def decide(client: Client, answer: str = "yes") -> int:
    """Decide the newest change; the status."""
    number = AccountChange.objects.latest("id").pk
    return client.post("/people/decide/", {"change": number, "answer": answer}).status_code


def factor_of(username: str) -> None:
    """Somebody's lost phone."""
    user = User.objects.get(username=username)
    SecondFactor.objects.create(user=user, kind=SecondFactor.TOTP, kept=b"x", added_at=clock.now())


def test_a_lost_second_factor_takes_two_people(admin: Client, as_person: As) -> None:
    factor_of("center")
    assert admin.post("/people/change/", told("center", "reset")).status_code == 302
    assert SecondFactor.objects.count() == 1, "asking changes nothing"
    assert decide(admin) == 409
    assert SecondFactor.objects.count() == 1
    assert decide(as_person("sekinin")) == 302
    assert SecondFactor.objects.count() == 0
    rows = AuditRow.objects.filter(action__startswith="person.").order_by("seq")
    assert [(row.user, row.action, row.result) for row in rows] == [
        ("kanri", "person.change", "ok"),
        ("kanri", "person.decide", "error"),
        ("sekinin", "person.decide", "ok"),
    ]


def test_what_was_refused_does_not_happen(admin: Client, as_person: As) -> None:
    factor_of("center")
    admin.post("/people/change/", told("center", "reset"))
    assert decide(as_person("sekinin"), "no") == 302
    assert decide(as_person("sekinin"), "yes") == 409
    assert SecondFactor.objects.count() == 1


@pytest.mark.parametrize("kind", ["reset", "close"])
def test_nobody_changes_oneself(admin: Client, as_person: As, kind: str) -> None:
    assert admin.post("/people/change/", told("kanri", kind)).status_code == 409
    assert not AccountChange.objects.exists()
    admin.post("/people/change/", told("sekinin", kind))
    assert decide(as_person("sekinin")) == 409
    assert AccountChange.objects.get().granted is None


def test_the_store_refuses_it_too(admin: Client) -> None:
    admin.post("/people/change/", told("center", "reset"))
    change = AccountChange.objects.get()
    for field, value in (("decided_by", change.asked_by), ("decided_by", change.user), ("asked_by", change.user)):
        with pytest.raises(IntegrityError), transaction.atomic():
            AccountChange.objects.filter(pk=change.pk).update(**{field: value})


def test_a_granted_role_opens_until_its_last_day(admin: Client, as_person: As, at: Any) -> None:
    child = f"/children/{OWN}/"
    assert as_person("bunseki").get(child).status_code == 404
    admin.post("/people/change/", told("bunseki", "grant", role="family_centre", until="2026-11-30"))
    assert as_person("bunseki").get(child).status_code == 404
    assert decide(as_person("sekinin")) == 302
    assert as_person("bunseki").get(child).status_code == 200
    at("2026-12-01 09:00")
    assert as_person("bunseki").get(child).status_code == 404


def test_a_role_can_end_today(admin: Client, as_person: As, at: Any) -> None:
    admin.post("/people/change/", told("center", "end", role="family_centre"))
    assert decide(as_person("sekinin")) == 302
    assert as_person("center").get("/worklist/").status_code == 200
    at("2026-11-01 00:00")
    assert as_person("center").get("/worklist/").status_code == 404


def test_to_end_a_role_leaves_what_ended_before(admin: Client, as_person: As) -> None:
    user, old = User.objects.get(username="center"), date(2025, 3, 31)
    held = RoleAssignment.objects.filter(user=user, role="family_centre")
    past = held.create(user=user, role="family_centre", purpose="P9", starts_on=date(2024, 4, 1), ends_on=old)
    admin.post("/people/change/", told("center", "end", role="family_centre"))
    assert decide(as_person("sekinin")) == 302
    past.refresh_from_db()
    assert past.ends_on == old
    assert set(held.exclude(pk=past.pk).values_list("ends_on", flat=True)) == {date(2026, 10, 31)}


def test_a_role_agreed_to_too_late_is_refused_and_can_still_be_declined(admin: Client, as_person: As, at: Any) -> None:
    admin.post("/people/change/", told("bunseki", "grant", role="family_centre", until="2026-11-01"))
    at("2026-11-02 09:00")
    assert decide(as_person("sekinin")) == 409
    assert AccountChange.objects.get().granted is None
    assert decide(as_person("sekinin"), "no") == 302


def test_a_closed_account_s_open_session_ends(admin: Client, as_person: As) -> None:
    client = as_person("center")
    admin.post("/people/change/", told("center", "close"))
    assert decide(as_person("sekinin")) == 302
    assert client.get("/").status_code == 302


def test_a_reset_ends_the_sessions_of_before(admin: Client, as_person: As) -> None:
    client, other = as_person("center"), as_person("hantei")
    admin.post("/people/change/", told("center", "reset"))
    assert client.get("/").status_code == 200
    assert decide(as_person("sekinin")) == 302
    for url in ("/", "/login/second/new/"):
        assert client.get(url)["Location"].startswith("/login/?")
    assert (as_person("center").get("/").status_code, other.get("/").status_code) == (200, 200)


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"role": ""}, 400),
        ({"role": "mayor"}, 400),
        ({"role": "ssw", "until": "2026-11-30"}, 409),
        ({"role": "welfare"}, 409),
        ({"role": "welfare", "until": "2026-10-30"}, 409),
        ({"role": "welfare", "until": "2026-11-30", "reason": ""}, 400),
        ({"role": "ssw", "until": "2026-11-30", "schools": "開成小学校、文命中学校"}, 302),
    ],
)
def test_a_role_is_asked_for_whole(admin: Client, more: dict[str, Any], status: int) -> None:
    assert admin.post("/people/change/", told("bunseki", "grant") | more).status_code == status
    assert AccountChange.objects.exists() is (status == 302)


def test_a_school_s_role_reaches_the_schools_named(admin: Client, as_person: As) -> None:
    admin.post("/people/change/", told("bunseki", "grant", role="ssw", until="2026-11-30", schools="文命中学校"))
    decide(as_person("sekinin"))
    client = as_person("bunseki")
    assert (client.get("/children/C-0006/").status_code, client.get(f"/children/{OWN}/").status_code) == (200, 404)


def test_an_old_proof_changes_nothing(admin: Client, at: Any) -> None:
    factor_of("center")
    at("2026-10-31 09:10")
    assert admin.get("/people/")["Location"].startswith("/login/second/?")
    assert admin.post("/people/change/", told("center", "reset"))["Location"].startswith("/login/second/?")
    assert not AccountChange.objects.exists()


def test_the_page_lists_everybody_with_last_days(admin: Client) -> None:
    User.objects.filter(username="center").update(ends_on=date(2026, 10, 30))
    page = admin.get("/people/").content.decode()
    assert "期限がすぎた" in page
    assert "二つめの確認がまだ" in page


def test_a_closed_account_opens_again_by_two_people(admin: Client, as_person: As, at: Any) -> None:
    before = as_person("center")
    admin.post("/people/change/", told("center", "close"))
    decide(as_person("sekinin"))
    assert before.get("/").status_code == 302
    assert admin.post("/people/change/", told("center", "reopen")).status_code == 302
    assert not User.objects.get(username="center").is_active, "asking changes nothing"
    assert decide(admin) == 409
    assert decide(as_person("sekinin")) == 302
    assert User.objects.get(username="center").is_active
    assert before.get("/").status_code == 302, "a session of before stays ended"
    assert as_person("center").get(f"/children/{OWN}/").status_code == 200
    told_of_it = as_person("kanri").get("/people/").content.decode()
    assert "閉じた利用者を、また使えるようにする" in told_of_it.partition("決まった変更")[2]


@pytest.mark.parametrize(
    ("more", "status"), [({}, 409), ({"until": "2026-10-30"}, 409), ({"until": "2027-03-31"}, 302)]
)
def test_an_account_whose_last_day_is_over_needs_a_new_one(
    admin: Client, as_person: As, more: dict[str, str], status: int
) -> None:
    User.objects.filter(username="center").update(ends_on=date(2026, 10, 1))
    assert admin.post("/people/change/", told("center", "reopen", **more)).status_code == 302
    assert decide(as_person("sekinin")) == status
    assert User.objects.get(username="center").may_log_in_on(date(2026, 10, 31)) is (status == 302)


def test_an_open_account_is_not_opened_again(admin: Client) -> None:
    assert admin.post("/people/change/", told("center", "reopen")).status_code == 409
    assert not AccountChange.objects.exists()


def test_a_second_grant_of_the_day_leaves_the_first_alone(admin: Client, as_person: As) -> None:
    for school, until in (("文命中学校", "2026-11-30"), ("開成小学校", "2026-12-31")):
        admin.post("/people/change/", told("bunseki", "grant", role="ssw", until=until, schools=school))
        assert decide(as_person("sekinin")) == 302
    client = as_person("bunseki")
    assert [client.get(f"/children/{code}/").status_code for code in ("C-0006", OWN)] == [200, 200]
    held = RoleAssignment.objects.filter(user__username="bunseki", role="ssw", purpose="P2").order_by("id")
    assert [(one.schools, f"{one.ends_on}") for one in held] == [
        (["文命中学校"], "2026-11-30"),
        (["開成小学校"], "2026-12-31"),
    ]


def test_a_class_reads_as_it_was_typed(admin: Client) -> None:
    places = {"schools": "開成小学校", "school_class": "3年1組"}
    admin.post("/people/change/", told("bunseki", "grant", role="class_teacher", until="2026-11-30", **places))
    assert "（開成小学校、3年1組）" in admin.get("/people/").content.decode()
