"""Answers are appended, confirmed by a second person where needed, and taken back without a trace being lost."""

from __future__ import annotations

import fcntl
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import pytest

from tsunagu.base import clock
from tsunagu.base.errors import RefusedError
from tsunagu.identity import (
    BrokenJudgementsError,
    IdentityAnswer,
    IdentityJudgement,
    Pair,
    decide,
    in_force,
    judgements,
    may_give_back,
    second,
    second_undo,
    undo,
    undo_of,
)
from tsunagu.identity.judging.log import FILE, _entries

YUTO = Pair("a" * 64, 2)


def say(
    home: Path,
    answer: IdentityAnswer = IdentityAnswer.SAME,
    pair: Pair = YUTO,
    by: str = "相原",
    two_people: bool = False,
) -> IdentityJudgement:
    return decide(home, table="attendance", pair=pair, answer=answer, by=by, why="", two_people=two_people)


def standing(home: Path) -> dict[Pair, IdentityAnswer]:
    return {pair: judgement.answer for pair, judgement in in_force(judgements(home)).items()}


def test_the_last_answer_stands_and_the_first_stays_in_the_log(tmp_path: Path) -> None:
    say(tmp_path)
    say(tmp_path, IdentityAnswer.OTHER)
    assert standing(tmp_path) == {YUTO: IdentityAnswer.OTHER}
    assert [one.answer for one in judgements(tmp_path)] == [IdentityAnswer.SAME, IdentityAnswer.OTHER]


def test_an_undo_restores_the_answer_before_and_can_be_undone(tmp_path: Path) -> None:
    say(tmp_path)
    wrong = say(tmp_path, IdentityAnswer.OTHER)
    taken_back = undo(tmp_path, wrong.entry, by="相原", why="押しまちがい")
    assert standing(tmp_path) == {YUTO: IdentityAnswer.SAME}
    assert undo_of(tmp_path, wrong.entry) == taken_back
    undo(tmp_path, taken_back, by="相原", why="やはり別人")
    assert standing(tmp_path) == {YUTO: IdentityAnswer.OTHER}
    assert undo_of(tmp_path, wrong.entry) is None
    assert len((tmp_path / FILE).read_text(encoding="utf-8").splitlines()) == 4


@pytest.mark.parametrize("twice", [True, False])
def test_only_what_counts_can_be_taken_back(tmp_path: Path, twice: bool) -> None:
    entry = say(tmp_path).entry
    if twice:
        undo(tmp_path, entry, by="相原", why="押しまちがい")
    with pytest.raises(RefusedError) as refused:
        undo(tmp_path, entry if twice else "f" * 64, by="相原", why="もう一度")
    assert refused.value.code == "M006"


def test_with_abuse_data_it_takes_two_people(tmp_path: Path) -> None:
    answer = say(tmp_path, two_people=True)
    assert standing(tmp_path) == {}
    with pytest.raises(RefusedError) as refused:
        second(tmp_path, answer.entry, by="相原")
    assert refused.value.code == "M005"
    confirmed = second(tmp_path, answer.entry, by="石井")
    assert (confirmed.by, confirmed.second) == ("相原", "石井")
    assert standing(tmp_path) == {YUTO: IdentityAnswer.SAME}
    with pytest.raises(RefusedError) as refused:
        second(tmp_path, answer.entry, by="上田")
    assert refused.value.code == "M004"


def test_taking_back_an_answer_of_two_people_and_giving_it_back_needs_no_third(tmp_path: Path) -> None:
    answer = say(tmp_path, two_people=True)
    second(tmp_path, answer.entry, by="石井")
    taken_back = undo(tmp_path, answer.entry, by="相原", why="別の子だった")
    assert standing(tmp_path) == {}
    undo(tmp_path, taken_back, by="相原", why="別の子ではなかった")
    assert standing(tmp_path) == {YUTO: IdentityAnswer.SAME}


def test_what_somebody_took_back_nobody_else_gives_back_alone(tmp_path: Path) -> None:
    """石井 no longer agrees: 相原 alone is not two people."""
    answer = say(tmp_path, two_people=True)
    second(tmp_path, answer.entry, by="石井")
    taken_back = undo(tmp_path, answer.entry, by="石井", why="別の子だった")
    with pytest.raises(RefusedError) as refused:
        undo(tmp_path, taken_back, by="相原", why="やはり同じ子")
    assert refused.value.code == "M012"
    assert standing(tmp_path) == {}
    undo(tmp_path, taken_back, by="石井", why="取り消しがまちがい")
    assert standing(tmp_path) == {YUTO: IdentityAnswer.SAME}


def parted(home: Path) -> IdentityJudgement:
    """別人 by two people, in force."""
    answer = say(home, IdentityAnswer.OTHER, two_people=True)
    return second(home, answer.entry, by="石井")


def test_what_two_people_parted_stands_until_somebody_else_confirms_its_undo(tmp_path: Path) -> None:
    answer = parted(tmp_path)
    undo(tmp_path, answer.entry, by="相原", why="同じ子だった")
    (judged,) = judgements(tmp_path)
    assert standing(tmp_path) == {YUTO: IdentityAnswer.OTHER}
    assert judged.withdrawal is not None and (judged.withdrawal.by, judged.withdrawal.why) == ("相原", "同じ子だった")
    for by, refused_as in (("相原", "M005"), ("上田", None)):
        if refused_as is None:
            assert not second_undo(tmp_path, answer.entry, by=by).active
            continue
        with pytest.raises(RefusedError) as refused:
            second_undo(tmp_path, answer.entry, by=by)
        assert refused.value.code == refused_as
    assert standing(tmp_path) == {}
    with pytest.raises(RefusedError) as refused:
        second_undo(tmp_path, answer.entry, by="石井")
    assert refused.value.code == "M004"


