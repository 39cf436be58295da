"""What is promised, seen, said and planned for a household in hand. Every row is added and never changed."""

from __future__ import annotations

from django.db import models

from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.sealing import SealedText
from tsunagu_web.casework.written import GivenOut, Written


class Task(models.Model):
    """対応事項. What it says stands in its versions; `newest` is the number of the one in force. `about`: the はじめの接点 it was made
    of, the same whatever people write into it since; None: somebody gave it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    number = models.PositiveIntegerField("番号")
    newest = models.PositiveIntegerField("いまの版", default=1)
    about = SealedText("もとの接点", null=True)

    class Meta:
        verbose_name = "対応事項"
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="tasks_numbered_in_case")]

    def __str__(self) -> str:
        return f"task:{self.case.number}-{self.number}"


class TaskVersion(GivenOut, Written):
    """One version of a 対応事項: who, what, by when, and what came of it.

    `holder`: the person who does it; None: somebody outside, by name and 所属, to whom it was told on `given_on` (提供) by
    `given_way` on the ground of `given_ground`, and who was told the duty of secrecy (`given_duty`). `child_code` empty: the whole household. `promised`: 約束 with the family.
    """

    OPEN, DONE, DROPPED = "open", "done", "dropped"
    STATES = ((OPEN, "まだ"), (DONE, "終わった"), (DROPPED, "取りやめ"))

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="versions")
    seq = models.PositiveIntegerField("版")
    state = models.CharField("状態", max_length=8, choices=STATES, default=OPEN)
    holder = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    outside_name = SealedText("外の人の氏名", null=True)
    outside_place = SealedText("外の人の所属", null=True)
    given_on = models.DateField("提供した日", null=True)
    given_way = models.CharField("提供の方法", max_length=16, blank=True, default="")
    given_ground = models.CharField("提供の根拠", max_length=16, blank=True, default="")
    given_duty = models.BooleanField("守秘義務の確認", default=False)
    what = SealedText("すること")
    kind = models.CharField("支援の種類", max_length=16)
    child_code = models.CharField("こども", max_length=16, blank=True, default="")
    promised = models.BooleanField("家族との約束", default=False)
    due_on = models.DateField("期限")
    outcome = models.CharField("結果", max_length=16, blank=True, default="")
    outcome_on = models.DateField("終えた日", null=True)
    words = SealedText("結果・わけ", null=True)

    class Meta:
        verbose_name = "対応事項の版"
        constraints = [models.UniqueConstraint(fields=["task", "seq"], name="task_versions_in_order")]
        indexes = [models.Index(fields=["holder", "state"], name="task_of_holder")]

    def __str__(self) -> str:
        return f"{self.task}:{self.seq}"


class ContactRecord(Written):
    """支援経過: one contact with the family or about it. What was seen, what was heard and what is thought stand apart."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="contacts")
    number = models.PositiveIntegerField("番号")
    on = models.DateField("日")
    way = models.CharField("かかわり方", max_length=16)
    section = models.CharField("所属", max_length=64)
    with_whom = SealedText("だれと")
    fact = SealedText("見たこと・したこと", null=True)
    heard = SealedText("聞いたこと", null=True)
    heard_from = SealedText("だれから", null=True)
    opinion = SealedText("考えたこと", null=True)

    class Meta:
        verbose_name = "支援経過"
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="contacts_numbered_in_case")]
        indexes = [models.Index(fields=["case", "on"], name="contacts_by_day")]

    def __str__(self) -> str:
        return f"contact:{self.case.number}-{self.number}"


