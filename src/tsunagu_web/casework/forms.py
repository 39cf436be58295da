"""What somebody fills in to move a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from tsunagu_web.casework.registration import KINDS
from tsunagu_web.casework.safety import ToSee
from tsunagu_web.notes.forms import FreeText


class WhyForm(forms.Form):
    """A reason, and up to which line of the 経過 the person had read: why a case may end although the mark goes on, or what became
    of a child who is in the data no more."""

    words = FreeText(
        min_length=5,
        max_length=1000,
        strip=True,
        error_messages=dict.fromkeys(("required", "min_length"), "この欄に、5文字以上で書いてください。"),
    )
    seen = forms.IntegerField(min_value=0, error_messages={"required": "画面を開き直してください。"})


class MoveForm(forms.Form):
    """Which move, why, until when, and up to which line of the 経過 the person had read."""

    move = forms.CharField(max_length=24, error_messages={"required": "どう進めるかを選んでください。"})
    seen = forms.IntegerField(min_value=0, error_messages={"required": "画面を開き直してください。"})
    words = forms.CharField(max_length=2000, required=False, strip=True)
    due = forms.DateField(required=False, error_messages={"invalid": "日付を 2026-11-30 の形で入力してください。"})
    registered_on = forms.DateField(
        required=False, error_messages={"invalid": "登録日を 2026-11-30 の形で入力してください。"}
    )
    registered_as = forms.ChoiceField(
        choices=[("", "選んでください"), *((kind, kind) for kind in KINDS)],
        required=False,
        error_messages={"invalid_choice": "区分を選び直してください。"},
    )
    ledger_row = forms.IntegerField(
        min_value=1,
        max_value=999_999,
        required=False,
        error_messages={
            "invalid": "台帳の番号を数字で書いてください。",
            "min_value": "台帳の番号は1からです。",
            "max_value": "台帳の番号が大きすぎます。",
        },
    )

    def __init__(self, *args: Any, people: Sequence[ToSee] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unseen = {one.code: one.field for one in people if one.named and one.sighting is None}
        for name in self.unseen.values():
            self.fields[name] = forms.CharField(
                max_length=400,
                required=False,
                strip=True,
                error_messages={"max_length": "見ていないわけは、400文字までで書いてください。"},
            )

    def whys(self) -> dict[str, str]:
        """Code → why somebody of the household was not seen, as far as it was written."""
        return {code: self.cleaned_data.get(name, "") for code, name in self.unseen.items()}

    def registration(self) -> dict[str, Any]:
        """What was told of a registration, as far as it was; empty where nothing was."""
        told = {name: self.cleaned_data[name] for name in ("registered_on", "registered_as", "ledger_row")}
        return {name: value for name, value in told.items() if value}
