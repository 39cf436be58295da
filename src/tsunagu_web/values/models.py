"""画面で入力した値 as they were entered. Every change is a version; none is ever edited."""

from __future__ import annotations

import json
from functools import cached_property

from django.db import models

from tsunagu_web.casework.sealing import SealedText
from tsunagu_web.casework.written import AppendOnly, Written

SELF, MOTHER, FATHER = "self", "mother", "father"
ABOUT = ((SELF, "こども本人"), (MOTHER, "母"), (FATHER, "父"))


class EnteredRow(AppendOnly):
    """One row people enter: about a row of a file (`row` names it), or one they add (`row` empty).

    `child_code`: on whose page it was entered; `about`: of whom it is, seen from that child.
    """

    child_code = models.CharField("こども", max_length=16)
    about = models.CharField("だれの記録か", max_length=8, choices=ABOUT, default=SELF)
    source = models.CharField("提供データ", max_length=64)
    row = models.CharField("ファイルの行", max_length=160, unique=True, null=True)

    class Meta:
        verbose_name = "画面で入力した行"
        indexes = [models.Index(fields=["child_code"], name="entered_rows_of_child")]

    def __str__(self) -> str:
        return f"value:{self.pk}"


class EnteredVersion(Written):
    """What one person said of the row: a value, that it counts no more, or that the file's word counts again.

    `load_id`, `file`, `sheet`, `line`: the row of a file it was said of, with `before` as it then read.
    """

    ADD, CORRECT, WITHDRAW, END = "add", "correct", "withdraw", "end"
    ACTS = ((ADD, "加えた"), (CORRECT, "直した"), (WITHDRAW, "取り下げた"), (END, "入力をやめた"))

    entered = models.ForeignKey(EnteredRow, on_delete=models.PROTECT, related_name="versions")
    seq = models.PositiveIntegerField("版")
    act = models.CharField("したこと", max_length=8, choices=ACTS)
    section = models.CharField("入力した課", max_length=64)
    load_id = models.CharField("受領データ", max_length=16, blank=True, default="")
    file = models.CharField("ファイル", max_length=255, blank=True, default="")
    sheet = models.CharField("シート", max_length=64, null=True)
    line = models.PositiveIntegerField("行", null=True)
    told = SealedText("値")
    missing = models.JSONField("値がないわけ", default=dict)
    before = SealedText("前の値")
    why = SealedText("わけ")

    class Meta:
        verbose_name = "画面で入力した値の版"
        constraints = [models.UniqueConstraint(fields=["entered", "seq"], name="entered_versions_in_order")]
        ordering = ["entered", "seq"]

    def __str__(self) -> str:
        return f"value:{self.entered_id}-{self.seq}"

    @property
    def key(self) -> str:
        """By which the month names it in what became of it."""
        return f"{self.entered_id:07d}.{self.seq}"

    @property
    def is_over(self) -> bool:
        """Nothing of it enters a month any more: left to the file again, or a row that was added and taken back."""
        return self.act == self.END or (self.act == self.WITHDRAW and not self.load_id)

    @cached_property
    def cells(self) -> dict[str, str]:
        """Heading → cell of what was said; empty where there is no value (`missing` says why)."""
        return dict(json.loads(str(self.told)))

    @cached_property
    def cells_before(self) -> dict[str, str]:
        """Heading → cell of the file's row as it read then."""
        return dict(json.loads(str(self.before)))
