"""引きつぎ of one child at one 1 April, what was confirmed, taken back or not needed. Rows are added, never changed."""

from __future__ import annotations

import json
from typing import Any

from django.db import models

from tsunagu_web.casework.models import Case
from tsunagu_web.casework.sealing import SealedText
from tsunagu_web.casework.written import GivenOut, Written


class Transition(GivenOut, Written):
    """引きつぎシート that was given. `crossing`: the 1 April it is about. `name`: of the school, or of who takes the child on
    outside; never told where somebody is protected. `duty`: that somebody outside was told the duty of secrecy. `answers`: key of
    the question → words, as sealed JSON. `contacts`, `tasks`: numbers of the case's own rows that the writer chose; `plan`: number of
    the version, 0 for none."""

    SCHOOL, BOARD, OUTSIDE = "school", "board", "outside"
    KINDS = ((SCHOOL, "町の学校"), (BOARD, "学校教育課を通す"), (OUTSIDE, "町の外・私立の学校、高校、相談先など"))

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="transitions")
    number = models.PositiveIntegerField("番号")
    child_code = models.CharField("こども", max_length=16)
    step = models.CharField("節目", max_length=24)
    crossing = models.DateField("4月1日")
    to = models.CharField("渡す先", max_length=8, choices=KINDS)
    name = SealedText("渡す先の名前", null=True)
    ground = models.CharField("提供の根拠", max_length=16)
    duty = models.BooleanField("守秘義務の確認", default=False)
    answers = SealedText("問いへの答え")
    contacts = models.JSONField("選んだ支援経過", default=list)
    tasks = models.JSONField("選んだ対応事項", default=list)
    plan = models.PositiveIntegerField("選んだサポートプランの版", default=0)
    due_on = models.DateField("受け取りを待つ日")

    class Meta:
        verbose_name = "就学・進学の引きつぎ"
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="transitions_numbered_in_case")]
        indexes = [models.Index(fields=["child_code", "crossing"], name="transitions_of_child")]

    def __str__(self) -> str:
        return f"transition:{self.code}"

    @property
    def code(self) -> str:
        """2026-0001-1: what stands on paper."""
        return f"{self.case.number}-{self.number}"

    @property
    def told(self) -> dict[str, Any]:
        """The answers by key."""
        return dict(json.loads(str(self.answers)))


class TransitionCopy(Written):
    """資料の1部: a numbered copy on paper, and whose it is."""

    transition = models.ForeignKey(Transition, on_delete=models.PROTECT, related_name="copies")
    number = models.PositiveIntegerField("資料番号")
    holder_name = SealedText("受け取る人")

    class Meta:
        verbose_name = "引きつぎの資料"
        constraints = [models.UniqueConstraint(fields=["transition", "number"], name="transition_copies_in_order")]

    def __str__(self) -> str:
        return f"{self.transition}:copy:{self.number}"


class TransitionReceived(Written):
    """受け取りの確認. `said_by`: who said so, where another wrote it down."""

    transition = models.OneToOneField(Transition, on_delete=models.PROTECT, related_name="received")
    on = models.DateField("受け取った日")
    said_by = SealedText("受け取った人", null=True)

    class Meta:
        verbose_name = "引きつぎの受け取り"

    def __str__(self) -> str:
        return f"{self.transition}:received"


class TransitionPassed(Written):
    """学校に渡した: 学校教育課, which took a sheet for a school, gave it to that school. `said_by`: who took it there."""

    transition = models.OneToOneField(Transition, on_delete=models.PROTECT, related_name="passed")
    on = models.DateField("渡した日")
    said_by = SealedText("学校で受け取った人")

    class Meta:
        verbose_name = "学校への引きつぎ"

    def __str__(self) -> str:
        return f"{self.transition}:passed"


class TransitionStopped(Written):
    """取りやめ: it was given by mistake, or must be written anew. Nobody reads it on a page any more."""

    transition = models.OneToOneField(Transition, on_delete=models.PROTECT, related_name="stopped")
    why = SealedText("わけ")

    class Meta:
        verbose_name = "引きつぎの取りやめ"

    def __str__(self) -> str:
        return f"{self.transition}:stopped"


class TransitionNotNeeded(Written):
    """引きつぎをしないと決めた, and why. Who gives one after all takes nothing of this back: both stand."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="without_transition")
    child_code = models.CharField("こども", max_length=16)
    crossing = models.DateField("4月1日")
    why = SealedText("わけ")

    class Meta:
        verbose_name = "引きつぎをしない"
        indexes = [models.Index(fields=["child_code", "crossing"], name="no_transition_of_child")]

    def __str__(self) -> str:
        return f"no_transition:{self.case.number}:{self.child_code}"
