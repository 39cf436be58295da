"""What people decide about faults and copies."""

from __future__ import annotations

from django import forms

from tsunagu.delivery import BY_HAND


class FaultForm(forms.Form):
    """Close or reopen the chosen faults, with a reason."""

    what = forms.ChoiceField(choices=[("close", "確認ずみにする"), ("reopen", "確認ずみを取り消す")])
    reason = forms.CharField(max_length=200, strip=True, error_messages={"required": "理由を入力してください。"})


class WipeForm(forms.Form):
    """How a copy was wiped: by a person (`how`), or by us where it lies in a watched folder (`watched`). `unwanted`: nothing is
    wiped yet; what its zip holds besides will not be taken, and why (`reason`).
    """

    how = forms.ChoiceField(
        choices=[*((how, how) for how in BY_HAND), ("watched", "watched"), ("unwanted", "unwanted")],
        error_messages={"required": "消し方を選んでください。", "invalid_choice": "消し方を選んでください。"},
    )
    medium = forms.CharField(max_length=60, required=False, strip=True)
    reason = forms.CharField(max_length=200, required=False, strip=True)
