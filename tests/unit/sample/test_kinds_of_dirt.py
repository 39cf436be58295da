"""Every kind of dirt the issue lists is planted, each under the stable code of its kind in the catalogue of faults."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from tsunagu.catalog import load_pack
from tsunagu.sample import write_sample

WANTED = [*range(1, 9), *range(12, 18), *range(20, 24), *range(25, 29), 31, 33, *range(36, 40), *range(46, 50), 51]
BETWEEN_MONTHS = 47
"""A ledger written over shows only against the month before: tests/scenarios/test_month_after_month.py."""


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    folder = tmp_path_factory.mktemp("dirt")
    write_sample(folder, pack="kaisei", seed=2, children=900, month=date(2026, 10, 1), dirt=0.05)
    with (folder / "truth" / "faults.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_kind_is_there(planted: list[dict[str, str]]) -> None:
    kind_of = {code: int(kind.dirt) for code, kind in load_pack("kaisei").faults.items() if kind.dirt}
    found = {kind_of[fault["kind"]] for fault in planted}
    assert found == set(WANTED) - {BETWEEN_MONTHS}


def test_faults_of_cells_are_told_by_file_line_and_column(planted: list[dict[str, str]]) -> None:
    for fault in planted:
        if fault["kind"].startswith("file."):
            assert (fault["line"], fault["column"], fault["sheet"]) == ("", "", "")
        elif fault["kind"] == "cell.opposite_code":
            assert fault["line"] == "" and fault["column"]
        else:
            assert int(fault["line"]) > 0
            assert fault["column"] or fault["kind"] == "row.ragged_quotes"
        assert bool(fault["sheet"]) == bool(fault["file"].endswith(".xlsx") and fault["line"])


def test_as_many_rows_are_dirty_as_asked(planted: list[dict[str, str]], tmp_path: Path) -> None:
    dirty = len({(fault["file"], fault["line"]) for fault in planted if fault["line"]})
    write_sample(tmp_path, pack="kaisei", seed=2, children=900, month=date(2026, 10, 1), dirt=0.0)
    rows = (tmp_path / "truth" / "links.csv").read_text(encoding="utf-8").count("\n") - 1
    assert 0.04 * rows < dirty < 0.055 * rows


def test_no_kind_crowds_out_the_others(planted: list[dict[str, str]]) -> None:
    kinds = Counter(fault["kind"] for fault in planted)
    assert max(kinds.values()) < 0.15 * len(planted)
    assert all(number > 0 for number in kinds.values())
