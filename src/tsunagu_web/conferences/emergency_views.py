"""緊急受理会議を開く, from a case in danger; and what it decided."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.clock import JAPAN
from tsunagu.base.errors import RefusedError
from tsunagu_web.access import Decision, Refused
from tsunagu_web.accounts.current import user_of
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.places import must_name_no_place
from tsunagu_web.conferences.calling import at_once
from tsunagu_web.conferences.emergency import GUIDANCE, EmergencyTold, decide_emergency, hold_at_once, urgencies
from tsunagu_web.conferences.forms import CHOOSE, DAY
from tsunagu_web.conferences.household_views import found_item, show_household
from tsunagu_web.conferences.sheet import look_at_household
from tsunagu_web.conferences.views import show_conferences
from tsunagu_web.notes.forms import FreeText
from tsunagu_web.pages.acting import acting
from tsunagu_web.reading import RunView, with_run


def _said(least: int, most: int, words: str) -> FreeText:
    errors = {"required": words, "min_length": words, "max_length": f"{most}文字までです。"}
    return FreeText(min_length=least, max_length=most, strip=True, error_messages=errors)


class EmergencyForm(forms.Form):
    """How urgent, whether a 児童相談所 is told, who makes sure of the safety by when, and who decided why."""

    urgency = forms.ChoiceField(error_messages=CHOOSE | {"required": "緊急度を選んでください。"})
    guidance = forms.ChoiceField(
        choices=list(GUIDANCE.items()), error_messages=CHOOSE | {"required": "児童相談所にどうするかを選んでください。"}
    )
    who = _said(1, 64, "だれが安全を確かめるかを書いてください。")
    by_day = forms.DateField(error_messages=DAY | {"required": "安全を確かめる期限の日を入れてください。"})
    by_hour = forms.TimeField(
        error_messages={"required": "期限の時刻を入れてください。", "invalid": "時刻を 21:00 の形で入れてください。"}
    )
    how = _said(2, 400, "どこで、どう確かめるかを書いてください。")
    reason = _said(5, 1500, "理由を、5文字以上で書いてください。")
    decider = forms.ModelChoiceField(
        User.objects.all(), error_messages=CHOOSE | {"required": "決定者を選んでください。"}
    )
    seen = forms.IntegerField(min_value=0, error_messages={"required": "画面を開き直してください。"})

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["urgency"].choices = urgencies()  # type: ignore[attr-defined]

    def told(self) -> EmergencyTold:
        """What was decided."""
        said = self.cleaned_data
        by = datetime.combine(said["by_day"], said["by_hour"], tzinfo=JAPAN)
        return EmergencyTold(
            said["urgency"],
            said["guidance"],
            said["who"],
            by,
            said["how"],
            said["reason"],
            said["decider"],
            said["seen"],
        )


@with_run
def hold_urgent(request: HttpRequest, run: RunView, case: str) -> HttpResponse:
    """Hold it now over a household in danger, and go to the household's page there."""
    found = Case.objects.filter(number=case).first()
    if found is None or look_at_household(run, found, user_of(request)) is None:
        row = request.row  # type: ignore[attr-defined]
        raise Refused(row.action, f"case:{case}", Decision(False, "いない、または範囲の外"))
    try:
        with acting(request, f"case:{case}"):
            meeting = hold_at_once(user_of(request), run, found)
    except RefusedError as error:
        return show_conferences(request, run, problem=error, status=409)
    except IntegrityError:
        # Two people called a meeting at the same moment: of the second nothing stays.
        return show_conferences(request, run, problem=at_once(), status=409)
    return redirect("conference_household", meeting.number, case)


@with_run
def decide_urgent(request: HttpRequest, run: RunView, number: str, case: str) -> HttpResponse:
    """Record what was decided about the danger."""
    item, thing, decision = found_item(request, run, number, case)
    form = EmergencyForm(request.POST)
    if not form.is_valid():
        return show_household(request, run, item, thing, decision, emergency_form=form, status=400)
    try:
        with acting(request, item):
            must_name_no_place(item.case, run, form)
            decide_emergency(user_of(request), item, form.told())
    except RefusedError as error:
        return show_household(request, run, item, thing, decision, emergency_form=form, problem=error, status=409)
    return redirect("conference_household", number, case)
