"""対応事項: given, read with its versions, changed, ended."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import Decision, Refused
from tsunagu_web.access.url_table import BY_ACTION
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.finding import Place, may, place_of_request
from tsunagu_web.casework.places import gaps_places, must_name_no_place, without_places
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run
from tsunagu_web.support.declared import current_support, label_of
from tsunagu_web.support.forms import EndForm, TaskForm, WhyForm
from tsunagu_web.support.models import Task, TaskVersion
from tsunagu_web.support.reading import line_of
from tsunagu_web.support.tasks import LOOK, add_task, change_task, end_task, may_hold, told_of


@with_run
def task_add(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """Give somebody something to do."""
    place = place_of_request(request, run, number)
    if request.method != "POST":
        return _new(request, run, place)
    form = task_form(run, place, request.POST)
    if not form.is_valid():
        return _new(request, run, place, form=form, status=400)
    try:
        must_name_no_place(place.case, run, form)
        with acting(request, f"case:{number}"):
            add_task(place.case, run, place.user, place.role, form.told())
    except RefusedError as error:
        return _new(request, run, place, form=form, problem=error, status=409)
    return redirect("case_support", number)


@with_run
def task(request: HttpRequest, run: RunView, number: str, one: int) -> HttpResponse:
    """One task with its versions, and how it ends."""
    place = place_of_request(request, run, number)
    return _task(request, run, place, _found(run, place, one))


@with_run
def task_change(request: HttpRequest, run: RunView, number: str, one: int) -> HttpResponse:
    """Another person, day or wording, with the reason."""
    place = place_of_request(request, run, number)
    found = _found(run, place, one)
    before = found.versions.get(seq=found.newest)
    form, why = task_form(run, place, request.POST, before=before), WhyForm(request.POST)
    if not (form.is_valid() & why.is_valid()):
        return _task(request, run, place, found, form=form, why=why, status=400)
    try:
        must_name_no_place(place.case, run, form, why)
        with acting(request, found):
            told = why.cleaned_data
            change_task(found, run, place.user, place.role, form.told(), seen=told["seen"] or 0, why=told["why"])
    except RefusedError as error:
        return _task(request, run, place, found, form=form, why=why, problem=error, status=409)
    return redirect("task", number, one)


@with_run
def task_end(request: HttpRequest, run: RunView, number: str, one: int) -> HttpResponse:
    """Done with an outcome, or dropped with a reason: by who holds it or gives tasks in this case."""
    place = place_of_request(request, run, number)
    found = _found(run, place, one)
    if not _may_end(run, place, found):
        raise Refused("task.end", found, Decision(False, "自分の対応事項ではない"))
    form = EndForm(request.POST, support=current_support())
    if not form.is_valid():
        return _task(request, run, place, found, end=form, status=400)
    told = form.cleaned_data
    try:
        must_name_no_place(place.case, run, form)
        with acting(request, found):
            end_task(
                found,
                place.user,
                place.role,
                seen=told["seen"],
                done=told["end"] == "done",
                outcome=told["outcome"],
                on=told["outcome_on"],
                words=told["words"],
            )
    except RefusedError as error:
        return _task(request, run, place, found, end=form, problem=error, status=409)
    return redirect("task", number, one)


def _found(run: RunView, place: Place, one: int) -> Task:
    """The task, if this person may read the case or holds it. Raises Refused as for one that does not exist."""
    found = Task.objects.filter(number=one, case=place.case).select_related("case").first()
    if found is not None and (may(place.user, "support.look", place.case, run) or _holds(place, found)):
        return found
    raise Refused(LOOK, f"task:{place.case.number}-{one}", Decision(False, "いない、または範囲の外"))


def _holds(place: Place, found: Task) -> bool:
    return found.versions.filter(seq=found.newest, holder=place.user).exists()


def _may_end(run: RunView, place: Place, found: Task) -> bool:
    return _holds(place, found) or may(place.user, "task.change", place.case, run)


def _holders(run: RunView, place: Place) -> list[User]:
    """People with an account who may see the household, those of the asker's own section first."""
    roles = [role.value for role in BY_ACTION[LOOK].roles]
    people = User.objects.filter(assignments__role__in=roles, is_active=True).distinct().order_by("section", "id")
    able = [one for one in people if one.may_log_in_on(clock.today()) and may_hold(one, place.case, run)]
    return sorted(able, key=lambda one: one.section != place.user.section)


def task_form(
    run: RunView, place: Place, told: Any = None, before: TaskVersion | None = None, **initial: Any
) -> TaskForm:
    """The form with the people who may hold a task here, and the children this person may see."""
    return TaskForm(
        told,
        support=current_support(),
        holders=_holders(run, place),
        children=place.children,
        before=before,
        **initial,
    )


def _initial(run: RunView, version: TaskVersion, place: Place) -> dict[str, object]:
    """What stands in the form for a change; a word about a place stays where it lies."""
    told = dict(told_of(version).__dict__)
    if gaps_places(version.task.case, run):
        told["what"] = without_places(told["what"], run)
    return told | {"outside_place": ""} if place.hides else told


def _new(
    request: HttpRequest,
    run: RunView,
    place: Place,
    *,
    form: TaskForm | None = None,
    problem: RefusedError | None = None,
    status: int = 200,
) -> HttpResponse:
    form = form or task_form(run, place)
    context = {"run": run, "case": place.case, "place": place, "form": form, "problem": problem}
    return show(
        request,
        "support/task_add.html",
        context,
        children=place.codes,
        thing=f"case:{place.case.number}",
        decision=place.decision,
        status=status,
    )


def _task(
    request: HttpRequest,
    run: RunView,
    place: Place,
    found: Task,
    *,
    form: TaskForm | None = None,
    why: WhyForm | None = None,
    end: EndForm | None = None,
    problem: RefusedError | None = None,
    status: int = 200,
) -> HttpResponse:
    versions = list(found.versions.select_related("task__case", "holder", "by").order_by("-seq"))
    newest = line_of(versions[0], run, place.user)
    is_open = newest.version.state == TaskVersion.OPEN and place.case.ended_at is None
    may_change = is_open and may(place.user, "task.change", place.case, run)
    support = current_support()
    context = {
        "run": run,
        "case": place.case,
        "place": place,
        "task": newest,
        "given": (label_of(support.given, versions[0].given_way), label_of(support.grounds, versions[0].given_ground)),
        "versions": [line_of(version, run, place.user) for version in versions],
        "reads_case": may(place.user, "support.look", place.case, run),
        "may_end": newest.version.state == TaskVersion.OPEN and _may_end(run, place, found),
        "form": form or (task_form(run, place, initial=_initial(run, versions[0], place)) if may_change else None),
        "why": why,
        "end": end or EndForm(support=support, initial={"outcome_on": clock.today()}),
        "changing": form is not None,
        "problem": problem,
    }
    return show(
        request,
        "support/task.html",
        context,
        children=[newest.version.child_code] if newest.version.child_code else place.codes,
        thing=found,
        decision=place.decision,
        status=status,
    )
