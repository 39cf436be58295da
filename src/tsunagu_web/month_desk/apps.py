"""月の処理: the clerk's desk for one month, from files to the list."""

from django.apps import AppConfig


class MonthDeskConfig(AppConfig):
    """月の処理."""

    name = "tsunagu_web.month_desk"
    verbose_name = "月の処理"

    def ready(self) -> None:
        """Tell the worker what a month is, and what it takes away."""
        from tsunagu_web.month_desk.uploading import sweep_abandoned
        from tsunagu_web.month_desk.work import register_work
        from tsunagu_web.operations.work import register_round

        register_work()
        register_round(sweep_abandoned)
