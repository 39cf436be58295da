"""すぐに知らせる印."""

from django.apps import AppConfig


class RowAlarmsConfig(AppConfig):
    """すぐに知らせる印."""

    name = "tsunagu_web.row_alarms"
    verbose_name = "すぐに知らせる印"

    def ready(self) -> None:
        """The worker looks at what was received, whoever received it and however it ended."""
        from tsunagu_web.operations.work import register_round
        from tsunagu_web.row_alarms.finding import look_at_loads

        register_round(look_at_loads)
