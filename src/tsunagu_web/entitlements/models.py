"""お知らせ文: one letter to one household about one service, from the draft to the second person's answer."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tsunagu_web.accounts.models import User
from tsunagu_web.casework.sealing import SealedText


class Letter(models.Model):
    """A letter as it was prepared. Each step is written once; what was returned or dropped stays, and a new letter begins.

    `about` and `how` are the declared words of the run it was drafted from, so that what was approved stays what it said;
    `child_codes` the children it names, with commas. Whoever drafted or asked never approves: the store refuses it too.
    """

    rule = models.CharField("制度", max_length=64)
    service = models.CharField("制度の名前", max_length=100)
    section = models.CharField("担当する所属", max_length=100)
    household_code = models.CharField("世帯", max_length=16)
    child_codes = models.CharField("こども", max_length=400)
    run_id = models.CharField("判定", max_length=32)
    about = models.TextField("制度の説明")
    how = models.TextField("申請のしかた")
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField("下書きした日時")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField("承認を頼んだ日時", null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("答えた日時", null=True)
    approved = models.BooleanField("承認した", null=True)
    words = SealedText("差し戻し・取りやめのわけ", null=True)
    dropped_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    dropped_at = models.DateTimeField("取りやめた日時", null=True)

    class Meta:
        verbose_name = "お知らせ文"
        constraints = [
            models.CheckConstraint(
                condition=Q(approved__isnull=True)
                | (
                    Q(decided_by__isnull=False)
                    & Q(asked_by__isnull=False)
                    & ~Q(decided_by=F("drafted_by"))
                    & ~Q(decided_by=F("asked_by"))
                ),
                name="nobody_approves_the_own_letter",
            ),
            models.UniqueConstraint(
                fields=["rule", "household_code"],
                condition=Q(approved__isnull=True, dropped_at__isnull=True),
                name="one_open_letter_per_household",
            ),
        ]

    def __str__(self) -> str:
        return f"letter:{self.pk}:{self.rule}:{self.household_code}"

    @property
    def codes(self) -> list[str]:
        """The children it names."""
        return self.child_codes.split(",")

    @property
    def state(self) -> str:
        """下書き, 承認待ち, 承認ずみ, 差し戻し or 取りやめ."""
        if self.dropped_at is not None:
            return "取りやめ"
        if self.approved is not None:
            return "承認ずみ" if self.approved else "差し戻し"
        return "承認待ち" if self.asked_at is not None else "下書き"

    @property
    def is_open(self) -> bool:
        """Neither answered nor dropped."""
        return self.approved is None and self.dropped_at is None
