"""研修: one's own exercise step by step, the way back to its beginning, and who has come how far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import ROLES, Decision, PageObject, Refused, authorize
from tsunagu_web.accounts.current import user_of
from tsunagu_web.accounts.models import User
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.town import home_folder, is_training
from tsunagu_web.training.checking import Progress, StepState, progress_of
from tsunagu_web.training.marking import begin_anew, marks_of
from tsunagu_web.training.plan import Targets, read_plan


@dataclass(frozen=True)
class StepLine:
    """A step as the page tells it."""

    state: StepState
    do: str
    see: str
    url: str
    slip: str


@dataclass(frozen=True)
class ExerciseTold:
    """An exercise as the page tells it. `debrief`: once every step is over."""

    progress: Progress
    role: str
    title: str
    why: str
    steps: list[StepLine]
    debrief: list[str]


def training(request: HttpRequest) -> HttpResponse:
    """The exercise of each of the own roles."""
    _on_a_training_home(request)
    user = user_of(request)
    try:
        targets = read_plan(home_folder())
    except RefusedError as error:
        return show(request, "training/training.html", {"problem": error}, status=409)
    marks = marks_of(user)
    context: dict[str, Any] = {
        "told": [_told(one, targets) for one in progress_of(user, targets)],
        "begun": marks[-1].at if marks else None,
        "may_see_all": authorize(user, "training.people", PageObject("training_people")).allowed,
    }
    return show(request, "training/training.html", context)


def training_again(request: HttpRequest) -> HttpResponse:
    """Count from now on. Nothing that was done is taken back."""
    _on_a_training_home(request)
    user = user_of(request)
    with acting(request, f"user:{user.username}"):
        begin_anew(user)
    return redirect("training")


def training_people(request: HttpRequest) -> HttpResponse:
    """Who has finished which steps. No points, no order of people."""
    _on_a_training_home(request)
    try:
        targets = read_plan(home_folder())
    except RefusedError as error:
        return show(request, "training/people.html", {"problem": error}, status=409)
    people = User.objects.filter(is_active=True).order_by("section", "username")
    rows = [(one, progress) for one in people for progress in progress_of(one, targets)]
    return show(request, "training/people.html", {"rows": rows})


def _on_a_training_home(request: HttpRequest) -> None:
    """Raises Refused in every other home: there these pages do not exist."""
    if not is_training():
        row = request.row  # type: ignore[attr-defined]
        raise Refused(row.action, PageObject(row.name), Decision(False, "研修用のホームではない"))


def _told(progress: Progress, targets: Targets) -> ExerciseTold:
    exercise = progress.exercise

    def words(text: str) -> str:
        return text.format_map(targets)

    steps = [
        StepLine(
            one,
            words(one.step.do),
            words(one.step.see),
            one.step.page.address(targets) if one.step.page else "",
            words(one.step.slip.says) if one.step.slip and one.slipped and not one.is_over else "",
        )
        for one in progress.steps
    ]
    debrief = [words(line) for line in exercise.debrief] if progress.finished else []
    return ExerciseTold(
        progress, ROLES[exercise.role].label, words(exercise.title), words(exercise.why), steps, debrief
    )
