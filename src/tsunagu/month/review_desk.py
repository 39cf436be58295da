"""The review desk: which records of the run on the pages wait for a person's answer, and giving one.

One question at a time: a record and the likeliest person it may still mean, or a record nobody is proposed for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from tsunagu.base.errors import RefusedError
from tsunagu.catalog import Pack
from tsunagu.identity import (
    IdentityAnswer,
    IdentityJudgement,
    Pair,
    PupilNumber,
    Standing,
    decide,
    in_force,
)
from tsunagu.mart import holds_abuse_data
from tsunagu.month.home import Home
from tsunagu.serving import Serving, WaitingRecord

LONGEST_PAUSE = 300
"""Seconds between two answers beyond which somebody was away."""
FIRST_GUESS = 20.0
"""Seconds per answer told before there are enough to say better."""


@dataclass(frozen=True)
class Question:
    """A record, and the person asked about; None where nobody (more) is proposed. `two_people`: one answer is not enough."""

    record: WaitingRecord
    person: dict[str, Any] | None
    two_people: bool
    put_off: bool = False

    @property
    def pair(self) -> Pair:
        return Pair(self.record.record_key, self.person["person_id"] if self.person else None)


@dataclass(frozen=True)
class Desk:
    """`open`: questions to answer, pairs first, then records nobody is proposed for, then what was put off; `second`: answers that wait for another person, with their
    question; `settled`: records of this run that have their answer.
    """

    open: list[Question]
    second: list[tuple[IdentityJudgement, Question]]
    settled: int

    @property
    def total(self) -> int:
        """Records of the run that waited."""
        return self.settled + len(self.open) + len({question.record.record_key for _, question in self.second})


def desk_of(serving: Serving, given: Iterable[IdentityJudgement], pack: Pack) -> Desk:
    """What of the run's waiting records is open, waits for a second person, or has its answer."""
    answers = _by_record(given)
    opened: list[Question] = []
    second: list[tuple[IdentityJudgement, Question]] = []
    settled = 0
    for record in serving.waiting_records():
        said = answers.get(record.record_key, [])
        waits = [one for one in said if one.waits_for_second]
        if waits:
            second.append((waits[-1], question_of(record, waits[-1].pair.person, pack)))
            continue
        standing = {pair.person: one.answer for pair, one in in_force(said).items()}
        if _is_settled(standing):
            settled += 1
            continue
        asked = _next_person(record, standing)
        question = question_of(record, asked, pack, put_off=standing.get(asked) is IdentityAnswer.LATER)
        opened.append(question)
    opened.sort(key=lambda question: (question.put_off, question.person is None))
    return Desk(opened, second, settled)


def question_of(record: WaitingRecord, person: int | None, pack: Pack, *, put_off: bool = False) -> Question:
    """The question about a record and one of its people. A person of before who is no longer proposed is asked about as nobody."""
    found = next((one for one in record.people if one["person_id"] == person), None)
    sensitive = holds_abuse_data(pack.tables[record.table]) or bool(found and found["two_people"])
    return Question(record, found, sensitive, put_off)


def answer_question(
    home: Home,
    question: Question,
    answer: IdentityAnswer,
    *,
    by: str,
    why: str,
    still: Callable[[list[IdentityJudgement]], None] | None = None,
) -> IdentityJudgement:
    """Append the answer, unless `still` refuses for the answers of that moment. Raises what `decide` raises."""
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
        still=still,
    )


def find_question(serving: Serving, pack: Pack, record_key: str, person: int | None) -> Question:
    """The question named by a record's key (or its beginning) and a person.

    Raises RefusedError M007 when the run has no such record, or does not propose that person for it.
    """
    found = [one for one in serving.waiting_records() if one.record_key.startswith(record_key)]
    question = question_of(found[0], person, pack) if len(found) == 1 and len(record_key) >= 8 else None
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
    """How long the open questions may take, from the middle pause between this person's answers of the day."""
    times = [datetime.fromisoformat(one.on) for one in given if one.by == by and one.on[:10] == day.isoformat()]
    pauses = sorted(pause for a, b in pairwise(times) if 0 < (pause := (b - a).total_seconds()) <= LONGEST_PAUSE)
    each = pauses[len(pauses) // 2] if len(pauses) >= 3 else FIRST_GUESS
    return round(each * questions)


def _by_record(given: Iterable[IdentityJudgement]) -> dict[str, list[IdentityJudgement]]:
    found: dict[str, list[IdentityJudgement]] = defaultdict(list)
    for one in given:
        found[one.pair.record].append(one)
    return found


def _is_settled(standing: dict[int | None, IdentityAnswer]) -> bool:
    same = [person for person, answer in standing.items() if answer.standing is Standing.POSITIVE]
    nobody = standing.get(None)
    return len(same) == 1 or (nobody is not None and nobody.names_a_person is False)


def _next_person(record: WaitingRecord, standing: dict[int | None, IdentityAnswer]) -> int | None:
    """The likeliest person nobody has answered about; else the likeliest put off; else nobody."""
    people = [one["person_id"] for one in record.people]
    fresh = [one for one in people if one not in standing]
    later = [one for one in people if standing.get(one) is IdentityAnswer.LATER]
    return next(iter([*fresh, *later]), None)
