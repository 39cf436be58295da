"""Audit: the record of who looked at what."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """見た記録."""

    name = "tsunagu_web.audit"
    verbose_name = "見た記録"
