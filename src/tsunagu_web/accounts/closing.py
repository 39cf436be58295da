"""Who may still come in: an account ends on its last day by itself, for the next page of an open session too."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend

from tsunagu_web.accounts import clock


class UntilTheLastDay(ModelBackend):
    """Django asks this at log-in and again at every request."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Whether the account is open today."""
        return bool(user.may_log_in_on(clock.today()))
