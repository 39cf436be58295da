"""The directory of 社会資源, and what came of each that was named for a family. Every row is added and never changed."""

from __future__ import annotations

from django.db import models

from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.sealing import SealedText
from tsunagu_web.casework.written import Written
from tsunagu_web.support.models import Task


class Resource(models.Model):
    """社会資源: one place, service or counter a family can use. What it is stands in its versions; `newest` counts.

    Nothing in it is about a resident. One that ended stays, so that what was named for a family can still be read.
    """

    number = models.PositiveIntegerField("番号", unique=True)
    newest = models.PositiveIntegerField("いまの版", default=1)

    class Meta:
        verbose_name = "社会資源"

    def __str__(self) -> str:
        return f"resource:{self.number}"


class ResourceVersion(Written):
    """One version of what is known of a resource.

    `types`, `areas`: keys of 困難の類型 and names of 小学校区; ["*"]: for everybody, in the whole town; []: not written down, which
    is neither. Ages are whole years (満), both None: not written down. `kind`, `conditions`, `opening`: keys of resources.yaml.
    """

    STANDING, WITHDRAWN = "standing", "withdrawn"
    STATES = ((STANDING, "使える"), (WITHDRAWN, "取りやめ"))

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="versions")
    seq = models.PositiveIntegerField("版")
    state = models.CharField("状態", max_length=12, choices=STATES, default=STANDING)
    name = models.CharField("名前", max_length=100)
    kind = models.CharField("種類", max_length=24)
    runner = models.CharField("運営", max_length=100, blank=True, default="")
    age_from = models.PositiveSmallIntegerField("対象の年齢（から）", null=True)
    age_to = models.PositiveSmallIntegerField("対象の年齢（まで）", null=True)
    types = models.JSONField("困難の類型", default=list)
    conditions = models.JSONField("条件", default=list)
    condition_words = models.CharField("条件の補足", max_length=400, blank=True, default="")
    areas = models.JSONField("区域", default=list)
    days = models.CharField("日時", max_length=200, blank=True, default="")
    cost = models.CharField("費用", max_length=200, blank=True, default="")
    apply_words = models.CharField("申込み方法", max_length=400, blank=True, default="")
    contact = models.CharField("連絡先", max_length=200, blank=True, default="")
    opening = models.CharField("空き", max_length=24, blank=True, default="")
    opening_words = models.CharField("空きの補足", max_length=200, blank=True, default="")
    confirmed_on = models.DateField("最終確認日")
    confirmed_by = models.CharField("確認した人", max_length=100)
    why = models.CharField("わけ", max_length=400, blank=True, default="")

    class Meta:
        verbose_name = "社会資源の版"
        constraints = [models.UniqueConstraint(fields=["resource", "seq"], name="resource_versions_in_order")]

    def __str__(self) -> str:
        return f"{self.resource}:{self.seq}"


class ResourceLoad(Written):
    """A file of resources that was read in: rows in = added + changed + same + refused. `faults`: what was refused, line by line."""

    name = models.CharField("ファイル", max_length=200)
    sha256 = models.CharField("要約値", max_length=64)
    rows = models.PositiveIntegerField("行")
    added = models.PositiveIntegerField("加えた")
    changed = models.PositiveIntegerField("書き替えた")
    same = models.PositiveIntegerField("同じだった")
    refused = models.PositiveIntegerField("戻した")
    faults = models.JSONField("戻した行", default=list)

    class Meta:
        verbose_name = "社会資源の読み込み"

    def __str__(self) -> str:
        return f"resource_load:{self.pk}"


class Referral(Written):
    """案内: a resource somebody chose for a child, or ("") for a whole household, with the 対応事項 that came of it.

    `wish`: what the family, or the child, says to it, a key of resources.yaml. What came of it stands in its steps.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="referrals")
    number = models.PositiveIntegerField("番号")
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="referrals")
    child_code = models.CharField("こども", max_length=16, blank=True, default="")
    task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="referral")
    wish = models.CharField("家族・こどもの希望", max_length=24)
    wish_words = SealedText("希望のことば", null=True)

    class Meta:
        verbose_name = "社会資源の案内"
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="referrals_numbered_in_case")]

    def __str__(self) -> str:
        return f"referral:{self.case.number}-{self.number}"


class ReferralStep(Written):
    """What came of a referral, step by step; the newest counts. What was seen, heard and thought stand apart, as in a 支援経過.

    `follow_on`: the day by which `holder` looks again; None: nobody has to. `result`: how it was, a key of resources.yaml.
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="steps")
    seq = models.PositiveIntegerField("順")
    step = models.CharField("ようす", max_length=24)
    on = models.DateField("日")
    fact = SealedText("見たこと・したこと", null=True)
    heard = SealedText("聞いたこと", null=True)
    heard_from = SealedText("だれから", null=True)
    opinion = SealedText("考えたこと", null=True)
    result = models.CharField("使ってみてどうだったか", max_length=24, blank=True, default="")
    follow_on = models.DateField("つぎに確かめる日", null=True)
    holder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "案内のようす"
        constraints = [models.UniqueConstraint(fields=["referral", "seq"], name="referral_steps_in_order")]
        indexes = [models.Index(fields=["holder", "follow_on"], name="referrals_to_follow")]

    def __str__(self) -> str:
        return f"{self.referral}:{self.seq}"
