"""確認: who read which finding of a child that is supported already. Added, never changed; a mistake is taken back by another row."""

from __future__ import annotations

from django.db import models

from tsunagu_web.casework.sealing import SealedText
from tsunagu_web.casework.written import Written


class FindingRead(Written):
    """One person read the finding of one child on one run. `marks`: what stood there, as finding.py names it; `words`: what the
    person does about it. With `takes_back` it says only that another of the own rows was a mistake."""

    child_code = models.CharField("こども", max_length=16)
    run_id = models.CharField("判定", max_length=64)
    as_of = models.DateField("基準日")
    marks = models.JSONField("見た判定", default=list)
    words = SealedText("どうするか", null=True)
    takes_back = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="taken_back")

    class Meta:
        verbose_name = "支援中のこどもの判定の確認"
        ordering = ["id"]
        indexes = [models.Index(fields=["child_code"], name="findings_read_of_child")]

    def __str__(self) -> str:
        return f"finding_read:{self.pk}"
