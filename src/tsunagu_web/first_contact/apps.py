"""はじめの接点."""

from django.apps import AppConfig


class FirstContactConfig(AppConfig):
    """はじめの接点."""

    name = "tsunagu_web.first_contact"
    verbose_name = "はじめの接点"
