"""Who stands where towards one 引きつぎシート: who gave it, whom it was given to, who confirms for a school without accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tsunagu.base.clock import JAPAN
from tsunagu_web.access import CaseObject, Decision, Field, Form, RoleKey, authorize
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import RoleAssignment
from tsunagu_web.casework.places import hides_places
from tsunagu_web.dictionary.entries import current_pack
from tsunagu_web.reading import RunView
from tsunagu_web.transitions.declared import current_transition, last_open_day
from tsunagu_web.transitions.models import Transition
from tsunagu_web.transitions.owed import may_follow, standing

LOOK, RECEIVE = "transition.look", "transition.receive"
TAKERS = {Transition.SCHOOL: frozenset({RoleKey.PRINCIPAL}), Transition.BOARD: frozenset({RoleKey.SCHOOL_BOARD})}
"""Who confirms and reads at the place it was given to."""


@dataclass(frozen=True)
class Standing:
    """How somebody has a sheet: as whoever gave it or may give it, as whoever takes the child on, or for a school without accounts."""

    decision: Decision
    writes: bool
    takes: bool
    helps: bool

    @property
    def role(self) -> str:
        """The role acted under."""
        return self.decision.role_key


def stands(user: Any, row: Transition, run: RunView, action: str = LOOK) -> Standing | None:
    """How this person has the sheet; None: it answers like one that is not there. The sheet itself lays the child before whoever
    it was given to, who may have no case of it and not yet the child at school."""
    if hasattr(row, "stopped"):
        return None
    # Until somebody said that it came it is in hand, whatever became of the case.
    in_hand = not hasattr(row, "received") or row.case.ended_at is None
    decision = may_follow(user, row, run, action, in_hand=in_hand)
    if decision is not None and (_reads_all(decision) or row.by == user):
        # Who gave it confirms it only where nobody else could: two people know of the child, not one twice.
        takes = _taken(user, row, run, action) is not None and (row.by != user or not _others_take(row, run))
        return Standing(decision, writes=True, takes=takes, helps=False)
    decision = _taken(user, row, run, action)
    if decision is not None:
        return Standing(decision, writes=False, takes=True, helps=False)
    decision = _helped(user, row, run, action)
    return Standing(decision, writes=False, takes=False, helps=True) if decision is not None else None


def to_confirm(run: RunView, user: Any) -> list[Transition]:
    """Sheets that came to this person and nobody confirmed yet, oldest first."""
    waiting = standing().filter(received__isnull=True, to__in=TAKERS).order_by("at", "id")
    return [one for one in waiting if (found := stands(user, one, run)) and (found.takes or found.helps)]


def unconfirmed(run: RunView, user: Any) -> list[tuple[Transition, bool]]:
    """What this person gave or may give, that nobody has said to have received, and whether the day is past."""
    waiting = standing().filter(received__isnull=True).order_by("due_on", "id")
    found = [one for one in waiting if (had := stands(user, one, run)) and had.writes]
    return [(one, one.due_on < clock.today()) for one in found]


def may_pass(row: Transition, standing: Standing) -> bool:
    """Whether this person writes that the school got what 学校教育課 took for it."""
    return row.to == Transition.BOARD and hasattr(row, "received") and not hasattr(row, "passed") and standing.takes


def to_pass(run: RunView, user: Any) -> list[tuple[Transition, bool]]:
    """What 学校教育課 took and nobody said to have come to the school, for it; and once that takes long for who gave it too."""
    waiting = standing().filter(to=Transition.BOARD, received__isnull=False, passed__isnull=True).order_by("at", "id")
    long, found = timedelta(days=current_transition().reply_days), []
    for one in waiting:
        late = one.received.on + long < clock.today()
        had = stands(user, one, run)
        if had is not None and (had.takes or (had.writes and late)):
            found.append((one, late))
    return found


def taken_on(run: RunView, user: Any) -> list[Transition]:
    """Sheets that this person's place confirmed, as long as they are open there; newest first."""
    received = standing().filter(received__isnull=False, to__in=TAKERS).order_by("-at", "-id")
    return [one for one in received if _taken(user, one, run, LOOK) is not None]


def school_choices() -> list[str]:
    """Names of schools as pages name them: of every 管理職 with a role in force, and those the town declares."""
    today = clock.today()
    held = RoleAssignment.objects.filter(role=RoleKey.PRINCIPAL.value, starts_on__lte=today)
    named = {name for one in held if one.ends_on is None or one.ends_on >= today for name in one.schools}
    return sorted(named | set(current_pack().school_names().values()))


def _reads_all(decision: Decision) -> bool:
    grant = decision.grants.get(Field.ABUSE)
    return grant is not None and grant.form is Form.FULL


def _thing(row: Transition, run: RunView) -> CaseObject | None:
    """The child as the next school will have it; None where it may not be told of, or not any more."""
    child, rules = run.serving.child(row.child_code), current_transition()
    step = rules.step(row.step)
    received = row.received.at.astimezone(JAPAN).date() if hasattr(row, "received") else None
    until = last_open_day(rules, row.crossing, received)
    if child is None or step is None or (until is not None and until < clock.today()):
        return None
    if row.to == Transition.SCHOOL and hides_places(row.case, run):
        return None
    place = str(row.name) if row.to == Transition.SCHOOL else None
    return CaseObject(child.child_code, child.household_code, False, step.grade, place, in_hand=True)


def _taken(user: Any, row: Transition, run: RunView, action: str) -> Decision | None:
    thing, roles = _thing(row, run), TAKERS.get(row.to)
    if thing is None or roles is None:
        return None
    decision = authorize(user, action, thing, roles=roles)
    return decision if decision.allowed else None


def _helped(user: Any, row: Transition, run: RunView, action: str) -> Decision | None:
    """学校教育課 confirms for a school none of whose 管理職 has an account."""
    thing = _thing(row, run)
    if thing is None or row.to != Transition.SCHOOL:
        return None
    decision = authorize(user, action, thing, roles=TAKERS[Transition.BOARD])
    return decision if decision.allowed and not _others_take(row, run) else None


def _others_take(row: Transition, run: RunView) -> bool:
    """Whether somebody but who gave it can log in and confirm it."""
    thing, takers = _thing(row, run), TAKERS.get(row.to, frozenset())
    if thing is None:
        return False
    # Of somebody whose account is closed no role is in force.
    others = (one for one in run.people.values() if one.pk != row.by_id)
    return any(authorize(one, RECEIVE, thing, roles=takers).allowed for one in others)
