"""Named people at the review desk: what is decided about October's records is read by November's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from scenarios.test_who_is_who import YUTO, enrolled, family, sheet
from support.loads import MadeHome, make_home, resident
from tsunagu.base import clock
from tsunagu.identity import IdentityAnswer, IdentityJudgement, Pair, PupilNumber, decide, second, undo

NOVEMBER = date(2026, 11, 30)
Links = dict[int, tuple[int | None, str]]


@pytest.fixture
def decided_on(monkeypatch: pytest.MonkeyPatch) -> Any:
    def move(day: date) -> None:
        monkeypatch.setattr(clock, "now", lambda: datetime(day.year, day.month, day.day, 9, tzinfo=clock.JAPAN))

    move(date(2026, 11, 5))
    return move


def undecided(tmp_path: Path, more: Sequence[dict[str, Any]] = (), **cells: Any) -> MadeHome:
    """優斗's sheet comes from another school than the 学齢簿 says, so it waits; November brings the same sheet again."""
    home = make_home(
        tmp_path,
        {"residents": family(), "school_register": [enrolled(2, school="002")], "attendance": [sheet(**cells)]},
    )
    home.add({"attendance": [sheet(10, **cells), *more]}, received_on=NOVEMBER)
    return home


def waiting(home: MadeHome, day: date | None = None) -> list[tuple[Any, ...]]:
    """What the desk of a day shows of the attendance sheets."""
    return home.rows(
        home.build(day),
        "proposed_links",
        "record_key, person_id, rank, agrees, two_people",
        "table_name = 'attendance'",
    )


def october(home: MadeHome) -> Links:
    return home.links(home.build(), "shukketsu")


def november(home: MadeHome) -> Links:
    return home.links(home.build(NOVEMBER), "shukketsu")


def calls(home: MadeHome) -> list[tuple[int | None, str]]:
    """Person and method of November's consultations, by the date of the call."""
    return [
        (person, method)
        for person, method in home.rows(
            home.build(NOVEMBER), "links", "person_id, method", "source IN ('jido_sodan', 'fukushi_sodan')"
        )
    ]


def say(home: MadeHome, answer: IdentityAnswer, person: int | None = 2, **more: Any) -> IdentityJudgement:
    key = waiting(home)[0][0]
    return decide(
        home.folder,
        table="attendance",
        pair=Pair(key, person),
        answer=answer,
        by="相原",
        why="",
        **{"two_people": False, **more},
    )


def test_a_record_that_waits_is_on_the_desk_with_whom_it_may_mean(tmp_path: Path) -> None:
    ((key, person, rank, agrees, two_people),) = waiting(undecided(tmp_path))
    assert len(key) == 64
    assert (person, rank, agrees, two_people) == (2, 1, ["kana", "kanji", "birth_date", "sex"], False)


def test_same_is_read_by_the_next_month_and_not_by_the_old_one(tmp_path: Path, decided_on: Any) -> None:
    home = undecided(tmp_path)
    before = home.build()
    say(home, IdentityAnswer.SAME)
    assert set(november(home).values()) == {(2, "judged")}
    assert waiting(home, NOVEMBER) == []
    assert home.build().snapshot_id == before.snapshot_id, "a rerun of an old month gives the old answer"


def test_other_is_never_proposed_again_and_the_record_goes_on_waiting(tmp_path: Path, decided_on: Any) -> None:
    home = undecided(tmp_path)
    say(home, IdentityAnswer.OTHER)
    assert set(november(home).values()) == {(None, "no_independent_field")}
    assert [row[1] for row in waiting(home, NOVEMBER)] == [None]


def test_other_wins_over_a_rule_that_would_link(tmp_path: Path, decided_on: Any) -> None:
    """By November the 学齢簿 has caught up, and the rule alone would link."""
    home = undecided(tmp_path)
    home.add({"school_register": [enrolled(2)]}, received_on=NOVEMBER)
    assert {person for person, _ in november(home).values()} == {2}
    say(home, IdentityAnswer.OTHER)
    assert set(november(home).values()) == {(None, "judged_apart")}


@pytest.mark.parametrize(
    ("answer", "reason"),
    [(IdentityAnswer.OUT_OF_AREA, "out_of_area"), (IdentityAnswer.AWAITING_REGISTRATION, "awaiting_registration")],
)
def test_nobody_here_is_a_reason_to_wait(tmp_path: Path, decided_on: Any, answer: IdentityAnswer, reason: str) -> None:
    home = undecided(tmp_path)
    say(home, answer, None)
    assert set(november(home).values()) == {(None, reason)}


