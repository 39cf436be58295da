"""データ項目の説明."""

from django.apps import AppConfig


class DictionaryConfig(AppConfig):
    """データ項目の説明."""

    name = "tsunagu_web.dictionary"
    verbose_name = "データ項目の説明"
