"""Rows of the record. No foreign keys: the record outlives the people and the cases it names."""

from __future__ import annotations

from typing import Any

from django.db import models


class AuditRow(models.Model):
    """One look, refusal or failure. Rows are only ever added; the database refuses to change or remove them."""

    seq = models.BigIntegerField("番号", primary_key=True)
    at = models.CharField("日時", max_length=40)
    user = models.CharField("利用者", max_length=64)
    section = models.CharField("所属", max_length=64)
    roles = models.CharField("役割", max_length=200)
    action = models.CharField("動作", max_length=64)
    object = models.CharField("対象", max_length=100)
    purpose = models.CharField("目的", max_length=8)
    result = models.CharField("結果", max_length=8)
    children = models.JSONField("こども")
    field_classes = models.JSONField("項目の区分")
    previous_mac = models.CharField(max_length=64)
    mac = models.CharField(max_length=64)

    class Meta:
        verbose_name = "見た記録"
        indexes = [models.Index(fields=["at"], name="audit_by_moment")]

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert only."""
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Rows are never removed.

        Raises RuntimeError always.
        """
        raise RuntimeError("見た記録は消せません")


class AuditHead(models.Model):
    """The newest row's number and mac: locked while a row is added, so that rows queue up one by one."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField()
    mac = models.CharField(max_length=64)
