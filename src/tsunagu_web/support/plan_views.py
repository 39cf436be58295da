"""サポートプラン: written with the family, shown to it, and set on paper for it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import Decision, Field, Refused
from tsunagu_web.accounts import clock
from tsunagu_web.casework.finding import Place, may, place_of_request
from tsunagu_web.casework.places import must_name_no_place, with_gaps
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.papers import hand_over, make_paper
from tsunagu_web.reading import RunView, with_run
from tsunagu_web.support.forms import PlanForm, ShownForm
from tsunagu_web.support.models import Plan
from tsunagu_web.support.plan_paper import paper_of
from tsunagu_web.support.plans import newest_plan, show_plan, write_plan
from tsunagu_web.town import home_settings

WORDS = ("goals", "parent_wish", "we_do", "family_does")


@with_run
def plan(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """The plan in force, whether the family agreed, and the earlier versions."""
    return _plan(request, run, place_of_request(request, run, number))


@with_run
def plan_write(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """The next version."""
    place = place_of_request(request, run, number)
    form = PlanForm(request.POST, children=place.children)
    if not form.is_valid():
        return _plan(request, run, place, form=form, status=400)
    told = form.cleaned_data
    words = {name: told[name] for name in WORDS}
    try:
        must_name_no_place(place.case, run, form)
        with acting(request, f"case:{number}"):
            write_plan(
                place.case,
                place.user,
                place.role,
                seen=told["seen"],
                words=words,
                wishes=form.wishes(),
                next_talk=told["next_talk"],
            )
    except RefusedError as error:
        return _plan(request, run, place, form=form, problem=error, status=409)
    return redirect("plan", number)


@with_run
def plan_shown(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """The plan was shown to the family: agreed, or not yet and why."""
    place = place_of_request(request, run, number)
    form = ShownForm(request.POST)
    if not form.is_valid():
        return _plan(request, run, place, shown_form=form, status=400)
    told = form.cleaned_data
    found = Plan.objects.filter(seq=told["plan"], case=place.case).select_related("case").first()
    if found is None:
        raise Refused("plan.shown", f"case:{number}", Decision(False, "いない"))
    try:
        must_name_no_place(place.case, run, form)
        with acting(request, f"case:{number}"):
            show_plan(
                found,
                place.user,
                place.role,
                on=told["on"],
                to_whom=told["to_whom"],
                agreed=told["answer"] == "agreed",
                why_not=told["why_not"] if told["answer"] == "not_yet" else "",
            )
    except RefusedError as error:
        return _plan(request, run, place, shown_form=form, problem=error, status=409)
    return redirect("plan", number)


@with_run
def plan_paper(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """The plan as the family gets it, as PDF: their words, names instead of codes, no place, nothing about any judgement."""
    place = place_of_request(request, run, number)
    newest = newest_plan(place.case)
    if newest is None:
        raise Refused("plan.paper", f"case:{number}", Decision(False, "プランがない"))
    newest = with_gaps(newest, run, hides=place.hides)
    told = paper_of(newest, _wishes(run, newest, place), str(home_settings().get("municipality", "")))
    try:
        pdf = make_paper("plan", told)
    except RefusedError as error:
        return _plan(request, run, place, problem=error, status=409)
    things = [(f"case:{number}", place.codes)]
    return hand_over(request, pdf, f"サポートプラン_{number}", things, decision=place.decision)


def _wishes(run: RunView, found: Plan, place: Place) -> list[tuple[str, str, str]]:
    """Code, name and words of each child this person may see."""
    return [
        (
            wish.child_code,
            str(run.serving.records(wish.child_code, (Field.NAME,)).get(Field.NAME, {}).get("name", "")),
            with_gaps(wish, run, hides=place.hides).words or "",
        )
        for wish in found.wishes.order_by("child_code")
        if wish.child_code in place.codes
    ]


def _plan(
    request: HttpRequest,
    run: RunView,
    place: Place,
    *,
    form: PlanForm | None = None,
    shown_form: ShownForm | None = None,
    problem: RefusedError | None = None,
    status: int = 200,
) -> HttpResponse:
    newest = newest_plan(place.case)
    showings = list(newest.showings.select_related("by").order_by("-id")) if newest else []
    newest = with_gaps(newest, run, hides=place.hides) if newest else None
    may_write = place.case.ended_at is None and may(place.user, "plan.write", place.case, run)
    wishes = _wishes(run, newest, place) if newest else []
    if form is None:
        first: dict[str, Any] = {name: getattr(newest, name) for name in (*WORDS, "next_talk")} if newest else {}
        first |= {f"wish_{code}": words for code, _, words in wishes} | {"seen": newest.seq if newest else 0}
        form = PlanForm(children=place.children, initial=first)
    context: dict[str, Any] = {
        "run": run,
        "case": place.case,
        "place": place,
        "plan": newest,
        "wishes": wishes,
        "showings": [with_gaps(one, run, hides=place.hides) for one in showings],
        "earlier": [
            with_gaps(one, run, hides=place.hides) for one in place.case.plans.select_related("by").order_by("-seq")[1:]
        ],
        "may_write": may_write,
        "form": form,
        "wish_fields": [(code, words, form[f"wish_{code}"]) for code, words in place.children],
        "writing": form.is_bound or newest is None,
        "shown": shown_form or ShownForm(initial={"on": clock.today()}),
        "problem": problem,
    }
    return show(
        request,
        "support/plan.html",
        context,
        children=place.codes,
        thing=f"case:{place.case.number}",
        decision=place.decision,
        status=status,
    )
