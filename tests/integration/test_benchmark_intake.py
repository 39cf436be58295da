"""benchmarks/intake at smoke size: both sides read the same rows, and the receipt tells every planted fault."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.intake import __main__ as intake
from benchmarks.intake import world


def test_the_receipt_tells_what_was_planted_and_both_sides_read_the_same_rows(tmp_path: Path) -> None:
    result = intake.measure_file(4_000, 1, tmp_path)
    planted = json.loads((tmp_path / world.PLANTED).read_text(encoding="utf-8"))
    assert set(planted) == set(world.KINDS)
    assert sum(planted.values()) == 4_000 // world.FAULTY_EVERY
    assert result.wrong == 0
    assert all(len(costs) == 1 and costs[0].cpu > 0 for costs in (*result.ours.values(), result.anchor))


def test_a_receipt_that_tells_one_fault_too_few_or_too_many_is_counted() -> None:
    planted = {"cell.unknown_code": 2, "row.key_missing": 1}
    assert intake._miscounted(planted, {"cell.unknown_code": 2, "row.key_missing": 1, "file.bom": 1}) == 0
    assert intake._miscounted(planted, {"cell.unknown_code": 1, "row.key_missing": 1}) == 1
    assert intake._miscounted(planted, {**planted, "cell.not_a_number": 3}) == 3


def test_a_towns_files_are_received_by_the_command(tmp_path: Path) -> None:
    result = intake.measure_town(60, 1, tmp_path)
    assert result.rows > 0
    assert result.ratio("town") > 0
