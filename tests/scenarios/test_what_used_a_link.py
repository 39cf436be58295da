"""When a link was wrong, everybody it told something about is named: also the children of the household."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from scenarios.test_who_is_who import YUTO, family
from support.loads import MadeHome, make_home, resident
from tsunagu.base import clock
from tsunagu.criteria import load_judgement
from tsunagu.identity import IdentityAnswer, IdentityJudgement, Pair, decide
from tsunagu.month import Home, uses_of, watching
from tsunagu.month.protection import protection_of_run
from tsunagu.month.register import note_run
from tsunagu.month.run import Month, judge_month
from tsunagu.purpose import verify

NOVEMBER = date(2026, 11, 30)
CALL = {"desk": "1", "kana": "サトウ ハナコ", "name": "佐藤 花子", "birth_date": "1985-05-02", "guardian": "", "kind": "養護",
        "receipt_no": "R-1", "received_on": "2026-10-05"}  # fmt: skip
NEIGHBOUR = resident(7, household=40, name="高橋 凛", kana="タカハシ リン", born="2016-03-03")


@pytest.fixture(autouse=True)
def decided_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 5, 9, tzinfo=clock.JAPAN))


def linked_to_the_mother(tmp_path: Path) -> tuple[MadeHome, IdentityJudgement]:
    """A call about 「佐藤 花子」 whose birth date is one day off: somebody says that it is 優斗's mother."""
    home = make_home(tmp_path, {"residents": [*family(), NEIGHBOUR], "consultations": [CALL]})
    (home.folder / "home.yaml").write_text("schema: 1\npack: kaisei\n", encoding="utf-8")
    keys = home.rows(home.build(), "proposed_links", "record_key", "table_name = 'consultations'")
    judged = decide(home.folder, table="consultations", pair=Pair(keys[0][0], 1), answer=IdentityAnswer.SAME, by="相原",
                    why="", two_people=False, born="1985-05-01")  # fmt: skip
    return home, judged


def run(made: MadeHome) -> None:
    """Judge November as the month does, and note the run."""
    home, snapshot = Home(made.folder), made.build(NOVEMBER)
    of_run = protection_of_run(made.folder, made.pack, snapshot)
    month = Month(NOVEMBER, 5, made.pack, load_judgement(made.pack), snapshot, [], None, of_run)
    folder = home.runs / month.run_id
    folder.mkdir(parents=True)
    with watching(home, quiet=True) as watch:
        judge_month(home, month, folder, watch)
    note_run(home, run_id=month.run_id, as_of=NOVEMBER, capacity=5, times=[], ledger=verify(made.folder))


def told(made: MadeHome, judged: IdentityJudgement) -> set[int]:
    """Children whose findings are said to have used the answer."""
    codes = dict(made.rows(made.build(NOVEMBER), "child_codes", "code, person_id"))
    return {codes[one.child_code] for one in uses_of(Home(made.folder), judged).findings if one.child_code}


def test_the_children_of_the_household_are_told_and_no_others(tmp_path: Path) -> None:
    home, judged = linked_to_the_mother(tmp_path)
    run(home)
    assert told(home, judged) == {2}


def test_a_run_whose_snapshot_is_gone_is_told_apart_and_hides_no_other(tmp_path: Path) -> None:
    home, judged = linked_to_the_mother(tmp_path)
    lost = Home(home.folder).runs / "lost"
    lost.mkdir(parents=True)
    (lost / "run.json").write_text('{"snapshot": "0123456789abcdef"}', encoding="utf-8")
    note_run(Home(home.folder), run_id="lost", as_of=NOVEMBER, capacity=5, times=[], ledger=verify(home.folder))
    run(home)
    found = uses_of(Home(home.folder), judged)
    assert ([run for run, _, _ in found.unknown], len(found.runs), told(home, judged)) == (["lost"], 1, {2})


def test_a_mother_with_a_new_number_is_followed(tmp_path: Path) -> None:
    home, judged = linked_to_the_mother(tmp_path)
    mother = resident(9, household=10, name="佐藤 花子", kana="サトウ ハナコ", born="1985-05-01")
    home.add(
        {
            "residents": [mother, resident(2, household=10, relation="20", **YUTO), NEIGHBOUR],
            "identifiers": [{"kind": "旧宛名番号", "number": "1", "resident_no": 9, "valid_from": "2026-11-01"}],
        },
        received_on=NOVEMBER,
    )
    run(home)
    assert told(home, judged) == {2}


def test_an_answer_that_linked_nothing_told_nothing_of_other_children(tmp_path: Path) -> None:
    """別人: the call is not the mother's, and no child's reasons rest on it."""
    home, _ = linked_to_the_mother(tmp_path)
    keys = home.rows(home.build(), "proposed_links", "record_key", "table_name = 'consultations'")
    other = decide(home.folder, table="consultations", pair=Pair(keys[0][0], 1), answer=IdentityAnswer.OTHER, by="相原",
                   why="", two_people=False, born="1985-05-01")  # fmt: skip
    run(home)
    assert told(home, other) == set()
