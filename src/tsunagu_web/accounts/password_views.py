"""パスワード: everybody changes the own one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu_web.accounts import passwords
from tsunagu_web.accounts.models import User
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show

REQUIRED = {"required": "入力してください。"}


class PasswordForm(forms.Form):
    """The one of now, and twice the new one."""

    old = forms.CharField(strip=False, max_length=200, error_messages=REQUIRED)
    new = forms.CharField(strip=False, max_length=200, error_messages=REQUIRED)
    again = forms.CharField(strip=False, max_length=200, error_messages=REQUIRED)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user

    def clean_old(self) -> str:
        """It must be the right one: who sits down at an open page must not take the account over."""
        old = str(self.cleaned_data["old"])
        if not self._user.check_password(old):
            raise ValidationError("いまのパスワードが違います。")
        return old

    def clean(self) -> dict[str, Any]:
        """The new one keeps the rules, differs from the old one, and was typed twice alike."""
        told = super().clean() or {}
        new = told.get("new")
        if new is None:
            return told
        if new == told.get("old"):
            self.add_error("new", "いまと違うパスワードにしてください。")
        elif "again" in told and new != told["again"]:
            self.add_error("again", "新しいパスワードと同じものを、もう一度入力してください。")
        try:
            validate_password(new, self._user)
        except ValidationError as error:
            self.add_error("new", error)
        return told


def password(request: HttpRequest) -> HttpResponse:
    """Change the own password; this session goes on, every other ends."""
    user = request.user
    assert isinstance(user, User)
    form = PasswordForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid():
        with acting(request, f"user:{user.username}"):
            passwords.change(user, form.cleaned_data["new"])
        update_session_auth_hash(request, user)
        return redirect("today")
    context = {"form": form, "must": passwords.must_change(user), "until": user.password_until}
    return show(request, "accounts/password.html", context, status=400 if request.method == "POST" else 200)
