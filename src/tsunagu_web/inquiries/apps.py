"""情報収集シート."""

from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    """情報収集シート."""

    name = "tsunagu_web.inquiries"
    verbose_name = "情報収集シート"
