"""What somebody fills in to keep an agreement."""

from __future__ import annotations

from django import forms


class AgreementForm(forms.Form):
    """The day, the words, and which earlier agreement this one takes the place of."""

    agreed_on = forms.DateField(
        error_messages={
            "required": "話し合った日を選んでください。",
            "invalid": "日付を 2026-11-30 の形で入力してください。",
        }
    )
    words = forms.CharField(max_length=1000, error_messages={"required": "申し合わせを書いてください。"})
    replaces = forms.IntegerField(min_value=1, required=False, error_messages={"invalid": "選び直してください。"})
