"""Figures are recorded with their goal and read back; tables in documents come from them alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools import evidence, readme_tables
from tools.headlines import HEADLINES


def test_a_figure_is_kept_with_everything_needed_to_measure_it_again(tmp_path: Path) -> None:
    evidence.record("run", "ratio", 4.25, "≤ 6", 60_000, 1, "make prove-benchmarks", folder=tmp_path)
    kept = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))["figures"]["ratio"]
    assert sorted(kept) == ["command", "commit", "cores", "goal", "met", "n", "seed", "value"]
    assert (kept["value"], kept["met"]) == (4.25, True)


def test_the_same_figure_is_replaced_and_others_stay(tmp_path: Path) -> None:
    evidence.record("run", "ratio", 9, "≤ 6", 1, 1, "c", folder=tmp_path)
    evidence.record("run", "peak", 300, "stated", 1, 1, "c", folder=tmp_path)
    evidence.record("run", "ratio", 5, "≤ 6", 1, 1, "c", folder=tmp_path)
    assert [(figure.name, figure.value) for figure in evidence.read(tmp_path)] == [("peak", 300), ("ratio", 5)]


@pytest.mark.parametrize(
    ("value", "goal", "met"),
    [
        (6, "≤ 6", True), (6.01, "≤ 6", False), (300, "≥ 300", True), (299, "≥ 300", False), (0, "= 0", True), (1, "= 0", False),
        (5, "5–12", True), (12.1, "5–12", False), (20_000, "≥ 20,000", True), (1, "stated", None), ("a", "≤ 6", None),
        (True, "= 1", True), (False, "= 1", False), (0.99, "< 1", True), (1, "> 1", False),
    ],
)  # fmt: skip
def test_goals_are_judged(value: evidence.Value, goal: str, met: bool | None) -> None:
    assert evidence.goal_met(value, goal) is met


def test_a_table_holds_value_goal_and_verdict(tmp_path: Path) -> None:
    evidence.record("kill", "kills", 100, "≥ 100", 100, 7, "make prove-kill", folder=tmp_path)
    evidence.record("kill", "bad", 2, "= 0", 100, 7, "make prove-kill", folder=tmp_path)
    text = readme_tables.filled("a\n<!-- evidence:kill -->\nold\n<!-- /evidence -->\nb\n", evidence.read(tmp_path), {})
    assert "old" not in text
    assert "| kill: kills | 100 | ≥ 100 | 達成 |" in text
    assert "| kill: bad | 2 | = 0 | 未達 |" in text
    assert text.startswith("a\n") and text.endswith("b\n")


def test_a_table_of_other_subjects_says_that_nothing_was_measured() -> None:
    assert "まだ測っていません" in readme_tables.filled("<!-- evidence:x -->\n<!-- /evidence -->", [], {})


def test_a_number_typed_by_hand_is_found_and_mended(tmp_path: Path) -> None:
    evidence.record("kill", "kills", 100, "≥ 100", 100, 7, "make prove-kill", folder=tmp_path / "evidence")
    page = tmp_path / "README.md"
    page.write_text("<!-- evidence: -->\n| kill: kills | 1,000 |\n<!-- /evidence -->\n", encoding="utf-8")
    [(path, wanted)] = readme_tables.stale(tmp_path, tmp_path / "evidence")
    assert path == page
    page.write_text(wanted, encoding="utf-8")
    assert readme_tables.stale(tmp_path, tmp_path / "evidence") == []


def test_the_figures_readme_begins_with_are_on_record_and_a_missed_one_says_so(tmp_path: Path) -> None:
    known = {(figure.subject, figure.name) for figure in evidence.read()}
    assert [one for one in HEADLINES if (one.subject, one.name) not in known] == []
    first = HEADLINES[0]
    evidence.record(first.subject, first.name, 2, "= 0", 100, 7, "make prove-identity", folder=tmp_path)
    text = "<!-- headlines:en -->\nold\n<!-- /headlines -->\n"
    filled = readme_tables.filled(text, evidence.read(tmp_path), {})
    assert f"| {first.en} | 2 | = 0 | **missed** | 100 |" in filled and "old" not in filled
