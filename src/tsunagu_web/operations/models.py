"""処理: one piece of long work that somebody asked for."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from tsunagu_web.operations.states import AGAIN, LIVE, State

RUN = "run"
"""The kind of job of which only one may wait or run: the month."""


class Job(models.Model):
    """One piece of work. `attempt` grows each time it is asked for; a worker of an older attempt can change nothing."""

    kind = models.CharField("種類", max_length=16)
    arguments = models.JSONField("内容", default=dict)
    state = models.CharField("状態", max_length=16, choices=State.choices, default=State.WAITING)
    asked_by = models.CharField("頼んだ人", max_length=64)
    asked_at = models.DateTimeField("頼んだ日時")
    attempt = models.PositiveIntegerField("何回目", default=1)
    task = models.CharField("順番待ちの番号", max_length=36, blank=True)
    worker = models.CharField("処理係", max_length=64, blank=True)
    started_at = models.DateTimeField("始まり", null=True)
    beat_at = models.DateTimeField("最後に動いていた日時", null=True)
    finished_at = models.DateTimeField("終わり", null=True)
    cancelled_by = models.CharField("取り消した人", max_length=64, blank=True)
    station = models.CharField("工程", max_length=40, blank=True)
    step = models.PositiveIntegerField("いくつめ", default=0)
    steps = models.PositiveIntegerField("いくつのうち", default=0)
    result: models.JSONField[Any, Any] = models.JSONField("結果", default=dict)
    code = models.CharField("番号", max_length=16, blank=True)
    message = models.TextField("わけ", blank=True)
    remedy = models.TextField("どうすれば", blank=True)

    class Meta:
        verbose_name = "処理"
        constraints = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(kind=RUN, state__in=[str(state) for state in LIVE]),
                name="one_run_at_a_time",
            )
        ]
        indexes = [models.Index(fields=["state"], name="job_state")]

    def __str__(self) -> str:
        return f"job:{self.pk}"

    @property
    def is_live(self) -> bool:
        """Whether an outcome is still to come."""
        return self.state in LIVE

    @property
    def may_be_asked_again(self) -> bool:
        """Whether a button for another attempt makes sense."""
        return self.state in AGAIN
