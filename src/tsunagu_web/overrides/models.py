"""例外表示 as it was asked for, decided and ended. Each step is written once; nothing is taken back."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.sealing import SealedText


class Override(models.Model):
    """住所 and 所属 of one protected child, on the screen, for the named people of the case's team, through `until`.

    `granted` None: nobody decided yet. Whoever asked never decides: the store refuses it too.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="overrides")
    child_code = models.CharField("こども", max_length=16)
    reason = SealedText("わけ")
    until = models.DateField("最後の日")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("頼んだ日時")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("決めた日時", null=True)
    granted = models.BooleanField("認めた", null=True)
    words = SealedText("決めた人の言葉", null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField("やめた日時", null=True)

    class Meta:
        verbose_name = "例外表示"
        constraints = [
            models.CheckConstraint(
                condition=Q(granted__isnull=True) | (Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by"))),
                name="nobody_grants_the_own_override",
            )
        ]
        indexes = [models.Index(fields=["child_code", "until"], name="override_of_child")]

    def __str__(self) -> str:
        return f"override:{self.pk}:{self.child_code}"


class OverridePerson(models.Model):
    """Somebody an 例外表示 names. `ended_at`: it ended for this person: with the case, the team, the role or the account."""

    override = models.ForeignKey(Override, on_delete=models.PROTECT, related_name="people")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="named_in")
    ended_at = models.DateTimeField("終わった日時", null=True)

    class Meta:
        verbose_name = "例外表示で名指しされた人"
        constraints = [models.UniqueConstraint(fields=["override", "person"], name="named_once_in_an_override")]

    def __str__(self) -> str:
        return f"{self.override}:{self.person}"
