"""こどもをさがす: by exact name and birth date, within what the person may open."""

from django.apps import AppConfig


class PersonSearchConfig(AppConfig):
    """こどもをさがす."""

    name = "tsunagu_web.person_search"
    verbose_name = "こどもをさがす"
