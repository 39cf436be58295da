"""What people decided about faults: in order after all, or not after all. Rows are only ever added; the newest counts."""

from __future__ import annotations

from django.db import models


class FaultDecision(models.Model):
    """One decision about one fault. `mark` is a keyed digest of the row's own key and value: it names nobody."""

    mark = models.CharField("しるし", max_length=64, db_index=True)
    closed = models.BooleanField("確認ずみ")
    reason = models.CharField("理由", max_length=200)
    by = models.CharField("決めた人", max_length=64)
    at = models.DateTimeField("日時")
    receipt = models.CharField("受領記録", max_length=200)
    source = models.CharField("提供データ", max_length=64)
    code = models.CharField("不備の番号", max_length=64)
    column = models.CharField("列", max_length=120, blank=True)
    place = models.CharField("場所", max_length=120)

    class Meta:
        verbose_name = "不備の確認"

    def __str__(self) -> str:
        return f"fault:{self.receipt}:{self.place}"
