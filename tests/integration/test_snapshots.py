"""Snapshots on real files: the same inputs give the same bytes, and nothing published is ever changed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from support.loads import MadeHome, make_home, resident
from tsunagu.base.errors import RefusedError
from tsunagu.base.progress import CancelledError, Silent
from tsunagu.mart import DamagedSnapshotError, build, diff, list_snapshots, open_snapshot, sweep, verify
from tsunagu.mart.building import only_builder

SEPTEMBER, OCTOBER = date(2026, 9, 30), date(2026, 10, 31)


def family(household: int, *, children: int = 1) -> list[dict[str, Any]]:
    """A mother and her children; numbers follow the household's."""
    first = household * 10
    mother = resident(first, household=household, born="1985-05-01")
    return [
        mother,
        *(resident(first + n, household=household, born="2015-06-01", relation="20") for n in range(1, children + 1)),
    ]


def shots(*numbers: int) -> list[dict[str, Any]]:
    return [{"resident_no": number, "vaccine": "MR", "given": "接種", "given_on": "2017-01-01"} for number in numbers]


def two_months(tmp_path: Path) -> MadeHome:
    """September: households 1 and 3. October: 3 has left, 2 has come."""
    home = make_home(tmp_path, {"residents": [*family(1), *family(3)], "vaccinations": shots(11, 31)}, as_of=SEPTEMBER)
    home.add({"residents": [*family(1), *family(2)], "vaccinations": shots(11, 21)}, received_on=OCTOBER)
    return home


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_inputs_give_the_same_bytes_in_another_home(tmp_path: Path) -> None:
    one, other = two_months(tmp_path / "one"), two_months(tmp_path / "other")
    first, second = one.build(OCTOBER), other.build(OCTOBER)
    assert first.snapshot_id == second.snapshot_id
    assert contents(first.path) == contents(second.path)


def test_an_old_month_asked_again_gives_the_old_answer(tmp_path: Path) -> None:
    home = two_months(tmp_path)
    september = home.build(SEPTEMBER)
    before = contents(september.path)
    october = home.build(OCTOBER)
    assert home.build(SEPTEMBER).snapshot_id == september.snapshot_id != october.snapshot_id
    assert contents(september.path) == before


def test_files_received_later_do_not_count(tmp_path: Path) -> None:
    home = two_months(tmp_path)
    assert home.rows(home.build(SEPTEMBER), "children", "person_id") == [(11,), (31,)]
    assert home.rows(home.build(OCTOBER), "children", "person_id") == [(11,), (21,)]


def test_a_replaced_file_counts_until_the_day_its_replacement_came(tmp_path: Path) -> None:
    home = make_home(tmp_path, {"residents": family(1), "vaccinations": shots(11)}, as_of=SEPTEMBER)
    home.add({"vaccinations": shots(11, 10)}, received_on=OCTOBER, period="2026-09", replaces=home.received[-1])
    assert home.build(SEPTEMBER).rows("vaccinations") == 1
    assert home.build(OCTOBER).rows("vaccinations") == 2


def test_without_a_register_of_residents_there_is_no_snapshot(tmp_path: Path) -> None:
    home = make_home(tmp_path, {"vaccinations": shots(11)})
    with pytest.raises(RefusedError, match="S004"):
        home.build()
    assert list_snapshots(home.folder) == []


def test_codes_are_kept_and_never_given_twice(tmp_path: Path) -> None:
    home = two_months(tmp_path)
    september, october = home.build(SEPTEMBER), home.build(OCTOBER)
    assert home.rows(september, "household_codes") == [(1, "K-0001"), (3, "K-0002")]
    assert home.rows(october, "household_codes") == [(1, "K-0001"), (2, "K-0003"), (3, "K-0002")]
    assert home.rows(october, "child_codes") == [(11, "C-0001"), (21, "C-0003"), (31, "C-0002")]
    assert october.manifest.previous_snapshot == september.snapshot_id


