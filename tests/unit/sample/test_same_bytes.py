"""The same arguments give the same bytes: on any day, in any process, with any hash seed; XLSX included."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest

from tsunagu.base.errors import RefusedError
from tsunagu.sample import write_sample

OCTOBER = date(2026, 10, 1)


def hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def written_by_a_process(folder: Path, hash_seed: str, zone: str) -> dict[str, str]:
    town = ["--pack", "kaisei", "--seed", "4", "--children", "200", "--month", "2026-10", "--dirt", "0.05"]
    command = [sys.executable, "-c", "from tsunagu.cli import main; main()", "sample", str(folder), *town]
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "TZ": zone}
    subprocess.run(command, check=True, capture_output=True, env=environment)
    return hashes(folder)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("once")
    return folder, written_by_a_process(folder, "1", "Asia/Tokyo")


def test_another_process_writes_the_same_bytes(once: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    assert len(once[1]) > 39
    assert written_by_a_process(tmp_path, "2", "America/Lima") == once[1]


def test_workbooks_hold_no_clock(once: tuple[Path, dict[str, str]]) -> None:
    workbooks = [path for path in (once[0] / "inbox").glob("*.xlsx") if not path.name.endswith("_旧.xlsx")]
    assert len(workbooks) == 6
    for path in workbooks:
        with zipfile.ZipFile(path) as archive:
            assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert b"2024-04-01" in archive.read("docProps/core.xml")


@pytest.mark.parametrize("changed", [{"seed": 5}, {"children": 201}, {"month": date(2026, 9, 1)}, {"dirt": 0.06}])
def test_any_other_argument_writes_other_files(
    once: tuple[Path, dict[str, str]], tmp_path: Path, changed: dict[str, object]
) -> None:
    arguments = {"pack": "kaisei", "seed": 4, "children": 200, "month": OCTOBER, "dirt": 0.05, **changed}
    write_sample(tmp_path, **arguments)  # type: ignore[arg-type]
    assert hashes(tmp_path) != once[1]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"month": date(2024, 3, 1)}, "S101"),
        ({"month": date(2034, 4, 1)}, "S101"),
        ({"children": 59}, "S102"),
        ({"children": 1_000_001}, "S102"),
        ({"dirt": 1.01}, "S103"),
        ({"dirt": -0.01}, "S103"),
    ],
)
def test_what_no_town_can_be_made_of_is_refused_and_nothing_written(
    tmp_path: Path, changed: dict[str, object], code: str
) -> None:
    arguments = {"pack": "kaisei", "seed": 4, "children": 60, "month": OCTOBER, "dirt": 0.0, **changed}
    with pytest.raises(RefusedError) as refused:
        write_sample(tmp_path / "town", **arguments)  # type: ignore[arg-type]
    assert refused.value.code == code
    assert not (tmp_path / "town" / "inbox").exists()


def test_an_inbox_with_files_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "大事.csv").write_text("a", encoding="utf-8")
    with pytest.raises(RefusedError) as refused:
        write_sample(tmp_path, pack="kaisei", seed=4, children=60, month=OCTOBER, dirt=0.0)
    assert refused.value.code == "S104"
    assert [path.name for path in (tmp_path / "inbox").iterdir()] == ["大事.csv"]
