"""Pages: what all pages share — frame, look, error pages, the way a page is shown and recorded."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """画面の共通部分."""

    name = "tsunagu_web.pages"
    verbose_name = "画面の共通部分"
