"""Log-in and log-out, each with its row in the record."""

from __future__ import annotations

import contextlib
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import logout
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tsunagu.base.errors import RefusedError
from tsunagu_web import audit
from tsunagu_web.access import PageObject, authorize
from tsunagu_web.accounts import passwords, sessions
from tsunagu_web.accounts.demo import ALL_DEMO_PEOPLE
from tsunagu_web.accounts.models import User
from tsunagu_web.audit.anchors import anchor_folder, write_anchor
from tsunagu_web.town import is_demo, is_training


class LogInForm(AuthenticationForm):
    """利用者番号 and パスワード. The same sentence whichever of them was wrong."""

    error_messages = {
        "invalid_login": "利用者番号かパスワードが違います。もう一度確かめてください。",
        "inactive": "利用者番号かパスワードが違います。もう一度確かめてください。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("username", "password"):
            self.fields[name].error_messages["required"] = "入力してください。"

    def confirm_login_allowed(self, user: Any) -> None:
        """A password given for once lets nobody in after its time."""
        super().confirm_login_allowed(user)
        if passwords.is_over(user):
            raise self.get_invalid_login_error()


class LogIn(LoginView):
    """The log-in page. In a demo home it names the people one may be."""

    template_name = "accounts/log_in.html"
    authentication_form = LogInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the demo's people, and whether a session has just ended by itself."""
        ended = getattr(self.request, "session_ended", False) or "next" in self.request.GET
        return super().get_context_data(
            **kwargs,
            demo_people=ALL_DEMO_PEOPLE if is_demo() and not is_training() else (),
            must_log_in=ended and not self.request.POST,
        )

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """The right password: record, then begin the session."""
        with transaction.atomic():
            super().form_valid(form)
            sessions.begin(self.request)
            audit.record(
                user=form.get_user(), action="session.begin", object=PageObject("log_in"), purpose=None, result="ok"
            )
        self.request.recorded = True  # type: ignore[attr-defined]
        return redirect(f"{reverse('second_factor')}?{urlencode({'next': self.get_success_url()})}")

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """A wrong one: the record names the account if there is one; what was typed is never kept."""
        typed = form.data.get("username", "")
        known = User.objects.filter(username=typed).first()
        thing = PageObject(f"log_in:{known.username}" if known else "log_in")
        with transaction.atomic():
            audit.record(user=None, action="session.begin", object=thing, purpose=None, result="refused")
        response = super().form_invalid(form)
        response.status_code = 400
        return response


def log_out(request: HttpRequest) -> HttpResponse:
    """End the session; the browser forgets what it holds."""
    _anchor_of_an_auditor(request)
    with transaction.atomic():
        audit.record(user=request.user, action="session.end", object=PageObject("log_out"), purpose=None, result="ok")
        logout(request)
    request.recorded = True  # type: ignore[attr-defined]
    response = redirect("log_in")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _anchor_of_an_auditor(request: HttpRequest) -> None:
    """When 監査 leaves, an anchor stays outside. A folder that is not there now does not keep anybody logged in."""
    folder = anchor_folder()
    if folder and authorize(request.user, "records.watch", PageObject("records_watch")).allowed:
        with contextlib.suppress(RefusedError):
            write_anchor(folder)
