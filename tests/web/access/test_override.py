"""例外表示: two people open where a protected child is, to named people of the case's team, on one page, until a day.

Every end stands beside the permission, and each broken twin is caught by the same look at everybody's pages.
"""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from support.played import AS_OF, Played
from support.protected_town import ROUND, Whereabouts
from support.web_overrides import GRANTS, IN_TEAM, NAMED, WHY, Shown, texts_of
from support.web_people import As
from tsunagu.base.clock import JAPAN
from tsunagu.serving import open_serving
from tsunagu_web.accounts.changes import decide_change
from tsunagu_web.accounts.models import AccountChange, RoleAssignment, User
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.casework.models import CaseMember
from tsunagu_web.overrides import views
from tsunagu_web.overrides.models import Override

LAST_DAY = date(2026, 11, 5)


@pytest.fixture
def shown(town: Played, town_home: Path, as_somebody: As) -> Shown:
    """A child whose household somebody protected lives in, in hand at こども家庭センター; nothing asked for yet."""
    with open_serving(town_home) as serving:
        child = next(one for one in serving.children(limit=10_000) if one.protected and one.grade)
    texts = texts_of(Whereabouts(town.town / "inbox"), child, town.home.pack().school_names())
    assert set(texts) == {"address", "school"}
    return Shown(as_somebody, child, texts)


def last() -> AuditRow:
    """The newest row of the record."""
    return AuditRow.objects.order_by("-seq")[0]


def test_only_the_named_see_it_on_one_page_and_each_look_is_kept(shown: Shown) -> None:
    assert shown.told_to(around=ROUND) == set()
    assert shown.ask(until=LAST_DAY).status_code == 302
    assert (last().action, last().object) == ("override.ask", f"child:{shown.child.child_code}")
    assert shown.told_to() == set(), "asked for is not granted"
    assert shown.decide().status_code == 302
    assert shown.told_to(around=(*ROUND, "/find/", "/support/", "/conferences/")) == shown.to_the_named_alone()
    page = shown.log_in(NAMED).get(f"/children/{shown.child.child_code}/").content.decode()
    assert "例外表示中（11月5日まで）" in page
    assert shown.page in page
    assert shown.page not in shown.log_in(IN_TEAM).get(f"/children/{shown.child.child_code}/").content.decode()
    before = last().seq
    assert "印刷しても、紙には出ません" in shown.log_in(NAMED).get(shown.page).content.decode()
    row = last()
    assert (row.seq, row.user, row.action, row.result) == (before + 1, NAMED, "sheltered.look", "ok")
    assert (row.children, row.field_classes, row.purpose) == ([shown.child.child_code], ["F6p"], "P2")
    assert shown.log_in(IN_TEAM).get(shown.page).status_code == 404
    assert (last().user, last().result) == (IN_TEAM, "refused")


def test_those_who_watch_see_every_one_and_no_place(shown: Shown) -> None:
    shown.grant(LAST_DAY)
    for person in ("kojin", "kansa", GRANTS):
        page = shown.log_in(person).get("/overrides/").content.decode()
        assert (WHY in page, "例外表示中" in page, "電話で確かめた" in page) == (True, True, True), person
    assert WHY not in shown.log_in(IN_TEAM).get("/overrides/").content.decode()
    assert shown.log_in("hantei").get("/overrides/").status_code == 404
    Override.objects.update(reason="延沢773番地に付きそう", words="青葉小学校に電話した")
    page = shown.log_in(GRANTS).get("/overrides/").content.decode()
    assert "に付きそう" in page and "に電話した" in page and "773番地" not in page and "青葉小学校" not in page


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"reason": "要る"}, 400),
        ({"people": ()}, 400),
        ({"people": ("boshi",)}, 400),
        ({"people": (GRANTS,)}, 400),
        ({"until": ""}, 400),
        ({"until": date(2026, 10, 30)}, 409),
        ({"until": date(2026, 12, 1)}, 409),
        ({"by": GRANTS}, 404),
        ({"by": "boshi"}, 404),
    ],
)
def test_nothing_is_asked_for_without_reason_people_and_a_near_end(
    shown: Shown, changes: dict[str, Any], status: int
) -> None:
    assert shown.ask(**changes).status_code == status
    assert not Override.objects.exists()


def test_only_of_the_team_only_for_the_team_and_only_of_a_protected_child(shown: Shown, town_home: Path) -> None:
    assert shown.change_team("leave", IN_TEAM) == 302
    assert shown.ask(by=IN_TEAM).status_code == 404
    assert shown.ask(people=(IN_TEAM,)).status_code == 400
    with open_serving(town_home) as serving:
        other = next(one for one in serving.children(limit=100) if not one.protected)
    url = f"/cases/{shown.case.number}/override/{other.child_code}/"
    assert shown.log_in(NAMED).get(url).status_code == 404


