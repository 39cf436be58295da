"""支援措置: the list of protected people, taken on any day, and how old it may be."""

from django.apps import AppConfig


class ProtectionDeskConfig(AppConfig):
    """支援措置."""

    name = "tsunagu_web.protection_desk"
    verbose_name = "支援措置"
