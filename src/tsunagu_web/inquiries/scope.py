"""Who stands where towards one sheet: whom it is addressed to, who reads what came back, who may ask at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from tsunagu.serving import NO_AFFILIATION, UNKNOWN_AFFILIATION, ServedChild
from tsunagu_web.access import CaseObject, Decision, Field, RoleKey, authorize
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.moving import STILL_SEEN, may_move
from tsunagu_web.casework.process import AskedThrough, current_process
from tsunagu_web.casework.reading import LOOK as CASE_LOOK
from tsunagu_web.casework.reading import look_at
from tsunagu_web.inquiries.models import Sheet
from tsunagu_web.reading import RunView

MOVE = "ask"
"""The move of 進め方 that a first sheet makes; where it does not lead on from the present state the case stays where it is."""
LOOK, ANSWER, ASK = "inquiry.look", "inquiry.answer", "inquiry.ask"
TO_ROLES: dict[str, frozenset[RoleKey]] = {
    "principal": frozenset({RoleKey.PRINCIPAL}),
    "ssw": frozenset({RoleKey.SSW, RoleKey.SSW_NAMED}),
    "class_teacher": frozenset({RoleKey.CLASS_TEACHER}),
    "nursery": frozenset({RoleKey.NURSERY}),
}
"""Whom a sheet may be addressed to at a place; nobody else of the place opens it."""
TO_LABELS = {
    "principal": "学校管理職",
    "ssw": "SSW",
    "class_teacher": "担任",
    "nursery": "園",
    Sheet.HOLDER: "名指しの職員",
}
HOLDER_ROLES = frozenset({RoleKey.FAMILY_CENTRE, RoleKey.SCHOOL_BOARD, RoleKey.MATERNAL_HEALTH, RoleKey.WELFARE})
"""Who can be named to ask around for a child whose place nobody names."""
WITHHELD = "（宛先は表示しません）"


@dataclass(frozen=True)
class Addressee:
    """Somebody a sheet can be addressed to. `key`: as the form sends it; `people`: how many could open it on the screen."""

    key: str
    label: str
    to_role: str
    school_class: str = ""
    holder: User | None = None
    people: int = 0


def thing_of(sheet: Sheet, run: RunView) -> CaseObject | None:
    """What decisions about a sheet ask for; None: the child is not in the current run (moved away, grown up). Whom it is
    addressed to has the household before them by the sheet itself."""
    child = run.serving.child(sheet.child_code)
    if child is None:
        return None
    ended = sheet.case.ended_at
    seen = ended is None or ended + STILL_SEEN > clock.now()
    return replace(run.case(child, in_hand=seen), school_class=sheet.school_class or None, withheld=frozenset())


def place_of(run: RunView, child: ServedChild) -> str | None:
    """The school or nursery that can be asked; None where there is none, none is known, or none may be named: the place of a
    brother or sister could tell where a protected child lives."""
    place = run.affiliation(child)
    if any(one.protected for one in run.serving.children_of(child.household_code)):
        return None
    return None if place in (NO_AFFILIATION, UNKNOWN_AFFILIATION) else place


def still_there(sheet: Sheet, run: RunView) -> bool:
    """Whether the child is still where the sheet was sent to, and that may be said."""
    if sheet.to_role == Sheet.HOLDER:
        return True
    child = run.serving.child(sheet.child_code)
    return child is not None and sheet.place is not None and place_of(run, child) == sheet.place


def as_addressee(user: Any, sheet: Sheet, run: RunView, action: str = LOOK) -> Decision | None:
    """The decision under which somebody opens a sheet because it is addressed to them."""
    thing = thing_of(sheet, run)
    if thing is None:
        return None
    if sheet.to_role == Sheet.HOLDER:
        decision = authorize(user, action, thing, roles=HOLDER_ROLES) if user == sheet.holder else None
    else:
        decision = authorize(user, action, thing, roles=TO_ROLES[sheet.to_role]) if still_there(sheet, run) else None
    return decision if decision is not None and decision.allowed else None


def as_reader(user: Any, sheet: Sheet, run: RunView) -> Decision | None:
    """The decision under which somebody sees a sheet because they read the case, that child included."""
    thing = thing_of(sheet, run)
    if thing is None:
        found = look_at(sheet.case, run, user)
        return found[1] if found else None
    decision = authorize(user, CASE_LOOK, thing)
    return decision if decision.allowed else None


def may_ask(user: Any, case: Case, child: ServedChild, run: RunView) -> bool:
    """Whether somebody may ask about this child: of an open case in the role's reach, by a role the town's 進め方 names."""
    thing, move = run.case(child, in_hand=case.ended_at is None), current_process().move(MOVE)
    theirs = child.household_code == case.household_code and authorize(user, ASK, thing).allowed
    return theirs and move is not None and may_move(user, thing, move).allowed


def manages(user: Any, sheet: Sheet, run: RunView) -> bool:
    """Whether somebody may stop the sheet, type in what came on paper, and take paper back."""
    thing = thing_of(sheet, run)
    return thing is not None and authorize(user, ASK, thing).allowed


def reads_answers(user: Any, sheet: Sheet, run: RunView) -> bool:
    """What came back counts as 相談: read by whoever reads that in full, and by the section that asked."""
    decision = as_reader(user, sheet, run)
    if decision is None:
        return False
    grant = decision.grants.get(Field.ABUSE)
    full = grant is not None and grant.reads_words
    return full or (user.section == sheet.by.section and manages(user, sheet, run))


def addressees(run: RunView, case: Case, child: ServedChild, asker: User) -> list[Addressee]:
    """Whom a sheet about this child can go to. Where a place may be named its people come first; people with an account who
    may see the household follow, those of the asker's own section first."""
    thing, place = replace(run.case(child, in_hand=True), withheld=frozenset()), place_of(run, child)
    people = [one for one in User.objects.order_by("section", "id") if one.may_log_in_on(clock.today())]
    there = _at_place(people, thing, place) if place and may_send(asker, thing, kind_of_place(thing)) else []
    if not may_send(asker, thing, "person"):
        return there
    holders = [
        Addressee(f"{Sheet.HOLDER}:{one.pk}", one.display_name, Sheet.HOLDER, holder=one)
        for one in sorted(people, key=lambda one: one.section != asker.section)
        if authorize(one, ANSWER, thing, roles=HOLDER_ROLES).allowed
    ]
    return there + holders


