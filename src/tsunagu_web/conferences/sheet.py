"""One household as one reader may see it at a meeting: on the screen, or on the numbered paper made for somebody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from tsunagu.serving import ServedChild
from tsunagu_web.access import CaseObject, Decision, Field, Form, Grant, RoleKey, authorize
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.places import gaps_places, hides_places, with_gaps
from tsunagu_web.casework.process import current_process
from tsunagu_web.casework.reading import EventLine, event_lines, reads_pregnancies, things_of
from tsunagu_web.child.facts import Flag, flag_of
from tsunagu_web.child.family import Member, elsewhere, members
from tsunagu_web.child.judgement import ItemResult, TypeResult, item_results, type_results
from tsunagu_web.conferences.around import SectionCourse, notes_told, support_told
from tsunagu_web.conferences.change import change_of, newest_decisions
from tsunagu_web.conferences.deciding import is_open_to
from tsunagu_web.conferences.entered import Entered, entered_of
from tsunagu_web.conferences.models import AgendaItem, ChildDecision
from tsunagu_web.conferences.records import MeetingRecords, records_of
from tsunagu_web.conferences.side_by_side import Answered
from tsunagu_web.expecting.models import Woman
from tsunagu_web.expecting.standing import stand_ins, thing_of, women_of
from tsunagu_web.inquiries.reading import answers_for
from tsunagu_web.notes.models import Note
from tsunagu_web.reading import RunView, age_and_grade
from tsunagu_web.reading.telling import Telling, telling_of

LOOK = "conference.household"
OUTSIDE_READS = frozenset({Field.NAME})
"""What paper for somebody without an account may hold of a child: who it is, and what was decided to ask."""
Grants = Mapping[Field, Grant]


@dataclass(frozen=True)
class Said:
    """One decision as somebody may read it. `reason` and `source` None: written, and not for this reader."""

    row: ChildDecision
    reason: str | None
    source: str | None
    checks: list[tuple[str, str]]
    found: list[str]


@dataclass(frozen=True)
class ChildPage:
    """One child of the household. `types` is empty while the judgement is closed to the reader or none of theirs. `expecting`: it
    is a woman who expects a child; there is no judgement of her, and no page of her own."""

    code: str
    name: str
    kana: str
    words: str
    affiliation: str | None
    protected: bool
    family: list[Member]
    elsewhere: list[Member]
    change: list[str]
    first_time: bool
    types: list[TypeResult]
    band: bool
    items: list[ItemResult]
    known: int
    all_items: int
    records: MeetingRecords
    entered: Entered
    hidden: list[str]
    flag: Flag | None
    said: list[Said]
    earlier: Said | None
    expecting: bool = False


@dataclass(frozen=True)
class Reading:
    """Who looks at a child, under which roles all who read do, what they may be told, the sheets of the household, and whether
    its places are hidden."""

    user: User
    telling: Telling
    roles: list[RoleKey]
    answers: list[Answered]
    hides: bool


@dataclass(frozen=True)
class HouseholdPage:
    """One household: the children the reader may see, and the 経過 of its case. `notes`: 見守り情報 that was opened to
    who takes part in the meeting; `own_notes`: what the reader may read beside. `answers`: the sheets about these children."""

    item: AgendaItem
    case: Case
    children: list[ChildPage]
    unseen: int
    lines: list[EventLine]
    opened: bool
    family: list[Member]
    elsewhere: list[Member]
    notes: list[Note]
    own_notes: list[Note]
    answers: list[Answered]
    support: dict[str, Any]
    courses: list[SectionCourse]


def look_at_household(run: RunView, case: Case, user: User) -> tuple[CaseObject, Decision] | None:
    """Under which object and decision this person may read the household at a meeting; None: it is not there for them."""
    found = [(thing, authorize(user, LOOK, thing)) for thing in things_of(case, run)]
    return next(((thing, decision) for thing, decision in found if decision.allowed), None)


def household_page(
    run: RunView, item: AgendaItem, user: User, *, copy_for: User | None | bool = False
) -> HouseholdPage:
    """What `user` may see; on paper made for somebody no more than that one may see either.

    `copy_for`: an account, None for somebody from outside, False on the screen.
    """
    case, things = item.case, {thing.child_code: thing for thing in things_of(item.case, run)}
    served, women = subjects_of(case, run), {woman.code: woman for woman in women_of(case)}
    readers = [user, copy_for] if isinstance(copy_for, User) else [user]
    opened = all(is_open_to(reader, item) for reader in readers)
    # Somebody from outside is told of nobody that she expects a child, and who is not told counts no child too many.
    pregnancies = copy_for is not None and all(reads_pregnancies(reader) for reader in readers)
    served = [child for child in served if pregnancies or child.child_code not in women]
    seen: list[tuple[ServedChild, Grants]] = []
    for child in served:
        thing = things.get(child.child_code) or thing_of(case, child.child_code)
        grants = _grants(thing, user, copy_for)
        if grants is not None and Field.NAME in grants:
            shut = frozenset() if opened else frozenset({Field.FINDING})
            seen.append((child, {name: grant for name, grant in grants.items() if name not in shut}))
    earlier = newest_decisions([child.child_code for child, _ in seen], not_on=item.pk)
    said = {child.child_code: list(item.decisions.filter(child_code=child.child_code)) for child, _ in seen}
    others = readers[1:] if copy_for is not None else [None]
    codes = [child.child_code for child, _ in seen]
    answers = [one for one in answers_for(run, user, case, *others) if one[0].sheet.child_code in codes]
    pages, looks, hides = [], list[list[Decision]](), gaps_places(case, run)
    for child, grants in seen:
        thing = things.get(child.child_code) or thing_of(case, child.child_code)
        looks.append([authorize(reader, LOOK, thing) for reader in readers])
        roles = [decision.role.key for decision in looks[-1] if decision.role is not None]
        told_of = Reading(user, telling_of(run, [child], readers, grants), roles, answers, hides)
        pages.append(_child(run, child, earlier.get(child.child_code), said, told_of))
    pages = [_of_woman(page, women[page.code]) if page.code in women else page for page in pages]
    first: Grants = seen[0][1] if seen else MappingProxyType({})
    reader = copy_for if isinstance(copy_for, User) else user if copy_for is False else None
    told = Decision(bool(seen), "", grants=first)
    lines = event_lines(case, run, current_process(), told, reader, pregnancies=pregnancies)
    family = max((page.family for page in pages), key=len, default=[])
    away = max((page.elsewhere for page in pages), key=len, default=[])
    notes, own = notes_told(run, item, readers, codes) if copy_for is not None else ([], [])
    support: dict[str, Any] = {"looks": False}
    courses: list[SectionCourse] = []
    if copy_for is not None:
        decided = looks[0] if looks else [authorize(one, LOOK, things_of(case, run)[0]) for one in readers]
        support, courses = support_told(run, case, [*zip(readers, decided, strict=True)])
    return HouseholdPage(
        item, case, pages, len(served) - len(seen), lines, opened, family, away, notes, own, answers, support, courses
    )


def subjects_of(case: Case, run: RunView) -> list[ServedChild]:
    """Whom a meeting decides about: the household's children, eldest first, and women who expect one."""
    return [*run.serving.children_of(case.household_code), *stand_ins(case, run)]


