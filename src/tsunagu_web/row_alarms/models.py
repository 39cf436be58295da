"""Alarms that rows of received files are: derived from the loads, once each, whatever stops in between."""

from __future__ import annotations

from django.db import models

from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.sealing import SealedText


class LoadLookedAt(models.Model):
    """A load whose rows were looked at for alarms, together with what came of it: one transaction each. Not `read`: it could not
    be, and is tried again."""

    load_id = models.CharField("受領データ", max_length=16, primary_key=True)
    at = models.DateTimeField("見た日時")
    read = models.BooleanField("読めた", default=True)

    class Meta:
        verbose_name = "印を見た受領データ"

    def __str__(self) -> str:
        return f"load:{self.load_id}"


class RowAlarm(models.Model):
    """One alarm: who (`person`, a keyed digest of what the row says of whom), which item, and the day it was told of.

    `raised`: it was news; else the file before or after said the same of the person, or it is `untold`: older than the newest file at
    the very first look at a home. `newest`: the newest file of its source and school says it, as a state that goes on. `words`: what the row says of whom it is about, as
    JSON. Without `case` nobody knows yet whose row it is; `settled_at`: somebody found out that no household is to be alarmed.
    """

    source = models.CharField("提供データ", max_length=64)
    part = models.CharField("学校", max_length=64, blank=True, default="")
    item = models.CharField("項目", max_length=64)
    person = models.CharField("だれの行か", max_length=64)
    day = models.DateField("いつのことか")
    load_id = models.CharField("受領データ", max_length=16)
    line = models.PositiveIntegerField("行")
    words = SealedText("行の言うこと")
    raised = models.BooleanField("新しい")
    untold = models.BooleanField("はじめて見た日より前のもの", default=False)
    newest = models.BooleanField("いちばん新しいファイルにある", default=False)
    found_at = models.DateTimeField("見つけた日時")
    run_id = models.CharField("さがした判定", max_length=64, blank=True, default="")
    child_code = models.CharField("こども", max_length=16, blank=True, default="")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="row_alarms")
    settled_at = models.DateTimeField("ちがうと分かった日時", null=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    settled_why = SealedText("わけ", null=True)

    class Meta:
        verbose_name = "すぐに知らせる印"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "item", "person", "day"],
                condition=models.Q(settled_at__isnull=True),
                name="alarmed_once_a_day",
            )
        ]
        indexes = [models.Index(fields=["raised", "case", "settled_at"], name="row_alarms_waiting")]

    def __str__(self) -> str:
        return f"row_alarm:{self.pk}"
