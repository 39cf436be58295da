"""データ受領."""

from django.apps import AppConfig


class ReceiptsConfig(AppConfig):
    """データ受領."""

    name = "tsunagu_web.receipts"
    verbose_name = "データ受領"
