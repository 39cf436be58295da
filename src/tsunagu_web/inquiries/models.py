"""情報収集シート as they were asked and answered. Rows are added and never changed."""

from __future__ import annotations

from django.db import models

from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.sealing import SealedText
from tsunagu_web.casework.written import GivenOut, Written


class Sheet(Written):
    """One 情報収集シート: about one child of a case, to one role at its place, or to the named `holder`.

    `asked`: the questions as they were declared on that day (key, group, asks, label …), so that an answer is read by what was
    asked. `place` is told on no page: it is compared with where the child is now, and names nobody once that differs.
    """

    HOLDER = "holder"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sheets")
    number = models.PositiveIntegerField("番号")
    child_code = models.CharField("こども", max_length=16)
    to_role = models.CharField("宛先の役割", max_length=32)
    place = SealedText("宛先の所属", null=True)
    school_class = models.CharField("宛先の学級", max_length=16, blank=True, default="")
    holder = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField("聞く相手", max_length=8)
    due_on = models.DateField("回答の期限")
    ground = models.CharField("根拠", max_length=16)
    version = models.CharField("シートの版", max_length=16)
    asked = models.JSONField("問い", default=list)

    class Meta:
        verbose_name = "情報収集シート"
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="sheets_numbered_in_case")]
        indexes = [models.Index(fields=["holder"], name="sheets_of_holder")]

    def __str__(self) -> str:
        return f"sheet:{self.name}"

    @property
    def name(self) -> str:
        """2026-0001-1: what stands on paper and in addresses."""
        return f"{self.case.number}-{self.number}"


class Answer(Written):
    """What came back, all of it; a later one takes the place of an earlier one. `told`: key of the question → answer, sealed.

    `way`: how it came. `told_by`: who answered, where another typed it in. `confirmed`: that the duty of secrecy was read.
    `dangerous`: an answer in it was declared a danger.
    """

    PAGE, EXCEL, PAPER = "page", "excel", "paper"
    WAYS = ((PAGE, "画面"), (EXCEL, "Excel"), (PAPER, "紙・聞き取り"))

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="answers")
    seq = models.PositiveIntegerField("版")
    way = models.CharField("方法", max_length=8, choices=WAYS)
    told_by = SealedText("答えた人")
    confirmed = models.BooleanField("守秘義務の確認")
    told = SealedText("回答")
    dangerous = models.BooleanField("危険な回答", default=False)

    class Meta:
        verbose_name = "回答"
        constraints = [models.UniqueConstraint(fields=["sheet", "seq"], name="answers_in_order")]

    def __str__(self) -> str:
        return f"{self.sheet}:{self.seq}"


class Stopped(Written):
    """取りやめ of a sheet, with the reason: it asks nobody any more."""

    sheet = models.OneToOneField(Sheet, on_delete=models.PROTECT, related_name="stopped")
    why = SealedText("わけ")

    class Meta:
        verbose_name = "情報収集シートの取りやめ"

    def __str__(self) -> str:
        return f"{self.sheet}:stopped"


class DangerWeighed(Written):
    """Somebody who decides weighed a dangerous answer and found no danger, and why: the suggestion ends."""

    answer = models.OneToOneField(Answer, on_delete=models.PROTECT, related_name="weighed")
    why = SealedText("わけ")

    class Meta:
        verbose_name = "危険ではないという判断"

    def __str__(self) -> str:
        return f"{self.answer}:weighed"


class Issue(GivenOut, Written):
    """A sheet that left the screen, on paper or as Excel: numbered, with who holds it and until when it must be back."""

    WAYS = ((Answer.PAPER, "紙"), (Answer.EXCEL, "Excel"))

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="issues")
    number = models.PositiveIntegerField("発行番号")
    way = models.CharField("方法", max_length=8, choices=WAYS)
    holder_name = SealedText("受け取る人")
    expires_on = models.DateField("返す期限")

    class Meta:
        verbose_name = "シートの発行"
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="issues_numbered_in_sheet")]

    def __str__(self) -> str:
        return f"{self.sheet}:issue:{self.number}"


class IssueBack(Written):
    """An issued sheet came back or was destroyed (回収)."""

    issue = models.OneToOneField(Issue, on_delete=models.PROTECT, related_name="back")

    class Meta:
        verbose_name = "シートの回収"

    def __str__(self) -> str:
        return f"{self.issue}:back"