def test_neither_who_asks_nor_who_is_named_grants(shown: Shown) -> None:
    """Not even with the role that may: 併任."""
    shown.ask()
    assert shown.decide(by=NAMED).status_code == 404
    RoleAssignment.objects.bulk_create(
        RoleAssignment(user=User.objects.get(username=one), role="manager", purpose="P2", starts_on=AS_OF)
        for one in (NAMED, IN_TEAM)
    )
    assert shown.decide(by=NAMED).status_code == 409
    with pytest.raises(IntegrityError), transaction.atomic():
        Override.objects.update(granted=True, decided_by=User.objects.get(username=NAMED))
    with pytest.raises(IntegrityError), transaction.atomic():
        Override.objects.update(granted=True)
    shown.ask(people=(IN_TEAM,))
    assert shown.decide(by=IN_TEAM).status_code == 409
    assert shown.told_to((NAMED, IN_TEAM)) == set()
    assert shown.decide().status_code == 302
    assert shown.decide().status_code == 409, "decided once"
    assert {person for person, _, _ in shown.told_to((NAMED, IN_TEAM))} == {IN_TEAM}


def test_a_refused_one_opens_nothing(shown: Shown) -> None:
    shown.ask()
    assert shown.decide(answer="no").status_code == 302
    assert shown.told_to((NAMED,)) == set()
    assert shown.log_in(NAMED).post("/overrides/withdraw/", {"override": shown.newest().pk}).status_code == 409


def leaves_the_team(shown: Shown) -> None:
    assert shown.change_team("leave", NAMED) == 302
    assert shown.change_team("join", NAMED) == 302


def is_withdrawn(shown: Shown) -> None:
    answer = shown.log_in(GRANTS).post("/overrides/withdraw/", {"override": shown.newest().pk})
    assert answer.status_code == 302
    assert shown.log_in(IN_TEAM).post("/overrides/withdraw/", {"override": shown.newest().pk}).status_code == 404


def account_closed_and_opened_again(shown: Shown) -> None:
    about = {"user": User.objects.get(username=NAMED), "reason": "退職"}
    for kind in (AccountChange.CLOSE, AccountChange.REOPEN):
        asked_by = User.objects.get(username="kanri")
        change = AccountChange.objects.create(kind=kind, asked_by=asked_by, asked_at=shown.newest().asked_at, **about)
        with transaction.atomic():
            decide_change(change.pk, User.objects.get(username=GRANTS), True)


def role_ends(shown: Shown) -> None:
    RoleAssignment.objects.filter(user__username=NAMED).update(ends_on=date(2026, 10, 30))


def case_ends(shown: Shown) -> None:
    told = {"move": "set_aside", "seen": shown.case.events.count(), "words": "いまの支援で足りている"}
    assert shown.log_in(NAMED).post(f"/cases/{shown.case.number}/move/", told).status_code == 302


def case_ends_and_opens_again(shown: Shown) -> None:
    case_ends(shown)
    told = {"move": "reopen", "seen": shown.case.events.count(), "words": "また相談があった"}
    assert shown.log_in(NAMED).post(f"/cases/{shown.case.number}/move/", told).status_code == 302


def role_changes(*kinds: str) -> None:
    """Two people agree to each change of NAMED's role."""
    for kind in kinds:
        change = AccountChange.objects.create(
            kind=kind,
            user=User.objects.get(username=NAMED),
            role="family_centre",
            until=LAST_DAY if kind == AccountChange.GRANT else None,
            reason="異動",
            asked_by=User.objects.get(username="kanri"),
            asked_at=datetime.now(JAPAN),
        )
        with transaction.atomic():
            decide_change(change.pk, User.objects.get(username=GRANTS), True)


def role_ended_and_given_again(shown: Shown) -> None:
    role_changes(AccountChange.END, AccountChange.GRANT)


def role_ran_out_and_is_given_again(shown: Shown) -> None:
    role_ends(shown)
    role_changes(AccountChange.GRANT)


@pytest.mark.parametrize(
    "end",
    [
        leaves_the_team,
        is_withdrawn,
        account_closed_and_opened_again,
        role_ends,
        role_ended_and_given_again,
        role_ran_out_and_is_given_again,
        case_ends,
        case_ends_and_opens_again,
    ],
)
def test_it_ends_for_good(shown: Shown, end: Any) -> None:
    shown.grant(LAST_DAY)
    assert shown.told_to((NAMED,)) == shown.to_the_named_alone()
    end(shown)
    assert shown.told_to((NAMED, IN_TEAM)) == set()
    assert "例外表示中" not in shown.log_in(GRANTS).get(f"/children/{shown.child.child_code}/").content.decode()


