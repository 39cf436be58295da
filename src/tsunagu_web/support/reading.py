"""対応事項, 目視確認 and 支援経過 as one person may see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Max, QuerySet

from tsunagu.serving import ServedChild
from tsunagu_web.access import Decision, Field, authorize
from tsunagu_web.accounts import clock
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.moving import open_cases
from tsunagu_web.casework.places import gaps_places, hides_places, section_told, with_gaps
from tsunagu_web.casework.reading import LOOK as CASE_LOOK
from tsunagu_web.casework.reading import things_of
from tsunagu_web.reading import RunView, age_and_grade
from tsunagu_web.support.declared import current_support, label_of
from tsunagu_web.support.models import ContactRecord, Sighting, TaskVersion
from tsunagu_web.support.tasks import LOOK as TASK_LOOK

HOUSEHOLD = "世帯全体"
WITHHELD = "（支援措置があるため表示しません）"


@dataclass(frozen=True)
class TaskLine:
    """One 対応事項 in its newest version. `who` names no 所属 where that could tell where a protected child is."""

    version: TaskVersion
    case: Case
    who: str
    kind: str
    child: str
    outcome: str
    overdue: bool
    today: bool
    mine: bool

    @property
    def days_late(self) -> int:
        """Whole days since it was due."""
        return (clock.today() - self.version.due_on).days


@dataclass(frozen=True)
class Seen:
    """When one child was last seen. `due` is the day by which somebody should see it again; `since` None: never seen."""

    child_code: str
    words: str
    case: Case
    newest: Sighting | None
    since: int | None
    limit: int
    due: date
    overdue: bool
    seen_by: str
    place: str


@dataclass(frozen=True)
class ContactLine:
    """One line of the 支援経過. `reads` False: written, and not for this person to read."""

    record: ContactRecord
    way: str
    reads: bool
    withdrawn: str | None
    may_withdraw: bool


def newest_versions() -> QuerySet[TaskVersion]:
    """Every task in the version in force."""
    return TaskVersion.objects.filter(seq=F("task__newest")).select_related("task__case", "holder", "by")


def tasks_of(case: Case, run: RunView, user: Any) -> list[TaskLine]:
    """A case's tasks: overdue first, then by the day they are due; what is over comes last, newest first."""
    return _in_order([line_of(version, run, user) for version in newest_versions().filter(task__case=case)])


def own_tasks(run: RunView, user: Any) -> list[TaskLine]:
    """What this person has to do, overdue first: of households the person may still see."""
    held = newest_versions().filter(holder=user, state=TaskVersion.OPEN)
    return _in_order([line_of(version, run, user) for version in held if may_look(version.task.case, run, user)])


def open_tasks(run: RunView, user: Any) -> list[TaskLine]:
    """Every open task of the cases this person may read, and the person's own, overdue first."""
    found = [
        line_of(version, run, user)
        for version in newest_versions().filter(state=TaskVersion.OPEN)
        if (version.holder == user and may_look(version.task.case, run, user))
        or any(authorize(user, CASE_LOOK, thing).allowed for thing in things_of(version.task.case, run))
    ]
    return _in_order(found)


def may_look(case: Case, run: RunView, user: Any) -> bool:
    """Whether a holder of a task may still see the household."""
    return any(authorize(user, TASK_LOOK, thing).allowed for thing in things_of(case, run))


def line_of(version: TaskVersion, run: RunView, user: Any) -> TaskLine:
    """One version as this person may see it."""
    support, case, today = current_support(), version.task.case, clock.today()
    is_open, hides = version.state == TaskVersion.OPEN, hides_places(case, run)
    return TaskLine(
        with_gaps(version, run, hides=hides),
        case,
        _who(version, hides),
        label_of(support.kinds, version.kind),
        child_words(version.child_code, run),
        label_of(support.outcomes, version.outcome) if version.outcome else "",
        overdue=is_open and version.due_on < today,
        today=is_open and version.due_on == today,
        mine=version.holder == user,
    )


def _who(version: TaskVersion, hides: bool) -> str:
    if version.holder is not None:
        return version.holder.display_name if hides else f"{version.holder.display_name}（{version.holder.section}）"
    return f"{version.outside_name}{WITHHELD if hides else f'（{version.outside_place}）'}"


def child_words(code: str, run: RunView) -> str:
    """A child as a line names it, or that it is for the whole household."""
    if not code:
        return HOUSEHOLD
    child = run.serving.child(code)
    return f"{code} {age_and_grade(child.sex, child.age, child.grade)}" if child else code


def _in_order(lines: list[TaskLine]) -> list[TaskLine]:
    still = sorted((one for one in lines if one.version.state == TaskVersion.OPEN), key=lambda one: one.version.due_on)
    over = sorted((one for one in lines if one.version.state != TaskVersion.OPEN), key=lambda one: one.version.at)
    return still + over[::-1]


def standing_sightings() -> QuerySet[Sighting]:
    """Those not withdrawn, newest first."""
    return Sighting.objects.filter(withdrawal__isnull=True).select_related("by").order_by("-on", "-id")


def seen_of(case: Case, run: RunView, user: Any) -> list[Seen]:
    """Each child of the case this person may see, and when it was seen last; whoever is overdue longest comes first."""
    children = _children_seen(case, run, user)
    return _seen_all(case, children, run, _newest_of(child.child_code for child in children))


