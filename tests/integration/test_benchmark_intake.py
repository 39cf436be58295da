"""benchmarks/intake at smoke size: both sides read the same rows, and the receipt tells every planted fault."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from benchmarks import kept
from benchmarks.intake import __main__ as intake
from benchmarks.intake import city, ours, world
from tsunagu.intake import load_files, receiving
from tsunagu.intake.staging import Typed
from tsunagu.month import create_home

DAY = date.fromisoformat(intake.DAY)


def test_the_receipt_tells_what_was_planted_and_both_sides_read_the_same_rows(tmp_path: Path) -> None:
    result = intake.measure_file(4_000, 1, tmp_path)
    planted = json.loads((tmp_path / world.PLANTED).read_text(encoding="utf-8"))
    assert set(planted) == set(world.KINDS)
    assert sum(planted.values()) == 4_000 // world.FAULTY_EVERY
    assert result.wrong == 0
    assert all(len(costs) == 1 and costs[0].cpu > 0 for costs in (*result.ours.values(), result.anchor))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    world.write(4_000, 1, folder)
    return folder


def wrong_after(folder: Path, home: Path) -> int:
    """What the benchmark's own check says of a sealed load of the small file."""
    create_home(home, str(intake.PACK), on=date(2026, 4, 1))
    planted = json.loads((folder / world.PLANTED).read_text(encoding="utf-8"))
    return intake.wrong(planted, ours.receive_and_tell("sealed", home, DAY, [folder / world.FILE]), 4_000)


def test_a_right_load_is_not_called_wrong(small: Path, tmp_path: Path) -> None:
    assert wrong_after(small, tmp_path / "home") == 0


def test_a_load_that_loses_rows_is_caught(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first broken twin: three sound rows leave with the refused ones."""
    drop = Typed.drop
    monkeypatch.setattr(Typed, "drop", lambda typed, numbers: drop(typed, {*numbers, 1, 2, 3}))
    assert wrong_after(small, tmp_path / "home") == 3


def test_a_load_that_is_shorter_than_its_receipt_says_is_caught(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second: the receipt is right, the file of the load lacks its last row."""
    write = load_files._write
    monkeypatch.setattr(load_files, "_write", lambda rows, path: write(rows.slice(0, rows.num_rows - 1), path))
    assert wrong_after(small, tmp_path / "home") == 1


@pytest.mark.parametrize("lost", ["note_odd_cells", "note_row_faults"])
def test_a_load_that_keeps_quiet_about_faults_is_caught(
    lost: str, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The third: odd cells, or lines that cannot be cut, are dropped without a word."""
    monkeypatch.setattr(receiving, lost, lambda *given: 0)
    assert wrong_after(small, tmp_path / "home") > 0


def test_a_towns_files_are_received_by_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    result = intake.measure_town(60, 1, tmp_path)
    assert result.rows > 0
    assert result.ratio("sealed") > 0


def test_a_citys_28_kinds_of_file_are_received_year_by_year(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert len({kind.source for kind in city.KINDS}) == 28
    result, child_years = intake.measure_city(400, 2, 1, tmp_path)
    (made,) = (tmp_path / "cache" / "tsunagu-benchmarks").iterdir()
    files = [path.name for path in (made / city.INBOX).iterdir()]
    for year in ("20250331", "20260331"):
        assert sum(year in name for name in files) >= len(city.KINDS)
    assert result.rows > child_years > 2 * 100
    assert result.ratio("typed") > 0 and result.ratio("sealed") > 0


def test_a_city_of_which_a_kind_is_not_taken_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fourth broken twin: a kind that no file is of, so that 28 of 29 are taken."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(
        city, "KINDS", (*city.KINDS, city.Kind("service_never", "shogai_service", "サービス種類", "なし"))
    )
    with pytest.raises(SystemExit, match="not every kind of file was taken"):
        intake.measure_city(60, 1, 1, tmp_path)


def test_files_are_written_anew_when_what_writes_them_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    made = [kept.kept("town", lambda folder: (folder / "made").touch()) for _ in range(2)]
    assert made[0] == made[1] and (made[0] / "made").exists()
    monkeypatch.setattr(kept, "WRITERS", kept.WRITERS[:-1])
    again = kept.kept("town", lambda folder: None)
    assert again != made[0] and not (again / "made").exists() and not made[0].exists()
