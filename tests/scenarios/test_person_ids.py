"""優斗's 整理番号 over the months: it is his, whatever becomes of his 宛名番号, and nobody else ever gets it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scenarios.test_what_people_decided import NOVEMBER, decided_on, say, undecided
from support.loads import MadeHome, make_home, resident
from tsunagu.engines import open_engine
from tsunagu.identity import IdentityAnswer, undo
from tsunagu.mart import Snapshot
from tsunagu.mart.person_ids import CODES, LEDGER, keep_person_ids

__all__ = ["decided_on"]

MONTHS = (date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31), date(2026, 11, 30))
YUTO = {"name": "京谷 優斗", "kana": "キョウタニ ユウト", "born": "2015-06-01", "sex": "男"}
AOI = {"name": "西 葵", "kana": "ニシ アオイ", "born": "2018-02-02", "sex": "女"}
BECAME = {"resident_no": 30, "kind": "旧宛名番号", "number": f"{11:015d}", "valid_from": "2015-06-01", "valid_to": "2026-08-31",
          "created_on": "2026-09-01"}  # fmt: skip


def child(number: int, household: int = 1, **cells: Any) -> dict[str, Any]:
    return resident(number, household=household, relation="20", **{**YUTO, **cells})


def mother(number: int, household: int = 1) -> dict[str, Any]:
    return resident(number, household=household, born="1985-05-01")


def over_months(folder: Path, *months: Mapping[str, list[dict[str, Any]]]) -> list[tuple[MadeHome, Snapshot]]:
    """The snapshot of each month; the files of a month replace those of the one before."""
    home = make_home(folder, months[0], as_of=MONTHS[0])
    for month, tables in zip(MONTHS[1:], months[1:], strict=False):
        home.add(tables, received_on=month)
    return [(home, home.build(month)) for month in MONTHS[: len(months)]]


def codes(month: tuple[MadeHome, Snapshot]) -> dict[int, str]:
    """整理番号 by number."""
    home, snapshot = month
    return dict(home.rows(snapshot, "child_codes"))


def ledger(month: tuple[MadeHome, Snapshot]) -> list[tuple[Any, ...]]:
    home, snapshot = month
    return home.rows(snapshot, "person_ids")


def test_the_ledger_is_only_added_to_and_the_same_child_keeps_its_code(tmp_path: Path) -> None:
    """葵 comes in September, is away in October and comes back in November."""
    home = [mother(10), child(11)]
    months = over_months(
        tmp_path, {"residents": home}, {"residents": [*home, child(21, 2, **AOI)]}, {"residents": home},
        {"residents": [*home, child(21, 2, **AOI)]},
    )  # fmt: skip
    assert [codes(month) for month in months] == [{11: "C-0001"}] + [{11: "C-0001", 21: "C-0002"}] * 3
    for before, after in zip(months[:-1], months[1:], strict=True):
        assert ledger(after)[: len(ledger(before))] == ledger(before)
    assert [row[1:] for row in ledger(months[-1])] == [
        ("C-0001", 11, date(2015, 6, 1), MONTHS[0]),
        ("C-0002", 21, date(2018, 2, 2), MONTHS[1]),
    ]


def test_a_child_with_a_new_number_keeps_its_code(tmp_path: Path) -> None:
    """And the newcomer of that month gets the next one."""
    months = over_months(
        tmp_path,
        {"residents": [mother(10), child(11)]},
        {"residents": [mother(10), child(30), child(21, 2, **AOI)], "identifiers": [BECAME]},
        {"residents": [mother(10), child(30), child(21, 2, **AOI)], "identifiers": [BECAME]},
    )
    assert codes(months[1]) == codes(months[2]) == {30: "C-0001", 21: "C-0002"}
    assert [row[1:3] for row in ledger(months[2])] == [("C-0001", 11), ("C-0001", 30), ("C-0002", 21)]


def test_of_two_codes_of_one_child_the_first_counts_until_the_two_are_told_apart(tmp_path: Path) -> None:
    """The correspondence of numbers comes a month late, and is taken back in the month after."""
    late = [mother(10), child(30)]
    both = [mother(10), child(11), child(30, 2)]
    months = over_months(
        tmp_path,
        {"residents": [mother(10), child(11)]},
        {"residents": late},
        {"residents": late, "identifiers": [BECAME]},
        {"residents": both, "identifiers": []},
    )
    assert codes(months[1]) == {11: "C-0001", 30: "C-0002"}
    assert codes(months[2]) == {30: "C-0001"}
    assert codes(months[3]) == {11: "C-0001", 30: "C-0002"}
    assert [row[1] for row in ledger(months[2])][:2] == ["C-0001", "C-0002"], "what was given once stays written"


@pytest.mark.parametrize("told", [True, False], ids=["the correspondence tells", "nobody tells"])
def test_whoever_is_given_somebodys_old_number_does_not_get_their_code(tmp_path: Path, told: bool) -> None:
    """葵 has 優斗's old number. His case must not open under her name."""
    stayed = [child(30)] if told else []
    tables = {"residents": [mother(10), *stayed, child(11, 2, **AOI)]} | ({"identifiers": [BECAME]} if told else {})
    first, second, third = over_months(tmp_path, {"residents": [mother(10), child(11)]}, tables, tables)
    assert codes(first) == {11: "C-0001"}
    assert codes(second) == codes(third) == {11: "C-0002"} | ({30: "C-0001"} if told else {})
    assert {row[1] for row in ledger(third)} == {"C-0001", "C-0002"}, "the code he had is never given again"


