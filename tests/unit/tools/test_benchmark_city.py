"""benchmarks/city.py counts each SSW's households right: the limit is seen kept, and seen broken."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.city import children_of_each, of_each_worker


def test_households_are_counted_for_the_worker_of_their_school(tmp_path: Path) -> None:
    households = [{"household_code": f"K-{place}", "worker": worker} for place, worker in enumerate("aaab")]
    nominated = [{"household_code": "K-9", "worker": None}, {"household_code": "K-8", "worker": "b"}]
    ranking = {"households": households, "nominated": nominated, "workers": {"a": 2, "b": 2}}
    (tmp_path / "ranking.json").write_text(json.dumps(ranking), encoding="utf-8")
    codes = ("K-0", "K-1", "K-3", "K-9")
    listed = [{"household_code": code, "children": ["C"] * place} for place, code in enumerate(codes, start=1)]
    (tmp_path / "worklist.json").write_text(json.dumps({"listed": listed}), encoding="utf-8")
    on_list, in_question, allowed = of_each_worker(tmp_path)
    assert (on_list, in_question, allowed) == ({"a": 2, "b": 1}, {"a": 3, "b": 2}, {"a": 2, "b": 2})
    assert children_of_each(tmp_path) == [3, 3], "the household of nobody's school counts for nobody"
