"""支援."""

from django.apps import AppConfig


class SupportConfig(AppConfig):
    """支援."""

    name = "tsunagu_web.support"
    verbose_name = "支援"