def test_facts_stand_in_household_order_with_where_they_came_from(tmp_path: Path) -> None:
    home = make_home(
        tmp_path, {"residents": [*family(2), *family(1, children=2)], "vaccinations": shots(21, 12, 11, 12)}
    )
    rows = home.rows(home.build(), "vaccinations", "household_id, person_id, source, file, line")
    assert rows == [
        (1, 11, "yobosesshu", "yobosesshu.csv", 4),
        (1, 12, "yobosesshu", "yobosesshu.csv", 3),
        (1, 12, "yobosesshu", "yobosesshu.csv", 5),
        (2, 21, "yobosesshu", "yobosesshu.csv", 2),
    ]


@pytest.mark.parametrize("harm", ["flip", "lose", "add", "manifest"])
def test_every_change_of_a_published_snapshot_is_noticed_and_it_is_not_used(tmp_path: Path, harm: str) -> None:
    home = two_months(tmp_path)
    snapshot = home.build(OCTOBER)
    before = contents(snapshot.path)
    assert verify(home.folder) == {snapshot.snapshot_id: []}
    victim = snapshot.path / ("manifest.json" if harm == "manifest" else "vaccinations.parquet")
    if harm in ("flip", "manifest"):
        data = bytearray(victim.read_bytes())
        data[len(data) // 2] ^= 1
        victim.write_bytes(bytes(data))
    elif harm == "lose":
        victim.unlink()
    else:
        (snapshot.path / "more.parquet").write_bytes(b"x")
    assert verify(home.folder, snapshot.snapshot_id)[snapshot.snapshot_id]
    with pytest.raises(DamagedSnapshotError, match="S002"):
        open_snapshot(home.folder, snapshot.snapshot_id)
    again = home.build(OCTOBER)
    assert again.snapshot_id == snapshot.snapshot_id
    assert contents(again.path) == before
    assert [path.name for path in (home.folder / "mart" / "damaged").iterdir()] == [snapshot.snapshot_id]


def test_a_month_does_not_carry_on_damaged_codes(tmp_path: Path) -> None:
    home = two_months(tmp_path)
    codes = home.build(SEPTEMBER).table_path("child_codes")
    codes.write_bytes(codes.read_bytes()[:-1] + b"\x00")
    with pytest.raises(DamagedSnapshotError, match="整理番号"):
        home.build(OCTOBER)


def test_the_difference_counts_rows_and_names_children(tmp_path: Path) -> None:
    home = two_months(tmp_path)
    september, october = home.build(SEPTEMBER), home.build(OCTOBER)
    found = diff(september, october)
    tables = {table.table: (table.added, table.removed) for table in found.tables}
    assert tables["vaccinations"] == (1, 1)
    assert tables["persons"] == (2, 2)
    assert tables["moves"] == (0, 0)
    assert (found.children_entered, found.children_left) == ((21,), (31,))
    assert all(table.added == table.removed == 0 for table in diff(october, october).tables)


def test_leftovers_are_swept_and_published_snapshots_stay(tmp_path: Path) -> None:
    home = two_months(tmp_path)
    snapshot = home.build(OCTOBER)
    leftover = snapshot.path.parent / ".unfinished-x"
    leftover.mkdir()
    (leftover / "persons.parquet").write_bytes(b"half")
    assert [found.snapshot_id for found in list_snapshots(home.folder)] == [snapshot.snapshot_id]
    assert sweep(home.folder) == [".unfinished-x"]
    assert [path.name for path in snapshot.path.parent.iterdir()] == [snapshot.snapshot_id]


def test_two_builders_do_not_meet(tmp_path: Path) -> None:
    home = two_months(tmp_path)
    with only_builder(home.folder), pytest.raises(RefusedError, match="S003"):
        home.build(OCTOBER)


def test_cancelled_between_two_tables_nothing_is_left(tmp_path: Path) -> None:
    home = two_months(tmp_path)
    asked = iter([False] * 9 + [True] * 99)
    with pytest.raises(CancelledError):
        build(home.folder, home.pack, OCTOBER, Silent(lambda: next(asked)))
    assert list((home.folder / "mart" / "snapshots").iterdir()) == []


def test_no_such_snapshot_is_said_so(tmp_path: Path) -> None:
    home = two_months(tmp_path)
    for name in (None, "abc", "../loads"):
        with pytest.raises(RefusedError, match="S001"):
            open_snapshot(home.folder, name)
