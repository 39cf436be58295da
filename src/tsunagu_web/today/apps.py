"""今日: the first page after log-in."""

from django.apps import AppConfig


class TodayConfig(AppConfig):
    """今日."""

    name = "tsunagu_web.today"
    verbose_name = "今日"
