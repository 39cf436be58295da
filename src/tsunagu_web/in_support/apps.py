"""支援中のこどもの判定."""

from django.apps import AppConfig


class InSupportConfig(AppConfig):
    """支援中のこどもの判定."""

    name = "tsunagu_web.in_support"
    verbose_name = "支援中のこどもの判定"
