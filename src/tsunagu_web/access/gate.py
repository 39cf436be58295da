"""The gate: no row in the table, no page; and no answer to a logged-in person without a committed row in the record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from tsunagu_web import audit
from tsunagu_web.access.decision import Decision, Refused, require
from tsunagu_web.access.objects import PageObject
from tsunagu_web.access.url_table import BY_NAME
from tsunagu_web.accounts.current import user_of
from tsunagu_web.accounts.proving import is_fresh, to_the_proof
from tsunagu_web.break_glass.opening import locks_approvals
from tsunagu_web.pages.errors import method_not_allowed, server_error

View = Callable[..., HttpResponse]


class Gate:
    """Middleware, after log-in is known: asks authorize() for the page; the view asks again for the child."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        response = self.get_response(request)
        if not user.is_authenticated or getattr(request, "recorded", False):
            return response
        if getattr(request, "unproved", False):
            match = request.resolver_match
            request.row = BY_NAME.get(match.view_name if match else "")  # type: ignore[attr-defined]
            _record_failure(request, user, 403)
            return response
        if response.status_code < 400:
            # A view that answered without recording is a fault of ours: nobody gets to see what it wrote.
            response = server_error(request)
        _record_failure(request, user, response.status_code)
        return response

    def process_view(
        self, request: HttpRequest, view: View, args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Refuse pages without a row, methods not declared, and people whose role, purpose or fields do not fit."""
        match = request.resolver_match
        row = BY_NAME.get(match.view_name if match else "")
        if row is None:
            raise self._keep(
                request, Refused("undeclared", PageObject("undeclared"), Decision(False, "表にないページ"))
            )
        # HEAD asks for what GET shows. A page that only changes has neither, or HEAD would change without the form's token.
        asked = "GET" if request.method == "HEAD" else request.method
        if asked not in row.methods:
            self._keep(request, Refused(row.action, PageObject(row.name), Decision(False, "使えない方法")))
            return method_not_allowed(row.methods, _page_above(request.path))
        if row.open_to_all:
            # Nothing personal stands there, and the view records what is done with it.
            request.recorded = True  # type: ignore[attr-defined]
            return None
        try:
            request.decision = require(request.user, row.action, PageObject(row.name))  # type: ignore[attr-defined]
        except Refused as refusal:
            raise self._keep(request, refusal) from None
        request.row = row  # type: ignore[attr-defined]
        if row.fresh and not is_fresh(request):
            _record_failure(request, request.user, 403)
            request.recorded = True  # type: ignore[attr-defined]
            return to_the_proof(request)
        if row.approves and request.method == "POST" and locks_approvals(user_of(request)):
            _record_failure(request, request.user, 403)
            request.recorded = True  # type: ignore[attr-defined]
            return redirect("break_glass_reviews")
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Remember what a view refused, so that its row says which child."""
        if isinstance(exception, Refused):
            self._keep(request, exception)

    @staticmethod
    def _keep(request: HttpRequest, refusal: Refused) -> Refused:
        request.refusal = refusal  # type: ignore[attr-defined]
        return refusal


def _page_above(path: str) -> str:
    """The nearest page above an address that only takes what a form sends; whoever goes there is asked for as everywhere."""
    while path.strip("/"):
        path = f"{path.rstrip('/').rpartition('/')[0]}/"
        try:
            row = BY_NAME.get(resolve(path).view_name)
        except Resolver404:
            continue
        if row is not None and "GET" in row.methods:
            return path
    return "/"


def _record_failure(request: HttpRequest, user: Any, status: int) -> None:
    """One row for a refused or failed request, in a transaction of its own (the request's was rolled back)."""
    refusal: Refused | None = getattr(request, "refusal", None)
    row = getattr(request, "row", None)
    decision = getattr(request, "decision", None)
    with transaction.atomic():
        audit.record(
            user=user,
            action=refusal.action if refusal else row.action if row else "unknown",
            object=refusal.thing if refusal else PageObject(row.name if row else "unknown"),
            purpose=decision.purpose if decision else None,
            result="error" if status >= 500 else "refused",
        )
