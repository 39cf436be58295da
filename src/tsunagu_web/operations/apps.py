"""Long work: what people asked for, how far it is, and who does it."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """処理."""

    name = "tsunagu_web.operations"
    verbose_name = "処理"