def _children_seen(case: Case, run: RunView, user: Any) -> list[ServedChild]:
    return [
        child
        for child in run.serving.children_of(case.household_code)
        if authorize(user, CASE_LOOK, run.case(child, in_hand=True)).allowed
    ]


def _newest_of(codes: Iterable[str]) -> dict[str, Sighting]:
    """Child → when it was seen last; one question for all children."""
    wanted = list(codes)
    rows = standing_sightings().filter(child_code__in=wanted).order_by("on", "id") if wanted else ()
    return {row.child_code: row for row in rows}


def _seen_all(case: Case, children: list[ServedChild], run: RunView, newest: Mapping[str, Sighting]) -> list[Seen]:
    hides = bool(children) and hides_places(case, run)
    found = (_seen(case, child, hides, newest.get(child.child_code)) for child in children)
    return sorted(found, key=lambda one: one.due)


def unseen(run: RunView, user: Any) -> list[Seen]:
    """Children of open cases whom nobody has seen for longer than declared, the longest first."""
    # One question for all: of hundreds of cases a few only are overdue.
    last = dict(Sighting.objects.filter(withdrawal__isnull=True).values_list("child_code").annotate(Max("on")))
    rule = current_support().rules.sighting
    late = [
        case
        for case in open_cases()
        if any(
            _due(case, last.get(child.child_code), rule.days_for(child.age, case.state)) < clock.today()
            for child in run.serving.children_of(case.household_code)
        )
    ]
    children = {case.pk: _children_seen(case, run, user) for case in late}
    newest = _newest_of(child.child_code for some in children.values() for child in some)
    found = [seen for case in late for seen in _seen_all(case, children[case.pk], run, newest) if seen.overdue]
    return sorted(found, key=lambda one: one.due)


def _due(case: Case, last: date | None, days: int) -> date:
    """By when somebody has to see a child that was seen last on `last`; one that never was: counted from the opening of the case."""
    opened = case.opened_at.astimezone(clock.now().tzinfo).date()
    return (last or opened) + timedelta(days=days)


def _seen(case: Case, child: ServedChild, hides: bool, newest: Sighting | None) -> Seen:
    limit = current_support().rules.sighting.days_for(child.age, case.state)
    due = _due(case, newest.on if newest else None, limit)
    words = age_and_grade(child.sex, child.age, child.grade)
    return Seen(
        child.child_code,
        words,
        case,
        newest,
        (clock.today() - newest.on).days if newest else None,
        limit,
        due,
        due < clock.today(),
        who_saw(newest, hides) if newest else "",
        place_of(newest, hides) if newest else "",
    )


def who_saw(sighting: Sighting, hides: bool) -> str:
    """Who saw the child; somebody told by name could tell the school of a protected child."""
    return WITHHELD if hides and not sighting.own_eyes else str(sighting.seen_by)


def place_of(sighting: Sighting, hides: bool) -> str:
    """Where; never of a protected child."""
    return WITHHELD if hides and sighting.place else sighting.place or ""


def sightings_of_child(run: RunView, child: ServedChild, *, with_place: bool, most: int = 5) -> list[dict[str, Any]]:
    """The newest sightings of one child, for its page."""
    hides = child.protected or run.feed.hides_whereabouts
    return [
        {
            "on": one.on,
            "own_eyes": one.own_eyes,
            "seen_by": who_saw(one, hides),
            "place": place_of(one, hides) if with_place else "",
        }
        for one in standing_sightings().filter(child_code=child.child_code)[:most]
    ]


def contact_lines(case: Case, run: RunView, decision: Decision, user: Any, section: str = "") -> list[ContactLine]:
    """The 支援経過, newest first. The words are read by whoever may read 相談 in full, and by the section that wrote them."""
    grant = decision.grants.get(Field.ABUSE)
    reads = grant is not None and grant.reads_words
    records = case.contacts.select_related("by", "withdrawal").order_by("-on", "-id")
    ways, hides = current_support().ways, hides_places(case, run)
    # Asked for by the section as it is read: whoever tries the name of a school finds nothing, right or wrong.
    shown = [(record, with_gaps(record, run, hides=hides)) for record in records]
    return [
        ContactLine(
            gapped,
            label_of(ways, record.way),
            reads or record.section == user.section,
            str(gapped.withdrawal.why) if hasattr(record, "withdrawal") else None,
            not hasattr(record, "withdrawal") and record.by.section == user.section,
        )
        for record, gapped in shown
        if not section or gapped.section == section
    ]


def sections_of(case: Case, run: RunView) -> list[tuple[str, int]]:
    """Sections that wrote in the 支援経過 as they are read, with the number of their lines."""
    hides = gaps_places(case, run)
    names = [
        section_told(name, hides=hides) for name in case.contacts.order_by("section").values_list("section", flat=True)
    ]
    return [(name, names.count(name)) for name in dict.fromkeys(names)]


def summary_of(case: Case, run: RunView, user: Any) -> dict[str, Any]:
    """What the case's page says of its support: what is still to do, and who was seen when."""
    looks = any(authorize(user, "support.look", thing).allowed for thing in things_of(case, run))
    still = [one for one in tasks_of(case, run, user) if one.version.state == TaskVersion.OPEN] if looks else []
    return {
        "looks": looks,
        "tasks": still,
        "late": sum(one.overdue for one in still),
        "seen": seen_of(case, run, user) if looks else [],
        "plan": case.plans.order_by("-seq").first(),
        "contacts": case.contacts.count(),
    }
