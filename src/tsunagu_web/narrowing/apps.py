"""しぼり込み of the lists of households."""

from django.apps import AppConfig


class NarrowingConfig(AppConfig):
    """しぼり込み."""

    name = "tsunagu_web.narrowing"
    verbose_name = "しぼり込み"
