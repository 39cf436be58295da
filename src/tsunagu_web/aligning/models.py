"""申し合わせ: what people agreed about how to judge. Rows are added; a later one takes the place of an earlier, which stays."""

from __future__ import annotations

from django.db import models

from tsunagu_web.casework.sealing import SealedText
from tsunagu_web.casework.written import Written


class Agreement(Written):
    """One agreement about the judgement a declared share tells of (`share`: its key). It names nobody.

    `agreed_on`: the day of the meeting. `replaces`: the one it takes the place of; nobody replaces the same one twice.
    """

    share = models.CharField("判断", max_length=24)
    agreed_on = models.DateField("話し合った日")
    words = SealedText("申し合わせ")
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by", verbose_name="代わった申し合わせ"
    )

    class Meta:
        verbose_name = "申し合わせ"
        ordering = ["id"]
        indexes = [models.Index(fields=["share"], name="agreements_of_share")]

    def __str__(self) -> str:
        return f"agreement:{self.pk}"
