"""例外表示."""

from django.apps import AppConfig


class OverridesConfig(AppConfig):
    """例外表示."""

    name = "tsunagu_web.overrides"
    verbose_name = "例外表示"
