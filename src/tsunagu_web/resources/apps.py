"""社会資源."""

from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    """社会資源."""

    name = "tsunagu_web.resources"
    verbose_name = "社会資源"
