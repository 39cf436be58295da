"""Rows with an alarm that nobody could place: what they say of whom, and the two ways to end the waiting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import Decision, Refused
from tsunagu_web.accounts.current import role_key_of, user_of
from tsunagu_web.casework.places import section_told, without_places
from tsunagu_web.notes.finding import child_meant
from tsunagu_web.notes.forms import no_individual_number
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run
from tsunagu_web.row_alarms.finding import may_tell_school, place_alarm, settle_alarm, unplaced
from tsunagu_web.row_alarms.models import RowAlarm
from tsunagu_web.row_alarms.told import is_told

CODES_EMPTY = "こども（番号か、氏名と生年月日）か、だれも緊急にしないわけの、どちらか一つを書いてください。"


class PlaceForm(forms.Form):
    """Whose row it is, or why nobody is to be alarmed."""

    alarm = forms.IntegerField(min_value=1, error_messages={"required": "画面を開き直してください。"})
    code = forms.CharField(max_length=16, required=False, strip=True)
    name = forms.CharField(max_length=100, required=False, strip=True)
    born = forms.DateField(required=False, error_messages={"invalid": "2018-05-05 の形で入力してください。"})
    why = forms.CharField(max_length=400, required=False, strip=True)

    def clean_why(self) -> str:
        """Nothing that must not be kept."""
        return no_individual_number(self.cleaned_data["why"])

    def clean(self) -> dict[str, Any]:
        """Exactly one of both; a reason has some words."""
        told = super().clean() or {}
        whose = bool(told.get("code") or (told.get("name") and told.get("born")))
        if whose == bool(told.get("why")) and not self.errors:
            self.add_error("code", CODES_EMPTY)
        elif told.get("why") and len(told["why"]) < 5:
            self.add_error("why", "わけを5文字以上で書いてください。")
        return told


@with_run
def row_alarms(request: HttpRequest, run: RunView) -> HttpResponse:
    """What waits."""
    return _page(request, run)


@with_run
def place(request: HttpRequest, run: RunView) -> HttpResponse:
    """Say whose row it is: the household is urgent at once; or why there is no danger."""
    form, user = PlaceForm(request.POST), user_of(request)
    if not form.is_valid():
        return _page(request, run, form=form, status=400)
    told = form.cleaned_data
    alarm = RowAlarm.objects.filter(pk=told["alarm"], raised=True).first()
    if alarm is None:
        raise Refused("row_alarm.place", f"row_alarm:{told['alarm']}", Decision(False, "いない"))
    role = role_key_of(request)
    try:
        if told["why"]:
            with acting(request, alarm):
                settle_alarm(alarm, user, told["why"])
            return redirect("row_alarms")
        child = child_meant(run, told["code"], told["name"], told["born"])
        with acting(request, f"child:{child.child_code}"):
            place_alarm(alarm, child, user, role)
    except RefusedError as error:
        return _page(request, run, form=form, problem=error, status=409)
    return redirect("row_alarms")


def _page(
    request: HttpRequest,
    run: RunView,
    *,
    form: PlaceForm | None = None,
    problem: RefusedError | None = None,
    status: int = 200,
) -> HttpResponse:
    waiting = unplaced()
    protected = run.serving.protected_places() if waiting else set()
    typed = str(form["alarm"].value()) if form else ""
    rows = [
        _row(run, alarm, who, may_tell_school(run, protected, alarm.day, who)) | {"mine": typed == str(alarm.pk)}
        for alarm, who in waiting
    ]
    context = {"run": run, "rows": rows, "form": form, "problem": problem}
    return show(request, "row_alarms/row_alarms.html", context, status=status)


def _row(run: RunView, alarm: RowAlarm, who: dict[str, Any], places: bool) -> dict[str, Any]:
    """What one says: of a row of a file what it says of whom, of what somebody told also who did and the words."""
    row = {"alarm": alarm, "who": who, "places": places}
    if not is_told(alarm):
        return row
    # What nobody is shown of a child with a name, an address while the list of protected people is old, is not told here either; and
    # where only a name was asked for stands what somebody knew.
    hides = not places or bool(run.feed.why_hidden)
    text, name = str(who["note"]["text"]), str(who.get("name", ""))
    return row | {
        "told": who["note"],
        "hides": hides,
        "who": who | {"name": without_places(name, run) if hides else name},
        "text": without_places(text, run) if hides else text,
        "section": section_told(who["by"]["section"], hides=hides),
    }
