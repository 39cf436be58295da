"""支援措置 from the page: a newer list counts at the next request; the hours it may be old are one person's decision, with a reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from support.played import Played
from support.protected_town import Row, Whereabouts, given_away, list_text, listed_now
from support.web_people import As
from tsunagu.month import LEFT_OUT_FILE, Home, set_limit
from tsunagu.month.protection_limit import FILE
from tsunagu_web.audit.models import AuditRow

MORNING = "2026-11-26 09:00"


class Desk:
    """The page, and the address of one child of the list."""

    def __init__(self, town: Played, as_somebody: As) -> None:
        where = Whereabouts(town.town / "inbox")
        child = given_away(town)[0]
        household = where.household_of(child)
        self.as_somebody, self.url = as_somebody, f"/children/{child.child_code}/"
        self.lot, self.grown_up = where.lot_of(household), where.grown_up_of(household)
        self.list: list[Row] = [*where.listed]

    def take(self, *more: Row, person: str = "hantei", name: str = "SHIENSOCHI.csv") -> Any:
        """Hand a list in on the page."""
        file = SimpleUploadedFile(name, list_text([*self.list, *more]).encode())
        return self.as_somebody(person).post("/protection/take/", {"files": file})

    def shown(self, person: str = "center") -> bool:
        """Whether the child's address stands on its page."""
        return self.lot in self.as_somebody(person).get(self.url).content.decode()

    def page(self) -> str:
        """What the desk says."""
        return self.as_somebody("hantei").get("/protection/").content.decode()


@pytest.fixture
def desk(town: Played, town_home: Path, as_somebody: As, at: Any) -> Desk:
    """A month after the run; no list came since."""
    at(MORNING)
    return Desk(town, as_somebody)


def test_a_list_from_the_page_counts_at_the_next_request(desk: Desk, at: Any) -> None:
    assert not desk.shown()
    assert "だれの住所も出していません" in desk.page()
    assert desk.take().status_code == 302
    assert desk.shown()
    assert "一覧は新しく" in desk.page()
    at("2026-11-26 11:00")
    assert desk.take(listed_now(desk.grown_up)).status_code == 302
    assert not desk.shown()
    assert desk.lot not in desk.page()


def test_rows_nobody_can_place_hide_everybody_and_the_page_says_so(desk: Desk) -> None:
    desk.take(listed_now("999999999999999"))
    assert not desk.shown()
    assert "だれのことか決まらない行が1行" in desk.page()


@pytest.mark.parametrize(("name", "code"), [("学齢簿.csv", "P006"), ("", "P005")])
def test_what_is_no_list_changes_nothing(desk: Desk, name: str, code: str) -> None:
    desk.take()
    answer = desk.take(name=name) if name else desk.as_somebody("hantei").post("/protection/take/")
    assert (answer.status_code, code in answer.content.decode()) == (409, True)
    assert ("SHIENSOCHI*.csv" in answer.content.decode()) is bool(name), "how such a list is named is told with it"
    assert desk.shown()


@pytest.mark.parametrize("person", ["center", "shido", "kansa", "kanri"])
def test_others_bring_no_list(desk: Desk, town_home: Path, person: str) -> None:
    assert desk.take(person=person).status_code == 404
    assert not desk.shown()


def test_a_month_at_work_is_told_not_mixed_with(desk: Desk, town_home: Path) -> None:
    with Home(town_home).locked():
        answer = desk.take()
    assert (answer.status_code, "H003" in answer.content.decode()) == (409, True)


def test_the_manager_sets_the_hours_with_a_reason(desk: Desk, at: Any) -> None:
    desk.take()
    at("2026-11-27 09:00")
    assert not desk.shown()
    manager = desk.as_somebody("sekinin")
    for wrong in ({"hours": "72"}, {"hours": "x", "reason": "連休"}, {"reason": "連休"}):
        assert manager.post("/protection/limit/", wrong).status_code == 400
    for hours in ("0", "721"):
        assert manager.post("/protection/limit/", {"hours": hours, "reason": "連休"}).status_code == 409
    assert desk.as_somebody("hantei").post("/protection/limit/", {"hours": "72", "reason": "連休"}).status_code == 404
    assert not desk.shown()
    assert (
        manager.post("/protection/limit/", {"hours": "72", "reason": "三連休のため市民課が閉まる"}).status_code == 302
    )
    assert desk.shown()
    page = desk.page()
    assert "三連休のため市民課が閉まる" in page and "72時間より古いと" in page
    at("2026-11-29 09:00")
    assert not desk.shown()


def test_an_old_proof_sets_no_hours(desk: Desk, at: Any) -> None:
    manager = desk.as_somebody("sekinin")
    at("2026-11-26 09:10")
    answer = manager.post("/protection/limit/", {"hours": "72", "reason": "連休"})
    assert answer["Location"].startswith("/login/second/?")


