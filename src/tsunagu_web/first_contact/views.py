"""はじめの接点 of one case, and one of its lines taken as the own 対応事項."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.accounts import clock
from tsunagu_web.casework.finding import Place, may, place_of_request
from tsunagu_web.casework.models import Case
from tsunagu_web.first_contact.declared import current_first_contact
from tsunagu_web.first_contact.meeting_people import Contact, contact_of, plan_of
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run
from tsunagu_web.support.models import TaskVersion
from tsunagu_web.support.tasks import Told, add_task, lock_open


@with_run
def first_contact(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """Who meets the family now, and when somebody will anyway."""
    return _page(request, run, place_of_request(request, run, number))


@with_run
def first_contact_take(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """Make a 対応事項 of one line, held by whoever presses: nothing happens by itself, and it can be changed afterwards."""
    place = place_of_request(request, run, number)
    line = contact_of(plan_of(place.case, run, place.user), request.POST.get("contact", "")[:60])
    if line is None:
        return _page(request, run, place, status=400)
    try:
        with acting(request, f"case:{number}"):
            _not_twice(place.case, line)
            told = _told(line, place)
            version = add_task(place.case, run, place.user, place.role, told, about=line.about)
    except RefusedError as error:
        return _page(request, run, place, problem=error, status=409)
    return redirect("task", number, version.task.number)


def _told(line: Contact, place: Place) -> Told:
    """The task as it begins: due at the end of the window, or within the declared days.

    More people read a task than the plan, and it is carried on to the next school: it says in plain words what it is about, and
    whoever may know more opens the plan.
    """
    last = line.window.last if line.window else clock.today() + timedelta(days=current_first_contact().task_within_days)
    return Told(f"{line.plain}を、はじめの接点にできるか確かめる", line.task, last, line.child_code, holder=place.user)


def _not_twice(case: Case, line: Contact) -> None:
    """Raises RefusedError C193 where the same contact is still somebody's to ask: a second press, or a colleague's, whatever was
    written into it since. Two contacts whose plain words are the same are two."""
    lock_open(case)
    still = TaskVersion.objects.filter(task__case=case, seq=F("task__newest"), state=TaskVersion.OPEN)
    of = next((one.task.number for one in still.select_related("task") if one.task.about == line.about), None)
    if of is not None:
        raise RefusedError(
            "C193",
            f"同じことが、もう対応事項 {of} にあります",
            "その対応事項を開いて、だれがいつまでにするかを確かめてください",
        )


def _page(
    request: HttpRequest, run: RunView, place: Place, *, problem: RefusedError | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "run": run,
        "case": place.case,
        "place": place,
        "plan": plan_of(place.case, run, place.user),
        "may_take": place.case.ended_at is None and may(place.user, "first_contact.take", place.case, run),
        "wrong": status == 400,
        "problem": problem,
    }
    return show(
        request,
        "first_contact/first_contact.html",
        context,
        children=place.codes,
        thing=f"case:{place.case.number}",
        decision=place.decision,
        status=status,
    )
