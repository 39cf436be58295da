"""Referrals as one person may see them, and those that somebody has to look at again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from tsunagu_web.access import Decision, Field, authorize
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.places import hides_places, with_gaps
from tsunagu_web.casework.reading import sees_child as sees_of_case
from tsunagu_web.casework.reading import things_of
from tsunagu_web.casework.team import members_of
from tsunagu_web.reading import RunView
from tsunagu_web.resources.declared import Step, current_resources, label_of
from tsunagu_web.resources.models import Referral, ReferralStep
from tsunagu_web.support.models import TaskVersion
from tsunagu_web.support.reading import child_words

LOOK, STEP = "referral.look", "referral.step"


@dataclass(frozen=True)
class ReferralLine:
    """One referral in its newest step. `name` names no place where that could tell where a protected child goes.

    `late`: days since somebody should have looked again; 0: today, or not yet, or nobody has to.
    """

    referral: Referral
    newest: ReferralStep
    name: str
    child: str
    step: Step
    wish: str
    result: str
    late: int
    due: bool
    mine: bool
    hidden: bool

    @property
    def case(self) -> Case:
        """Whose it is."""
        return self.referral.case


@dataclass(frozen=True)
class StepLine:
    """One step. `reads` False: written, and not for this person to read."""

    row: ReferralStep
    label: str
    result: str
    reads: bool


def newest_steps() -> QuerySet[ReferralStep]:
    """The step that counts of every referral."""
    later = ReferralStep.objects.filter(referral=OuterRef("referral"), seq__gt=OuterRef("seq"))
    return ReferralStep.objects.filter(~Exists(later)).select_related(
        "referral__case", "referral__resource", "referral__task", "holder", "by"
    )


def referrals_of(case: Case, run: RunView, user: Any) -> list[ReferralLine]:
    """A case's referrals: what somebody has to look at first comes first, then what is over, newest first."""
    found = [step for step in newest_steps().filter(referral__case=case) if sees_child(step.referral, run, user)]
    return in_order([line_of(step, run, user) for step in found])


def to_follow(run: RunView, user: User) -> list[ReferralLine]:
    """Referrals of open cases whose day has come and that are this person's to look at: the longest late first.

    Where whoever was to look can no longer do so (the account ended, the case is out of reach), the case's team is told; where
    nobody of a team can, everybody who may write the next step. As long as it is only to be told of, the 対応事項 of somebody with an
    account reminds of it by itself.
    """
    came = newest_steps().filter(follow_on__lte=clock.today(), referral__case__ended_at__isnull=True)
    known = {user.pk: user}
    return in_order([line_of(step, run, user) for step in came if _is_for(step, run, user, known)])


def overdue(run: RunView, user: User) -> list[ReferralLine]:
    """All such referrals of the cases this person may read, whoever is to look."""
    came = newest_steps().filter(follow_on__lt=clock.today(), referral__case__ended_at__isnull=True)
    seen = [step for step in came if may(user, LOOK, step.referral.case, run) and sees_child(step.referral, run, user)]
    return in_order([line_of(step, run, user) for step in seen])


def sees_child(referral: Referral, run: RunView, user: Any) -> bool:
    """Whether this person may see whom it is for: who reads a household because of a pupil does not read of the baby."""
    return not referral.child_code or sees_of_case(referral.case, run, user, referral.child_code)


def may(user: Any, action: str, case: Case, run: RunView) -> bool:
    """Whether this person may do something with the case's referrals."""
    return any(authorize(user, action, thing).allowed for thing in things_of(case, run))


def may_hold(case: Case, run: RunView, roles: Iterable[str]) -> list[User]:
    """People with an open account who may write the next step of the case's referrals."""
    people = User.objects.filter(assignments__role__in=list(roles), is_active=True).distinct().order_by("section", "id")
    return [one for one in people if one.may_log_in_on(clock.today()) and may(one, STEP, case, run)]


def _is_for(step: ReferralStep, run: RunView, user: User, known: dict[int, User]) -> bool:
    """`known`: people asked about before, so that the roles of each are read once."""
    if _reminds_by_itself(step) or not may_step(user, step.referral, run):
        return False
    holder = known.setdefault(step.holder_id, step.holder)
    if holder == user or may_step(holder, step.referral, run):
        return holder == user
    team = [known.setdefault(one.person_id, one.person) for one in members_of(step.referral.case)]
    return user in team or not any(may_step(one, step.referral, run) for one in team)


def may_step(user: User, referral: Referral, run: RunView) -> bool:
    """Whether somebody whose account is open may write what came of it next."""
    if not user.may_log_in_on(clock.today()):
        return False
    return may(user, STEP, referral.case, run) and sees_child(referral, run, user)


def _reminds_by_itself(step: ReferralStep) -> bool:
    if step.step != current_resources().first:
        return False
    task = step.referral.task
    newest = task.versions.select_related("holder").get(seq=task.newest)
    holder = newest.holder
    return newest.state == TaskVersion.OPEN and holder is not None and holder.may_log_in_on(clock.today())


def line_of(step: ReferralStep, run: RunView, user: Any) -> ReferralLine:
    """One referral as this person may see it."""
    rules, referral, today = current_resources(), step.referral, clock.today()
    hides = hides_places(referral.case, run)
    due = step.follow_on is not None and step.follow_on <= today and referral.case.ended_at is None
    return ReferralLine(
        referral,
        step,
        named(referral, hides),
        child_words(referral.child_code, run),
        rules.step(step.step),
        label_of(rules.wishes, referral.wish),
        label_of(rules.results, step.result) if step.result else "",
        (today - step.follow_on).days if due and step.follow_on else 0,
        due,
        step.holder == user,
        hides,
    )


def named(referral: Referral, hides: bool) -> str:
    """The resource by name; by kind and number where its name could tell where a protected child goes."""
    version = referral.resource.versions.get(seq=referral.resource.newest)
    if not hides:
        return version.name
    return f"{current_resources().kind(version.kind).label}（社会資源 {referral.resource.number}番）"


def in_order(lines: list[ReferralLine]) -> list[ReferralLine]:
    """By the day somebody looks again; what nobody has to look at comes last, newest first."""
    waits = sorted(
        (one for one in lines if one.newest.follow_on), key=lambda one: (one.newest.follow_on, one.newest.pk)
    )
    over = sorted((one for one in lines if not one.newest.follow_on), key=lambda one: one.newest.at, reverse=True)
    return [*waits, *over]


def steps_of(referral: Referral, run: RunView, decision: Decision, user: Any) -> list[StepLine]:
    """The course, newest first. The words are read by whoever may read 相談 in full, and by the section that wrote them."""
    grant, rules = decision.grants.get(Field.ABUSE), current_resources()
    reads, hides = grant is not None and grant.reads_words, hides_places(referral.case, run)
    return [
        StepLine(
            with_gaps(row, run, hides=hides),
            rules.step(row.step).label,
            label_of(rules.results, row.result) if row.result else "",
            reads or row.by.section == user.section,
        )
        for row in referral.steps.select_related("by", "holder").order_by("-seq")
    ]
