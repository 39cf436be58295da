"""People who log in, and the roles they hold: each for one purpose, from a day, until a day."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from tsunagu_web.access.objects import Reach
from tsunagu_web.access.purposes import Purpose
from tsunagu_web.access.roles import RoleKey


class UserManager(BaseUserManager["User"]):
    """Makes users by log-in name."""

    def new_user(self, username: str, password: str, *, display_name: str, section: str) -> User:
        """A user who may log in as soon as they are kept, and holds no role yet."""
        user = self.model(username=username, display_name=display_name, section=section)
        user.set_password(password)
        return user

    def create_user(self, username: str, password: str, *, display_name: str, section: str) -> User:
        """The same, kept."""
        user = self.new_user(username, password, display_name=display_name, section=section)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """利用者. Rights never hang on the person, only on the roles assigned to them.

    `session_number`: sessions that began under another number have ended. `password_until`: set while the password is one
    that somebody else gave, to be changed before anything opens.
    """

    username = models.CharField("利用者番号", max_length=64, unique=True)
    display_name = models.CharField("氏名", max_length=64)
    section = models.CharField("所属", max_length=64)
    is_active = models.BooleanField("利用できる", default=True)
    ends_on = models.DateField("使える最後の日", null=True, blank=True)
    address_mark = models.CharField("自宅のしるし", max_length=64, blank=True, default="")
    mistakes = models.PositiveSmallIntegerField("続けて違った回数", default=0)
    paused_until = models.DateTimeField("確認コードを受け付けない", null=True, blank=True)
    session_number = models.PositiveIntegerField("いまのログインの番号", default=0)
    password_until = models.DateTimeField("一度だけのパスワードの期限", null=True, blank=True)

    objects: UserManager = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name", "section"]

    class Meta:
        verbose_name = "利用者"

    def __str__(self) -> str:
        return self.username

    def may_log_in_on(self, day: date) -> bool:
        """Whether the account is open on a day: not closed, and its last day not over."""
        return self.is_active and (self.ends_on is None or day <= self.ends_on)

    def assignments_on(self, day: date) -> list[RoleAssignment]:
        """The roles in force on a day, in the order they were given."""
        if not self.may_log_in_on(day):
            return []
        not_over = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
        return list(self.assignments.filter(not_over, starts_on__lte=day).order_by("id"))

    def opened_by_glass(self, moment: datetime) -> frozenset[str]:
        """Codes of the households this person has open in an emergency; read once per request."""
        if not hasattr(self, "_glass"):
            opened = self.broken_glass.filter(opened_at__lte=moment, ends_at__gt=moment)
            self._glass = frozenset(opened.values_list("household_code", flat=True))
        return self._glass

    def shown_by_override(self, day: date) -> frozenset[tuple[str, str]]:
        """Protected children of whom a 例外表示 in force names this person, each with the household it was granted in; codes,
        read once per request.

        In force: granted, not withdrawn, its last day not over, the case open, and the person in the case's team; it ended
        for good with the case, and for whoever left the team or lost the role or the account. A child that lives in
        another household now is not shown: who looks after the old one must not read where it went.
        """
        if not hasattr(self, "_overrides"):
            named = self.named_in.filter(
                ended_at__isnull=True,
                override__granted=True,
                override__withdrawn_at__isnull=True,
                override__until__gte=day,
                override__case__ended_at__isnull=True,
                override__case__members__person=self,
                override__case__members__left_at__isnull=True,
            )
            self._overrides = frozenset(named.values_list("override__child_code", "override__case__household_code"))
        return self._overrides


class RoleAssignment(models.Model):
    """役割の割り当て: one role for one purpose, and how far it reaches. Rights end by themselves on `ends_on`.

    `schools` and `facilities` as the pages name them, `households` as codes of the month (K-0001).
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField("役割", max_length=32, choices=[(key.value, key.value) for key in RoleKey])
    purpose = models.CharField("目的", max_length=8, choices=[(key.value, key.label) for key in Purpose])
    starts_on = models.DateField("始まり")
    ends_on = models.DateField("終わり", null=True, blank=True)
    schools = models.JSONField("学校", default=list, blank=True)
    facilities = models.JSONField("園", default=list, blank=True)
    school_class = models.CharField("学級", max_length=16, default="", blank=True)
    households = models.JSONField("指名された世帯", default=list, blank=True)

    class Meta:
        verbose_name = "役割の割り当て"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")), name="ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.purpose}"

    @property
    def reach(self) -> Reach:
        """The bounds a decision compares with."""
        return Reach(
            self.user.section,
            frozenset(self.schools),
            frozenset(self.facilities),
            self.school_class,
            frozenset(self.households),
        )


class SecondFactor(models.Model):
    """二つめの確認: an authenticator app (`kept`: its secret, encrypted) or a passkey (`kept`: its public key).

    `last_step`: of an app the newest 30-second step used, of a passkey its counter; both only ever grow.
    """

    TOTP, PASSKEY = "totp", "passkey"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="second_factors")
    kind = models.CharField("種類", max_length=8, choices=[(TOTP, "確認コードのアプリ"), (PASSKEY, "パスキー")])
    kept = models.BinaryField("鍵")
    last_step = models.BigIntegerField("最後に使った番号", default=0)
    added_at = models.DateTimeField("登録した日時")

    class Meta:
        verbose_name = "二つめの確認"

    def __str__(self) -> str:
        return f"{self.user} {self.kind}"


class AccountChange(models.Model):
    """利用者の変更: asked for by one person and decided by another; neither is the person it is about."""

    RESET, PASSWORD, CLOSE, REOPEN, GRANT, END = "reset", "password", "close", "reopen", "grant", "end"
    KINDS = (
        (RESET, "二つめの確認の登録をやり直す（なくした・こわれた）"),
        (PASSWORD, "一度だけのパスワードを出す（忘れた）"),
        (CLOSE, "利用者を閉じる"),
        (REOPEN, "閉じた利用者を、また使えるようにする"),
        (GRANT, "役割を加える"),
        (END, "役割を今日で終わりにする"),
    )

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField("変更", max_length=8, choices=KINDS)
    role = models.CharField("役割", max_length=32, blank=True, default="")
    until = models.DateField("いつまで", null=True, blank=True)
    places = models.JSONField("学校・園・世帯", default=dict, blank=True)
    reason = models.CharField("わけ", max_length=400)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("頼んだ日時")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField("決めた日時", null=True)
    granted = models.BooleanField("認めた", null=True)

    class Meta:
        verbose_name = "利用者の変更"
        constraints = [
            models.CheckConstraint(
                condition=~Q(asked_by=models.F("user"))
                & (
                    Q(decided_by__isnull=True) | (~Q(decided_by=models.F("user")) & ~Q(decided_by=models.F("asked_by")))
                ),
                name="two_people_and_never_oneself",
            )
        ]

    def __str__(self) -> str:
        return f"change:{self.pk}:{self.kind}:{self.user}"
