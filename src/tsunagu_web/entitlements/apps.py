"""使える制度."""

from django.apps import AppConfig


class EntitlementsConfig(AppConfig):
    """使える制度."""

    name = "tsunagu_web.entitlements"
    verbose_name = "使える制度"
