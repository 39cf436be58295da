"""A child born lately is served with its mother's number, a pregnancy with what the files say, and who is sheltered; a woman is found
in the register by her whole name and birth date."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from support.judged_town import answer_rows, judge_town, serve_town, small_town
from tsunagu.mart import Snapshot
from tsunagu.month import find_women
from tsunagu.serving import Birth, ExpectingTold, Serving, Withheld, open_serving

MOTHER, NEWBORN, ELDER, FLED, EXPECTING = 801, 802, 803, 811, 821


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Snapshot]:
    folder, town = tmp_path_factory.mktemp("town"), small_town()
    town.person(MOTHER, 80, "1999-03-03", name="青木　遥", relation="02")
    town.person(NEWBORN, 80, "2026-10-01", name="青木 海")
    town.person(ELDER, 80, "2020-10-01", name="青木 陸")
    town.mother(NEWBORN, MOTHER).mother(ELDER, MOTHER)
    town.person(FLED, 81, "1990-01-01", name="三浦 静", protected=True, relation="02")
    town.person(812, 81, "2018-01-01", name="三浦 空")
    town.person(EXPECTING, 82, "2001-02-02", name="林 葵", relation="02")
    for visit, day in enumerate(("2026-08-01", "2026-09-01"), 1):
        told = {"due_on": "2026-12-24", "notified_on": "2026-06-01", "visit_no": visit, "visited_on": day}
        town.fact("pregnancies", EXPECTING, "ninpu", **told)
    town.fact("pregnancies", MOTHER, "ninpu", due_on="2020-10-05", notified_on="2020-03-01", visited_on="2020-04-01")
    snapshot, out, _ = judge_town(folder, town, answers=answer_rows() | {(80, NEWBORN): {}})
    return serve_town(snapshot, out), snapshot


def test_only_the_child_born_lately_is_told_with_its_mother(served: tuple[Path, Snapshot]) -> None:
    with open_serving(served[0]) as serving:
        births = serving.births()
        assert [(one.mother_id, one.born_on) for one in births] == [(MOTHER, date(2026, 10, 1))]
        child = serving.child(births[0].child_code)
        assert child is not None and child.person_id == NEWBORN
        assert isinstance(births[0], Birth)


def test_a_pregnancy_is_told_while_it_lasts(served: tuple[Path, Snapshot]) -> None:
    with open_serving(served[0]) as serving:
        told = ExpectingTold(date(2026, 12, 24), date(2026, 6, 1), 2, date(2026, 9, 1))
        assert serving.expecting(EXPECTING) == told
        assert serving.expecting(MOTHER) is None, "six years ago"


def test_who_is_sheltered_is_told_and_in_doubt_it_is_yes(served: tuple[Path, Snapshot], tmp_path: Path) -> None:
    with open_serving(served[0]) as serving:
        assert serving.is_sheltered(FLED) and serving.is_sheltered(812), "who lives with her too"
        assert not serving.is_sheltered(MOTHER)
        serving.withheld = Withheld(people=frozenset({MOTHER}))
        assert serving.is_sheltered(MOTHER), "protected since"
    old = tmp_path / "serving.sqlite"
    shutil.copy(served[0], old)
    with sqlite3.connect(old) as connection:
        for table in ("births", "expecting", "sheltered"):
            connection.execute(f"DROP TABLE {table}")
    connection.close()
    with Serving(old) as serving:
        assert serving.births() == [] and serving.expecting(EXPECTING) is None and serving.is_sheltered(MOTHER)


def test_a_woman_is_found_by_her_whole_name_alone(served: tuple[Path, Snapshot], tmp_path: Path) -> None:
    snapshot = served[1]
    folder = tmp_path / "mart" / "snapshots"
    folder.mkdir(parents=True)
    shutil.copytree(snapshot.path, folder / "abc123")

    def found(name: str, born: str) -> list[int]:
        return [one.person_id for one in find_women(tmp_path, "abc123", name, date.fromisoformat(born))]

    assert found("青木 遥", "1999-03-03") == [MOTHER], "whatever spaces"
    assert found("青木", "1999-03-03") == [] and found("青木遥", "1999-03-04") == []
    mother, expecting = (
        find_women(tmp_path, "abc123", name, date.fromisoformat(born))[0]
        for name, born in (("青木遥", "1999-03-03"), ("林葵", "2001-02-02"))
    )
    assert mother.household_code is not None and expecting.household_code is None
    assert found("' OR 1=1 --", "1999-03-03") == []
