"""The review desk: which records of the run on the pages wait for a person's answer, and giving one.

One question at a time: a record and the likeliest person it may still mean, or a record nobody is proposed for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from tsunagu.base.errors import RefusedError, TsunaguError
from tsunagu.base.text import kana_key
from tsunagu.catalog import Pack
from tsunagu.identity import (
    IdentityAnswer,
    IdentityJudgement,
    Pair,
    PupilNumber,
    Standing,
    decide,
    in_force,
    name_key,
    standings,
)
from tsunagu.mart import ENTRY_DIGITS, find_snapshot, holds_abuse_data
from tsunagu.month.home import Home
from tsunagu.serving import Serving, WaitingRecord

LONGEST_PAUSE = 300
"""Seconds between two answers beyond which somebody was away."""
FIRST_GUESS = 20.0
"""Seconds per answer told before there are enough to say better, and never less: a few quick keys are no pace."""
ALREADY_PARTED = RefusedError(
    "M019", "この組は、もう「別人」と答えられています", "「これまでの答え」で、いまの状態を見てください"
)
NAMESAKES = RefusedError(
    "M015",
    "同じ名前・生年月日の人がほかにもいて、まだ見ていません",
    "この人については別人か保留と答えて、先にほかの人を見てください。全員を見ると「同一人」を選べます",
)


@dataclass(frozen=True)
class Question:
    """A record, and the person asked about; None where nobody (more) is proposed.

    `two_people`: one answer is not enough. `contradicts`: an answer given before speaks against another, and neither is
    used. `unseen`: how many of the same name and birth date nobody has answered about yet; 同一人 is not taken before.
    `later`: how many others are asked about after this one; those already answered about are not among them.
    """

    record: WaitingRecord
    person: dict[str, Any] | None
    two_people: bool
    put_off: bool = False
    contradicts: bool = False
    unseen: int = 0
    later: int = 0

    @property
    def others(self) -> int:
        """How many other people the record may mean."""
        return len(self.record.people) - bool(self.person)

    @property
    def pair(self) -> Pair:
        return Pair(self.record.record_key, self.person["person_id"] if self.person else None)


@dataclass(frozen=True)
class Desk:
    """`open`: questions to answer, pairs first, then records nobody is proposed for, then what was put off or contradicts
    itself; `second`: answers that wait for another person, with the very pair the first one saw; `unshown`: answers that
    wait, whose pair the run no longer proposes; `settled`: records of this run that have their answer.
    """

    open: list[Question]
    second: list[tuple[IdentityJudgement, Question]]
    settled: int
    unshown: list[IdentityJudgement]

    @property
    def total(self) -> int:
        """Records of the run that waited."""
        return self.settled + len(self.open) + len(self.second) + len(self.unshown)


def entries_read(home: Home, serving: Serving) -> frozenset[str]:
    """Beginnings of the answers that the run on the pages has read; none where its snapshot is gone."""
    try:
        snapshot = find_snapshot(home.folder, serving.meta("run")["snapshot_id"])
    except TsunaguError:
        return frozenset()
    return frozenset(snapshot.manifest.judgements)


def desk_of(
    serving: Serving, given: Iterable[IdentityJudgement], pack: Pack, read: frozenset[str] = frozenset()
) -> Desk:
    """What of the run's waiting records is open, waits for a second person, or has its answer.

    `read`: see `entries_read`. A 住民登録待ち that the run has read and whose record still waits is asked about again: not
    yet is not no. A record whose answers contradict each other is asked about again too.
    """
    every = list(given)
    answers, resolved = _by_record(every), standings(every)
    # By their place in the log, not by the clock: two answers within a second have an order too.
    place = {one.entry: at for at, one in enumerate(every)}
    opened: list[tuple[int, Question]] = []
    desk = Desk([], [], 0, [])
    settled = 0
    for record in serving.waiting_records():
        said = answers.get(record.record_key, [])
        waits = [one for one in said if one.waits_for_second]
        if waits:
            question = question_of(record, waits[-1].asked, pack)
            if question.pair.person == waits[-1].asked:
                desk.second.append((waits[-1], question))
            else:
                desk.unshown.append(waits[-1])
            continue
        standing = {pair.person: one for pair, one in in_force(said).items()}
        contradicts = record.record_key in resolved.broken
        if not contradicts and _is_settled(standing, record.record_key in resolved.same, read):
            settled += 1
            continue
        asked = _doubtful_person(record, standing) if contradicts else _next_person(record, standing)
        before = standing.get(asked)
        question = question_of(record, asked, pack)
        opened.append(
            (
                place[before.entry]
                if before is not None and (contradicts or before.answer is IdentityAnswer.LATER)
                else -1,
                replace(
                    question,
                    put_off=before is not None and before.answer is IdentityAnswer.LATER,
                    contradicts=contradicts,
                    unseen=_unseen_namesakes(question, standing),
                    later=sum(one["person_id"] not in (asked, *standing) for one in record.people),
                ),
            )
        )
    _take_up_linked(serving, answers, pack, desk, opened, place)
    opened.sort(key=lambda one: (one[1].put_off or one[1].contradicts, one[1].person is None, one[0]))
    return replace(desk, open=[question for _, question in opened], settled=settled)


def _take_up_linked(
    serving: Serving,
    answers: dict[str, list[IdentityJudgement]],
    pack: Pack,
    desk: Desk,
    opened: list[tuple[int, Question]],
    place: dict[str, int],
) -> None:
    """Of the records a rule linked, those somebody has doubted: 別人 that waits for a second person, and what was put off."""
    waiting = {record.record_key for record in serving.waiting_records()}
    for key in sorted(answers.keys() - waiting):
        doubted = [one for one in in_force(answers[key]).values() if one.answer is IdentityAnswer.LATER]
        doubted += [one for one in answers[key] if one.waits_for_second]
        record = record_asked(serving, key) if doubted else None
        if record is None:
            continue
        newest = doubted[-1]
        question = question_of(record, newest.asked, pack)
        if newest.waits_for_second and question.person is not None:
            desk.second.append((newest, question))
        elif newest.waits_for_second:
            desk.unshown.append(newest)
        elif question.person is not None:
            opened.append((place[newest.entry], replace(question, put_off=True)))


def record_asked(serving: Serving, record_key: str) -> WaitingRecord | None:
    """The record of that key, whether it waits for a person or a rule has linked it (to each of `people`)."""
    record = serving.waiting_record(record_key)
    if record is not None:
        return record
    linked = [one.record for one in serving.linked_records(keys=[record_key])]
    return replace(linked[0], people=[person for one in linked for person in one.people]) if linked else None


def answer_linked(home: Home, question: Question, answer: IdentityAnswer, *, by: str, why: str) -> IdentityJudgement:
    """Append 別人 or 保留 about a record that a rule linked. With 別人 in force its pages are empty of it at the next reading.

    Raises RefusedError M018 (another answer, or no reason), M019 (it was answered 別人 already), and what `decide` raises.
    """
    if answer not in (IdentityAnswer.OTHER, IdentityAnswer.LATER) or not why.strip():
        raise RefusedError(
            "M018", "ひも付いた記録には、理由を書いて「別人」か「保留」と答えます", "どうしてそう思うかを書いてください"
        )

    def still(given: list[IdentityJudgement]) -> None:
        said = [one for one in given if one.pair == question.pair]
        standing = in_force(said).get(question.pair)
        parted = standing is not None and standing.answer is IdentityAnswer.OTHER
        if parted or any(one.waits_for_second for one in said):
            raise ALREADY_PARTED

    return answer_question(home, question, answer, by=by, why=why, still=still)


def question_of(record: WaitingRecord, person: int | None, pack: Pack) -> Question:
    """The question about a record and one of its people. A person of before who is no longer proposed is asked about as nobody."""
    found = next((one for one in record.people if one["person_id"] == person), None)
    sensitive = holds_abuse_data(pack.tables[record.table]) or bool(found and found["two_people"])
    return Question(record, found, sensitive)


def answer_question(
    home: Home,
    question: Question,
    answer: IdentityAnswer,
    *,
    by: str,
    why: str,
    still: Callable[[list[IdentityJudgement]], None] | None = None,
) -> IdentityJudgement:
    """Append the answer, unless `still` refuses for the answers of that moment.

    Raises RefusedError M015 (同一人, while somebody of the same name and birth date has not been looked at), and what
    `decide` raises.
    """

    def check(given: list[IdentityJudgement]) -> None:
        if still is not None:
            still(given)
        said = _by_record(given).get(question.record.record_key, [])
        standing = {pair.person: one for pair, one in in_force(said).items()}
        if answer is IdentityAnswer.SAME and _unseen_namesakes(question, standing):
            raise NAMESAKES

    pair = question.pair
    if answer.names_a_person is False:
        pair = Pair(pair.record)
    return decide(
        home.folder,
        table=question.record.table,
        pair=pair,
        answer=answer,
        by=by,
        why=why,
        two_people=question.two_people,
        pupil_number=pupil_number_of(question.record),
        asked=question.pair.person,
        born=question.person["birth_date"] if question.person else None,
        still=check,
    )


def find_question(serving: Serving, pack: Pack, record_key: str, person: int | None) -> Question:
    """The question named by a record's key (or its beginning) and a person.

    Raises RefusedError M007 when the run has no such record, or does not propose that person for it.
    """
    found = {one.record_key for one in serving.waiting_records() if one.record_key.startswith(record_key)}
    found = found or set(serving.linked_keys(record_key))
    record = record_asked(serving, *found) if len(found) == 1 and len(record_key) >= 8 else None
    question = question_of(record, person, pack) if record else None
    if question is None or (person is not None and question.person is None):
        raise RefusedError("M007", "その組は、いまの月にありません", "tsunagu identity pairs で確かめてください")
    return question


def pupil_number_of(record: WaitingRecord) -> PupilNumber | None:
    """The 学籍番号 of a record with its school, as both are compared."""
    school, number = (part or "" for part in record.pupil_number)
    school, number = school.strip(), number.lstrip("0")
    if record.table != "attendance" or not number or not school:
        return None
    return PupilNumber(school.lstrip("0") or school, number)


def seconds_left(given: Iterable[IdentityJudgement], questions: int, by: str, day: date) -> int:
    """How long the open questions may take, from the middle pause between this person's answers of the day, at least FIRST_GUESS."""
    times = [datetime.fromisoformat(one.on) for one in given if one.by == by and one.on[:10] == day.isoformat()]
    pauses = sorted(pause for a, b in pairwise(times) if 0 < (pause := (b - a).total_seconds()) <= LONGEST_PAUSE)
    each = max(FIRST_GUESS, pauses[len(pauses) // 2]) if len(pauses) >= 3 else FIRST_GUESS
    return round(each * questions)


def _by_record(given: Iterable[IdentityJudgement]) -> dict[str, list[IdentityJudgement]]:
    found: dict[str, list[IdentityJudgement]] = defaultdict(list)
    for one in given:
        found[one.pair.record].append(one)
    return found


def _is_settled(standing: dict[int | None, IdentityJudgement], same: bool, read: frozenset[str]) -> bool:
    nobody = standing.get(None)
    if same or nobody is None or nobody.answer.names_a_person is not False:
        return same
    return nobody.answer is IdentityAnswer.OUT_OF_AREA or nobody.entry[:ENTRY_DIGITS] not in read


def _next_person(record: WaitingRecord, standing: dict[int | None, IdentityJudgement]) -> int | None:
    """The likeliest person nobody has answered about; else the one put off longest ago; else nobody."""
    people = [one["person_id"] for one in record.people]
    fresh = [one for one in people if one not in standing]
    later = [one for one in people if one in standing and standing[one].answer is IdentityAnswer.LATER]
    return next(iter([*fresh, *sorted(later, key=lambda one: standing[one].on)]), None)


def _doubtful_person(record: WaitingRecord, standing: dict[int | None, IdentityJudgement]) -> int | None:
    """Of the people the record was said to be, the one asked about longest ago."""
    proposed = {one["person_id"] for one in record.people}
    same = [person for person, one in standing.items() if one.answer.standing is Standing.POSITIVE]
    return next((person for person in same if person in proposed), None)


def _unseen_namesakes(question: Question, standing: dict[int | None, IdentityJudgement]) -> int:
    """How many others the record may mean that have the asked person's name, by kana or by kanji, and birth date (or none is
    known), unanswered: two of one spelling are namesakes to a record that writes no kana."""
    asked = question.person
    if asked is None:
        return 0
    return sum(
        bool(_names_of(one) & _names_of(asked))
        and (one["birth_date"] == asked["birth_date"] or None in (one["birth_date"], asked["birth_date"]))
        for one in question.record.people
        if one["person_id"] != asked["person_id"] and one["person_id"] not in standing
    )


def _names_of(person: dict[str, Any]) -> set[str]:
    """How the person's name may be compared: kana, kanji, and the name they go by."""
    return {
        key
        for key in (kana_key(person["kana"] or ""), name_key(person["name"] or ""), name_key(person["alias"] or ""))
        if key
    }