def test_a_changed_log_of_hours_lets_nothing_count_as_fresh(desk: Desk, town_home: Path) -> None:
    desk.take()
    set_limit(town_home, 24, by="sekinin", reason="はじめの決まり")
    assert desk.shown()
    path = town_home / FILE
    path.write_text(path.read_text(encoding="utf-8").replace('"hours":24', '"hours":700'), encoding="utf-8")
    assert not desk.shown()
    page = desk.page()
    assert "P003" in page


@pytest.fixture
def shrunk(desk: Desk, at: Any) -> Desk:
    """A list protected the child, and the next one leaves it out without an end."""
    desk.take()
    at("2026-11-26 10:00")
    desk.take(listed_now(desk.grown_up), person="sekinin")
    at("2026-11-26 11:00")
    desk.take({**listed_now(desk.grown_up, state="3"), "宛名番号": "1", "終了年月日": "2026-11-01"})
    assert not desk.shown()
    return desk


def ask(desk: Desk, person: str = "hantei", reason: str = "市民課の石井さんに電話で確かめた") -> int:
    """Ask that whom the list leaves out be shown again; the status."""
    return int(desk.as_somebody(person).post("/protection/left-out/", {"reason": reason}).status_code)


def agree(desk: Desk, person: str) -> int:
    """Agree to it; the status."""
    return int(desk.as_somebody(person).post("/protection/left-out/agree/").status_code)


def test_whom_a_list_leaves_out_two_people_show_again(shrunk: Desk) -> None:
    assert ask(shrunk) == 302
    assert not shrunk.shown(), "asking shows nobody"
    assert agree(shrunk, "hantei") == 409
    assert not shrunk.shown()
    assert "石井さんに電話で確かめた" in shrunk.page()
    assert agree(shrunk, "sekinin") == 302
    assert shrunk.shown()
    assert "表示にもどした記録" in shrunk.page()
    rows = AuditRow.objects.filter(action__in=("protection.left_out", "protection.agree")).order_by("seq")
    assert [(row.user, row.action, row.result) for row in rows] == [
        ("hantei", "protection.left_out", "ok"),
        ("hantei", "protection.agree", "error"),
        ("sekinin", "protection.agree", "ok"),
    ]


def test_a_list_that_came_since_must_be_asked_about_anew(shrunk: Desk, at: Any) -> None:
    ask(shrunk)
    at("2026-11-26 12:00")
    shrunk.take({**listed_now(shrunk.grown_up, state="3"), "宛名番号": "2", "終了年月日": "2026-11-01"})
    assert agree(shrunk, "sekinin") == 409
    assert not shrunk.shown()


def test_who_is_protected_after_it_was_agreed_is_hidden(shrunk: Desk, at: Any) -> None:
    ask(shrunk)
    agree(shrunk, "sekinin")
    at("2026-11-26 13:00")
    shrunk.take(listed_now(shrunk.grown_up), {**listed_now("3", state="3"), "終了年月日": "2026-11-01"})
    assert not shrunk.shown()


@pytest.mark.parametrize(("reason", "person", "status"), [("", "hantei", 409), ("確かめた", "center", 404)])
def test_not_without_a_reason_nor_by_others(shrunk: Desk, reason: str, person: str, status: int) -> None:
    assert ask(shrunk, person, reason) == status
    assert agree(shrunk, "sekinin") == 409
    assert not shrunk.shown()


def test_a_changed_log_uncovers_nobody(shrunk: Desk, town_home: Path) -> None:
    ask(shrunk)
    agree(shrunk, "sekinin")
    path = town_home / LEFT_OUT_FILE
    path.write_text(path.read_text(encoding="utf-8").replace('"by":"sekinin"', '"by":"another"'), encoding="utf-8")
    assert not shrunk.shown()
    assert "P008" in shrunk.page()


def test_an_old_file_is_noticed_before_it_is_taken(desk: Desk, at: Any) -> None:
    desk.take()
    at("2026-11-26 10:00")
    assert desk.take().status_code == 302, "a day on which nothing changed brings the same file"
    desk.take(listed_now(desk.grown_up))
    at("2026-11-26 11:00")
    answer = desk.take()
    assert (answer.status_code, "P007" in answer.content.decode()) == (409, True)
    assert "前と同じ中身でも読み込む" in answer.content.decode()
    assert not desk.shown()
    file = SimpleUploadedFile("SHIENSOCHI.csv", list_text(desk.list).encode())
    assert desk.as_somebody("hantei").post("/protection/take/", {"files": file, "again": "yes"}).status_code == 302
    assert not desk.shown(), "taken, and still whoever was protected since stays hidden"


def test_an_old_proof_takes_no_list(desk: Desk, at: Any) -> None:
    client = desk.as_somebody("hantei")
    at("2026-11-26 09:10")
    file = SimpleUploadedFile("SHIENSOCHI.csv", list_text(desk.list).encode())
    assert client.post("/protection/take/", {"files": file})["Location"].startswith("/login/second/?")
    assert not desk.shown()
