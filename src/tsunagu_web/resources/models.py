"""The directory of 社会資源, and what came of each that was named for a family. Every row is added and never changed."""

from __future__ import annotations

from django.db import models

from tsunagu_web.casework.written import Written


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
