"""What is asked of whoever nominates a child, or takes a nomination back."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms

from tsunagu.intake import looks_like_my_number
from tsunagu_web.accounts import clock
from tsunagu_web.casework.process import current_process
from tsunagu_web.dictionary.entries import current_pack

SEEN_OR_HEARD = {"required": "見たことか、聞いたことかを選んでください。"}
_TWELVE_DIGITS = re.compile(r"(?<!\d)\d{4}[ \u3000-]?\d{4}[ \u3000-]?\d{4}(?!\d)")


def codes_of(source: str, heading: str) -> list[tuple[str, str]]:
    """(code, label) of a declared column's code list, in its order."""
    pack = current_pack()
    column = next(one for one in pack.sources[source].columns if one.header == heading)
    return [(code.code, code.label) for code in pack.code_lists[column.codes or ""].codes]


def has_individual_number(text: str) -> bool:
    """Whether twelve digits in it may be a 個人番号."""
    return any(looks_like_my_number(found[0]) for found in _TWELVE_DIGITS.finditer(text))


def no_individual_number(text: str) -> str:
    """The text. ValidationError where a 個人番号 stands in it: it must not be kept here (番号法)."""
    if has_individual_number(text):
        raise forms.ValidationError("個人番号（マイナンバー）のような12桁の数字は書けません。消してください。")
    return text


class FreeText(forms.CharField):
    """What people write in their own words."""

    def clean(self, value: Any) -> str:
        """Nothing that must not be kept."""
        return no_individual_number(super().clean(value))


class ChildForm(forms.Form):
    """A child named by its code, or by name and birth date together."""

    code = forms.CharField(max_length=12, required=False, strip=True)
    name = forms.CharField(max_length=100, required=False, strip=True)
    born = forms.DateField(required=False, error_messages={"invalid": "2018-05-05 の形で入力してください。"})

    def clean(self) -> dict[str, Any]:
        """One of the two ways."""
        told = super().clean() or {}
        if not self.says_whom(told):
            self.add_error("code", "こどもの番号か、氏名と生年月日の両方を入力してください。")
        return told

    def says_whom(self, told: dict[str, Any]) -> bool:
        """Whether exactly one child may be meant."""
        return bool(told.get("code") or (told.get("name") and told.get("born")))


class NominationForm(ChildForm):
    """Whom, why, and whether it was seen or heard."""

    certainty = forms.ChoiceField(error_messages=SEEN_OR_HEARD)
    reason = forms.CharField(max_length=1000, min_length=10, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["certainty"].choices = codes_of("cases_nominations", "事実・伝聞")  # type: ignore[attr-defined]
        self.fields["reason"].error_messages = {
            "required": "気になったことを書いてください。",
            "min_length": "気になったことを、10文字以上で書いてください。",
        }

    def clean_reason(self) -> str:
        """Nothing that must not be kept."""
        return no_individual_number(self.cleaned_data["reason"])


CODED = {
    "informant": "情報源",
    "kind": "分類",
    "certainty": "事実/伝聞",
    "who_may_see": "閲覧範囲",
    "ground": "根拠",
}
"""Fields of a 見守り情報 that are chosen from a code list, and the heading of the declared layout each belongs to."""


class NoteForm(ChildForm):
    """What was seen or heard, when, from whom, and who may see it."""

    happened_on = forms.DateField(
        error_messages={
            "required": "いつのことかを入力してください。",
            "invalid": "2026-11-05 の形で入力してください。",
        }
    )
    informant = forms.ChoiceField(error_messages={"required": "だれから聞いたか・見たかを選んでください。"})
    kind = forms.ChoiceField(error_messages={"required": "分類を選んでください。"})
    certainty = forms.ChoiceField(error_messages=SEEN_OR_HEARD)
    who_may_see = forms.ChoiceField(error_messages={"required": "だれが見てよいかを選んでください。"})
    ground = forms.ChoiceField(error_messages={"required": "どうやって知ったかを選んでください。"})
    lunch_arrears = forms.ChoiceField(required=False)
    anyway = forms.BooleanField(required=False)
    """Danger is told although nobody of the register is meant for sure."""
    text = forms.CharField(max_length=1000, min_length=5, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, heading in CODED.items():
            self.fields[name].choices = codes_of("mimamori", heading)  # type: ignore[attr-defined]
        arrears = [("", "わからない・聞いていない"), *codes_of("mimamori", "給食費滞納")]
        self.fields["lunch_arrears"].choices = arrears  # type: ignore[attr-defined]
        words = "見たこと・聞いたことを書いてください。"
        self.fields["text"].error_messages = {"required": words, "min_length": words}

    def says_whom(self, told: dict[str, Any]) -> bool:
        """Also a name alone, where danger is told anyway."""
        return super().says_whom(told) or bool(self.tells_anyway(told) and told.get("name"))

    def tells_anyway(self, told: dict[str, Any]) -> bool:
        """Whether danger is told although nobody may be found."""
        return bool(told.get("anyway")) and told.get("kind") in current_process().alarm_notes

    def clean_text(self) -> str:
        """Nothing that must not be kept."""
        return no_individual_number(self.cleaned_data["text"])

    def clean_happened_on(self) -> date:
        """Not a day to come."""
        day: date = self.cleaned_data["happened_on"]
        if day > clock.today():
            raise forms.ValidationError("いつのことかが、先の日になっています。")
        return day


class TakeBackForm(forms.Form):
    """Which nomination or note, and why."""

    which = forms.IntegerField(error_messages={"required": "どれかを選んでください。"})
    reason = forms.CharField(max_length=400, min_length=5, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = "取り消す・取り下げるわけを、5文字以上で書いてください。"
        self.fields["reason"].error_messages = {"required": words, "min_length": words}

    def clean_reason(self) -> str:
        """Nothing that must not be kept."""
        return no_individual_number(self.cleaned_data["reason"])
