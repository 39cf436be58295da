"""全体の状況."""

from django.apps import AppConfig


class OverviewConfig(AppConfig):
    """全体の状況."""

    name = "tsunagu_web.overview"
    verbose_name = "全体の状況"
