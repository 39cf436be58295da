"""The directory on pages: looked through by all who work on cases, kept by those whom resources.yaml names."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import Decision, PageObject, Refused
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.current import user_of
from tsunagu_web.accounts.models import User
from tsunagu_web.dashboards.groups import UNPLACED
from tsunagu_web.overview.tables import type_labels
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run
from tsunagu_web.resources.counting import counted_steps, lacks, sees_counts, step_rows
from tsunagu_web.resources.declared import EVERYONE, current_resources
from tsunagu_web.resources.following import overdue
from tsunagu_web.resources.forms import ResourceForm, WhyForm
from tsunagu_web.resources.keeping import (
    add_resource,
    change_resource,
    confirm_resource,
    described,
    withdraw_resource,
)
from tsunagu_web.resources.models import Resource, ResourceVersion
from tsunagu_web.resources.reading import Asked, areas_known, areas_used, keeper_role, line_of, lines_of, search


@with_run
def resources(request: HttpRequest, run: RunView) -> HttpResponse:
    """The directory, narrowed by what the address asks for."""
    asked, rules = Asked.of(request.GET.dict()), current_resources()
    context: dict[str, Any] = {
        "run": run,
        "asked": asked,
        "found": search(run, asked),
        "rules": rules,
        "types": type_labels(run).items(),
        "areas": areas_used(),
        "keeps": keeper_role(request.user),
        "counts": sees_counts(request.user),
    }
    return show(request, "resources/resources.html", context)


@with_run
def resource(request: HttpRequest, run: RunView, number: int) -> HttpResponse:
    """One resource with its versions."""
    return resource_page(request, run, found_resource(request, number))


@with_run
def resource_gaps(request: HttpRequest, run: RunView) -> HttpResponse:
    """What came of all referrals, where the town lacks something, and which follow-ups are late."""
    user = user_of(request)
    late, steps = overdue(run, user), counted_steps(run, user)
    context = {
        "run": run,
        "steps": step_rows(steps),
        "lacks": lacks(run, user, steps),
        "late": late,
        "unplaced": UNPLACED,
    }
    codes = {one.referral.child_code for one in late if one.referral.child_code}
    return show(request, "resources/gaps.html", context, children=sorted(codes))


@with_run
def resource_add(request: HttpRequest, run: RunView) -> HttpResponse:
    """A resource the directory does not have yet."""
    user, role = keeper_of(request, "resource_add")
    if request.method != "POST":
        return _writing(request, run, form_of(run, initial={"confirmed_on": clock.today()}))
    form = form_of(run, request.POST)
    if not form.is_valid():
        return _writing(request, run, form, status=400)
    try:
        with acting(request, PageObject("resource_add")):
            version = add_resource(user, role, form.described(_who(user), ResourceVersion.STANDING))
    except RefusedError as error:
        return _writing(request, run, form, problem=error, status=409)
    return redirect("resource", version.resource.number)


@with_run
def resource_change(request: HttpRequest, run: RunView, number: int) -> HttpResponse:
    """Another wording, with the reason."""
    user, role = keeper_of(request, "resource_change")
    found = found_resource(request, number)
    before = found.versions.get(seq=found.newest)
    if request.method != "POST":
        return _writing(request, run, form_of(run, initial=asdict(described(before))), found)
    form, why = form_of(run, request.POST), WhyForm(request.POST)
    if not (form.is_valid() & why.is_valid()):
        return _writing(request, run, form, found, why=why, status=400)
    told = why.cleaned_data
    try:
        with acting(request, found):
            change_resource(
                found, user, role, form.described(_who(user), before.state), seen=told["seen"], why=told["why"]
            )
    except RefusedError as error:
        return _writing(request, run, form, found, why=why, problem=error, status=409)
    return redirect("resource", number)


@with_run
def resource_confirm(request: HttpRequest, run: RunView, number: int) -> HttpResponse:
    """Somebody asked again, and all of it is still right."""
    user, role = keeper_of(request, "resource_confirm")
    found, told = found_resource(request, number), request.POST.get("seen", "")
    try:
        with acting(request, found):
            confirm_resource(found, user, role, seen=int(told) if told.isdecimal() else 0)
    except RefusedError as error:
        return resource_page(request, run, found, problem=error, status=409)
    return redirect("resource", number)


@with_run
def resource_withdraw(request: HttpRequest, run: RunView, number: int) -> HttpResponse:
    """It is no longer there, or it is again."""
    user, role = keeper_of(request, "resource_withdraw")
    found, why = found_resource(request, number), WhyForm(request.POST)
    if not why.is_valid():
        return resource_page(request, run, found, why=why, status=400)
    told, back = why.cleaned_data, request.POST.get("back") == "yes"
    try:
        with acting(request, found):
            withdraw_resource(found, user, role, seen=told["seen"], back=back, why=told["why"])
    except RefusedError as error:
        return resource_page(request, run, found, why=why, problem=error, status=409)
    return redirect("resource", number)


def keeper_of(request: HttpRequest, page: str) -> tuple[User, str]:
    """Who keeps the directory, and under which role. Raises Refused for whom resources.yaml does not name."""
    role = keeper_role(request.user)
    if role is None:
        row = request.row  # type: ignore[attr-defined]
        raise Refused(row.action, PageObject(page), Decision(False, "載せる係ではない"))
    return user_of(request), role


def found_resource(request: HttpRequest, number: int) -> Resource:
    """The resource of this number. Raises Refused where there is none."""
    found = Resource.objects.filter(number=number).first()
    if found is None:
        row = request.row  # type: ignore[attr-defined]
        raise Refused(row.action, f"resource:{number}", Decision(False, "いない"))
    return found


def form_of(run: RunView, told: Any = None, **more: Any) -> ResourceForm:
    """The form with the choices of this town."""
    types = list(type_labels(run).items())
    return ResourceForm(told, rules=current_resources(), types=types, areas=areas_known(run), **more)


def _who(user: User) -> str:
    return f"{user.display_name}（{user.section}）"


def resource_page(
    request: HttpRequest,
    run: RunView,
    found: Resource,
    *,
    why: WhyForm | None = None,
    problem: RefusedError | None = None,
    status: int = 200,
) -> HttpResponse:
    """One resource, and what those who keep it may do."""
    versions = list(found.versions.select_related("resource", "by").order_by("-seq"))
    rules, types = current_resources(), type_labels(run)
    context: dict[str, Any] = {
        "run": run,
        "line": line_of(versions[0], rules, types),
        "versions": [line_of(version, rules, types) for version in versions],
        "rules": rules,
        "keeps": keeper_role(request.user),
        "counts": sees_counts(request.user),
        "steps": step_rows(counted_steps(run, request.user, found.number)) if sees_counts(request.user) else [],
        "why": why,
        "problem": problem,
    }
    return show(request, "resources/resource.html", context, thing=found, status=status)


def _writing(
    request: HttpRequest,
    run: RunView,
    form: ResourceForm,
    found: Resource | None = None,
    *,
    why: WhyForm | None = None,
    problem: RefusedError | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "run": run,
        "form": form,
        "line": lines_of(run, [found.versions.get(seq=found.newest)])[0] if found else None,
        "everyone": EVERYONE,
        "why": why,
        "problem": problem,
    }
    return show(request, "resources/write.html", context, thing=found, status=status)
