"""緊急閲覧: a child outside one's cases opened for four hours, with a reason, and looked at by somebody else afterwards."""

from django.apps import AppConfig


class BreakGlassConfig(AppConfig):
    """緊急閲覧."""

    name = "tsunagu_web.break_glass"
    verbose_name = "緊急閲覧"
