"""School cases: what was handed over to a school, as its 学校管理職 and SSW have it before them."""

from django.apps import AppConfig


class SchoolCasesConfig(AppConfig):
    """学校に届いたケース."""

    name = "tsunagu_web.school_cases"
    verbose_name = "学校に届いたケース"
