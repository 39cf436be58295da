"""支援・対応事項: what is to do for all households, and for one of them; and that somebody saw a child."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import Decision, Field, PageObject, Refused, authorize
from tsunagu_web.casework.finding import Place, may, place_of_request
from tsunagu_web.casework.places import must_name_no_place, with_gaps
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.papers import hand_over, make_paper
from tsunagu_web.reading import RunView, with_run
from tsunagu_web.support.declared import current_support
from tsunagu_web.support.forms import SightingForm, WhyForm
from tsunagu_web.support.models import Sighting, TaskVersion
from tsunagu_web.support.plans import newest_plan
from tsunagu_web.support.reading import open_tasks, place_of, seen_of, tasks_of, unseen, who_saw
from tsunagu_web.support.sighting_paper import paper_of
from tsunagu_web.support.writing import withdraw, write_sighting

SHOWN_SIGHTINGS = 20


@with_run
def support_list(request: HttpRequest, run: RunView) -> HttpResponse:
    """Every open task this person may see, overdue first, and the children nobody has seen for too long."""
    lines = open_tasks(run, request.user)
    mine, late = request.GET.get("mine", ""), request.GET.get("late", "")
    shown = [one for one in lines if (not mine or one.mine) and (not late or one.overdue)]
    reads_cases = authorize(request.user, "cases.look", PageObject("cases")).allowed
    not_seen = unseen(run, request.user) if reads_cases else []
    context: dict[str, Any] = {
        "run": run,
        "tasks": shown,
        "total": len(lines),
        "count_mine": sum(one.mine for one in lines),
        "count_late": sum(one.overdue for one in lines),
        "mine": mine,
        "late": late,
        "reads_cases": reads_cases,
        "unseen": not_seen,
    }
    codes = {one.version.child_code for one in shown if one.version.child_code} | {one.child_code for one in not_seen}
    return show(request, "support/list.html", context, children=sorted(codes))


@with_run
def case_support(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """One household's tasks, sightings and plan."""
    return show_case_support(request, run, place_of_request(request, run, number))


@with_run
def sighting_add(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """Somebody saw a child of the household."""
    place = place_of_request(request, run, number)
    form = SightingForm(request.POST, children=place.children)
    if not form.is_valid():
        return show_case_support(request, run, place, form=form, status=400)
    told = form.cleaned_data
    try:
        must_name_no_place(place.case, run, form)
        with acting(request, f"child:{told['child_code']}"):
            write_sighting(
                place.case,
                place.user,
                place.role,
                told["child_code"],
                on=told["on"],
                hour=told["hour"],
                seen_by=told["seen_by"] if told["eyes"] == "heard" else "",
                place=told["place"],
                condition=told["condition"],
            )
    except RefusedError as error:
        return show_case_support(request, run, place, form=form, problem=error, status=409)
    return redirect("case_support", number)


@with_run
def sighting_paper(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """最終目視確認シート as PDF, to take along: names, when each child was last seen and by whom, no place."""
    place = place_of_request(request, run, number)
    seen = seen_of(place.case, run, place.user)
    if not seen:
        raise Refused("sighting.paper", f"case:{number}", Decision(False, "見られるこどもがいない"))
    codes = [one.child_code for one in seen]
    names = {code: str(run.serving.records(code, (Field.NAME,)).get(Field.NAME, {}).get("name", "")) for code in codes}
    try:
        pdf = make_paper("by_hand", paper_of(place.case, seen, names))
    except RefusedError as error:
        return show_case_support(request, run, place, problem=error, status=409)
    things = [(f"case:{number}", codes)]
    return hand_over(request, pdf, f"最終目視確認_{number}", things, decision=place.decision)


@with_run
def sighting_withdraw(request: HttpRequest, run: RunView, number: str, one: int) -> HttpResponse:
    """A sighting that was written by mistake."""
    place = place_of_request(request, run, number)
    found = Sighting.objects.filter(number=one, case=place.case).select_related("by").first()
    if found is None or found.child_code not in place.codes:
        raise Refused("sighting.withdraw", f"sighting:{place.case.number}-{one}", Decision(False, "いない"))
    why = WhyForm(request.POST)
    if not why.is_valid():
        return show_case_support(request, run, place, why=why, why_of=one, status=400)
    try:
        must_name_no_place(place.case, run, why)
        with acting(request, found):
            withdraw(found, place.user, place.role, why.cleaned_data["why"])
    except RefusedError as error:
        return show_case_support(request, run, place, why=why, why_of=one, problem=error, status=409)
    return redirect("case_support", number)


def show_case_support(
    request: HttpRequest,
    run: RunView,
    place: Place,
    *,
    form: SightingForm | None = None,
    why: WhyForm | None = None,
    why_of: int = 0,
    problem: RefusedError | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of one household's 支援, with what was wrong."""
    case, user = place.case, place.user
    tasks, plan = tasks_of(case, run, user), newest_plan(case)
    context: dict[str, Any] = {
        "run": run,
        "case": case,
        "place": place,
        "open_tasks": [one for one in tasks if one.version.state == TaskVersion.OPEN],
        "over_tasks": [one for one in tasks if one.version.state != TaskVersion.OPEN],
        "seen": seen_of(case, run, user),
        "sightings": _sightings(place, run),
        "plan": with_gaps(plan, run, hides=place.hides) if plan and may(user, "plan.look", case, run) else None,
        "may_plan": may(user, "plan.look", case, run),
        "may_add": case.ended_at is None and may(user, "task.add", case, run),
        "may_print": may(user, "sighting.paper", case, run),
        "may_see": case.ended_at is None and may(user, "sighting.add", case, run),
        "ways": current_support().ways,
        "form": form,
        "why": why,
        "why_of": why_of,
        "problem": problem,
    }
    return show(
        request,
        "support/case.html",
        context,
        children=place.codes,
        thing=f"case:{case.number}",
        decision=place.decision,
        status=status,
    )


def _sightings(place: Place, run: RunView) -> list[dict[str, Any]]:
    """The newest sightings of the case's children, withdrawn ones with the reason."""
    found = place.case.sightings.filter(child_code__in=place.codes).select_related("by", "withdrawal")
    return [
        {
            "sighting": with_gaps(one, run, hides=place.hides),
            "who": who_saw(one, place.hides),
            "place": place_of(one, place.hides),
            "withdrawn": hasattr(one, "withdrawal"),
            "may_withdraw": not hasattr(one, "withdrawal") and one.by.section == place.user.section,
        }
        for one in found.order_by("-on", "-id")[:SHOWN_SIGHTINGS]
    ]
