"""Every kind of dirt that can be planted is planted, each under the stable code of its kind in the catalogue of faults."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import pytest

from tsunagu.base.errors import RefusedError
from tsunagu.catalog import Column, SourceColumn, load_pack
from tsunagu.sample import write_sample
from tsunagu.sample.dirt.cells import Spot, hyphen_variant

OCTOBER = date(2026, 10, 1)
BETWEEN_MONTHS = 47
OF_A_COLUMN = ("cell.opposite_code", "cell.large_kana", "cell.unvoiced_kana", "cell.no_code_table")
"""A ledger written over shows only against the month before: tests/scenarios/test_month_after_month.py."""


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    folder = tmp_path_factory.mktemp("dirt")
    write_sample(folder, pack="kaisei", seed=2, children=900, month=OCTOBER, dirt=0.05)
    return faults_in(folder)


def faults_in(folder: Path) -> list[dict[str, str]]:
    with (folder / "truth" / "faults.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def kinds(planted: list[dict[str, str]]) -> set[int]:
    declared = load_pack("kaisei").faults
    return {int(declared[fault["kind"]].dirt) for fault in planted}


def test_every_declared_kind_is_there(planted: list[dict[str, str]]) -> None:
    assert kinds(planted) == load_pack("kaisei").dirt.keys() - {BETWEEN_MONTHS}


@pytest.mark.parametrize("asked", [{9, 18, 24}, {35, 40}, {34, 53}, {41, 42}, {32, 43, 44}, {29, 52}, {10, 11, 30, 50}])
def test_only_the_kinds_asked_for_are_planted(tmp_path: Path, asked: set[int]) -> None:
    write_sample(tmp_path, pack="kaisei", seed=2, children=400, month=OCTOBER, dirt=0.05, dirt_kinds=asked)
    assert kinds(faults_in(tmp_path)) == asked


def test_a_kind_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        write_sample(tmp_path, pack="kaisei", seed=2, children=60, month=OCTOBER, dirt=0.05, dirt_kinds={9, 99})
    assert refused.value.code == "S106" and "99" in refused.value.message
    assert not (tmp_path / "inbox").exists()


def test_faults_of_cells_are_told_by_file_line_and_column(planted: list[dict[str, str]]) -> None:
    for fault in planted:
        if fault["kind"] == "file.header_missing":
            assert (fault["line"], fault["column"]) == ("1", "")
        elif fault["kind"].startswith("file."):
            assert (fault["line"], fault["column"], fault["sheet"]) == ("", "", "")
        elif fault["kind"] in OF_A_COLUMN:
            assert fault["line"] == "" and fault["column"]
        else:
            assert int(fault["line"]) > 0
            assert fault["column"] or fault["kind"].startswith("row.")
        assert bool(fault["sheet"]) == bool(fault["file"].endswith(".xlsx") and fault["line"])


def test_as_many_rows_are_dirty_as_asked(planted: list[dict[str, str]], tmp_path: Path) -> None:
    dirty = len({(fault["file"], fault["line"]) for fault in planted if fault["line"]})
    write_sample(tmp_path, pack="kaisei", seed=2, children=900, month=OCTOBER, dirt=0.0)
    rows = (tmp_path / "truth" / "links.csv").read_text(encoding="utf-8").count("\n") - 1
    assert 0.04 * rows < dirty < 0.055 * rows


def test_no_kind_crowds_out_the_others(planted: list[dict[str, str]]) -> None:
    kinds = Counter(fault["kind"] for fault in planted)
    assert max(kinds.values()) < 0.15 * len(planted)
    assert all(number > 0 for number in kinds.values())


def test_what_only_looks_like_a_hyphen_can_be_written_in_the_files_encoding() -> None:
    spot = Spot(
        "12番地3", SourceColumn(header="番地号"), Column(type="text", label="番地号"), True, True, False, False, True
    )
    planted = {hyphen_variant(spot, Random(seed)) for seed in range(40)}
    assert planted == {"12－3", "12ー3", "12―3"}
    assert all(text.encode("cp932") for text in planted if text)
    assert "12−3" in {hyphen_variant(spot._replace(legacy=False), Random(seed)) for seed in range(40)}
