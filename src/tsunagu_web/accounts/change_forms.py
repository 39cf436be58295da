"""What is asked of a change of somebody's rights."""

from __future__ import annotations

from typing import Any

from django import forms

from tsunagu_web.access.roles import ROLES, RoleKey
from tsunagu_web.accounts.models import AccountChange, User

OF_ROLES = (AccountChange.GRANT, AccountChange.END)
WITH_A_LAST_DAY = (AccountChange.GRANT, AccountChange.REOPEN)


def _choose(words: str) -> dict[str, str]:
    return {"required": words, "invalid_choice": words}


class ChangeForm(forms.Form):
    """Who, what, why; of a role also until when and where. Places are written with 、 between them."""

    user = forms.ModelChoiceField(User.objects.all(), error_messages=_choose("だれの変更かを選んでください。"))
    kind = forms.ChoiceField(choices=AccountChange.KINDS, error_messages=_choose("何を変えるかを選んでください。"))
    role = forms.ChoiceField(
        choices=[("", "")] + [(key.value, ROLES[key].label) for key in RoleKey],
        required=False,
        error_messages=_choose("役割を選んでください。"),
    )
    until = forms.DateField(required=False, error_messages={"invalid": "2027-03-31 の形で入力してください。"})
    schools = forms.CharField(max_length=200, required=False)
    facilities = forms.CharField(max_length=200, required=False)
    school_class = forms.CharField(max_length=16, required=False)
    households = forms.CharField(max_length=200, required=False)
    reason = forms.CharField(max_length=400, error_messages={"required": "わけを入力してください。"})

    def clean(self) -> dict[str, Any]:
        """A change of a role names it."""
        told = super().clean() or {}
        if told.get("kind") in OF_ROLES and not told.get("role"):
            self.add_error("role", "役割を選んでください。")
        return told

    def change(self, asked_by: User) -> AccountChange:
        """What was asked for, not kept yet."""
        told = self.cleaned_data
        of_role = told["kind"] in OF_ROLES
        granting = told["kind"] == AccountChange.GRANT
        lists = {name: _names(told[name]) for name in ("schools", "facilities", "households")}
        places: dict[str, Any] = {name: found for name, found in lists.items() if found}
        if told["school_class"]:
            places["school_class"] = told["school_class"]
        return AccountChange(
            user=told["user"],
            kind=told["kind"],
            role=told["role"] if of_role else "",
            until=told["until"] if told["kind"] in WITH_A_LAST_DAY else None,
            places=places if granting else {},
            reason=told["reason"],
            asked_by=asked_by,
        )


def _names(text: str) -> list[str]:
    return [name for name in (part.strip() for part in text.replace(",", "、").split("、")) if name]
