"""Cases as a school has them: its own children, what was asked of it, whose turn it is, and nothing the town holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from tsunagu.base.clock import JAPAN
from tsunagu_web.access import CaseObject, Decision, RoleKey, authorize
from tsunagu_web.access.decision import assignments
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import RoleAssignment
from tsunagu_web.casework.handed import AT_SCHOOL, handed_by
from tsunagu_web.casework.models import Case, CaseEvent
from tsunagu_web.casework.moving import open_cases
from tsunagu_web.casework.places import hides_places, with_gaps
from tsunagu_web.casework.process import ALARM, Move, Process, State, current_process
from tsunagu_web.casework.reading import things_of
from tsunagu_web.reading import RunView, age_and_grade
from tsunagu_web.support.models import ContactRecord
from tsunagu_web.support.reading import ContactLine, contact_lines

LOOK, SHEET = "school_case.look", "school_case.sheet"
ELSEWHERE = "市で検討・対応中"
"""Said of every state whose name a school is not told: that somebody is registered at the 要対協 is told in person."""


@dataclass(frozen=True)
class SchoolRow:
    """One case handed over to the school. `state` None: its name is not for the school. `children`: the school's own.

    `due_at` stands only where the state is told; `turn`: the person's own.
    """

    case: Case
    state: State | None
    children: list[tuple[str, str]]
    turn: bool
    due_at: datetime | None
    overdue: bool

    @property
    def label(self) -> str:
        """The state as the school may read it."""
        return self.state.label if self.state else ELSEWHERE


@dataclass(frozen=True)
class SchoolLine:
    """One line of the 経過 that is the school's own or was written to it. `words` None: there are some, and not for this person."""

    event: CaseEvent
    label: str
    words: str | None


def look_at_school(case: Case, run: RunView, user: Any, action: str = LOOK) -> tuple[CaseObject, Decision] | None:
    """The object and decision under which somebody of a school has the case; None: it answers like one that is not there.

    Where the 進め方 gives a school's people no turn, nothing is ever handed over to them.
    """
    nothing_for = AT_SCHOOL - handed_by(current_process()).keys()
    for thing in things_of(case, run):
        decision = authorize(user, action, thing)
        if decision.allowed and RoleKey(decision.role_key) not in nothing_for:
            return thing, decision
    return None


def school_rows(run: RunView, process: Process, user: Any) -> list[SchoolRow]:
    """The open cases handed over to this person's school: the own turn first, of these what is overdue, then by day."""
    if not handed_by(process):
        return []
    rows = []
    for case in open_cases():
        found = look_at_school(case, run, user)
        if found is not None:
            rows.append(row_of(case, run, process, user, found[1]))
    return sorted(rows, key=_order)


def row_of(case: Case, run: RunView, process: Process, user: Any, decision: Decision) -> SchoolRow:
    """One case as the person has it under a decision."""
    role, state = RoleKey(decision.role_key), process.state(case.state)
    told = is_told(state, role)
    due_at = case.due_at if told else None
    return SchoolRow(
        case,
        state if told else None,
        own_children(case, run, user),
        role in state.owner,
        due_at,
        overdue=due_at is not None and due_at < clock.now(),
    )


def own_children(case: Case, run: RunView, user: Any, action: str = LOOK) -> list[tuple[str, str]]:
    """Code and words of the household's children at this person's school."""
    return [
        (child.child_code, age_and_grade(child.sex, child.age, child.grade))
        for child in run.serving.children_of(case.household_code)
        if authorize(user, action, run.case(child)).allowed
    ]


def is_told(state: State, role: RoleKey) -> bool:
    """Whether somebody of a school in this role reads the state's name."""
    return role in state.owner or role in state.told


def school_lines(case: Case, run: RunView, process: Process, decision: Decision, user: Any) -> list[SchoolLine]:
    """What the school did itself, and what was written to it; newest first."""
    lines, hides = [], hides_places(case, run)
    for event in case.events.select_related("by").order_by("-seq"):
        move = process.move(event.move)
        if move is None or not _of_school(event, move, process, RoleKey(decision.role_key), user):
            continue
        reads = move.addressed or event.by == user
        lines.append(
            SchoolLine(
                event,
                move.label,
                (with_gaps(event, run, hides=hides).words or "") if reads or not event.words else None,
            )
        )
    return lines


def school_contacts(case: Case, run: RunView, decision: Decision, user: Any) -> list[ContactLine]:
    """The 支援経過 that this person wrote, or the own section for a school of the case that is this person's as well.

    One section sends its SSWs to many schools: of brothers and sisters at two of them each reads the own school's part.
    """
    mine = frozenset().union(*(held.reach.schools for held in assignments(user) if RoleKey(held.role) in AT_SCHOOL))
    shared = mine & {thing.place for thing in things_of(case, run) if thing.place is not None}
    section = set(case.contacts.filter(section=user.section, role__in=AT_SCHOOL).values_list("pk", flat=True))
    return [
        line
        for line in contact_lines(case, run, decision, user)
        if line.record.by == user or (line.record.pk in section and shared & _written_for(line.record))
    ]


def _written_for(record: ContactRecord) -> frozenset[str]:
    """The schools the writer was at under that role on the day this was written; whoever changed schools takes nothing along."""
    day = record.at.astimezone(JAPAN).date()
    in_force = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    held = RoleAssignment.objects.filter(in_force, user=record.by_id, role=record.role, starts_on__lte=day)
    return frozenset().union(*(one.schools for one in held))


def asked_of_school(lines: list[SchoolLine], process: Process) -> SchoolLine | None:
    """The newest words the town wrote to the school: 抽出事由, request and day. What somebody noted for themselves is none."""
    addressed = {move.key for move in process.moves if move.addressed}
    return next(
        (one for one in lines if one.words and one.event.move in addressed and one.event.role not in AT_SCHOOL), None
    )


def came_to_school(case: Case, process: Process) -> bool:
    """Whether anybody of a school ever had a turn in this case; where the 進め方 hands nothing over, nothing need come."""
    turns = frozenset[str]().union(*handed_by(process).values())
    return not turns or case.events.filter(to_state__in=turns).exists()


def is_urgent(process: Process, case: Case) -> bool:
    """Whether an alarm took the case out of the monthly cycle."""
    alarm = process.move(ALARM)
    return alarm is not None and case.state == alarm.to


def _of_school(event: CaseEvent, move: Move, process: Process, role: RoleKey, user: Any) -> bool:
    """Written to the school, its own to make, or from one state it is told to another: 安全を確かめた would tell of danger.

    Danger somebody else told of is not the school's to read, though it may tell of it itself.
    """
    if move.key == ALARM:
        return bool(event.by == user)
    between_told = all(is_told(process.state(state), role) for state in (event.from_state, event.to_state))
    return move.addressed or bool(AT_SCHOOL & set(move.by)) or between_told


def _order(row: SchoolRow) -> tuple[bool, bool, datetime, str]:
    last = datetime.max.replace(tzinfo=row.case.since.tzinfo)
    return not row.turn, not row.overdue, row.due_at or last, row.case.number