@pytest.mark.parametrize(
    "cells", [{"born": "2015-07-01"}, {"name": "山田 優斗", "kana": "ヤマダ ユウト"}], ids=["birth date", "name"]
)
def test_a_birth_date_set_right_or_a_new_name_is_the_same_child(tmp_path: Path, cells: dict[str, Any]) -> None:
    now = {"residents": [mother(10), child(11, **cells)]}
    months = over_months(tmp_path, {"residents": [mother(10), child(11)]}, now, now)
    assert [codes(month) for month in months] == [{11: "C-0001"}] * 3


def test_judgements_and_their_undoing_leave_codes_and_ledger_alone(tmp_path: Path, decided_on: Any) -> None:
    """What people decide is whose a record is, never who there is."""
    home = undecided(tmp_path)
    before = [home.rows(home.build(NOVEMBER), table) for table in ("child_codes", "person_ids")]
    said = say(home, IdentityAnswer.SAME)
    decided = home.build(NOVEMBER)
    assert [home.rows(decided, table) for table in ("child_codes", "person_ids")] == before
    undo(home.folder, said.entry, by="相原", why="見まちがい")
    undone = home.build(NOVEMBER)
    assert [home.rows(undone, table) for table in ("child_codes", "person_ids")] == before


def test_a_snapshot_from_before_the_ledger_hands_on_its_codes(tmp_path: Path) -> None:
    """Of those who are in its register it also says the birth date, so a number given away is noticed at once."""
    home = make_home(tmp_path, {"residents": [mother(10), child(11), child(21, 2, **AOI)]}, as_of=MONTHS[0])
    new = home.build()
    files = tuple(file for file in new.manifest.files if file.name != "person_ids.parquet")
    old = Snapshot(new.path, new.manifest.model_copy(update={"files": files}))
    engine = open_engine([home.folder])
    engine.execute("CREATE TABLE person (person_id BIGINT, birth_date DATE, name VARCHAR, kana VARCHAR)")
    engine.execute("INSERT INTO person VALUES (11, '2015-06-01', 'x', 'x'), (21, '2020-01-01', '別 人', 'ベツ ジン')")
    engine.execute("CREATE TABLE holder AS SELECT person_id AS number, person_id, TRUE AS own FROM person")
    engine.execute("CREATE TABLE child AS SELECT person_id FROM person")
    keep_person_ids(engine, MONTHS[1], old)
    assert engine.execute(CODES).fetchall() == [(11, "C-0001"), (21, "C-0003")]
    assert [row[1:3] for row in engine.execute(LEDGER).fetchall()] == [("C-0001", 11), ("C-0002", 21), ("C-0003", 21)]
