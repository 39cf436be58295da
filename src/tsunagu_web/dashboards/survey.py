"""アンケート of the SSWs: which cases a person is asked about, what they answered, and what all answers come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import authorize
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case, CaseEvent
from tsunagu_web.casework.moving import STILL_SEEN
from tsunagu_web.casework.reading import things_of
from tsunagu_web.dashboards.declared import Effects, Survey, SurveyQuestion
from tsunagu_web.dashboards.models import SurveyAnswer
from tsunagu_web.reading import RunView, age_and_grade

LOOK = "survey.look"
FEWEST = 3
"""With answers of fewer people everybody could tell whose they are: then only their number is told."""


@dataclass(frozen=True)
class AskedCase:
    """One case a person is asked about: its children as the person may see them, and the person's own newest answers."""

    case: Case
    children: list[tuple[str, str]]
    told: Mapping[str, str]


@dataclass(frozen=True)
class SurveyResult:
    """What one question came to. `answers`: choice and count in the order of the choices, empty while too few answered."""

    cases: int
    answered: int
    people: int
    answers: list[tuple[str, int]]


def cases_after(survey: Survey, cases: Iterable[int] | None = None) -> set[int]:
    """Primary keys of the cases that ever came into one of the states a survey follows."""
    found = CaseEvent.objects.filter(to_state__in=survey.after).exclude(from_state=F("to_state"))
    if cases is not None:
        found = found.filter(case__in=list(cases))
    return set(found.values_list("case", flat=True))


def asked_cases(survey: Survey, run: RunView, user: Any) -> list[AskedCase]:
    """The cases of one's own reach whose support began; what is not answered yet comes first."""
    own = newest_of(SurveyAnswer.objects.filter(by=user))
    found = []
    for case in _within_reach(survey, run).order_by("pk"):
        children = _children(case, run, user)
        if children:
            found.append(AskedCase(case, children, own.get((case.pk, user.pk), {})))
    return sorted(found, key=lambda one: bool(one.told))


def unanswered(survey: Survey | None, run: RunView, user: Any) -> int:
    """How many cases wait for this person's answer."""
    if survey is None:
        return 0
    waiting = _within_reach(survey, run).exclude(survey_answers__by=user)
    return sum(bool(_children(case, run, user)) for case in waiting)


def _within_reach(survey: Survey, run: RunView) -> QuerySet[Case]:
    """The cases that can be anybody's at all now: open, ended lately, or of a household on the list."""
    begun = CaseEvent.objects.filter(to_state__in=survey.after).exclude(from_state=F("to_state"))
    in_hand = Q(ended_at__isnull=True) | Q(ended_at__gt=clock.now() - STILL_SEEN)
    reached = in_hand | Q(household_code__in=run.listed_households)
    return Case.objects.filter(reached, pk__in=begun.values("case"))


def keep_answers(user: User, role: str, effects: Effects, case: Case, told: Mapping[str, str]) -> SurveyAnswer:
    """Add one person's answers about a case. Call inside the recording transaction.

    Raises RefusedError C094 (a question without an answer, or with one that is no choice).
    """
    survey = effects.survey
    if survey is None or any(told.get(one.key) not in survey.answers for one in survey.questions):
        raise RefusedError(
            "C094",
            "答えていない問いがあります",
            "どの問いも一つ選んでください。分からないときは「分からない」を選びます",
        )
    return SurveyAnswer.objects.create(
        case=case,
        seq=case.survey_answers.filter(by=user).count() + 1,
        version=effects.version,
        told={one.key: told[one.key] for one in survey.questions},
        at=clock.now(),
        by=user,
        role=role,
    )


def result_of(survey: Survey, question: SurveyQuestion, cases: Collection[int]) -> SurveyResult:
    """The answers to one question about some cases."""
    asked = cases_after(survey, cases)
    newest = newest_of(SurveyAnswer.objects.filter(case__in=asked))
    told = {key: answers[question.key] for key, answers in newest.items() if question.key in answers}
    people = {by for _, by in told}
    counts = Counter(told.values())
    answers = [(choice, counts[choice]) for choice in survey.answers] if len(people) >= FEWEST else []
    return SurveyResult(len(asked), len({case for case, _ in told}), len(people), answers)


def newest_of(rows: Any) -> dict[tuple[int, int], dict[str, str]]:
    """(case, person) → the newest answers."""
    ordered = rows.order_by("case", "by", "seq").values_list("case", "by", "told")
    return {(case, by): told for case, by, told in ordered}


def _children(case: Case, run: RunView, user: Any) -> list[tuple[str, str]]:
    allowed = {thing.child_code for thing in things_of(case, run) if authorize(user, LOOK, thing).allowed}
    return [
        (child.child_code, age_and_grade(child.sex, child.age, child.grade))
        for child in run.serving.children_of(case.household_code)
        if child.child_code in allowed
    ]
