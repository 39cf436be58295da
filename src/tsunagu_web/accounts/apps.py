"""Accounts: who may log in, and which roles they hold for which purpose."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """利用者."""

    name = "tsunagu_web.accounts"
    verbose_name = "利用者"
