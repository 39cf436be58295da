"""Rows that stay as they were written: what a case rests on is corrected by another row, so that who said what when remains."""

from __future__ import annotations

from typing import Any

from django.db import models

from tsunagu_web.accounts.models import User


class AppendOnly(models.Model):
    """A row that is added and never changed."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row. Raises TypeError for one that is there already."""
        if self.pk is not None:
            raise TypeError(f"{self._meta.label}: a row that was written is never changed")
        super().save(*args, **kwargs)


class Written(AppendOnly):
    """Something a person wrote: when, who, under which role."""

    at = models.DateTimeField("書いた日時")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField("役割", max_length=32)

    class Meta:
        abstract = True
