"""移管 and the answer to it. Rows are added, never changed; a case that comes back is opened again by its own move."""

from __future__ import annotations

from django.db import models

from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.sealing import SealedText
from tsunagu_web.casework.written import AppendOnly, GivenOut, Written


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


class CameFile(Written):
    """届いた移管のファイル: of another municipality, as it came (`kept`, base64) and what it holds (`data`, as packing.data_of writes it).
    Both lie sealed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="came_files")
    name = SealedText("ファイルの名前")
    sha256 = models.CharField("要約値", max_length=64)
    kept = SealedText("ファイル")
    data = SealedText("内容")

    class Meta:
        verbose_name = "届いた移管のファイル"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["case", "sha256"], name="came_once")]

    def __str__(self) -> str:
        return f"came:{self.case.number}:{self.pk}"


class WaitingFile(models.Model):
    """待っている移管のファイル: read in before there is a case. With the case it becomes a CameFile, as it stands; thrown away, nothing stays."""

    at = models.DateTimeField("読み込んだ日時")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField("役割", max_length=32)
    name = SealedText("ファイルの名前")
    sha256 = models.CharField("要約値", max_length=64, unique=True)
    kept = SealedText("ファイル")
    data = SealedText("内容")

    class Meta:
        verbose_name = "待っている移管のファイル"

    def __str__(self) -> str:
        return f"waiting:{self.pk}"


class TakenOver(AppendOnly):
    """他自治体からの記録: a line of a file that came, and the 支援経過 somebody took it into."""

    came = models.ForeignKey(CameFile, on_delete=models.PROTECT, related_name="taken")
    line = models.CharField("行", max_length=24)
    contact = models.ForeignKey("support.ContactRecord", on_delete=models.PROTECT, related_name="taken_over")

    class Meta:
        verbose_name = "他自治体からの記録"
        constraints = [models.UniqueConstraint(fields=["came", "line", "contact"], name="taken_over_once")]

    def __str__(self) -> str:
        return f"{self.came}:{self.line}"
