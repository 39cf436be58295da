"""会議, who came, what was on the agenda and what was decided. Every row is added and never changed."""

from __future__ import annotations

from django.db import models

from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.sealing import SealedText
from tsunagu_web.casework.written import AppendOnly, GivenOut


class Appended(AppendOnly):
    """A row that stays as it was written: a correction is another row."""

    at = models.DateTimeField("書いた日時")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Meeting(Appended):
    """会議. `kind`: a key of `meetings` in process.yaml. `number`: fiscal year and running number, 2026-01."""

    number = models.CharField("番号", max_length=12, unique=True)
    kind = models.CharField("種類", max_length=24)
    held_on = models.DateField("開く日")
    starts_at = models.TimeField("始まり", null=True)
    place = models.CharField("場所", max_length=100, blank=True)
    role = models.CharField("役割", max_length=32)

    class Meta:
        verbose_name = "会議"
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return f"meeting:{self.number}"


class Attendee(Appended):
    """出席者. Without `user` it is somebody from outside, by name and 所属: what they get to read is a 提供, on the ground of
    `ground` (a key of support.yaml) and after the duty of secrecy was told to them (`duty`)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendees")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    name = SealedText("氏名", null=True)
    section = models.CharField("所属", max_length=64, blank=True)
    ground = models.CharField("提供の根拠", max_length=16, blank=True, default="")
    duty = models.BooleanField("守秘義務の確認", default=False)

    class Meta:
        verbose_name = "出席者"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "user"], name="attends_once")]

    def __str__(self) -> str:
        return f"{self.meeting}:attendee:{self.pk}"

    @property
    def told_name(self) -> str:
        """The name people read."""
        return str(self.user.display_name if self.user else self.name)

    @property
    def told_section(self) -> str:
        """The 所属 people read."""
        return str(self.user.section if self.user else self.section)


class AgendaItem(Appended):
    """議題: one household's case, at its place in the order of the day."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="agenda_items")
    place = models.PositiveSmallIntegerField("順")

    class Meta:
        verbose_name = "議題"
        ordering = ["meeting", "place"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "case"], name="talked_about_once"),
            models.UniqueConstraint(fields=["meeting", "place"], name="one_case_at_a_place"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}:case:{self.case.number}"


class OwnView(Appended):
    """自分の見立て, written before the judgement was opened to this person."""

    WORRIED, UNSURE, NOT_WORRIED = "worried", "unsure", "not_worried"
    LEANINGS = ((WORRIED, "心配がある"), (NOT_WORRIED, "心配はない"), (UNSURE, "わからない"))

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="own_views")
    leaning = models.CharField("見立て", max_length=12, choices=LEANINGS)
    words = SealedText("わけ", null=True)

    class Meta:
        verbose_name = "自分の見立て"
        constraints = [models.UniqueConstraint(fields=["item", "by"], name="one_own_view")]

    def __str__(self) -> str:
        return f"{self.item}:view"


class ChildDecision(Appended):
    """こどもの決定. The newest `version` of a child on an agenda item counts; one after the first says why it was corrected.

    `checks`: type → one of CHECKS, for each type that was flagged; `found`: types people found beside. `facts_hash`: what
    was known of the child then, and `as_of` the month it was known of, so that a change is seen. `decided_on`: the day of the meeting,
    or the day before it on which people decided already. `marks`: what the judgement said of the child then (change.marks_of).
    """

    DECISIONS = tuple((one, one) for one in ("要支援", "調査継続", "経過観察", "支援不要"))
    CHECKS = (("right", "該当"), ("wrong", "該当しない"), ("unknown", "わからない"))

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="decisions")
    child_code = models.CharField("こども", max_length=16)
    version = models.PositiveSmallIntegerField("版")
    decision = models.CharField("決定", max_length=8, choices=DECISIONS)
    decided_on = models.DateField("決定日")
    decider = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = SealedText("理由")
    human_source = SealedText("人からの情報源")
    review_on = models.DateField("見直し日", null=True)
    checks = models.JSONField("正否確認", default=dict)
    found = models.JSONField("ほかに見つかった類型", default=list)
    facts_hash = models.CharField("決定時の事実の要約値", max_length=64)
    run_id = models.CharField("判定", max_length=64)
    as_of = models.DateField("判定の基準日", null=True)
    marks = models.JSONField("判定の言ったこと", default=list)
    role = models.CharField("役割", max_length=32)
    why_corrected = SealedText("直したわけ", null=True)

    class Meta:
        verbose_name = "こどもの決定"
        ordering = ["item", "child_code", "version"]
        constraints = [models.UniqueConstraint(fields=["item", "child_code", "version"], name="decisions_in_order")]
        indexes = [models.Index(fields=["child_code"], name="decision_of_child")]

    def __str__(self) -> str:
        return f"{self.item}:child:{self.child_code}:{self.version}"


class Minutes(Appended):
    """議事録. The newest version is the one that is read."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="minutes")
    version = models.PositiveSmallIntegerField("版")
    words = SealedText("議事録")

    class Meta:
        verbose_name = "議事録"
        constraints = [models.UniqueConstraint(fields=["meeting", "version"], name="minutes_in_order")]

    def __str__(self) -> str:
        return f"{self.meeting}:minutes:{self.version}"


class Closing(Appended):
    """閉会. `why_not_held`: the meeting did not take place, and why; then it has no minutes."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="closing")
    next_on = models.DateField("次に開く日", null=True)
    why_not_held = SealedText("開かなかったわけ", null=True)

    class Meta:
        verbose_name = "閉会"

    def __str__(self) -> str:
        return f"{self.meeting}:closing"


class PackCopy(Appended):
    """資料の1部: who got which number. Printed again it keeps its number; somebody who needs more gets more numbers."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="copies")
    number = models.PositiveSmallIntegerField("資料番号")
    to = models.ForeignKey(Attendee, on_delete=models.PROTECT, related_name="copies")

    class Meta:
        verbose_name = "資料"
        ordering = ["meeting", "number"]
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="copies_in_order")]

    def __str__(self) -> str:
        return f"{self.meeting}:copy:{self.number}"


class CopyMade(GivenOut, Appended):
    """提供: the paper of a copy for somebody from outside left the screen. `children`: 受理番号 → codes of the children on it, those of
    the household whom no list named too."""

    PAPER, LOCKED = "paper", "locked"
    WAYS = ((PAPER, "紙"), (LOCKED, "かぎ付きのファイル"))

    copy = models.ForeignKey(PackCopy, on_delete=models.PROTECT, related_name="made")
    way = models.CharField("渡し方", max_length=8, choices=WAYS)
    children = models.JSONField("こども", default=dict)

    class Meta:
        verbose_name = "資料の提供"

    def __str__(self) -> str:
        return f"{self.copy}:made:{self.pk}"


class CopyBack(Appended):
    """資料の回収, or that its holder destroyed it."""

    RETURNED, DESTROYED = "returned", "destroyed"
    HOWS = ((RETURNED, "回収"), (DESTROYED, "廃棄"))

    how = models.CharField("どうしたか", max_length=12, choices=HOWS, default=RETURNED)
    copy = models.OneToOneField(PackCopy, on_delete=models.PROTECT, related_name="back")

    class Meta:
        verbose_name = "資料の回収"

    def __str__(self) -> str:
        return f"{self.copy}:back"
