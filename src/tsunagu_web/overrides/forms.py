"""What is asked of a 例外表示, and of the one who decides."""

from __future__ import annotations

from typing import Any

from django import forms

from tsunagu_web.accounts.models import User

REQUIRED = {"required": "わけを入力してください。", "min_length": "わけを、10文字以上で書いてください。"}


class AskForm(forms.Form):
    """Why, until when, for whom."""

    reason = forms.CharField(max_length=400, min_length=10, strip=True, error_messages=REQUIRED)
    until = forms.DateField(
        error_messages={
            "required": "最後の日を入力してください。",
            "invalid": "日付を 2026-11-30 の形で入力してください。",
        }
    )
    people = forms.ModelMultipleChoiceField(
        User.objects.none(),
        error_messages={
            "required": "だれに出すかを選んでください。",
            "invalid_choice": "だれに出すかを選び直してください。",
        },
    )

    def __init__(self, *args: Any, able: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = User.objects.filter(pk__in=[one.pk for one in able])  # type: ignore[attr-defined]


class DecideForm(forms.Form):
    """Which, yes or no, and why."""

    override = forms.IntegerField(min_value=1, max_value=2**31, error_messages={"required": "選び直してください。"})
    answer = forms.ChoiceField(
        choices=[("yes", "認める"), ("no", "断る")], error_messages={"required": "認めるか断るかを選んでください。"}
    )
    words = forms.CharField(
        max_length=400,
        min_length=5,
        strip=True,
        error_messages={"required": "わけを入力してください。", "min_length": "何を確かめたかを書いてください。"},
    )
