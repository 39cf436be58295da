"""類型ごとの判定."""

from django.apps import AppConfig


class TypesConfig(AppConfig):
    """類型ごとの判定."""

    name = "tsunagu_web.types"
    verbose_name = "類型ごとの判定"
