"""月の処理: the clerk's desk for one month, from files to the list."""

from django.apps import AppConfig


class MonthDeskConfig(AppConfig):
    """月の処理."""

    name = "tsunagu_web.month_desk"
    verbose_name = "月の処理"

    def ready(self) -> None:
        """Tell the worker what a month is."""
        from tsunagu_web.month_desk.work import register_work

        register_work()
