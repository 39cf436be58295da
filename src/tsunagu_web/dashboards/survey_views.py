"""アンケート: an SSW answers about the own cases and sees the own answers, nobody else's."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import Decision, Refused
from tsunagu_web.accounts.current import user_of
from tsunagu_web.dashboards.declared import current_effects
from tsunagu_web.dashboards.survey import LOOK, asked_cases, keep_answers
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run


@with_run
def survey(request: HttpRequest, run: RunView) -> HttpResponse:
    """The cases this person is asked about."""
    return _survey(request, run)


@with_run
def answer(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """Keep the answers about one case."""
    effects, user = current_effects(), user_of(request)
    asked = asked_cases(effects.survey, run, user) if effects and effects.survey else []
    found = next((one for one in asked if one.case.number == number), None)
    if effects is None or found is None:
        raise Refused(LOOK, f"case:{number}", Decision(False, "いない、または範囲の外"))
    told = {key.removeprefix("q_"): str(value) for key, value in request.POST.items() if key.startswith("q_")}
    role = request.decision.role  # type: ignore[attr-defined]
    try:
        with acting(request, f"case:{number}"):
            keep_answers(user, role.key.value, effects, found.case, told)
    except RefusedError as error:
        return _survey(request, run, problem=error, at=number, written=told, status=400)
    return redirect("survey")


def _survey(
    request: HttpRequest,
    run: RunView,
    *,
    problem: RefusedError | None = None,
    at: str = "",
    written: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    effects = current_effects()
    declared = effects.survey if effects else None
    asked = asked_cases(declared, run, user_of(request)) if declared else []
    context: dict[str, Any] = {
        "run": run,
        "declared": declared,
        "problem": problem,
        "at": at,
        "rows": [
            {
                "asked": one,
                "questions": [
                    (
                        question,
                        (written or {}).get(question.key) if one.case.number == at else one.told.get(question.key),
                    )
                    for question in (declared.questions if declared else ())
                ],
            }
            for one in asked
        ],
    }
    shown = [code for one in asked for code, _ in one.children]
    return show(request, "dashboards/survey.html", context, children=shown, status=status)
