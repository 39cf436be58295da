"""benchmarks/indicators at smoke size: every side gives every child the same answers, and a wrong one would be seen."""

from __future__ import annotations

from pathlib import Path

import duckdb

from benchmarks import indicators as package
from benchmarks.indicators import __main__ as benchmark
from benchmarks.indicators.questions import indicators
from benchmarks.indicators.same import differing


def test_all_sides_give_the_same_answers(tmp_path: Path) -> None:
    result = benchmark.measure(6_000, 1, tmp_path, ("anchor", "ours", "without_walk"))
    assert result.differing == {"ours": 0, "without_walk": 0}
    assert result.cpu_ratio() > 0 and result.peak_ratio() > 0
    counts = duckdb.sql(
        f"SELECT count(*), count(*) FILTER (child0 >= 20), count(*) FILTER (home12 = 1) FROM '{tmp_path}/ours.parquet'"
    )
    children, unknown, yes = counts.fetchone() or (0, 0, 0)
    assert children > 5_500 and unknown > 0.02 * children and yes > 0, "the world must hold unknowns and yeses"


def test_one_changed_answer_is_seen(tmp_path: Path) -> None:
    for name, answer in (("ours", "person_id % 7 = 0"), ("anchor", "person_id % 7 = 0 AND person_id <> 14")):
        numbers = f"SELECT person_id, CAST({answer} AS UTINYINT) AS q FROM range(100) AS t(person_id)"
        duckdb.sql(f"COPY ({numbers}) TO '{tmp_path}/{name}.parquet'")
    assert differing(tmp_path / "ours.parquet", tmp_path / "anchor.parquet") == 2


def test_forty_questions_are_asked() -> None:
    assert len(indicators()) == 40
    assert package.__doc__ and "hand-written" in package.__doc__
