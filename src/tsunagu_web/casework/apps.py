"""ケース: households people have in hand."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """ケース."""

    name = "tsunagu_web.casework"
    verbose_name = "ケース"
