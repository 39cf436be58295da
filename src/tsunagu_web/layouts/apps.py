"""様式の下書き: unknown files become drafts, and drafts layouts, on the page."""

from django.apps import AppConfig


class LayoutsConfig(AppConfig):
    """様式の下書き."""

    name = "tsunagu_web.layouts"
    verbose_name = "様式の下書き"

    def ready(self) -> None:
        """Tell the worker what it is to look at files."""
        from tsunagu_web.layouts.work import register_work

        register_work()
