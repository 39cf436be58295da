"""The serving file: same rows same bytes, read-only, complete or absent."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from support.serving_fixture import children, write_home, write_serving
from tsunagu.base.errors import RefusedError
from tsunagu.serving import META_KEYS, SERVING_FILE, ServingWriter, open_serving


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    first = write_serving(tmp_path / "a.sqlite").read_bytes()
    assert write_serving(tmp_path / "b.sqlite").read_bytes() == first
    assert not list(tmp_path.glob("*.writing"))


def test_a_failed_build_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), ServingWriter(tmp_path / SERVING_FILE):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_the_current_run_of_a_home_is_read(tmp_path: Path) -> None:
    write_home(tmp_path)
    with open_serving(tmp_path) as serving:
        assert {key: serving.meta(key) is not None for key in META_KEYS} == dict.fromkeys(META_KEYS, True)
        child = serving.child("C-0001")
        assert child is not None and child.household_code == "K-0001"
        assert child.answer(serving.indicator_ids.index("item06_absence30")) == "yes"
        assert child.answer(serving.indicator_ids.index("item20_1_left_alone")) == "unknown"
        assert child.answer(serving.indicator_ids.index("item02_custody")) == "no"
        assert [found.child_code for found in serving.children_of("K-0001")] == ["C-0001", "C-0002"]


def test_a_home_without_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="V001"):
        open_serving(tmp_path)


def test_nothing_can_be_written_through_the_reader(tmp_path: Path) -> None:
    with (
        open_serving(write_serving(tmp_path / SERVING_FILE)) as serving,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        serving._connection.execute("DELETE FROM records")


def test_only_the_field_classes_asked_for_leave_the_file(tmp_path: Path) -> None:
    with open_serving(write_serving(tmp_path / SERVING_FILE)) as serving:
        assert set(serving.records("C-0001", ["F3", "F7"])) == {"F3", "F7"}
        assert serving.records("C-0001", []) == {}
        assert set(serving.records("C-0001", ["F2", "F6"])) == {"F2", "F6"}
        protected = next(child for child in children() if child.protected)
        assert set(serving.records(protected.code, ["F2", "F6"])) == {"F2"}


def test_pages_of_a_type_hold_its_children_once_each_and_in_order(tmp_path: Path) -> None:
    with open_serving(write_serving(tmp_path / SERVING_FILE)) as serving:
        criterion = "kaisei_poverty"
        total = serving.count_children(criterion=criterion, state="flagged")
        pages = [
            serving.children(criterion=criterion, state="flagged", limit=2, offset=start)
            for start in range(0, total, 2)
        ]
        codes = [child.child_code for page in pages for child in page]
        assert len(codes) == len(set(codes)) == total > 2
        position = serving.criterion_ids.index(criterion)
        assert {child.state(position) for page in pages for child in page} == {"flagged"}
        points = [child.points[position] for page in pages for child in page]
        assert points == sorted(points, reverse=True)


def test_the_empty_month_can_be_read(tmp_path: Path) -> None:
    with open_serving(write_serving(tmp_path / SERVING_FILE, empty=True)) as serving:
        assert serving.children() == [] and serving.meta("worklist")["listed"] == []
