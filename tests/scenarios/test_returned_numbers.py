"""Numbers that go back to the 教育委員会: only confirmed ones, and 宛名番号 as they are today."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from scenarios.test_who_is_who import YUTO, family
from support.loads import MadeHome, make_home, resident
from tsunagu.base import clock
from tsunagu.base.errors import RefusedError
from tsunagu.identity import IdentityAnswer, IdentityJudgement, Pair, PupilNumber, decide, returns
from tsunagu.month import Home, named_numbers, return_numbers

NOVEMBER = date(2026, 11, 30)
NUMBER = PupilNumber("1", "700")
OTHERS = PupilNumber("1", "800")
MOTHER = resident(1, household=10, name="佐藤 花子", kana="サトウ ハナコ", born="1985-05-01")


@pytest.fixture(autouse=True)
def decided_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 5, 9, tzinfo=clock.JAPAN))


def said(home: MadeHome, person: int, number: PupilNumber = NUMBER, answer: IdentityAnswer = IdentityAnswer.SAME,
         record: str = "a", born: str | None = "2015-06-01") -> IdentityJudgement:  # fmt: skip
    return decide(home.folder, table="attendance", pair=Pair(record * 64, person), answer=answer, by="相原", why="",
                  two_people=False, pupil_number=number, born=born)  # fmt: skip


def returned(home: MadeHome, out: Path) -> tuple[list[tuple[str, int]], list[PupilNumber]]:
    """Rows of all files without their headings, and what was left out."""
    files, left_out = return_numbers(Home(home.folder), out, by="相原")
    rows = [list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))[1:] for file in files]
    return [(pupil_no, int(resident_no)) for of_file in rows for pupil_no, resident_no in of_file], left_out


def renumbered(tmp_path: Path, **holder: Any) -> MadeHome:
    """優斗 has 宛名番号 9 since November; where `holder` is given, his 2 has gone to somebody else."""
    home = make_home(tmp_path, {"residents": family()})
    home.build()
    given_anew = [resident(2, household=30, name="高橋 凛", kana="タカハシ リン", **holder)] if holder else []
    told = {"kind": "旧宛名番号", "number": "2", "resident_no": 9, "valid_from": "2010-01-01", "valid_to": "2026-11-01"}
    home.add({"residents": [MOTHER, resident(9, household=10, relation="20", **YUTO), *given_anew], "identifiers": [told]},
             received_on=NOVEMBER)  # fmt: skip
    home.build(NOVEMBER)
    return home


def test_a_renumbered_child_leaves_with_the_number_of_today(tmp_path: Path) -> None:
    home = renumbered(tmp_path)
    said(home, 2)
    assert returned(home, tmp_path / "out") == ([("700", 9)], [])


def test_a_number_that_went_to_another_child_never_leaves_as_theirs(tmp_path: Path) -> None:
    home = renumbered(tmp_path, born="2018-03-03")
    said(home, 2)
    assert returned(home, tmp_path / "out") == ([("700", 9)], [])


def test_a_number_nobody_can_resolve_stays_and_is_named_and_the_others_leave(tmp_path: Path) -> None:
    """The answer knows no birth date, and two people have held the number."""
    home = renumbered(tmp_path, born="2018-03-03")
    unclear = said(home, 2, born=None)
    sound = said(home, 1, OTHERS, record="b", born="1985-05-01")
    rows, left_out = returned(home, tmp_path / "out")
    assert (rows, left_out, named_numbers(left_out)) == ([("800", 1)], [NUMBER], "学校1の700")
    ((note,),) = (returns(home.folder),)
    assert (sound.entry in note.entries, unclear.entry in note.entries) == (True, False)


def test_nothing_leaves_when_no_number_can_be_resolved(tmp_path: Path) -> None:
    home = make_home(tmp_path, {"residents": family()})
    home.build()
    said(home, 2, born="2011-01-01")
    with pytest.raises(RefusedError, match="学校1の700") as refused:
        returned(home, tmp_path / "out")
    assert (refused.value.code, returns(home.folder), (tmp_path / "out").exists()) == ("M016", [], False)


def test_an_answer_that_says_no_is_not_noted_as_having_left(tmp_path: Path) -> None:
    home = make_home(tmp_path, {"residents": family()})
    home.build()
    yes = said(home, 2)
    no = said(home, 1, answer=IdentityAnswer.OTHER, record="b", born="1985-05-01")
    assert returned(home, tmp_path / "out")[0] == [("700", 2)]
    (note,) = returns(home.folder)
    assert (yes.entry in note.entries, no.entry in note.entries) == (True, False)
