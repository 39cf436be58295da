"""What is asked of whoever nominates a child, or takes a nomination back."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from tsunagu.intake import looks_like_my_number
from tsunagu_web.dictionary.entries import current_pack

REQUIRED = {"required": "入力してください。"}
CHOOSE = {"required": "選んでください。", "invalid_choice": "選んでください。"}
_TWELVE_DIGITS = re.compile(r"(?<!\d)\d{4}[ \u3000-]?\d{4}[ \u3000-]?\d{4}(?!\d)")


def codes_of(source: str, heading: str) -> list[tuple[str, str]]:
    """(code, label) of a declared column's code list, in its order."""
    pack = current_pack()
    column = next(one for one in pack.sources[source].columns if one.header == heading)
    return [(code.code, code.label) for code in pack.code_lists[column.codes or ""].codes]


def no_individual_number(text: str) -> str:
    """The text. ValidationError where a 個人番号 stands in it: it must not be kept here (番号法)."""
    if any(looks_like_my_number(found[0]) for found in _TWELVE_DIGITS.finditer(text)):
        raise forms.ValidationError("個人番号（マイナンバー）のような12桁の数字は書けません。消してください。")
    return text


class ChildForm(forms.Form):
    """A child named by its code, or by name and birth date together."""

    code = forms.CharField(max_length=12, required=False, strip=True)
    name = forms.CharField(max_length=100, required=False, strip=True)
    born = forms.DateField(required=False, error_messages={"invalid": "2018-05-05 の形で入力してください。"})

    def clean(self) -> dict[str, Any]:
        """One of the two ways."""
        told = super().clean() or {}
        if not told.get("code") and not (told.get("name") and told.get("born")):
            self.add_error("code", "こどもの番号か、氏名と生年月日の両方を入力してください。")
        return told


class NominationForm(ChildForm):
    """Whom, why, and whether it was seen or heard."""

    certainty = forms.ChoiceField(error_messages=CHOOSE)
    reason = forms.CharField(max_length=1000, min_length=10, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["certainty"].choices = codes_of("cases_nominations", "事実・伝聞")  # type: ignore[attr-defined]
        self.fields["reason"].error_messages = {
            **REQUIRED,
            "min_length": "気になったことを、10文字以上で書いてください。",
        }

    def clean_reason(self) -> str:
        """Nothing that must not be kept."""
        return no_individual_number(self.cleaned_data["reason"])


class TakeBackForm(forms.Form):
    """Which, and why."""

    nomination = forms.IntegerField(error_messages=CHOOSE)
    reason = forms.CharField(max_length=400, min_length=5, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].error_messages = {**REQUIRED, "min_length": "取り下げるわけを書いてください。"}

    def clean_reason(self) -> str:
        """Nothing that must not be kept."""
        return no_individual_number(self.cleaned_data["reason"])
