"""就学・進学の引きつぎ."""

from django.apps import AppConfig


class TransitionsConfig(AppConfig):
    """就学・進学の引きつぎ."""

    name = "tsunagu_web.transitions"
    verbose_name = "就学・進学の引きつぎ"
