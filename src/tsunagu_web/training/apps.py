"""研修: the training home's own pages."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """研修."""

    name = "tsunagu_web.training"
    verbose_name = "研修"
