"""移管 and the answer to it. Rows are added, never changed; a case that comes back is opened again by its own move."""

from __future__ import annotations

from django.db import models

from tsunagu_web.casework.models import Case
from tsunagu_web.casework.sealing import SealedText
from tsunagu_web.casework.written import GivenOut, Written


class Transfer(GivenOut, Written):
    """移管: to which municipality, from when, and with whom the safety of the children was handed over. `event`: number of the
    line of the 経過 that ended the case with it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="transfers")
    event = models.PositiveIntegerField("経過の番号")
    town = models.CharField("移管先の市町村", max_length=64)
    section = models.CharField("移管先の課", max_length=64)
    moved_on = models.DateField("転出した日")
    spoken_to = SealedText("話した相手")
    spoken_on = models.DateField("話した日")
    words = SealedText("引き継いだこと")
    due_on = models.DateField("返事を待つ日")

    class Meta:
        verbose_name = "ケース移管"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"transfer:{self.case.number}"


class TransferReply(Written):
    """受領の返事: somebody there said that it came."""

    transfer = models.OneToOneField(Transfer, on_delete=models.PROTECT, related_name="reply")
    on = models.DateField("返事の日")
    said_by = SealedText("返事をした人")
    words = SealedText("内容", null=True)

    class Meta:
        verbose_name = "移管の返事"

    def __str__(self) -> str:
        return f"{self.transfer}:reply"
