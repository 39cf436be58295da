"""A woman where a meeting talks about children: she is decided about like a child, and is judged by no criterion."""

from __future__ import annotations

from datetime import date

from tsunagu.serving import STATE_BYTES, ServedChild
from tsunagu_web.access import CaseObject
from tsunagu_web.accounts import clock
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.reading import STILL_SEEN
from tsunagu_web.expecting.carrying import open_pregnancies
from tsunagu_web.expecting.models import Woman
from tsunagu_web.expecting.women import LETTER, is_sheltered
from tsunagu_web.reading import RunView


def is_woman(code: str) -> bool:
    """Whether a code of somebody decided about is a woman's."""
    return code.startswith(f"{LETTER}-")


def women_of(case: Case) -> list[Woman]:
    """Those whose pregnancy the case carries now, in the order of beginning."""
    return [one.woman for one in open_pregnancies().filter(case=case).order_by("id")]


def stand_ins(case: Case, run: RunView) -> list[ServedChild]:
    """One per woman: no criterion reaches her, no question was asked."""
    return [
        ServedChild(
            child_code=woman.code,
            household_code=case.household_code,
            person_id=woman.person_id or 0,
            sex="女",
            age=_age(woman.born_on, run.as_of),
            fiscal_age=_age(woman.born_on, run.as_of),
            grade=None,
            affiliation=None,
            protected=woman.person_id is not None and is_sheltered(run, woman),
            answers=bytes(len(run.indicators)),
            states=bytes([STATE_BYTES["outside"]]) * len(run.criteria),
            points=bytes(len(run.criteria)),
            total_points=0,
            known=0,
            items=0,
            history=[],
        )
        for woman in women_of(case)
    ]


def thing_of(case: Case, code: str) -> CaseObject:
    """What a decision about her asks for: the household is in hand for as long as its case can be read."""
    seen = case.ended_at is None or case.ended_at + STILL_SEEN > clock.now()
    return CaseObject(code, case.household_code, False, None, in_hand=seen)


def _age(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
