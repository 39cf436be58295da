"""仕事の引きつぎ: choose who leaves, tick what goes to whom, and say why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tsunagu.base.errors import RefusedError
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.current import role_key_of, user_of
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.places import must_name_no_place
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run
from tsunagu_web.support.handing_over import hand_over as give
from tsunagu_web.support.handing_over import held_by, leaving_soon, sheets_of


class HandOverForm(forms.Form):
    """From whom, to whom, what, and the note that goes with it."""

    person = forms.ModelChoiceField(
        User.objects.all(), error_messages=dict.fromkeys(("required", "invalid_choice"), "だれからかを選んでください。")
    )
    to = forms.ModelChoiceField(
        User.objects.all(),
        error_messages=dict.fromkeys(("required", "invalid_choice"), "だれに引きつぐかを選んでください。"),
    )
    note = forms.CharField(
        max_length=2000,
        min_length=5,
        strip=True,
        error_messages={
            "required": "わけ・申し送りを書いてください。",
            "min_length": "わけ・申し送りを書いてください。",
        },
    )

    def clean(self) -> dict[str, Any]:
        """Nobody takes over from oneself."""
        told = super().clean() or {}
        if told.get("to") and told.get("to") == told.get("person"):
            self.add_error("to", "別の人を選んでください。")
        return told


@with_run
def hand_over(request: HttpRequest, run: RunView) -> HttpResponse:
    """What somebody holds, and its way to somebody else. Each thing is ticked by itself; all of them go, or none."""
    user = user_of(request)
    if request.method != "POST":
        return _page(request, run, User.objects.filter(username=request.GET.get("from", "")).first())
    form = HandOverForm(request.POST)
    person = User.objects.filter(pk=form["person"].value()).first() if str(form["person"].value()).isdigit() else None
    ticked = set(request.POST.getlist("held"))
    items = [one for one in held_by(person, run, user) if one.key in ticked] if person else []
    if not form.is_valid() or not items or len(items) != len(ticked):
        return _page(request, run, person, form=form, ticked=ticked, status=400)
    told, role = form.cleaned_data, role_key_of(request)
    try:
        must_name_no_place([one.case for one in items], run, form)
        with acting(request, f"user:{told['person'].username}→{told['to'].username}"):
            give(run, items, told["person"], told["to"], user, role, told["note"])
    except RefusedError as error:
        return _page(request, run, person, form=form, ticked=ticked, problem=error, status=409)
    return redirect(f"{reverse('hand_over')}?from={told['person'].username}")


def _page(
    request: HttpRequest,
    run: RunView,
    person: User | None,
    *,
    form: HandOverForm | None = None,
    ticked: set[str] | None = None,
    problem: RefusedError | None = None,
    status: int = 200,
) -> HttpResponse:
    today = clock.today()
    everybody = list(User.objects.order_by("section", "id"))
    held = held_by(person, run, user_of(request)) if person else []
    context: dict[str, Any] = {
        "run": run,
        "person": person,
        "people": everybody,
        "others": [one for one in everybody if one != person and one.may_log_in_on(today)],
        "held": held,
        "sheets": sheets_of(person) if person else [],
        "leaving": leaving_soon(),
        "form": form,
        "ticked": ticked or set(),
        "problem": problem,
    }
    codes = {code for one in held for code in one.case.children}
    return show(request, "support/hand_over.html", context, children=sorted(codes), status=status)
