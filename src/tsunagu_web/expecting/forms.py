"""What is asked of whoever tells of a woman who expects a child, begins a case about her, or closes it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from tsunagu_web.accounts import clock
from tsunagu_web.expecting.carrying import Told
from tsunagu_web.expecting.declared import ANSWERS, UNKNOWN, current_expecting
from tsunagu_web.notes.forms import codes_of, no_individual_number

DAY = {"required": "日付を入れてください。", "invalid": "日付を 2026-11-30 の形で入れてください。"}
WHY = {"required": "わけを書いてください。", "min_length": "わけを、5文字以上で書いてください。"}
YOUNGEST = 10


class WomanForm(forms.Form):
    """Who she is: as the register writes her, or `outside` it."""

    name = forms.CharField(max_length=100, strip=True, error_messages={"required": "氏名を書いてください。"})
    kana = forms.CharField(max_length=100, required=False, strip=True)
    born = forms.DateField(
        error_messages={
            "required": "生年月日を入れてください。",
            "invalid": "生年月日を 1998-05-05 の形で入れてください。",
        }
    )
    outside = forms.BooleanField(required=False)

    def clean_born(self) -> date:
        """Somebody who can expect a child."""
        day: date = self.cleaned_data["born"]
        if clock.today().year - day.year < YOUNGEST:
            raise forms.ValidationError("生年月日が違うようです。")
        return day


class NoticeForm(WomanForm):
    """What was seen or heard of her."""

    happened_on = forms.DateField(error_messages=DAY)
    kind = forms.ChoiceField(error_messages={"required": "分類を選んでください。"})
    certainty = forms.ChoiceField(error_messages={"required": "事実か伝聞かを選んでください。"})
    text = forms.CharField(
        max_length=1000,
        min_length=5,
        strip=True,
        error_messages={
            "required": "見たこと・聞いたことを書いてください。",
            "min_length": "見たこと・聞いたことを書いてください。",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, heading in (("kind", "分類"), ("certainty", "事実/伝聞")):
            self.fields[name].choices = codes_of("mimamori", heading)  # type: ignore[attr-defined]

    def clean_text(self) -> str:
        """Nothing that must not be kept."""
        return no_individual_number(self.cleaned_data["text"])

    def clean_happened_on(self) -> date:
        """Not a day to come."""
        day: date = self.cleaned_data["happened_on"]
        if day > clock.today():
            raise forms.ValidationError("いつのことかが、先の日になっています。")
        return day


class ToldForm(forms.Form):
    """出産予定日, or why it is not known; the declared items, わからない where nothing was chosen; and on what it rests."""

    due_on = forms.DateField(required=False, error_messages=DAY)
    no_due_why = forms.ChoiceField(required=False, error_messages={"invalid_choice": "選び直してください。"})
    words = forms.CharField(max_length=2000, min_length=5, strip=True, error_messages=WHY)
    seen = forms.IntegerField(min_value=0, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = current_expecting()
        reasons = [("", "選んでください"), *((one.key, one.label) for one in rules.no_due_date)]
        self.fields["no_due_why"].choices = reasons  # type: ignore[attr-defined]
        for one in rules.grounds:
            self.fields[f"ground_{one.key}"] = forms.ChoiceField(choices=ANSWERS, required=False, label=one.label)

    def clean_words(self) -> str:
        """Nothing that must not be kept."""
        return no_individual_number(self.cleaned_data["words"])

    def clean(self) -> dict[str, Any]:
        """A day or the reason, not both: one of them would be wrong."""
        told = super().clean() or {}
        if not self.errors and bool(told.get("due_on")) == bool(told.get("no_due_why")):
            self.add_error("due_on", "出産予定日か、わからないわけの、どちらか一つを入れてください。")
        return told

    @property
    def told(self) -> Told:
        """As it is kept."""
        said = self.cleaned_data
        grounds = {one.key: said.get(f"ground_{one.key}") or UNKNOWN for one in current_expecting().grounds}
        return Told(said["due_on"], said["no_due_why"], grounds, said["words"])


class BeginForm(WomanForm, ToldForm):
    """Who she is and what is known; `notice`: which one it is begun from."""

    notice = forms.IntegerField(required=False)


class WordsForm(forms.Form):
    """Which one, and why."""

    which = forms.IntegerField(error_messages={"required": "画面を開き直してください。"})
    words = forms.CharField(max_length=1000, min_length=5, strip=True, error_messages=WHY)

    def clean_words(self) -> str:
        """Nothing that must not be kept."""
        return no_individual_number(self.cleaned_data["words"])


class EndForm(WordsForm):
    """Why a pregnancy is closed, or that closing it was a mistake; whether the case ends too."""

    kind = forms.ChoiceField(
        error_messages={"required": "理由を選んでください。", "invalid_choice": "選び直してください。"}
    )
    case_too = forms.BooleanField(required=False)
    seen = forms.IntegerField(min_value=0, error_messages={"required": "画面を開き直してください。"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        endings = [(one.key, one.label) for one in current_expecting().endings]
        self.fields["kind"].choices = [*endings, ("again", "開き直す")]  # type: ignore[attr-defined]


class BirthForm(forms.Form):
    """Whether a child joins, is not hers, or an answer (`which`) was a mistake. A no and a taking back say why."""

    child = forms.CharField(max_length=16)
    which = forms.IntegerField(error_messages={"required": "画面を開き直してください。"})
    answer = forms.ChoiceField(
        choices=[("joined", ""), ("refused", ""), ("back", "")], error_messages={"required": "選んでください。"}
    )
    run = forms.CharField(max_length=64, error_messages={"required": "画面を開き直してください。"})
    words = forms.CharField(max_length=1000, required=False, strip=True)

    def clean(self) -> dict[str, Any]:
        """A reason where one is owed."""
        told = super().clean() or {}
        if told.get("answer") in ("refused", "back") and len(told.get("words", "")) < 5:
            self.add_error("words", "わけを、5文字以上で書いてください。")
        return told

    def clean_words(self) -> str:
        """Nothing that must not be kept."""
        return no_individual_number(self.cleaned_data["words"])
