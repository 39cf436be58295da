"""支援措置 on any day: the newest list protects at the next look; one that is not sure shows nobody, an old one no address.

Every refusal stands beside its permission: a fresh and sure list brings the addresses back. Each proof has its broken twin.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from support.played import AS_OF, Played
from support.protected_town import (
    ROUND,
    Whereabouts,
    forget_the_newest,
    forget_to_lay_over,
    forget_what_was_refused,
    given_away,
    hand_in,
    listed_now,
    pages_of,
)
from support.web_people import LOG_INS, As
from tsunagu.month import Home, run_month
from tsunagu.serving import ServedChild

MORNING, LATER = "2026-11-26 09:00", "2026-11-26 11:00"
SEE_ADDRESSES = {"hantei", "center"}


class Scene:
    """One child of the list, and where the pages tell where it is."""

    def __init__(self, town: Played, home: Path, as_somebody: As) -> None:
        self.where = Whereabouts(town.town / "inbox")
        self.home, self.as_somebody = home, as_somebody
        self.child: ServedChild = given_away(town)[0]
        household = self.where.household_of(self.child)
        self.lot, self.grown_up = self.where.lot_of(household), self.where.grown_up_of(household)
        self.list = [*self.where.listed]

    def take(self, *more: Any, **options: Any) -> str:
        """Take today's list with more rows; what the command said."""
        return hand_in(self.home, [*self.list, *more], **options).output

    def address_seen_by(self, around: Sequence[str] = ("/worklist/",)) -> set[str]:
        """People on any of whose pages the child's address stands."""
        pages = pages_of(self.as_somebody, self.home, around)
        return {person for (person, _), page in pages.items() if self.lot in page}

    def anybody_s_address_seen_by(self) -> set[str]:
        """People on any of whose pages any address stands."""
        pages = pages_of(self.as_somebody, self.home, ("/worklist/",))
        return {person for (person, _), page in pages.items() if any(lot in page for lot in self.where.shown)}

    def school_seen_by(self) -> set[str]:
        """People whose page of the child names its school or nursery."""
        pages = {person: self.page(person) for person in LOG_INS}
        return {person for person, page in pages.items() if (self.child.affiliation or "") in page}

    def page(self, person: str = "center") -> str:
        """The child's page."""
        return self.as_somebody(person).get(f"/children/{self.child.child_code}/").content.decode()


@pytest.fixture
def scene(town: Played, town_home: Path, as_somebody: As, at: Any) -> Scene:
    """A month after the run; no list came since."""
    at(MORNING)
    return Scene(town, town_home, as_somebody)


def test_a_fresh_list_shows_addresses_for_a_day_to_those_permitted(scene: Scene, at: Any) -> None:
    assert scene.anybody_s_address_seen_by() == set()
    assert "最新の一覧を読み込むと表示されます" in scene.page()
    assert "画面に重ねました" in scene.take()
    assert scene.address_seen_by() == SEE_ADDRESSES
    at("2026-11-27 08:59")
    assert scene.address_seen_by() == SEE_ADDRESSES
    at("2026-11-27 09:00")
    assert scene.anybody_s_address_seen_by() == set()
    assert "11月26日9時00分のものです（きまりは24時間以内）" in scene.page()
    scene.take()
    assert scene.address_seen_by() == SEE_ADDRESSES, "the same bytes handed in again are a fresh list"


@pytest.mark.parametrize("command", ["protect", "intake"])
def test_a_newer_list_of_the_same_day_protects_at_once(scene: Scene, at: Any, command: str) -> None:
    scene.take()
    assert scene.school_seen_by() > {"center"}
    at(LATER)
    scene.take(listed_now(scene.grown_up), command=command)
    assert (scene.address_seen_by(ROUND), scene.school_seen_by()) == (set(), set())
    assert "支援措置（住所などの保護）があります" in scene.page()
    assert scene.anybody_s_address_seen_by() == SEE_ADDRESSES
    at("2026-11-26 12:00")
    scene.take(listed_now(scene.grown_up, state="3", ends="2026-11-25"), command=command)
    assert scene.address_seen_by() == SEE_ADDRESSES


