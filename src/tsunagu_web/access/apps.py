"""Access: one function decides, one table declares, one gate asks."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """利用の許可."""

    name = "tsunagu_web.access"
    verbose_name = "利用の許可"
