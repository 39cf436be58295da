"""Women who expect a child, what was told of them, their pregnancies in cases, and the children born. Rows are added, never
changed: a correction is another row, and what was a mistake is taken back by one."""

from __future__ import annotations

from datetime import date

from django.db import models

from tsunagu_web.casework.models import Case
from tsunagu_web.casework.sealing import SealedText
from tsunagu_web.casework.written import Written


class Woman(Written):
    """妊婦: a person of the resident register by its number, or one the register does not have (住登外). `code`: M-0001."""

    code = models.CharField("番号", max_length=16, unique=True)
    person_id = models.BigIntegerField("住民の番号", null=True, unique=True)
    name = SealedText("氏名")
    kana = SealedText("ふりがな", null=True)
    born = SealedText("生年月日")

    class Meta:
        verbose_name = "妊婦"

    def __str__(self) -> str:
        return f"woman:{self.code}"

    @property
    def born_on(self) -> date:
        """The birth date."""
        return date.fromisoformat(str(self.born))


class Notice(Written):
    """知らせ: what a section saw or heard of a woman who expects a child. Codes are those of 見守り情報."""

    woman = models.ForeignKey(Woman, on_delete=models.PROTECT, related_name="notices")
    section = models.CharField("入力した課", max_length=64)
    happened_on = models.DateField("いつのこと")
    kind = models.CharField("分類", max_length=16)
    certainty = models.CharField("事実/伝聞", max_length=16)
    text = SealedText("内容")

    class Meta:
        verbose_name = "妊婦の知らせ"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"notice:{self.pk}"


class Pregnancy(Written):
    """One pregnancy of a woman, carried in a case: of her own, or of her household's that was open already."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="pregnancies")
    woman = models.ForeignKey(Woman, on_delete=models.PROTECT, related_name="pregnancies")

    class Meta:
        verbose_name = "妊娠"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"pregnancy:{self.pk}"


class NoticeAnswered(Written):
    """What became of a notice: a pregnancy is carried for it, or none is, with the reason."""

    notice = models.OneToOneField(Notice, on_delete=models.PROTECT, related_name="answered")
    pregnancy = models.ForeignKey(Pregnancy, on_delete=models.PROTECT, null=True, related_name="notices")
    words = SealedText("わけ", null=True)

    class Meta:
        verbose_name = "知らせの扱い"

    def __str__(self) -> str:
        return f"{self.notice}:answered"


class PregnancyTold(Written):
    """出産予定日 and 特定妊婦の確認 in one version; the newest counts. Without a day `no_due_why` says why it is not known.
    `grounds`: key of the declared item → yes, no, unknown."""

    pregnancy = models.ForeignKey(Pregnancy, on_delete=models.PROTECT, related_name="versions")
    seq = models.PositiveIntegerField("版")
    due_on = models.DateField("出産予定日", null=True)
    no_due_why = models.CharField("予定日がわからないわけ", max_length=24, blank=True, default="")
    grounds = models.JSONField("特定妊婦の確認", default=dict)
    words = SealedText("わけ")

    class Meta:
        verbose_name = "妊娠の確認"
        ordering = ["pregnancy", "seq"]
        constraints = [models.UniqueConstraint(fields=["pregnancy", "seq"], name="pregnancy_versions_in_order")]

    def __str__(self) -> str:
        return f"{self.pregnancy}:{self.seq}"


class BirthAnswer(Written):
    """What the worker said to a proposal: the child joined `case`, or it is not this woman's (with the reason). `before`: the
    household the case was of. With `takes_back` it says only that another answer was a mistake."""

    JOINED, REFUSED, BACK = "joined", "refused", "back"
    ANSWERS = ((JOINED, "加えた"), (REFUSED, "加えない"), (BACK, "取り消した"))

    pregnancy = models.ForeignKey(Pregnancy, on_delete=models.PROTECT, related_name="answers")
    child_code = models.CharField("こども", max_length=16)
    answer = models.CharField("答え", max_length=8, choices=ANSWERS)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="born_into")
    before = models.CharField("前の世帯", max_length=16)
    words = SealedText("わけ", null=True)
    takes_back = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="taken_back")

    class Meta:
        verbose_name = "生まれた子の扱い"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.pregnancy}:{self.child_code}:{self.answer}"


class PregnancyEnded(Written):
    """妊娠の経過を終えた, for a declared reason. With `takes_back` it says only that another row was a mistake."""

    pregnancy = models.ForeignKey(Pregnancy, on_delete=models.PROTECT, related_name="endings")
    kind = models.CharField("理由", max_length=24)
    words = SealedText("わけ")
    takes_back = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="taken_back")

    class Meta:
        verbose_name = "妊娠の経過の終わり"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.pregnancy}:ended"
