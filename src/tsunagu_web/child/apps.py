"""こども."""

from django.apps import AppConfig


class ChildConfig(AppConfig):
    """こども."""

    name = "tsunagu_web.child"
    verbose_name = "こども"
