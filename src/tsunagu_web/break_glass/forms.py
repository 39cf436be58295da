"""What is asked before a child outside one's cases is opened, and of the one who reviews it."""

from __future__ import annotations

from typing import Any

from django import forms

from tsunagu_web.accounts.models import User
from tsunagu_web.break_glass.models import Outcome, Reason


def _choose(words: str) -> dict[str, str]:
    return {"required": words, "invalid_choice": words}


class OpenForm(forms.Form):
    """Whom, why, and who looks at it afterwards."""

    code = forms.CharField(max_length=12, required=False, strip=True)
    name = forms.CharField(max_length=100, required=False, strip=True)
    born = forms.DateField(required=False, error_messages={"invalid": "2018-05-05 の形で入力してください。"})
    reason = forms.ChoiceField(choices=Reason.choices, error_messages=_choose("わけを選んでください。"))
    sentence = forms.CharField(max_length=400, min_length=10, strip=True)
    reviewer = forms.ModelChoiceField(User.objects.none(), error_messages=_choose("見直す人を選んでください。"))

    def __init__(self, *args: Any, reviewers: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewer"].queryset = User.objects.filter(pk__in=[one.pk for one in reviewers])  # type: ignore[attr-defined]
        self.fields["sentence"].error_messages = {
            "required": "何が起きているかを書いてください。",
            "min_length": "何が起きているかを、10文字以上で書いてください。",
        }

    def clean(self) -> dict[str, Any]:
        """A child is named by its code, or by name and birth date together."""
        told = super().clean() or {}
        if not told.get("code") and not (told.get("name") and told.get("born")):
            self.add_error("code", "こどもの番号か、氏名と生年月日の両方を入力してください。")
        return told


class ReviewForm(forms.Form):
    """What the reviewer found."""

    glass = forms.IntegerField()
    outcome = forms.ChoiceField(choices=Outcome.choices, error_messages=_choose("開く必要があったかを選んでください。"))
    words = forms.CharField(max_length=400, min_length=5, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = "何を確かめたかを、5文字以上で書いてください。"
        self.fields["words"].error_messages = {"required": words, "min_length": words}
