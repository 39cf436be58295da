"""What somebody fills in about a resource, on the page or in a file; and why it is changed or withdrawn."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.notes.forms import no_individual_number
from tsunagu_web.resources.declared import ANY_FAMILY, EVERYONE, WHOLE_TOWN, Choices, ResourceRules, choices_of
from tsunagu_web.resources.keeping import Described

CHOOSE = {"required": "選んでください。", "invalid_choice": "選べるものの中にありません。"}
DAY = {"required": "日付を選んでください。", "invalid": "日付を 2026-11-30 の形で入力してください。"}
OLDEST = 120
WORDS = ("condition_words", "days", "cost", "apply_words", "contact", "opening_words")
"""Free texts: what stands in them is no choice and may be left out."""


def _words(most: int) -> forms.CharField:
    return forms.CharField(
        max_length=most, required=False, strip=True, error_messages={"max_length": f"{most}字までで書いてください。"}
    )


class ResourceForm(forms.Form):
    """All that is known of a resource. What is left out is not written down, which is said wherever it is read."""

    name = forms.CharField(max_length=100, strip=True, error_messages={"required": "名前を書いてください。"})
    kind = forms.ChoiceField(error_messages=CHOOSE)
    runner = _words(100)
    age_from = forms.IntegerField(required=False, min_value=0, max_value=OLDEST)
    age_to = forms.IntegerField(required=False, min_value=0, max_value=OLDEST)
    types = forms.MultipleChoiceField(required=False, error_messages=CHOOSE)
    conditions = forms.MultipleChoiceField(required=False, error_messages=CHOOSE)
    condition_words = _words(400)
    areas = forms.MultipleChoiceField(required=False, error_messages=CHOOSE)
    days = _words(200)
    cost = _words(200)
    apply_words = _words(400)
    contact = _words(200)
    opening = forms.ChoiceField(required=False, error_messages=CHOOSE)
    opening_words = _words(200)
    confirmed_on = forms.DateField(error_messages=DAY)
    confirmed_by = _words(100)

    def __init__(self, *args: Any, rules: ResourceRules, types: Choices, areas: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("age_from", "age_to"):
            wrong = "満の年齢を、0から120までの数字で書いてください。"
            self.fields[name].error_messages = dict.fromkeys(("invalid", "min_value", "max_value"), wrong)
            for one in self.fields[name].validators:
                one.message = wrong  # type: ignore[attr-defined]
        for name, choices in (
            ("kind", choices_of(rules.kinds)),
            ("types", [(EVERYONE, ANY_FAMILY), *types]),
            ("conditions", choices_of(rules.conditions)),
            ("areas", [(EVERYONE, WHOLE_TOWN), *((area, area) for area in areas)]),
            ("opening", [("", ""), *choices_of(rules.openings)]),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_confirmed_on(self) -> date:
        """Not a day to come."""
        day: date = self.cleaned_data["confirmed_on"]
        if day > clock.today():
            raise forms.ValidationError("先の日になっています。今日までの日を選んでください。")
        return day

    def clean(self) -> dict[str, Any]:
        """Ages in order; no number of a resident in any text; "everybody" takes the place of a list."""
        told = super().clean() or {}
        low, high = told.get("age_from"), told.get("age_to")
        if low is not None and high is not None and low > high:
            self.add_error("age_to", "「まで」の年齢が「から」より小さくなっています。")
        for name in ("name", "runner", "confirmed_by", *WORDS):
            try:
                no_individual_number(told.get(name) or "")
            except forms.ValidationError as error:
                self.add_error(name, error)
        for name in ("types", "areas"):
            if EVERYONE in told.get(name, ()):
                told[name] = [EVERYONE]
        return told

    def described(self, by: str, state: str) -> Described:
        """What the store keeps. `by`: who confirmed it, where the form names nobody."""
        return Described(
            **self.cleaned_data | {"confirmed_by": self.cleaned_data["confirmed_by"] or by, "state": state}
        )


class WhyForm(forms.Form):
    """Why something is changed or withdrawn, and which version the person saw."""

    seen = forms.IntegerField(min_value=1)
    why = forms.CharField(
        max_length=400,
        min_length=5,
        strip=True,
        error_messages={"required": "わけを書いてください。", "min_length": "わけを、5文字以上で書いてください。"},
    )


class WishForm(forms.Form):
    """What the family, or the child, says to it."""

    wish = forms.ChoiceField(error_messages=CHOOSE)
    wish_words = forms.CharField(max_length=1000, required=False, strip=True)

    def __init__(self, *args: Any, rules: ResourceRules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wish"].choices = [("", ""), *choices_of(rules.wishes)]  # type: ignore[attr-defined]


class StepForm(forms.Form):
    """What came of it: seen, heard and thought apart; until when who looks again; and whether the 対応事項 is done with it."""

    seen = forms.IntegerField(min_value=1)
    step = forms.ChoiceField(error_messages=CHOOSE)
    on = forms.DateField(error_messages=DAY)
    fact = forms.CharField(max_length=2000, required=False, strip=True)
    heard = forms.CharField(max_length=2000, required=False, strip=True)
    heard_from = forms.CharField(max_length=100, required=False, strip=True)
    opinion = forms.CharField(max_length=2000, required=False, strip=True)
    result = forms.ChoiceField(required=False, error_messages=CHOOSE)
    follow_on = forms.DateField(required=False, error_messages=DAY)
    holder = forms.ModelChoiceField(User.objects.none(), error_messages=CHOOSE)
    outcome = forms.ChoiceField(required=False, error_messages=CHOOSE)

    def __init__(
        self, *args: Any, rules: ResourceRules, after: str, holders: list[User], outcomes: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rules = rules
        following = [(key, rules.step(key).label) for key in rules.step(after).next]
        for name, choices in (
            ("step", following),
            ("result", choices_of(rules.results)),
            ("outcome", outcomes),
        ):
            self.fields[name].choices = [("", ""), *choices]  # type: ignore[attr-defined]
        self.fields["holder"].queryset = User.objects.filter(pk__in=[one.pk for one in holders])  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Something was seen or heard; a use is weighed; somebody looks again unless it is the end."""
        told = super().clean() or {}
        on, words = told.get("on"), f"{told.get('fact', '')}{told.get('heard', '')}"
        if on and on > clock.today():
            self.add_error("on", "先の日になっています。今日までの日を選んでください。")
        if not words:
            self.add_error("fact", "見たこと・したことか、聞いたことのどちらかを書いてください。")
        if told.get("heard") and not told.get("heard_from"):
            self.add_error("heard_from", "だれから聞いたかを書いてください。")
        if told.get("outcome") and len(words) < 5:
            self.add_error("outcome", "対応事項も終えるときは、どうなったかを5文字以上で書いてください。")
        self._by_step(told)
        return told

    def _by_step(self, told: dict[str, Any]) -> None:
        if not told.get("step"):
            return
        step = self.rules.step(told["step"])
        if step.result and not told.get("result"):
            self.add_error("result", "使ってみてどうだったかを選んでください（まだなら「まだわからない」）。")
        if not step.result:
            told["result"] = ""
        if step.days is None:
            told["follow_on"] = None
        elif "follow_on" not in self.errors:
            follow = told.get("follow_on") or clock.today() + timedelta(days=step.days)
            told["follow_on"] = follow
            if follow < clock.today():
                self.add_error("follow_on", "つぎに確かめる日が過ぎています。今日より後の日を選んでください。")