def kind_of_place(thing: CaseObject) -> str:
    """What kind of 所属 a child's place is, as the 進め方 says through whom it is asked."""
    return "school" if thing.is_pupil else "nursery"


def may_send(user: Any, thing: CaseObject, kind: str) -> bool:
    """Whether this person is of a section through which the 進め方 asks this kind of 所属."""
    rule = asked_through(kind)
    return rule is None or authorize(user, ASK, thing, roles=frozenset(rule.by)).allowed


def asked_through(kind: str) -> AskedThrough | None:
    """Through whom the 進め方 asks this kind of 所属; None: through whoever may ask."""
    return next((one for one in current_process().asking if one.of == kind), None)


def _at_place(people: list[User], thing: CaseObject, place: str) -> list[Addressee]:
    roles = ("principal", "ssw") if thing.is_pupil else ("nursery",)
    found = [Addressee(role, f"{place}・{TO_LABELS[role]}", role, people=_able(people, thing, role)) for role in roles]
    if not thing.is_pupil:
        return found
    classes = {
        held.school_class
        for one in people
        for held in one.assignments_on(clock.today())
        if held.role == RoleKey.CLASS_TEACHER.value and place in held.schools and held.school_class
    }
    for name in sorted(classes):
        able = _able(people, replace(thing, school_class=name), "class_teacher")
        found.append(Addressee(f"class_teacher:{name}", f"{place}・担任（{name}）", "class_teacher", name, people=able))
    return found


def _able(people: list[User], thing: CaseObject, to_role: str) -> int:
    return sum(authorize(one, ANSWER, thing, roles=TO_ROLES[to_role]).allowed for one in people)
