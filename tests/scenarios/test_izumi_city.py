"""An invented city of Izumi's kind, small: written as its departments would, received, judged by both trees, cut to a list."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from support.played import Played, answers_of, play


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return play(tmp_path_factory.mktemp("izumi"), seed=4, children=400, dirt=0.0, pack="izumi")


def test_every_answer_equals_what_was_lived(city: Played) -> None:
    for name, of_list in (("answers", False), ("exclusions", True)):
        given = answers_of(city.run.folder / f"{name}.parquet", city.snapshot)
        lived = {key: answer for key, answer in city.true_answers().items() if key[1].startswith("ex_") is of_list}
        wrong = Counter(
            (indicator, lived.get((who, indicator)), given.get((who, indicator)))
            for who, indicator in given.keys() | lived.keys()
            if given.get((who, indicator)) != lived.get((who, indicator))
        )
        assert not wrong, wrong.most_common(20)


def test_only_the_model_schools_hand_over_sheets_of_their_own(city: Played) -> None:
    files = sorted(path.name for path in (city.town / "inbox").iterdir())
    assert [name for name in files if "スクリーニング" in name] == [
        "統一スクリーニング_あおば中学校.xlsx",
        "統一スクリーニング_みどり小学校.xlsx",
    ]
    assert sum(name.startswith(("出欠_月別", "保健_")) for name in files) == 4


def test_the_run_ends_in_a_list_of_both_groups(city: Played) -> None:
    summary = city.run.summary
    assert (summary["files_refused"], summary["rows_refused"]) == (0, 0)
    worklist = json.loads((city.run.folder / "worklist.json").read_text(encoding="utf-8"))
    counts = json.loads((city.run.folder / "counts.json").read_text(encoding="utf-8"))
    states = counts["per_type"]["abuse"]
    assert sum(states.values()) == counts["children"] == 400
    assert states["flagged"] > 0 and states["outside"] > 0
    flagged = [entry for entry in worklist["listed"] if entry["types"]]
    assert flagged and all(one["points"] is None for entry in flagged for one in entry["types"])
    assert all("モデル校に在籍" not in reason for entry in worklist["listed"] for reason in entry["reasons"])
