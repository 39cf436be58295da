"""The app's name."""

from django.apps import AppConfig


class AligningConfig(AppConfig):
    """すり合わせ."""

    name = "tsunagu_web.aligning"
    verbose_name = "すり合わせ"
