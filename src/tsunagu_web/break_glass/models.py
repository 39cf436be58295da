"""緊急閲覧 as it was opened, and what its reviewer found. Rows are added and reviewed once; nothing is taken back."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tsunagu_web.accounts.models import User


class Reason(models.TextChoices):
    """わけ. The codes are stable."""

    LIFE = "life", "命や身体に今すぐ危険がある"
    REPORT = "report", "夜間・休日に通告を受けた"
    MISSING = "missing", "こどもの居場所が分からない"


class Outcome(models.TextChoices):
    """見直しの結果."""

    RIGHT = "right", "必要だった"
    WRONG = "wrong", "必要だったとは言えない（責任者に報告した）"


class BreakGlass(models.Model):
    """One child and household, opened by one person until `ends_at`, to be reviewed by `reviewer` by the end of `due_on`."""

    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="broken_glass")
    child_code = models.CharField("こども", max_length=16)
    household_code = models.CharField("世帯", max_length=16)
    reason = models.CharField("わけ", max_length=16, choices=Reason.choices)
    sentence = models.CharField("くわしく", max_length=400)
    opened_at = models.DateTimeField("開いた日時")
    ends_at = models.DateTimeField("終わる日時")
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="glass_to_review")
    due_on = models.DateField("見直しの期限")
    outcome = models.CharField("結果", max_length=8, choices=Outcome.choices, blank=True, default="")
    words = models.CharField("見直した人の言葉", max_length=400, blank=True, default="")
    reviewed_at = models.DateTimeField("見直した日時", null=True)

    class Meta:
        verbose_name = "緊急閲覧"
        constraints = [
            models.CheckConstraint(condition=~Q(opened_by=F("reviewer")), name="nobody_reviews_the_own_glass")
        ]
        indexes = [models.Index(fields=["household_code", "ends_at"], name="glass_of_household")]

    def __str__(self) -> str:
        return f"glass:{self.pk}:{self.child_code}"


class HandOver(models.Model):
    """A review taken over because its reviewer left or let it grow old: who had it, when it was due, and who took it."""

    glass = models.ForeignKey(BreakGlass, on_delete=models.PROTECT, related_name="hand_overs")
    left_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    was_due_on = models.DateField("前の期限")
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField("引きついだ日時")

    class Meta:
        verbose_name = "見直しの引きつぎ"

    def __str__(self) -> str:
        return f"{self.glass} {self.left_by} {self.taken_by}"
