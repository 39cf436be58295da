"""Which list of protected people counts now, and what is known of it over the run the pages show."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from support.loads import MadeHome, make_home, resident
from tsunagu.base import clock
from tsunagu.base.files import append_line
from tsunagu.intake import RECEIVED
from tsunagu.mart import Snapshot
from tsunagu.month import newest_list, overlay_of
from tsunagu.month.protection import lay_list_over

DAY = date(2026, 11, 2)
NINE = datetime(2026, 11, 2, 9, tzinfo=clock.JAPAN)


def home_with_lists(folder: Path, *days: date) -> tuple[MadeHome, list[str]]:
    """A home with one list per day (each an own load), and their ids."""
    home = make_home(folder, {"residents": [resident(10, household=1, born="1985-05-01")]})
    made = len(home.received)
    for day in days:
        home.add({"protection": [{"resident_no": 10, "state": "支援措置"}]}, received_on=day)
    return home, home.received[made:]


def note(
    home: MadeHome, load: str | None, day: date, came: datetime, tables: tuple[str, ...] = ("protection",)
) -> None:
    told = {"load_id": load, "source": "shiensochi", "tables": tables}
    told |= {"received_on": day.isoformat(), "received_at": came.isoformat()}
    append_line(home.folder / RECEIVED, json.dumps(told))


def newest(home: MadeHome) -> tuple[str | None, datetime] | None:
    found = newest_list(home.folder)
    return None if found is None else (found.load.load_id if found.load else None, found.stands_for)


def test_before_any_list_there_is_none(tmp_path: Path) -> None:
    home, _ = home_with_lists(tmp_path)
    note(home, None, DAY, NINE, ("residents",))
    assert newest(home) is None


def test_of_two_lists_of_one_day_the_later_counts_by_the_hour(tmp_path: Path) -> None:
    home, (first, second) = home_with_lists(tmp_path, DAY, DAY + timedelta(days=1))
    note(home, second, DAY, NINE + timedelta(hours=1))
    note(home, first, DAY, NINE)
    assert newest(home) == (second, NINE + timedelta(hours=1))


def test_the_same_list_handed_in_again_is_the_newest(tmp_path: Path) -> None:
    home, (first, second) = home_with_lists(tmp_path, DAY, DAY + timedelta(days=1))
    for hours, load in enumerate((first, second, first)):
        note(home, load, DAY, NINE + timedelta(hours=hours))
    assert newest(home) == (first, NINE + timedelta(hours=2))


def test_a_month_run_late_does_not_make_its_list_new(tmp_path: Path) -> None:
    home, (first, second) = home_with_lists(tmp_path, date(2026, 10, 31), DAY)
    note(home, second, DAY, NINE)
    note(home, first, date(2026, 10, 31), NINE + timedelta(hours=5))
    assert newest(home) == (second, NINE)


@pytest.mark.parametrize("hours", [0, 1])
def test_a_newer_file_that_was_refused_counts_and_has_no_load(tmp_path: Path, hours: int) -> None:
    home, (first,) = home_with_lists(tmp_path, DAY)
    note(home, first, DAY, NINE)
    note(home, None, DAY, NINE + timedelta(hours=hours))
    assert newest(home) == (None, NINE + timedelta(hours=hours))


def test_a_list_whose_coming_nobody_noted_counts_from_the_beginning_of_its_day(tmp_path: Path) -> None:
    home, (first,) = home_with_lists(tmp_path, DAY)
    assert newest(home) == (first, datetime(2026, 11, 2, tzinfo=clock.JAPAN))


def laid(folder: Path) -> tuple[MadeHome, Snapshot, str, Path]:
    """A list laid over a snapshot: the home, the snapshot, the load, and the file that says so."""
    home, (load,) = home_with_lists(folder, DAY)
    snapshot, found = home.build(), newest_list(home.folder)
    assert found is not None and found.load is not None
    lay_list_over(home.folder, snapshot, found.load)
    return home, snapshot, load, next((home.folder / "protection").iterdir())


def test_what_was_laid_over_is_read_back_and_only_for_that_snapshot_and_list(tmp_path: Path) -> None:
    home, snapshot, load, file = laid(tmp_path)
    assert overlay_of(home.folder, snapshot.snapshot_id, load) is not None
    assert overlay_of(home.folder, "0" * 12, load) is None
    file.rename(file.with_name(f"{'0' * 12}-{load}.json"))
    assert overlay_of(home.folder, "0" * 12, load) is None, "a file of another snapshot under its name"


@pytest.mark.parametrize("damage", ["", "{}", "nothing", '{"snapshot": 1}'])
def test_a_damaged_file_is_as_if_nothing_was_laid_over(tmp_path: Path, damage: str) -> None:
    home, snapshot, load, file = laid(tmp_path)
    file.write_text(damage, encoding="utf-8")
    assert overlay_of(home.folder, snapshot.snapshot_id, load) is None


def test_the_same_list_over_the_same_snapshot_gives_the_same_bytes(tmp_path: Path) -> None:
    texts = [laid(tmp_path / name)[3].read_bytes() for name in ("one", "other")]
    assert texts[0] == texts[1]
