"""就学・進学の引きつぎ: write one and give it; decide that none is needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu.serving import ServedChild
from tsunagu_web.access import Decision, Field, Form, Refused
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.current import user_of
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.finding import may
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.places import hides_places, must_name_no_place, with_gaps
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, age_and_grade, with_run
from tsunagu_web.support.declared import current_support
from tsunagu_web.support.models import ContactRecord, Plan
from tsunagu_web.support.plans import newest_plan
from tsunagu_web.transitions.content import (
    offered_contacts,
    offered_tasks,
    plan_words,
    school_facts,
    to_words,
)
from tsunagu_web.transitions.declared import Step, current_transition
from tsunagu_web.transitions.forms import GiveForm, WhyForm, to_choices
from tsunagu_web.transitions.giving import give, not_needed
from tsunagu_web.transitions.models import Transition, TransitionNotNeeded
from tsunagu_web.transitions.owed import WRITE, may_write, standing
from tsunagu_web.transitions.scope import school_choices

NONE = "transition.none"


@dataclass(frozen=True)
class Place:
    """The child of a case this person may hand over, and what it comes to: `step` None where it is neither before nor after one."""

    case: Case
    child: ServedChild
    decision: Decision
    user: User
    step: Step | None
    crossing: date | None

    @property
    def role(self) -> str:
        """The role acted under."""
        return self.decision.role_key


@with_run
def transition(request: HttpRequest, run: RunView, number: str, code: str) -> HttpResponse:
    """Write the sheet and give it."""
    place = _place(request, run, number, code, WRITE)
    if request.method != "POST" or place.step is None or place.crossing is None:
        return _page(request, run, place, status=200 if request.method != "POST" else 409)
    form = _form(run, place, request.POST)
    if not form.is_valid():
        return _page(request, run, place, form=form, status=400)
    try:
        must_name_no_place(place.case, run, form, but=("name",))
        with acting(request, f"child:{code}"):
            row = give(place.case, code, place.step, place.crossing, place.user, place.role, form.told)
    except RefusedError as error:
        return _page(request, run, place, form=form, problem=error, status=409)
    return redirect("transition_sheet", number, row.number)


@with_run
def transition_none(request: HttpRequest, run: RunView, number: str, code: str) -> HttpResponse:
    """Nothing is handed over about this child, and why."""
    place = _place(request, run, number, code, NONE)
    form = WhyForm(request.POST)
    if place.crossing is None or not form.is_valid():
        return _page(request, run, place, none_form=form, status=400)
    try:
        must_name_no_place(place.case, run, form)
        with acting(request, f"child:{code}"):
            not_needed(place.case, code, place.crossing, place.user, place.role, form.cleaned_data["why"])
    except RefusedError as error:
        return _page(request, run, place, none_form=form, problem=error, status=409)
    return redirect("case", number)


def _place(request: HttpRequest, run: RunView, number: str, code: str, action: str) -> Place:
    """The child, if this person hands it over. Raises Refused as for one that does not exist."""
    case, child = Case.objects.filter(number=number).first(), run.serving.child(code)
    decision = None
    if case is not None and child is not None and child.household_code == case.household_code:
        decision = may_write(request.user, case, child, run, action)
    if case is None or child is None or decision is None:
        raise Refused(action, f"case:{number}:child:{code}", Decision(False, "いない、または範囲の外"))
    step, crossing = current_transition().step_of(child, run.as_of) or (None, None)
    return Place(case, child, decision, user_of(request), step, crossing)


def _contacts(place: Place) -> list[tuple[ContactRecord, str]]:
    """Those of the offered 支援経過 whose words this person reads anyway."""
    grant = place.decision.grants.get(Field.ABUSE)
    reads = grant is not None and grant.form is Form.FULL
    return [one for one in offered_contacts(place.case) if reads or one[0].section == place.user.section]


def _plan(run: RunView, place: Place) -> Plan | None:
    """The サポートプラン in force, for who reads it anyway: 指導主事 hand a child over and read none."""
    return newest_plan(place.case) if may(place.user, "plan.look", place.case, run) else None


def _form(run: RunView, place: Place, told: Any) -> GiveForm:
    assert place.step is not None
    hides, plan = hides_places(place.case, run), _plan(run, place)
    return GiveForm(
        told,
        step=place.step,
        questions=current_transition().questions,
        schools=school_choices(),
        contacts=[] if hides else [one.number for one, _ in _contacts(place)],
        tasks=[] if hides else [one.task.number for one, _ in offered_tasks(place.case, place.child.child_code)],
        plan=plan.seq if plan and not hides else 0,
        hides=hides,
    )


def _page(
    request: HttpRequest, run: RunView, place: Place, *, form: GiveForm | None = None, status: int = 200, **shown: Any
) -> HttpResponse:
    rules, case, code = current_transition(), place.case, place.child.child_code
    hides, plan = hides_places(case, run), _plan(run, place)
    given = list(standing().filter(child_code=code, case=case).order_by("-id"))
    settled = place.crossing is not None and any(one.crossing == place.crossing for one in given)
    said = TransitionNotNeeded.objects.filter(child_code=code).select_related("by")
    none = said.filter(crossing=place.crossing).last() if place.crossing else None
    due_on = rules.due_on(place.crossing) if place.crossing else None
    kinds = to_choices(place.step, hides=hides) if place.step else []
    context: dict[str, Any] = {
        "run": run,
        "case": case,
        "code": code,
        "words": age_and_grade(place.child.sex, place.child.age, place.child.grade),
        "step": place.step,
        "crossing": place.crossing,
        "due_on": due_on,
        "late": due_on is not None and due_on < clock.today() and not settled and none is None,
        "given": [(one, to_words(one, hides), hasattr(one, "received")) for one in given],
        "none": with_gaps(none, run, hides=hides) if none else None,
        "opens": place.step is not None and not settled and case.ended_at is None,
        "hides": hides,
        "kinds": kinds,
        "goes_out": Transition.OUTSIDE in dict(kinds),
        "schools": school_choices() if not hides else [],
        "grounds": current_support().grounds,
        "questions": [] if hides else [(one, form[f"q_{one.key}"].value() if form else "") for one in rules.questions],
        "contacts": [] if hides else [(one.number, words) for one, words in _contacts(place)],
        "tasks": [] if hides else [(one.task.number, words) for one, words in offered_tasks(case, code)],
        "plan": plan_words(plan, code) if plan and not hides else [],
        "plan_seq": plan.seq if plan else 0,
        "facts": [] if hides else school_facts(run, place.child),
        "kinds_of_fact": rules.facts,
        "form": form,
        "ticked": {name: [str(one) for one in form[name].value() or []] for name in ("contacts", "tasks")}
        if form
        else {},
        **shown,
    }
    return show(
        request,
        "transitions/transition.html",
        context,
        children=[code],
        thing=f"child:{code}",
        decision=place.decision,
        status=status,
    )
