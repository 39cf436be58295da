"""会議: where people decide."""

from django.apps import AppConfig


class ConferencesConfig(AppConfig):
    """会議."""

    name = "tsunagu_web.conferences"
    verbose_name = "会議"