class Sighting(Written):
    """最終目視確認: who saw a child, when, where. `own_eyes`: the writer did; else `seen_by` told it. `hour`: of that day, where it
    was told; only it tells whether a child was seen before or after the danger of the same day.

    `place` is never shown of a protected child. `contact`: the record it was written together with.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sightings")
    number = models.PositiveIntegerField("番号")
    child_code = models.CharField("こども", max_length=16)
    on = models.DateField("見た日")
    hour = models.TimeField("見た時刻", null=True)
    own_eyes = models.BooleanField("書いた人が見た")
    seen_by = SealedText("見た人")
    place = SealedText("見た所", null=True)
    condition = SealedText("様子", null=True)
    contact = models.ForeignKey(ContactRecord, on_delete=models.PROTECT, null=True, related_name="sightings")

    class Meta:
        verbose_name = "目視確認"
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="sightings_numbered_in_case")]
        indexes = [models.Index(fields=["child_code", "on"], name="sightings_of_child")]

    def __str__(self) -> str:
        return f"sighting:{self.case.number}-{self.number}"


class HandSheet(Written):
    """A numbered Excel to fill in away from the screen: 最終目視確認シート or 校内シート. `children`: whom it asks about."""

    SIGHTING, SCHOOL = "sighting", "school"
    KINDS = ((SIGHTING, "最終目視確認シート"), (SCHOOL, "校内シート"))

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="hand_sheets")
    kind = models.CharField("種類", max_length=12, choices=KINDS)
    number = models.PositiveIntegerField("発行番号")
    children = models.JSONField("こども", default=list)

    class Meta:
        verbose_name = "手書きのかわりのExcel"
        constraints = [models.UniqueConstraint(fields=["case", "kind", "number"], name="hand_sheets_numbered_in_case")]

    def __str__(self) -> str:
        return f"hand_sheet:{self.case.number}-{self.kind}-{self.number}"


class HandSheetRead(Written):
    """What was filled in was read back: of each numbered copy once. `entries`: how many records it gave."""

    sheet = models.OneToOneField(HandSheet, on_delete=models.PROTECT, related_name="read_back")
    entries = models.PositiveSmallIntegerField("書かれた件数")

    class Meta:
        verbose_name = "Excelの読み込み"

    def __str__(self) -> str:
        return f"{self.sheet}:read"


class Withdrawal(Written):
    """取り消し of a sighting or contact record written by mistake. What was written stays and no longer counts."""

    sighting = models.OneToOneField(Sighting, on_delete=models.PROTECT, null=True, related_name="withdrawal")
    contact = models.OneToOneField(ContactRecord, on_delete=models.PROTECT, null=True, related_name="withdrawal")
    why = SealedText("わけ")

    class Meta:
        verbose_name = "取り消し"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sighting__isnull=True) ^ models.Q(contact__isnull=True), name="withdraws_one_thing"
            )
        ]

    def __str__(self) -> str:
        return f"withdrawal:{self.pk}"


class Plan(Written):
    """One version of the サポートプラン, in the family's words. It holds no score and no finding."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="plans")
    seq = models.PositiveIntegerField("版")
    goals = SealedText("めざすこと")
    parent_wish = SealedText("保護者の思い", null=True)
    we_do = SealedText("わたしたちがすること")
    family_does = SealedText("ご家族がすること", null=True)
    next_talk = models.DateField("次に話す日")

    class Meta:
        verbose_name = "サポートプラン"
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="plans_in_order")]

    def __str__(self) -> str:
        return f"plan:{self.pk}"


class ChildWish(models.Model):
    """こどもの思い of one child in a version of the plan; empty: not asked yet."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="wishes")
    child_code = models.CharField("こども", max_length=16)
    words = SealedText("思い", null=True)

    class Meta:
        verbose_name = "こどもの思い"
        constraints = [models.UniqueConstraint(fields=["plan", "child_code"], name="one_wish_per_child")]

    def __str__(self) -> str:
        return f"wish:{self.pk}"


class PlanShown(Written):
    """A version of the plan was shown to the family: agreed, or not yet and why."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="showings")
    on = models.DateField("見せた日")
    to_whom = SealedText("だれに")
    agreed = models.BooleanField("合意した")
    why_not = SealedText("まだのわけ", null=True)

    class Meta:
        verbose_name = "サポートプランを見せた記録"

    def __str__(self) -> str:
        return f"plan_shown:{self.pk}"