def _of_woman(page: ChildPage, woman: Woman) -> ChildPage:
    """Who she is. That the files say something of her or nothing is told on the page of the pregnancy, not here."""
    told = f"妊婦　{page.words}"
    return replace(
        page, name=str(woman.name), kana=str(woman.kana or ""), words=told, types=[], change=[], hidden=[],
        records=MeetingRecords([], []), entered=Entered(),
        flag=None, expecting=True,
    )  # fmt: skip


def _grants(thing: CaseObject, user: User, copy_for: User | None | bool) -> Grants | None:
    own = authorize(user, LOOK, thing)
    if not own.allowed:
        return None
    if copy_for is False:
        return own.grants
    if not isinstance(copy_for, User):
        return {name: grant for name, grant in own.grants.items() if name in OUTSIDE_READS}
    theirs = authorize(copy_for, LOOK, thing)
    return narrower(own.grants, theirs.grants) if theirs.allowed else None


def narrower(one: Grants, other: Grants) -> Grants:
    """What both may read, in the form of the one who may read less of it."""
    both = {name: (one[name], other[name]) for name in one if name in other}
    return {name: max(pair, key=lambda grant: grant.narrow) for name, pair in both.items()}


def _child(
    run: RunView,
    child: ServedChild,
    earlier: ChildDecision | None,
    said: Mapping[str, list[ChildDecision]],
    reading: Reading,
) -> ChildPage:
    user, telling = reading.user, reading.telling
    grants = telling.grants
    records = run.serving.records(child.child_code, [str(name) for name in grants])
    names = records.get(Field.NAME, {})
    finding = grants.get(Field.FINDING)
    band = finding is not None and finding.form is Form.BAND
    change = change_of(run, child, earlier)
    shut = finding is None or band
    items = [] if shut else item_results(run, child, records.get(Field.FINDING, {}), telling)
    return ChildPage(
        code=child.child_code,
        name=names.get("name", ""),
        kana=names.get("kana", ""),
        words=age_and_grade(child.sex, child.age, child.grade),
        affiliation=run.affiliation(child),
        protected=child.protected,
        family=members(names, run.as_of),
        elsewhere=elsewhere(names, run.as_of),
        change=change.words(band) if finding else [],
        first_time=earlier is None,
        types=type_results(run, child, True) if finding else [],
        band=band,
        items=[one for one in items if one.answer == "yes"],
        known=child.known,
        all_items=child.items,
        records=records_of(
            run,
            child,
            records,
            telling,
            reads_items=not shut,
            roles=reading.roles,
            answered=[one for one in reading.answers if one[0].sheet.child_code == child.child_code],
        ),
        entered=entered_of(run, child, grants, hides=reading.hides),
        hidden=[name.label for name in (Field.SERVICES, Field.HEALTH, Field.ABUSE) if name not in grants],
        flag=flag_of(records, grants, run.fact_kinds),
        said=[said_of(run, row, grants, user) for row in said[child.child_code]],
        earlier=said_of(run, earlier, grants, user) if earlier else None,
    )


def said_of(run: RunView, row: ChildDecision, grants: Grants, user: object) -> Said:
    """A decision in the words this reader may read: reasons go with 相談 in full, types with findings."""
    abuse, finding = grants.get(Field.ABUSE), grants.get(Field.FINDING)
    reads = (abuse is not None and abuse.reads_words) or row.by == user
    labels = {criterion["type"]: criterion["label"] for criterion in run.criteria}
    checks = dict(ChildDecision.CHECKS)
    row = with_gaps(row, run, hides=hides_places(row.item.case, run))
    return Said(
        row,
        str(row.reason) if reads else None,
        str(row.human_source) if reads else None,
        [(labels.get(key, key), checks.get(answer, answer)) for key, answer in row.checks.items()] if finding else [],
        [labels.get(key, key) for key in row.found] if finding else [],
    )