def test_it_does_not_follow_the_child_into_another_household(shown: Shown, town_home: Path) -> None:
    """The new household is in hand too: the team of the old one must not read where the child went."""
    shown.grant(LAST_DAY)
    with open_serving(town_home) as serving:
        path, listed = serving.path, [row["household_code"] for row in serving.meta("worklist")["listed"]]
    other = next(code for code in listed if code != shown.case.household_code)
    with sqlite3.connect(path) as run:
        told = (other, shown.child.child_code)
        assert run.execute("UPDATE children SET household_code = ? WHERE child_code = ?", told).rowcount == 1
    run.close()
    assert shown.told_to((NAMED, IN_TEAM)) == set()
    assert shown.log_in(NAMED).get(shown.page).status_code == 404


def test_manager_of_operation_alone_reads_and_ends_only_the_own_ones(shown: Shown) -> None:
    """併任: the centre's work for cases, and 責任者 for 運用・監査 only."""
    shown.grant(LAST_DAY)
    person = User.objects.get(username=IN_TEAM)
    for purpose in ("P7", "P8"):
        RoleAssignment.objects.create(user=person, role="manager", purpose=purpose, starts_on=AS_OF)
    told = {"override": shown.newest().pk}
    assert WHY not in shown.log_in(IN_TEAM).get("/overrides/").content.decode()
    assert shown.log_in(IN_TEAM).post("/overrides/withdraw/", told).status_code == 404
    RoleAssignment.objects.filter(user=person, purpose="P8").update(purpose="P2")
    assert WHY in shown.log_in(IN_TEAM).get("/overrides/").content.decode()
    assert shown.log_in(IN_TEAM).post("/overrides/withdraw/", told).status_code == 302


@pytest.mark.parametrize(("moment", "status"), [("2026-11-05 23:59", 200), ("2026-11-06 00:00", 404)])
def test_it_ends_on_its_day_and_shows_nothing_while_the_list_is_old(
    shown: Shown, at: Any, moment: str, status: int
) -> None:
    shown.grant(LAST_DAY)
    at(moment)
    answer = shown.log_in(NAMED).get(shown.page)
    assert answer.status_code == status
    assert shown.told_to((NAMED,)) == set(), "the list of protected people is five days old"
    if status == 200:
        assert "きまりは24時間以内" in answer.content.decode()
        assert last().field_classes == []


def ended_one_still_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        User,
        "shown_by_override",
        lambda user, day: frozenset(
            user.named_in.values_list("override__child_code", "override__case__household_code")
        ),
    )


def shows_to_whoever_is_in_the_team(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        User,
        "shown_by_override",
        lambda user, day: frozenset(
            Override.objects.filter(granted=True, case__members__person=user).values_list(
                "child_code", "case__household_code"
            )
        ),
    )


def own_grant_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the question of who decides; only the store is left to refuse."""

    def decide(override: Override, by: User, *, granted: bool, words: str) -> None:
        override.decided_by, override.decided_at, override.granted = by, override.asked_at, granted
        override.save()

    monkeypatch.setattr(views, "decide", decide)


def test_an_ended_one_that_still_shows_is_caught(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    shown.grant(LAST_DAY)
    is_withdrawn(shown)
    ended_one_still_shows(monkeypatch)
    assert shown.told_to((NAMED,)) == shown.to_the_named_alone()


def test_one_that_shows_to_somebody_not_named_is_caught(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    shown.grant(LAST_DAY)
    shows_to_whoever_is_in_the_team(monkeypatch)
    assert {person for person, _, _ in shown.told_to((NAMED, IN_TEAM))} == {NAMED, IN_TEAM}


def test_one_granted_by_oneself_is_caught(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    shown.ask()
    RoleAssignment.objects.create(user=User.objects.get(username=NAMED), role="manager", purpose="P2", starts_on=AS_OF)
    own_grant_accepted(monkeypatch)
    with pytest.raises(IntegrityError), transaction.atomic():
        shown.decide(by=NAMED)
    assert shown.told_to((NAMED,)) == set()


def test_who_joined_and_left_stays_written(shown: Shown) -> None:
    shown.change_team("leave", IN_TEAM)
    assert shown.change_team("leave", IN_TEAM) == 409
    assert shown.change_team("join", "kojin") == 409, "no role that reads the case"
    assert shown.change_team("join", NAMED) == 409, "in it already"
    page = shown.log_in(NAMED).get(f"/cases/{shown.case.number}/").content.decode()
    assert ("担当者に加えた：佐々木（center）" in page, "担当者から外した：平野（kennin）" in page) == (True, True)
    assert CaseMember.objects.get(person__username=IN_TEAM).left_at is not None
