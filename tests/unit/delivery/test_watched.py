"""受け取りフォルダ: a file is taken once, when it has come to rest, and only if it has a name we know."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from support.counter import Counter, file_bytes, plain
from support.tray import NAME
from tsunagu.base.errors import RefusedError
from tsunagu.delivery import Look, WatchedFolder, last_look, look, open_tray, receive_tray, watched_folders
from tsunagu.delivery.watched import QUIET_SECONDS, month_of

JUKI = "juki_kojin"
GOOD = file_bytes(JUKI, [plain(JUKI)])
THEN = 1_793_500_000.0
TODAY = date(2026, 11, 5)


@pytest.fixture
def share(tmp_path: Path) -> Path:
    """A folder that a department can write to."""
    folder = tmp_path / "share"
    folder.mkdir()
    return folder


def drop(share: Path, name: str, data: bytes = GOOD, at: float = THEN) -> None:
    """A department puts a file there."""
    (share / name).write_bytes(data)
    os.utime(share / name, (at, at))


def see(counter: Counter, share: Path, after: float = QUIET_SECONDS, **options: object) -> Look:
    """One look, some seconds after THEN."""
    folder = WatchedFolder.model_validate({"folder": share} | options)
    return look(counter.home, counter.pack, [folder], now=THEN + after, today=TODAY)


def test_a_file_at_rest_is_taken_once_and_stays_where_it_is(counter: Counter, share: Path) -> None:
    drop(share, NAME)
    [key] = see(counter, share, carrier="町民課").trays
    tray = open_tray(counter.home, key)
    assert tray is not None
    assert (tray.slip.as_of, tray.slip.medium, tray.slip.carrier) == (date(2026, 10, 31), "共有フォルダ", "町民課")
    assert receive_tray(counter.home, counter.pack, tray)[0].taken
    assert see(counter, share).trays == []
    assert (share / NAME).read_bytes() == GOOD


def test_the_list_of_protected_people_counts_from_the_day_it_came(counter: Counter, share: Path) -> None:
    drop(share, "SHIENSOCHI.csv", b"x")
    drop(share, NAME)
    days = {tray.slip.as_of for key in see(counter, share).trays if (tray := open_tray(counter.home, key))}
    assert days == {TODAY, date(2026, 10, 31)}


def test_a_file_that_is_still_being_written_waits(counter: Counter, share: Path) -> None:
    drop(share, NAME)
    assert see(counter, share, after=QUIET_SECONDS - 1).trays == []
    assert len(see(counter, share).trays) == 1


def test_a_file_written_anew_is_taken_anew(counter: Counter, share: Path) -> None:
    drop(share, NAME)
    see(counter, share)
    drop(share, NAME, GOOD + b"\r\n", at=THEN + 10)
    assert len(see(counter, share, after=10 + QUIET_SECONDS).trays) == 1


def test_names_of_no_source_are_left_and_named(counter: Counter, share: Path) -> None:
    for name in ("席次表.xlsx", ".DS_Store", "~$台帳.xlsx", f"{NAME}.part"):
        drop(share, name)
    assert see(counter, share).trays == []
    assert last_look(counter.home).unknown == [str(share / "席次表.xlsx")]


def test_a_folder_kept_for_other_sources_takes_nothing_else(counter: Counter, share: Path) -> None:
    drop(share, NAME)
    assert see(counter, share, sources=["shukketsu"]).trays == []
    assert len(see(counter, share, sources=[JUKI]).trays) == 1


def test_a_link_is_not_followed(counter: Counter, share: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.csv").write_bytes(GOOD)
    os.utime(tmp_path / "elsewhere.csv", (THEN, THEN))
    (share / NAME).symlink_to(tmp_path / "elsewhere.csv")
    assert see(counter, share).trays == []


def test_a_folder_that_is_not_there_is_said(counter: Counter, share: Path) -> None:
    share.rmdir()
    assert see(counter, share).unreachable == [str(share)]
    assert last_look(counter.home).unreachable == [str(share)]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("JUKI_KOJIN_20261031.csv", date(2026, 10, 31)),
        ("出欠_月別_第一小学校_202609.csv", date(2026, 9, 30)),
        ("児童扶養手当.csv", date(2026, 10, 31)),
        ("出欠_月別_第一小学校_2026.csv", date(2026, 10, 31)),
    ],
)
def test_the_month_is_the_one_in_the_name_else_the_one_before(name: str, day: date) -> None:
    assert month_of(name, TODAY) == day


def test_what_home_yaml_says_is_read_and_a_slip_of_the_pen_is_refused() -> None:
    assert watched_folders({}) == []
    assert watched_folders({"watched": [{"folder": "/share"}]})[0].medium == "共有フォルダ"
    for wrong in ([{"folders": "/share"}], [{}], "x", 3):
        with pytest.raises(RefusedError) as refusal:
            watched_folders({"watched": wrong})
        assert refusal.value.code == "N002"
