"""Audit: the record of who looked at what."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """見た記録."""

    name = "tsunagu_web.audit"
    verbose_name = "見た記録"

    def ready(self) -> None:
        """Let the worker write anchors."""
        from tsunagu_web.audit.anchors import anchor_when_due
        from tsunagu_web.operations.work import register_round

        register_round(anchor_when_due)
