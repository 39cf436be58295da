"""成果の表 (Izumi's 図表7-3): each row told by the cases of the year, beside what the report printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from tsunagu_web.access import Field, Scope
from tsunagu_web.accounts import clock
from tsunagu_web.casework.models import Case
from tsunagu_web.dashboards.counting import ChildLine
from tsunagu_web.dashboards.declared import Measure, Survey, current_effects
from tsunagu_web.dashboards.effects import Days, days_to, reached, tasks_done_by
from tsunagu_web.dashboards.survey import SurveyResult, result_of
from tsunagu_web.dashboards.years import Year, lines_of, year_asked
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run


@dataclass(frozen=True)
class MeasureRow:
    """One row. `kind`: judged, people, days, tasks, survey, none (nothing there to count), or hidden (a number of the whole
    town for who sees only pupils)."""

    measure: Measure
    kind: str
    children: int = 0
    households: int | None = None
    of: int = 0
    days: Days | None = None
    result: SurveyResult | None = None
    question: str = ""
    month: str = ""


@dataclass(frozen=True)
class _Counted:
    """What every row is told of. `newest`: the counts of the newest month of the year, None where it has none."""

    lines: list[ChildLine]
    cases: list[Case]
    whole_town: bool
    newest: dict[str, Any] | None
    survey: Survey | None


@with_run
def effects(request: HttpRequest, run: RunView) -> HttpResponse:
    """The fiscal year asked for, else that of the run."""
    declared, year = current_effects(), year_asked(run, request.GET.get("year", ""))
    context: dict[str, Any] = {
        "run": run,
        "show_counts": True,
        "year": year,
        "day": clock.today(),
        "declared": declared,
    }
    if declared is None:
        return show(request, "dashboards/effects.html", context)
    whole_town = request.decision.grants[Field.NAME].scope is not Scope.SCHOOL_CASES  # type: ignore[attr-defined]
    steps = [measure.step for measure in declared.measures if measure.step]
    lines = lines_of(run, request.user, year, steps)
    months = [one for one in run.serving.meta("months") if year.holds(date.fromisoformat(one["as_of"]))]
    newest = months[-1] if months else None
    counted = _Counted(lines, _cases(lines, year), whole_town, newest, declared.survey)
    context |= {
        "goals": [(goal, [_row(counted, measure) for measure in goal.measures]) for goal in declared.goals],
        "children": len(lines),
        "households": len({line.household for line in lines}),
        "cases": len(counted.cases),
        "whole_town": whole_town,
    }
    return show(request, "dashboards/effects.html", context)


def _cases(lines: list[ChildLine], year: Year) -> list[Case]:
    """The cases that began in the year, by its lists or otherwise, of the households that are counted."""
    span = (year.first, year.last)
    began = Q(reception__as_of__range=span) | Q(reception__isnull=True, opened_at__date__range=span)
    households = {line.household for line in lines}
    return [case for case in Case.objects.filter(began).order_by("pk") if case.household_code in households]


def _row(counted: _Counted, measure: Measure) -> MeasureRow:
    if measure.flagged:
        return _flagged(counted, measure)
    if measure.step:
        return MeasureRow(measure, "people", *reached(measure.step.key, counted.lines), len(counted.lines))
    if measure.days_to:
        by_list = [case for case in counted.cases if case.reception_id is not None]
        return MeasureRow(measure, "days", days=days_to(measure.days_to, by_list))
    if measure.tasks_by:
        done = tasks_done_by(measure.tasks_by, counted.cases)
        return MeasureRow(measure, "tasks", done, of=len(counted.cases))
    return _survey(counted, measure)


def _flagged(counted: _Counted, measure: Measure) -> MeasureRow:
    """Of the newest month of the year: every month judges everybody anew."""
    if not counted.whole_town:
        return MeasureRow(measure, "hidden")
    if counted.newest is None:
        return MeasureRow(measure, "none")
    told = counted.newest
    return MeasureRow(
        measure, "judged", told["flagged_any"], told.get("flagged_households"), told["children"], month=told["as_of"]
    )


def _survey(counted: _Counted, measure: Measure) -> MeasureRow:
    survey = counted.survey
    question = next((one for one in survey.questions if one.key == measure.survey), None) if survey else None
    if survey is None or question is None:
        return MeasureRow(measure, "none")
    result = result_of(survey, question, [case.pk for case in counted.cases])
    return MeasureRow(measure, "survey", result=result, question=question.label)
