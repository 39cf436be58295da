"""Error pages: the same words whether a thing does not exist or may not be seen, and nothing of the request repeated."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return render(request, "errors/403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form that was open too long or came from elsewhere."""
    return render(request, "errors/csrf.html", status=403)


def method_not_allowed(methods: Iterable[str], above: str) -> HttpResponse:
    """405, as of the address of a sent form that is opened anew: after a log-in, or from the browser's own history."""
    page = render_to_string("errors/405.html", {"above": above})
    return HttpResponse(page, status=405, headers={"Allow": ", ".join(methods)})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: absent and refused look alike."""
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500. Nothing about the failure is shown; it stands in the server's own log. Needs no database: that may be what failed."""
    return HttpResponse(render_to_string("errors/500.html"), status=500)
