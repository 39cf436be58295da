"""Own cases: the children a school's people have in hand, without the finding."""

from django.apps import AppConfig


class OwnCasesConfig(AppConfig):
    """担当するこども."""

    name = "tsunagu_web.own_cases"
    verbose_name = "担当するこども"