def test_awaiting_registration_ends_with_the_registration_and_out_of_area_does_not(
    tmp_path: Path, decided_on: Any
) -> None:
    for answer, expected in ((IdentityAnswer.AWAITING_REGISTRATION, 2), (IdentityAnswer.OUT_OF_AREA, None)):
        home = undecided(tmp_path / str(answer))
        say(home, answer, None)
        home.add({"school_register": [enrolled(2)]}, received_on=NOVEMBER)
        assert {person for person, _ in november(home).values()} == {expected}


def test_a_confirmed_pupil_number_finds_the_child_also_under_other_words(tmp_path: Path, decided_on: Any) -> None:
    """In November the school writes the name otherwise; number and birth date are the same."""
    renamed = sheet(11, pupil_no="700", kana="さとう ゆうと", name="佐藤 ゆうと", number=9)
    home = undecided(tmp_path, [renamed], pupil_no="00700")
    say(home, IdentityAnswer.SAME, pupil_number=PupilNumber("1", "700"))
    assert set(november(home).values()) == {(2, "judged")}


def test_a_confirmed_pupil_number_on_another_childs_row_waits(tmp_path: Path, decided_on: Any) -> None:
    """The number was given to a newcomer: neither name nor birth date is 優斗's."""
    newcomer = sheet(11, pupil_no="700", kana="たかはし りん", name="高橋 凛", birth_date="2016-01-02", number=9)
    home = undecided(tmp_path, [newcomer], pupil_no="700")
    say(home, IdentityAnswer.SAME, pupil_number=PupilNumber("1", "700"))
    assert (None, "number_conflict") in november(home).values()
    assert {person for person, _ in november(home).values()} <= {2, None}


def test_a_confirmed_pupil_number_given_to_a_new_pupil_leaves_both_their_rows(tmp_path: Path, decided_on: Any) -> None:
    """凛 lives here and sits in 第一小学校 since 優斗 left: her own name, birth date and school say whose row it is."""
    rin = resident(7, household=20, relation="20", name="高橋 凛", kana="タカハシ リン", born="2016-01-02")
    hers = sheet(11, pupil_no="700", kana="たかはし りん", name="高橋 凛", birth_date="2016-01-02", number=9, _line=9)
    home = undecided(tmp_path, [hers], pupil_no="700")
    home.add(
        {"residents": [*family(), rin], "school_register": [enrolled(2, school="002"), enrolled(7)]},
        received_on=NOVEMBER,
    )
    say(home, IdentityAnswer.SAME, pupil_number=PupilNumber("1", "700"), born="2015-06-01")
    links = november(home)
    assert links.pop(9) == (7, "kana_birth")
    assert set(links.values()) == {(2, "judged")}


def test_one_record_said_to_be_two_children_is_neither_ones(tmp_path: Path, decided_on: Any) -> None:
    namesake = resident(5, household=20, relation="20", **YUTO)
    home = make_home(tmp_path, {"residents": [*family(), namesake], "school_register": [], "attendance": [sheet()]})
    home.add({"attendance": [sheet(10)]}, received_on=NOVEMBER)
    assert sorted(row[1] for row in waiting(home)) == [2, 5]
    say(home, IdentityAnswer.SAME, 2)
    assert set(november(home).values()) == {(2, "judged")}
    say(home, IdentityAnswer.SAME, 5)
    assert set(november(home).values()) == {(None, "judged_apart")}


def test_undo_restores_what_was_before_to_the_byte(tmp_path: Path, decided_on: Any) -> None:
    home = undecided(tmp_path)
    say(home, IdentityAnswer.OTHER)
    before = home.build(NOVEMBER).snapshot_id
    wrong = say(home, IdentityAnswer.SAME)
    assert home.build(NOVEMBER).snapshot_id != before
    undo(home.folder, wrong.entry, by="相原", why="押しまちがい")
    assert home.build(NOVEMBER).snapshot_id == before


def test_with_abuse_data_one_person_decides_nothing(tmp_path: Path, decided_on: Any) -> None:
    """優斗 is in the 要対協 register: whoever is linked with him is linked with that."""
    case = {"resident_no": 2, "case_no": "K1", "name": "佐藤 優斗", "kana": "サトウ ユウト", "birth_date": "2015-06-01",
            "registered_on": "2026-05-01", "kind": "要保護"}  # fmt: skip
    home = undecided(tmp_path)
    home.add({"support_cases": [case]})
    assert [row[4] for row in waiting(home)] == [True]
    answer = say(home, IdentityAnswer.SAME, two_people=True)
    assert set(november(home).values()) == {(None, "no_independent_field")}
    second(home.folder, answer.entry, by="石井")
    assert set(november(home).values()) == {(2, "judged")}


