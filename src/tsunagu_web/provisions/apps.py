"""提供."""

from django.apps import AppConfig


class ProvisionsConfig(AppConfig):
    """提供."""

    name = "tsunagu_web.provisions"
    verbose_name = "提供"
