"""Rows that stay as they were written: what a case rests on is corrected by another row, so that who said what when remains."""

from __future__ import annotations

from collections.abc import Callable
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


class GivenOut(AppendOnly):
    """A row by which something went to people without an account. `by_section`: of who gave it, as it was then: whoever changes
    sections takes nothing along."""

    by_section = models.CharField("渡した人の所属", max_length=64, blank=True, default="")

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row with the section of now. Raises TypeError as AppendOnly."""
        self.by_section = self.by.section  # type: ignore[attr-defined]
        super().save(*args, **kwargs)


def sections_of_now(app: str, model: str) -> Callable[[Any, Any], None]:
    """For a migration: rows of before get the section that their writer has now; the one of then nobody kept."""

    def fill(apps: Any, schema_editor: Any) -> None:
        people = apps.get_model("accounts", "User").objects.filter(pk=models.OuterRef("by"))
        apps.get_model(app, model).objects.update(by_section=models.Subquery(people.values("section")))

    return fill


class Written(AppendOnly):
    """Something a person wrote: when, who, under which role."""

    at = models.DateTimeField("書いた日時")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField("役割", max_length=32)

    class Meta:
        abstract = True
