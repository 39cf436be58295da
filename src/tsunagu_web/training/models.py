"""はじめから: from which moment somebody's exercise counts."""

from __future__ import annotations

from django.db import models

from tsunagu_web.accounts.models import User
from tsunagu_web.casework.written import AppendOnly


class TrainingMark(AppendOnly):
    """From here on what `user` does counts for the exercise; the newest mark of a person is in force, earlier ones stay.

    `audit_seq`: the newest row of the record at that moment.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="training_marks")
    at = models.DateTimeField("いつから")
    audit_seq = models.BigIntegerField("見た記録の番号")

    class Meta:
        verbose_name = "研修のはじめ"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"training:{self.user}:{self.pk}"
