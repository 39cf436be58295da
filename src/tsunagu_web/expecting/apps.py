"""妊婦・特定妊婦."""

from django.apps import AppConfig


class ExpectingConfig(AppConfig):
    """妊婦・特定妊婦."""

    name = "tsunagu_web.expecting"
    verbose_name = "妊婦・特定妊婦"
