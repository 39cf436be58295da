"""A town that writes clean files: every answer of every indicator is what the town lived, and nothing is refused."""

from __future__ import annotations

from collections import Counter

import pytest

from support.played import Played, answers_of, play


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return play(tmp_path_factory.mktemp("clean"), seed=3, children=1_500, dirt=0.0)


def test_every_answer_equals_the_truth(town: Played) -> None:
    given = answers_of(town.run.folder / "answers.parquet", town.snapshot)
    lived = {key: answer for key, answer in town.true_answers().items() if not key[1].startswith("ex_")}
    wrong = Counter(
        (indicator, lived.get((who, indicator)), given.get((who, indicator)))
        for who, indicator in given.keys() | lived.keys()
        if given.get((who, indicator)) != lived.get((who, indicator))
    )
    assert not wrong, wrong.most_common(20)


def test_every_reason_for_being_left_out_equals_the_truth(town: Played) -> None:
    given = answers_of(town.run.folder / "exclusions.parquet", town.snapshot)
    assert given.keys() == {key for key in town.true_answers() if key[1].startswith("ex_")}
    lived = {key: answer for key, answer in town.true_answers().items() if key[1].startswith("ex_")}
    wrong = Counter(
        (indicator, lived.get((who, indicator)), answer)
        for (who, indicator), answer in given.items()
        if answer != lived[(who, indicator)]
    )
    assert not wrong, wrong.most_common(20)


def test_every_indicator_is_both_yes_and_no_somewhere(town: Played) -> None:
    told: dict[str, set[str]] = {}
    for (_, indicator), (answer, _) in town.true_answers().items():
        told.setdefault(indicator, set()).add(answer)
    assert {indicator: answers for indicator, answers in told.items() if "yes" not in answers} == {}


def test_nothing_is_refused(town: Played) -> None:
    summary = town.run.summary
    assert summary["files_refused"] == 0
    assert summary["rows_refused"] == 0
    assert summary["rows_in"] == summary["rows_accepted"] > 0


def test_every_linked_row_belongs_to_the_person_it_is_about(town: Played) -> None:
    import duckdb

    true = {
        (row["source"], row["file"], row["sheet"], int(row["line"])): row["resident_no"] for row in town.truth("links")
    }
    links = duckdb.sql(
        f"SELECT l.source, l.file, coalesce(l.sheet, ''), l.line, p.resident_no "
        f"FROM read_parquet('{town.snapshot.table_path('links')}') AS l "
        f"JOIN read_parquet('{town.snapshot.table_path('persons')}') AS p USING (person_id)"
    ).fetchall()
    wrong = [row for row in links if true.get((row[0], row[1], row[2], row[3])) != row[4]]
    assert len(links) > 0
    assert wrong == []


def test_a_broken_twin_with_shuffled_truth_is_caught(town: Played) -> None:
    given = answers_of(town.run.folder / "answers.parquet", town.snapshot)
    lived = town.true_answers()
    for indicator in sorted({key[1] for key in given}):
        keys = [key for key in lived if key[1] == indicator]
        shuffled = zip(keys, [lived[key] for key in keys[1:] + keys[:1]], strict=True)
        assert any(given[key] != answer for key, answer in shuffled), indicator
