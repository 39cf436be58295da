"""ケースの担当者: put somebody in a case's team, or take somebody out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import Decision, Refused, authorize
from tsunagu_web.accounts.current import user_of
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.reading import children_seen, things_of
from tsunagu_web.casework.team import join, leave, may_join, members_of
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run

TEAM = "case.team"
CHOOSE = {"required": "選んでください。", "invalid_choice": "選び直してください。"}


class TeamForm(forms.Form):
    """Whom, and whether to put in or take out."""

    person = forms.ModelChoiceField(User.objects.all(), error_messages=CHOOSE)
    change = forms.ChoiceField(choices=[("join", "加える"), ("leave", "外す")], error_messages=CHOOSE)


@with_run
def case_team(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """Who is in the team, and a change of it."""
    found, decision = _found(request, run, number)
    if request.method != "POST":
        return _team(request, run, found, decision)
    form = TeamForm(request.POST)
    if not form.is_valid():
        return _team(request, run, found, decision, form=form, status=400)
    person, by, role = form.cleaned_data["person"], user_of(request), decision.role_key
    try:
        with acting(request, f"case:{found.number}"):
            if form.cleaned_data["change"] == "join":
                join(found, run, person, by, role)
            else:
                leave(found, person, by, role)
    except RefusedError as error:
        return _team(request, run, found, decision, form=form, problem=error, status=409)
    return redirect("case_team", number)


def _found(request: HttpRequest, run: RunView, number: str) -> tuple[Case, Decision]:
    """The case, if this person may say who is in its team. Raises Refused as for one that does not exist."""
    found = Case.objects.filter(number=number).first()
    decisions = (authorize(request.user, TEAM, thing) for thing in (things_of(found, run) if found else ()))
    decision = next((one for one in decisions if one.allowed), None)
    if found is None or decision is None:
        raise Refused(TEAM, f"case:{number}", Decision(False, "いない、または範囲の外"))
    return found, decision


def _team(
    request: HttpRequest,
    run: RunView,
    found: Case,
    decision: Decision,
    *,
    form: TeamForm | None = None,
    problem: RefusedError | None = None,
    status: int = 200,
) -> HttpResponse:
    members = list(members_of(found))
    inside = {one.person_id for one in members}
    context: dict[str, Any] = {
        "run": run,
        "case": found,
        "members": members,
        "others": [one for one in may_join(found, run) if one.pk not in inside],
        "left": found.members.filter(left_at__isnull=False).select_related("person", "left_by").order_by("-left_at"),
        "form": form,
        "problem": problem,
    }
    shown = [code for code, _ in children_seen(found, run, request.user)]
    return show(
        request,
        "casework/team.html",
        context,
        children=shown,
        thing=f"case:{found.number}",
        decision=decision,
        status=status,
    )
