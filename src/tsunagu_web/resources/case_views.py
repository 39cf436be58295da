"""社会資源 of one case: what may fit, chosen by a person, and what came of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import Decision, Refused
from tsunagu_web.access.url_table import BY_ACTION
from tsunagu_web.accounts import clock
from tsunagu_web.casework.finding import Place, may, place_of_request
from tsunagu_web.casework.places import must_name_no_place, with_gaps
from tsunagu_web.overview.tables import type_labels
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run
from tsunagu_web.resources.declared import choices_of, current_resources
from tsunagu_web.resources.following import (
    STEP,
    ReferralLine,
    line_of,
    may_hold,
    named,
    newest_steps,
    referrals_of,
    sees_child,
    steps_of,
)
from tsunagu_web.resources.forms import StepForm, WishForm
from tsunagu_web.resources.keeping import newest_versions
from tsunagu_web.resources.matching import FITS, MAYBE, NOT, Fit, fit_of, fits_of
from tsunagu_web.resources.models import Referral, Resource
from tsunagu_web.resources.needing import need_of
from tsunagu_web.resources.reading import ResourceLine, lines_of
from tsunagu_web.resources.referring import STEP_WORDS, Came, refer, take_step
from tsunagu_web.resources.views import found_resource
from tsunagu_web.support.declared import current_support
from tsunagu_web.support.forms import TaskForm
from tsunagu_web.support.models import TaskVersion
from tsunagu_web.support.plans import newest_plan
from tsunagu_web.support.task_views import task_form

HEADS = (
    (FITS, "合うもの", "年齢・困難の類型・区域が、どれも合っています。"),
    (MAYBE, "確かめれば合うかもしれないもの", "書かれていないこと、分からないことがあります。"),
)
CHOOSE = "resource.choose"


@with_run
def case_resources(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """The case's referrals, and for one child of it (`?child=`, or "household") what of the directory may fit."""
    place = place_of_request(request, run, number)
    code = _child_asked(request, place)
    rules, types = current_resources(), type_labels(run)
    need = need_of(place, run, request.user, code)
    fits = fits_of(lines_of(run, newest_versions()), need, rules, types)
    plan = newest_plan(place.case) if may(place.user, "plan.look", place.case, run) else None
    wish = plan.wishes.filter(child_code=code).first() if plan and code else None
    wish = with_gaps(wish, run, hides=place.hides) if wish else None
    context: dict[str, Any] = {
        "run": run,
        "case": place.case,
        "place": place,
        "code": code,
        "need": need,
        "need_types": [types.get(one, one) for one in sorted(need.types or ())],
        "groups": [(label, words, fits[key]) for key, label, words in HEADS],
        "against": fits[NOT],
        "referrals": referrals_of(place.case, run, place.user),
        "plan": with_gaps(plan, run, hides=place.hides) if plan else None,
        "wish": str(wish.words) if wish and wish.words else "",
        "may_choose": place.case.ended_at is None and may(place.user, CHOOSE, place.case, run),
    }
    named_in = {one.referral.child_code for one in context["referrals"] if one.referral.child_code}
    return _shown(request, place, "resources/case.html", context, codes=sorted({*place.codes, *named_in}))


@with_run
def resource_choose(request: HttpRequest, run: RunView, number: str, resource: int) -> HttpResponse:
    """A person chooses one resource: who does what by when, and what the family says to it."""
    place = place_of_request(request, run, number)
    found = found_resource(request, resource)
    if request.method != "POST":
        return _choosing(request, run, place, found)
    form, wish = task_form(run, place, request.POST), WishForm(request.POST, rules=current_resources())
    if not (form.is_valid() & wish.is_valid()):
        return _choosing(request, run, place, found, form=form, wish=wish, status=400)
    told = wish.cleaned_data
    try:
        must_name_no_place(place.case, run, form, wish)
        with acting(request, f"case:{number}"):
            made = refer(
                place.case,
                run,
                place.user,
                place.role,
                found,
                form.told(),
                wish=told["wish"],
                wish_words=told["wish_words"],
            )
    except RefusedError as error:
        return _choosing(request, run, place, found, form=form, wish=wish, problem=error, status=409)
    return redirect("referral", number, made.number)


@with_run
def referral(request: HttpRequest, run: RunView, number: str, one: int) -> HttpResponse:
    """One referral with its course, and the next step."""
    place = place_of_request(request, run, number)
    return _referral(request, run, place, _found(request, run, place, one))