def test_an_undo_that_waits_is_not_asked_for_twice_and_can_be_dropped_by_anybody(tmp_path: Path) -> None:
    answer = parted(tmp_path)
    waits = undo(tmp_path, answer.entry, by="相原", why="同じ子だった")
    with pytest.raises(RefusedError) as refused:
        undo(tmp_path, answer.entry, by="石井", why="同じ子だった")
    assert refused.value.code == "M017"
    assert may_give_back(tmp_path, waits, "上田")
    undo(tmp_path, waits, by="上田", why="やはり別人")
    assert judgements(tmp_path)[0].withdrawal is None
    assert standing(tmp_path) == {YUTO: IdentityAnswer.OTHER}


def test_neither_putting_off_nor_taking_the_confirmation_back_ends_what_two_people_parted(tmp_path: Path) -> None:
    parted(tmp_path)
    say(tmp_path, IdentityAnswer.LATER)
    assert standing(tmp_path) == {YUTO: IdentityAnswer.OTHER}
    again = say(tmp_path, IdentityAnswer.SAME)
    assert again.two_people and not again.in_force, "one person alone does not answer otherwise either"
    confirmation = next(one.hash for one in _entries(tmp_path) if one.event == "seconded")
    undo(tmp_path, confirmation, by="石井", why="見まちがい")
    assert standing(tmp_path) == {YUTO: IdentityAnswer.OTHER}


def test_one_persons_parting_is_taken_back_by_one_person(tmp_path: Path) -> None:
    answer = say(tmp_path, IdentityAnswer.OTHER)
    undo(tmp_path, answer.entry, by="石井", why="押しまちがい")
    assert standing(tmp_path) == {}


def test_what_one_person_decided_another_may_give_back(tmp_path: Path) -> None:
    answer = say(tmp_path)
    undo(tmp_path, undo(tmp_path, answer.entry, by="石井", why="別の子だった"), by="相原", why="やはり同じ子")
    assert standing(tmp_path) == {YUTO: IdentityAnswer.SAME}


def test_to_put_a_pair_off_takes_one_person_even_with_abuse_data(tmp_path: Path) -> None:
    assert say(tmp_path, IdentityAnswer.LATER, two_people=True).in_force


@pytest.mark.parametrize(
    ("answer", "pair"),
    [(IdentityAnswer.SAME, Pair("a" * 64)), (IdentityAnswer.OTHER, Pair("a" * 64)), (IdentityAnswer.OUT_OF_AREA, YUTO)],
)
def test_an_answer_about_a_pair_needs_a_person_and_one_about_a_record_has_none(
    tmp_path: Path, answer: IdentityAnswer, pair: Pair
) -> None:
    with pytest.raises(RefusedError) as refused:
        say(tmp_path, answer, pair)
    assert refused.value.code == "M003"
    assert not (tmp_path / FILE).exists()


def test_an_answer_needs_a_name_and_an_undo_a_reason(tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        say(tmp_path, by=" ")
    assert refused.value.code == "M002"
    with pytest.raises(RefusedError) as refused:
        undo(tmp_path, say(tmp_path).entry, by="相原", why=" ")
    assert refused.value.code == "M002"


def test_the_check_of_an_answer_sees_what_was_written_until_the_lock_was_held(tmp_path: Path) -> None:
    """Between a page and its answer somebody else may have answered: the check and the line are one step."""

    def still(given: list[IdentityJudgement]) -> None:
        assert (tmp_path / FILE).with_name("lock").is_file()
        with (tmp_path / FILE).with_name("lock").open("w") as handle, pytest.raises(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if given:
            raise RefusedError("M010", "組は答えずみです", "次の組へ")

    for expected in (1, 1):
        with suppress(RefusedError):
            decide(tmp_path, table="attendance", pair=YUTO, answer=IdentityAnswer.SAME, by="相原", why="", two_people=False, still=still)  # fmt: skip
        assert len(judgements(tmp_path)) == expected


def test_an_answer_about_a_record_keeps_whom_the_page_showed(tmp_path: Path) -> None:
    judged = decide(tmp_path, table="attendance", pair=Pair("a" * 64), answer=IdentityAnswer.OUT_OF_AREA, by="相原", why="", two_people=True, asked=2)  # fmt: skip
    assert (judged.pair.person, judged.asked) == (None, 2)
    assert say(tmp_path).asked == YUTO.person


def test_an_earlier_day_knows_nothing_of_later_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for day, answer in ((5, IdentityAnswer.SAME), (20, IdentityAnswer.OTHER)):
        monkeypatch.setattr(clock, "now", lambda day=day: datetime(2026, 11, day, 9, tzinfo=clock.JAPAN))
        say(tmp_path, answer)
    known = [len(judgements(tmp_path, date(2026, 11, day))) for day in (4, 5, 19, 20)]
    assert known == [0, 1, 1, 2]


def test_a_changed_log_is_refused_with_its_line(tmp_path: Path) -> None:
    say(tmp_path)
    say(tmp_path, IdentityAnswer.OTHER)
    path = tmp_path / FILE
    path.write_text(path.read_text(encoding="utf-8").replace('"same"', '"other"', 1), encoding="utf-8")
    with pytest.raises(BrokenJudgementsError) as broken:
        judgements(tmp_path)
    assert (broken.value.code, broken.value.line) == ("M001", 1)
