"""検討対象者一覧."""

from django.apps import AppConfig


class WorklistConfig(AppConfig):
    """検討対象者一覧."""

    name = "tsunagu_web.worklist"
    verbose_name = "検討対象者一覧"
