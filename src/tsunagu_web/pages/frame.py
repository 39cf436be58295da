"""What stands around every page: town, role, purpose, name, navigation."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from tsunagu_web.accounts import clock
from tsunagu_web.accounts.proving import is_proved
from tsunagu_web.accounts.sessions import mark_of
from tsunagu_web.pages.navigation import entries
from tsunagu_web.town import home_settings, is_training


def frame(request: HttpRequest) -> dict[str, Any]:
    """Template context of the frame. Error pages have it too, as far as it is known."""
    home = home_settings()
    town = {
        "municipality": home.get("municipality", ""),
        "is_demo": home.get("demo") is True,
        "is_training": is_training(),
    }
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not is_proved(request):
        return {"town": town, "user": None, "navigation": [], "role_label": "", "purpose_label": "", "recorded": False}
    decision = getattr(request, "shown_under", None) or getattr(request, "decision", None)
    match = request.resolver_match
    return {
        "town": town,
        "user": user,
        "idle_seconds": settings.SESSION_IDLE_SECONDS,
        "session_mark": mark_of(request),
        "navigation": entries(request, match.view_name if match else ""),
        "role_label": decision.role.label if decision and decision.role else "",
        # Pages that leave by show() have their row in the record; error pages say themselves what is recorded.
        "recorded": hasattr(request, "shown_under"),
        "opened_at": clock.now(),
        "purpose_label": decision.purpose.label if decision and decision.purpose else "",
    }
