"""ケース and what happened to it. Events are appended; a case's present state is that of its newest event."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tsunagu_web.accounts.models import User
from tsunagu_web.casework.sealing import SealedText
from tsunagu_web.casework.written import AppendOnly


class Reception(models.Model):
    """受理 of one month's list: when and by whom it was taken. It is not a statutory 通告, and is numbered apart from those."""

    run_id = models.CharField("判定", max_length=64, unique=True)
    as_of = models.DateField("基準日")
    received_at = models.DateTimeField("受理した日時")
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "一覧の受理"

    def __str__(self) -> str:
        return f"reception:{self.run_id}"


class CaseNumber(models.Model):
    """The last 受理番号 of a fiscal year: numbers are given once, in order, whoever asks at the same moment."""

    fiscal_year = models.PositiveSmallIntegerField("年度", primary_key=True)
    last = models.PositiveIntegerField("最後の番号", default=0)

    class Meta:
        verbose_name = "受理番号"

    def __str__(self) -> str:
        return f"{self.fiscal_year}-{self.last:04d}"


class Case(models.Model):
    """ケース: one household people have in hand. One that is not ended is the only one of its household.

    `children`: codes of the children it was opened for, those added later included. `household_code` is the code of the woman
    (M-0001) where the case is about a pregnancy in a household without a child, until the child is born. `state` is a key of process.yaml.
    """

    LIST, NOMINATION, NOTE, URGENT = "list", "nomination", "note", "urgent"
    SUPPORTED, PREGNANCY = "supported", "pregnancy"
    CONSULTED, MOVED_IN = "consulted", "moved_in"
    ORIGINS = (
        (LIST, "検討対象者一覧"),
        (NOMINATION, "職員の推薦"),
        (NOTE, "見守り情報"),
        (URGENT, "緊急"),
        (SUPPORTED, "すでに支援中"),
        (PREGNANCY, "妊婦"),
        (CONSULTED, "直接の相談"),
        (MOVED_IN, "ほかの市町村からの移管"),
    )

    number = models.CharField("受理番号", max_length=16, unique=True)
    household_code = models.CharField("世帯", max_length=16)
    children = models.JSONField("こども", default=list)
    origin = models.CharField("きっかけ", max_length=12, choices=ORIGINS)
    opened_at = models.DateTimeField("受理した日時")
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reception = models.ForeignKey(Reception, on_delete=models.PROTECT, null=True, related_name="cases")
    state = models.CharField("状態", max_length=24)
    since = models.DateTimeField("いつから")
    due_at = models.DateTimeField("期限", null=True)
    ended_at = models.DateTimeField("終わった日時", null=True)

    class Meta:
        verbose_name = "ケース"
        constraints = [
            models.UniqueConstraint(
                fields=["household_code"], condition=Q(ended_at__isnull=True), name="one_open_case_per_household"
            )
        ]
        indexes = [models.Index(fields=["ended_at", "due_at"], name="case_open_due")]

    def __str__(self) -> str:
        return f"case:{self.number}"


class CaseMember(models.Model):
    """担当者: somebody of a case's team, from the moment of joining until leaving. Who comes back gets a new row."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="cases_held")
    joined_at = models.DateTimeField("加わった日時")
    joined_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    left_at = models.DateTimeField("外れた日時", null=True)
    left_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "ケースの担当者"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person"], condition=Q(left_at__isnull=True), name="in_a_team_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case}:{self.person}"


class CaseEvent(AppendOnly):
    """経過: one thing that happened to a case, by whom and when. Added, never changed.

    `move` is a key of process.yaml, or `receive`, `listed` (on a later month's list again), `joined`, `left` (担当者); `told` holds what is not personal.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField("順")
    at = models.DateTimeField("日時")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField("役割", max_length=32)
    move = models.CharField("動き", max_length=24)
    from_state = models.CharField("前の状態", max_length=24, blank=True, default="")
    to_state = models.CharField("後の状態", max_length=24)
    due_at = models.DateTimeField("期限", null=True)
    words = SealedText("わけ", null=True)
    told = models.JSONField("内容", default=dict)

    class Meta:
        verbose_name = "経過"
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="events_in_order")]
        ordering = ["case", "seq"]

    def __str__(self) -> str:
        return f"{self.case}:{self.seq}"