@with_run
def referral_step(request: HttpRequest, run: RunView, number: str, one: int) -> HttpResponse:
    """What came of it."""
    place = place_of_request(request, run, number)
    found = _found(request, run, place, one)
    form = _step_form(run, place, found, request.POST)
    if not form.is_valid():
        return _referral(request, run, place, found, form=form, status=400)
    told = form.cleaned_data
    words = {name: told[name] for name in STEP_WORDS}
    came = Came(
        **{name: told[name] for name in ("step", "on", "holder", "result", "follow_on", "outcome")}, words=words
    )
    try:
        must_name_no_place(place.case, run, form)
        with acting(request, found):
            take_step(found, place.user, place.role, came, seen=told["seen"])
    except RefusedError as error:
        return _referral(request, run, place, found, form=form, problem=error, status=409)
    return redirect("referral", number, one)


def _child_asked(request: HttpRequest, place: Place) -> str:
    """A child of the case this person may see, "" for the household; without a word for it the first child."""
    asked = request.GET.get("child", "")
    if asked in place.codes:
        return asked
    return "" if asked == "household" or not place.codes else place.codes[0]


def _found(request: HttpRequest, run: RunView, place: Place, one: int) -> Referral:
    found = (
        Referral.objects.filter(number=one, case=place.case).select_related("case", "resource", "task", "by").first()
    )
    if found is None or not sees_child(found, run, place.user):
        row = request.row  # type: ignore[attr-defined]
        raise Refused(row.action, f"referral:{place.case.number}-{one}", Decision(False, "いない、または範囲の外"))
    return found


def _line(run: RunView, place: Place, found: Referral) -> ReferralLine:
    return line_of(newest_steps().get(referral=found), run, place.user)


def _step_form(run: RunView, place: Place, found: Referral, told: Any = None, **initial: Any) -> StepForm:
    is_open = found.task.versions.get(seq=found.task.newest).state == TaskVersion.OPEN
    roles = [role.value for role in BY_ACTION[STEP].roles]
    return StepForm(
        told,
        rules=current_resources(),
        after=_line(run, place, found).newest.step,
        holders=[one for one in may_hold(place.case, run, roles) if sees_child(found, run, one)],
        outcomes=current_support().outcomes if is_open else [],
        **initial,
    )


def _choosing(
    request: HttpRequest,
    run: RunView,
    place: Place,
    found: Resource,
    *,
    form: TaskForm | None = None,
    wish: WishForm | None = None,
    problem: RefusedError | None = None,
    status: int = 200,
) -> HttpResponse:
    rules, code = current_resources(), _child_asked(request, place)
    line: ResourceLine = lines_of(run, [found.versions.get(seq=found.newest)])[0]
    fit: Fit = fit_of(line, need_of(place, run, request.user, code), rules, type_labels(run))
    if form is None:
        name = f"{line.kind}（社会資源 {line.number}番）" if place.hides else f"「{line.version.name}」"
        first = {"what": f"{name}を案内する", "kind": rules.kind(line.version.kind).support, "child_code": code}
        form = task_form(run, place, initial=first | {"holder": place.user.pk})
    context: dict[str, Any] = {
        "run": run,
        "case": place.case,
        "place": place,
        "line": line,
        "fit": fit,
        "code": code,
        "form": form,
        "wish": wish or WishForm(rules=rules),
        "problem": problem,
    }
    return _shown(request, place, "resources/choose.html", context, status)


def _referral(
    request: HttpRequest,
    run: RunView,
    place: Place,
    found: Referral,
    *,
    form: StepForm | None = None,
    problem: RefusedError | None = None,
    status: int = 200,
) -> HttpResponse:
    line, rules = _line(run, place, found), current_resources()
    may_write = not line.step.ends and place.case.ended_at is None and may(place.user, STEP, place.case, run)
    if form is None and may_write:
        form = _step_form(run, place, found, initial={"on": clock.today(), "holder": line.newest.holder_id})
    context: dict[str, Any] = {
        "run": run,
        "case": place.case,
        "place": place,
        "line": line,
        "name": named(found, place.hides),
        "wish_words": with_gaps(found, run, hides=place.hides).wish_words if _reads(run, place, found) else None,
        "steps": steps_of(found, run, place.decision, place.user),
        "following": (following := [rules.step(key) for key in line.step.next]),
        "weighed": [one.label for one in following if one.result],
        "results": choices_of(rules.results),
        "may_write": may_write,
        "form": form,
        "problem": problem,
    }
    codes = [found.child_code] if found.child_code else place.codes
    return _shown(request, place, "resources/referral.html", context, status, codes=codes, thing=found)


def _reads(run: RunView, place: Place, found: Referral) -> bool:
    """What the family said is read as what is said in a 支援経過."""
    return steps_of(found, run, place.decision, place.user)[-1].reads


def _shown(
    request: HttpRequest,
    place: Place,
    template: str,
    context: dict[str, Any],
    status: int = 200,
    *,
    codes: list[str] | None = None,
    thing: object = None,
) -> HttpResponse:
    return show(
        request,
        template,
        context,
        children=place.codes if codes is None else codes,
        thing=thing or f"case:{place.case.number}",
        decision=place.decision,
        status=status,
    )
