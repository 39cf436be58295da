"""見守り情報 and 推薦 as they were made. Rows are added, never changed; one that was a mistake is taken back by another row."""

from __future__ import annotations

from django.db import models

from tsunagu_web.casework.sealing import SealedText
from tsunagu_web.casework.written import Written


class Nomination(Written):
    """推薦: a section asks that a child be talked about. `certainty`: a code of the list certainty (事実・伝聞)."""

    child_code = models.CharField("こども", max_length=16)
    nominated_on = models.DateField("推薦日")
    section = models.CharField("推薦した課", max_length=64)
    certainty = models.CharField("事実・伝聞", max_length=16)
    reason = SealedText("理由")

    class Meta:
        verbose_name = "推薦"
        ordering = ["id"]
        indexes = [models.Index(fields=["section"], name="nominations_of_section")]

    def __str__(self) -> str:
        return f"nomination:{self.pk}"


class NominationTakenBack(Written):
    """推薦の取り下げ, with its reason."""

    nomination = models.OneToOneField(Nomination, on_delete=models.PROTECT, related_name="taken_back")
    reason = SealedText("わけ")

    class Meta:
        verbose_name = "推薦の取り下げ"

    def __str__(self) -> str:
        return f"{self.nomination}:taken_back"


class Note(Written):
    """見守り情報: what somebody saw or heard of a child. The codes are those of the declared layout of F36."""

    child_code = models.CharField("こども", max_length=16)
    section = models.CharField("入力した課", max_length=64)
    happened_on = models.DateField("発生日")
    informant = models.CharField("情報源", max_length=16)
    kind = models.CharField("分類", max_length=16)
    certainty = models.CharField("事実/伝聞", max_length=16)
    who_may_see = models.CharField("閲覧範囲", max_length=16)
    ground = models.CharField("根拠", max_length=16)
    lunch_arrears = models.CharField("給食費滞納", max_length=8, blank=True)
    text = SealedText("内容")

    class Meta:
        verbose_name = "見守り情報"
        ordering = ["id"]
        indexes = [models.Index(fields=["child_code"], name="notes_of_child")]

    def __str__(self) -> str:
        return f"note:{self.pk}"


class NoteTakenBack(Written):
    """見守り情報の取り消し, with its reason. A correction is a note taken back and another one."""

    note = models.OneToOneField(Note, on_delete=models.PROTECT, related_name="taken_back")
    reason = SealedText("わけ")

    class Meta:
        verbose_name = "見守り情報の取り消し"

    def __str__(self) -> str:
        return f"{self.note}:taken_back"
