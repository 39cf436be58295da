"""What somebody fills in to move a case."""

from __future__ import annotations

from django import forms


class MoveForm(forms.Form):
    """Which move, why, until when, and up to which line of the 経過 the person had read."""

    move = forms.CharField(max_length=24, error_messages={"required": "どう進めるかを選んでください。"})
    seen = forms.IntegerField(min_value=0, error_messages={"required": "画面を開き直してください。"})
    words = forms.CharField(max_length=2000, required=False, strip=True)
    due = forms.DateField(required=False, error_messages={"invalid": "日付を 2026-11-30 の形で入力してください。"})
