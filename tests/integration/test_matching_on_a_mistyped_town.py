"""The matching core on a small town whose school files are mistyped on purpose, and a twin of it that asks for too little."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.identity import ours, town
from benchmarks.identity.judge import Verdict, judge
from tsunagu.identity.matching import linking
from tsunagu.identity.matching.steps import Step

LEAST_AUTOMATIC, LEAST_FOUND, LONGEST_QUEUE = 0.8, 0.97, 0.15


@pytest.fixture(scope="module")
def mistyped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mistyped")
    town.write(7, folder, 20_000, 5_000)
    return folder


def verdict(folder: Path) -> Verdict:
    ours.main(folder, folder / "links.parquet")
    return judge(folder, folder / "links.parquet")


def test_no_link_is_wrong_and_few_rows_wait(mistyped: Path) -> None:
    found = verdict(mistyped)
    assert found.wrong == []
    assert found.automatic_recall > LEAST_AUTOMATIC and found.recall > LEAST_FOUND
    assert found.queue_share < LONGEST_QUEUE


def test_a_matcher_without_the_third_field_is_caught(mistyped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linking, "STEPS", (Step("kana_birth", ("kana", "birth_date")), *linking.STEPS))
    found = verdict(mistyped)
    assert found.wrong_count > 0 and "absent_double" in found.wrong_by_mode


def test_a_matcher_that_links_namesakes_is_caught(mistyped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linking, "ONE_PERSON_ONLY", "TRUE")
    monkeypatch.setattr(linking, "NEVER", "FALSE")
    assert verdict(mistyped).guarded_wrong > 0