def test_a_shorter_or_older_list_uncovers_nobody_until_an_end_is_written(scene: Scene, at: Any) -> None:
    scene.take()
    at(LATER)
    scene.take(listed_now(scene.grown_up))
    at("2026-11-26 12:00")
    assert "隠したままにします" in scene.take(), "the older list again, without the row"
    assert (scene.address_seen_by(ROUND), scene.school_seen_by()) == (set(), set())
    assert scene.anybody_s_address_seen_by() == SEE_ADDRESSES
    assert "隠したままにしています" in scene.as_somebody("hantei").get("/protection/").content.decode()
    at("2026-11-26 13:00")
    scene.take(listed_now(scene.grown_up, state="3", ends="2026-11-25"))
    assert scene.address_seen_by() == SEE_ADDRESSES


def test_an_end_written_before_the_protection_does_not_end_it(scene: Scene, at: Any) -> None:
    ended = listed_now(scene.grown_up, state="3", ends="2026-11-25")
    scene.take(ended)
    assert scene.address_seen_by() == SEE_ADDRESSES
    at(LATER)
    scene.take(listed_now(scene.grown_up))
    at("2026-11-26 12:00")
    scene.take(ended)
    assert scene.address_seen_by() == set(), "a file that came before says nothing new"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (listed_now(""), "受け取れない行が1行あります"),
        (listed_now("1.23E+14"), "受け取れない行が1行あります"),
        (listed_now("999999999999999"), "だれのことか決まらない行が1行あります"),
    ],
)
def test_a_row_nobody_can_place_hides_everybody(scene: Scene, at: Any, row: dict[str, str], why: str) -> None:
    scene.take()
    at(LATER)
    assert "直した一覧を読み込むまで" in scene.take(row)
    assert (scene.anybody_s_address_seen_by(), scene.school_seen_by()) == (set(), set())
    assert why in scene.page()
    scene.take()
    assert scene.address_seen_by() == SEE_ADDRESSES


def test_a_row_of_somebody_unknown_that_has_ended_hides_nobody(scene: Scene) -> None:
    scene.take(listed_now("999999999999999", state="3", ends="2026-10-01"))
    assert scene.address_seen_by() == SEE_ADDRESSES


def test_a_list_that_cannot_be_taken_hides_everybody(scene: Scene, at: Any) -> None:
    scene.take()
    at(LATER)
    assert "受け取れませんでした" in hand_in(scene.home, []).output
    assert (scene.anybody_s_address_seen_by(), scene.school_seen_by()) == (set(), set())
    assert "ファイルを受け取れませんでした" in scene.page()


def test_another_file_is_no_list(scene: Scene) -> None:
    done = hand_in(scene.home, scene.list, name="学齢簿.csv")
    assert getattr(done.exception, "code", "") == "P001"
    assert scene.anybody_s_address_seen_by() == set()


def test_protection_stays_when_the_old_month_is_run_again(scene: Scene, town: Played, at: Any) -> None:
    scene.take(listed_now(scene.grown_up))
    at(LATER)
    run = run_month(Home(scene.home), town.town / "inbox", as_of=AS_OF, capacity=5, quiet=True)
    assert run.folder.name == town.run.folder.name
    assert scene.address_seen_by() == set()


@pytest.mark.parametrize(
    ("twin", "row"),
    [
        (forget_the_newest, "protected"),
        (forget_to_lay_over, "protected"),
        (forget_what_was_refused, ""),
        (forget_what_was_refused, "999999999999999"),
    ],
)
def test_the_broken_twin_is_caught(scene: Scene, at: Any, monkeypatch: pytest.MonkeyPatch, twin: Any, row: str) -> None:
    scene.take()
    twin(monkeypatch, scene.home)
    at(LATER)
    scene.take(listed_now(scene.grown_up if row == "protected" else row))
    assert scene.address_seen_by() == SEE_ADDRESSES