def test_a_person_who_got_another_number_keeps_what_was_decided(tmp_path: Path, decided_on: Any) -> None:
    home = undecided(tmp_path)
    say(home, IdentityAnswer.SAME)
    renumbered = [resident(1, household=10, name="佐藤 花子", kana="サトウ ハナコ", born="1985-05-01"),
                  resident(9, household=10, relation="20", **YUTO)]  # fmt: skip
    home.add(
        {
            "residents": renumbered,
            "identifiers": [{"kind": "旧宛名番号", "number": "2", "resident_no": 9, "valid_from": "2026-11-01"}],
        },
        received_on=NOVEMBER,
    )
    assert set(november(home).values()) == {(9, "judged")}


def test_a_number_given_to_somebody_else_does_not_carry_the_answer_to_them(tmp_path: Path, decided_on: Any) -> None:
    """優斗 left, and his 宛名番号 was given to 凛: 優斗's sheet must not become hers, with or without a 旧宛名番号 row."""
    for told in (False, True):
        home = undecided(tmp_path / str(told))
        say(home, IdentityAnswer.SAME, born=YUTO["born"])
        rin = resident(2, household=30, name="高橋 凛", kana="タカハシ リン", born="2018-03-03")
        moved = [resident(9, household=10, relation="20", **YUTO)] if told else []
        files = {"residents": [family()[0], rin, *moved]}
        if told:
            files["identifiers"] = [
                {
                    "kind": "旧宛名番号",
                    "number": "2",
                    "resident_no": 9,
                    "valid_from": "2010-01-01",
                    "valid_to": "2026-11-01",
                }
            ]
        home.add(files, received_on=NOVEMBER)
        assert set(november(home).values()) == ({(9, "judged")} if told else {(None, "number_conflict")})


def test_a_confirmed_number_on_the_twins_row_waits(tmp_path: Path, decided_on: Any) -> None:
    """The school took the twins' numbers one for the other: アカネ's row carries アオイ's number."""
    twins = [resident(2, household=10, relation="20", name="森 葵", kana="モリ アオイ", born="2015-06-01"),
             resident(3, household=10, relation="20", name="森 茜", kana="モリ アカネ", born="2015-06-01")]  # fmt: skip
    aoi = {"kana": "もり あおい", "name": "森 葵", "pupil_no": "700"}
    home = make_home(
        tmp_path, {"residents": [family()[0], *twins], "school_register": [], "attendance": [sheet(**aoi)]}
    )
    akane = sheet(11, kana="もり あかね", name="森 茜", pupil_no="700", number=9)
    home.add({"attendance": [sheet(10, **aoi), akane]}, received_on=NOVEMBER)
    say(home, IdentityAnswer.SAME, pupil_number=PupilNumber("1", "700"))
    found = november(home)
    assert set(found.values()) == {(2, "judged"), (None, "number_conflict")}


def test_an_answer_about_a_nameless_call_reaches_no_other_call(tmp_path: Path, decided_on: Any) -> None:
    """Two calls about 「サトウ ユイ」 without birth date are two children until somebody says otherwise."""
    call = {
        "desk": "1",
        "kana": "サトウ ユイ",
        "name": "佐藤 結衣",
        "birth_date": None,
        "guardian": "",
        "kind": "養護相談",
    }
    first = {**call, "receipt_no": "R-1", "received_on": "2026-10-05"}
    home = make_home(tmp_path, {"residents": family(), "consultations": [first]})
    home.add(
        {"consultations": [first, {**call, "receipt_no": "R-2", "received_on": "2026-11-05"}]}, received_on=NOVEMBER
    )
    ((key,),) = home.rows(home.build(), "proposed_links", "record_key", "table_name = 'consultations'")
    decide(home.folder, table="consultations", pair=Pair(key, 2), answer=IdentityAnswer.SAME, by="相原", why="", two_people=False)  # fmt: skip
    assert sorted(calls(home), key=str) == [(2, "judged"), (None, "no_number")]


def test_an_answer_never_takes_a_row_from_its_own_number(tmp_path: Path, decided_on: Any) -> None:
    """A later call carries 宛名番号 1 itself: the old answer 「2」 does not overrule it; nobody is linked until asked again."""
    call = {"desk": "1", "kana": "サトウ ユウト", "name": "佐藤 優斗", "birth_date": "2015-06-01", "guardian": "", "kind": "養護相談",
            "receipt_no": "R-1", "received_on": "2026-10-05"}  # fmt: skip
    home = make_home(tmp_path, {"residents": [*family(), resident(5, household=20, **YUTO)], "consultations": [call]})
    home.add({"consultations": [{**call, "resident_no": 5}]}, received_on=NOVEMBER)
    keys = home.rows(home.build(), "proposed_links", "DISTINCT record_key", "table_name = 'consultations'")
    decide(home.folder, table="consultations", pair=Pair(keys[0][0], 2), answer=IdentityAnswer.SAME, by="相原", why="", two_people=False)  # fmt: skip
    assert calls(home) == [(None, "number_conflict")]
