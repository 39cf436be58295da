"""ケースの担当者: put somebody in a case's team, or take somebody out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.finding import Place, place_of_request
from tsunagu_web.casework.team import join, leave, may_join, members_of
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run

CHOOSE = {"required": "選んでください。", "invalid_choice": "選び直してください。"}


class TeamForm(forms.Form):
    """Whom, and whether to put in or take out."""

    person = forms.ModelChoiceField(User.objects.all(), error_messages=CHOOSE)
    change = forms.ChoiceField(choices=[("join", "加える"), ("leave", "外す")], error_messages=CHOOSE)


@with_run
def case_team(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """Who is in the team, and a change of it."""
    place = place_of_request(request, run, number)
    if request.method != "POST":
        return _team(request, run, place)
    form = TeamForm(request.POST)
    if not form.is_valid():
        return _team(request, run, place, form=form, status=400)
    person = form.cleaned_data["person"]
    try:
        with acting(request, f"case:{number}"):
            if form.cleaned_data["change"] == "join":
                join(place.case, run, person, place.user, place.role)
            else:
                leave(place.case, person, place.user, place.role)
    except RefusedError as error:
        return _team(request, run, place, form=form, problem=error, status=409)
    return redirect("case_team", number)


def _team(
    request: HttpRequest,
    run: RunView,
    place: Place,
    *,
    form: TeamForm | None = None,
    problem: RefusedError | None = None,
    status: int = 200,
) -> HttpResponse:
    found, members = place.case, list(members_of(place.case))
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
    return show(
        request,
        "casework/team.html",
        context,
        children=place.codes,
        thing=f"case:{found.number}",
        decision=place.decision,
        status=status,
    )
