"""同一人確認: the review desk."""

from django.apps import AppConfig


class ReviewDeskConfig(AppConfig):
    """同一人確認."""

    name = "tsunagu_web.review_desk"
    verbose_name = "同一人確認"
