"""数でふりかえる: how far children came, for those who may open the cases behind every count."""

from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    """数でふりかえる."""

    name = "tsunagu_web.dashboards"
    verbose_name = "数でふりかえる"
