"""ケース移管."""

from django.apps import AppConfig


class TransfersConfig(AppConfig):
    """ケース移管."""

    name = "tsunagu_web.transfers"
    verbose_name = "ケース移管"
