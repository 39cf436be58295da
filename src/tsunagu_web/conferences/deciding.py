"""カンファレンスの決定: for each child of a household, and from these where the household goes."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tsunagu.base.clock import JAPAN
from tsunagu.base.errors import RefusedError
from tsunagu.serving import ServedChild
from tsunagu_web.access import CaseObject
from tsunagu_web.access.decision import assignments
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.moving import may_move, move_case
from tsunagu_web.casework.process import DECIDED, MeetingKind, Move, Process, current_process
from tsunagu_web.conferences.calling import deciding_move, is_over, kind_of
from tsunagu_web.conferences.change import marks_of
from tsunagu_web.conferences.models import AgendaItem, ChildDecision, OwnView
from tsunagu_web.reading import RunView


@dataclass(frozen=True)
class ChildTold:
    """What people said of one child. `review_on` None: the declared days of the state it leads to, if any."""

    child: ServedChild
    decision: str
    reason: str
    human_source: str
    review_on: date | None
    checks: Mapping[str, str]
    found: Sequence[str]


@dataclass(frozen=True)
class HouseholdTold:
    """One household's decisions, and what the page was showing when they were written."""

    children: Sequence[ChildTold]
    decider: User | None
    run_id: str
    seen: int
    why_corrected: str = ""


def decide_household(user: User, run: RunView, item: AgendaItem, thing: CaseObject, told: HouseholdTold) -> None:
    """Record a decision for each child told and move the household. Again for the same item it is a correction.

    Call inside the recording transaction. Raises RefusedError C031 (the meeting is over), C032 (this kind of meeting does not
    decide), C033 (the decider is not one of the meeting), C034 (corrected without a why), C035 (the case has gone on),
    C036 (an own view comes first), C039 (another judgement came since), and what move_case raises.
    """
    process, kind = current_process(), kind_of(item.meeting)
    corrected = item.decisions.exists()
    _check(user, run, item, kind, told, corrected)
    case = Case.objects.select_for_update().get(pk=item.case_id)
    words = told.why_corrected if corrected else told.children[0].reason
    seen = told.seen
    if corrected:
        seen = _back_to_the_table(process, case, item, user, thing, told)
        case.refresh_from_db()
    move = deciding_move(process, case.state)
    decision = may_move(user, thing, move) if move else None
    rows = [_row(process, item, user, told, one, run) for one in told.children]
    newest = {row.child_code: row for row in [*item.decisions.order_by("version"), *rows]}
    leads = process.after([row.decision for row in newest.values()])
    move_case(
        case,
        user,
        thing,
        move.key if move else DECIDED,
        seen=seen,
        words=words,
        due=_household_due(process, leads, list(newest.values())),
        to=leads,
        told={"meeting": item.meeting.number},
        through="conference",
    )
    role = decision.role.key.value if decision and decision.role else ""
    for row in rows:
        row.role = role
        row.save()


def default_review(process: Process, decision: str) -> date | None:
    """見直し日 by the declared days of the state a decision leads to; None where that state is the end."""
    due = process.state(process.after([decision])).due_at(clock.now())
    return due.astimezone(JAPAN).date() if due else None


def deciders_of(item: AgendaItem, kind: MeetingKind) -> list[User]:
    """Attendees with an account in a role that may bear the name of a decision."""
    came = [one.user for one in item.meeting.attendees.select_related("user") if one.user]
    return [user for user in came if {held.role for held in assignments(user)} & set(kind.deciders)]


def check_decider(decider: User | None, item: AgendaItem, kind: MeetingKind) -> None:
    """Raises RefusedError C033 for a decider who is not one of the meeting."""
    if decider is None or decider not in deciders_of(item, kind):
        raise RefusedError(
            "C033", "決定者が、この会議の出席者のなかの決定できる人ではありません", "出席者を確かめてください"
        )


def is_open_to(user: User, item: AgendaItem) -> bool:
    """Whether the judgement may be shown to this person at the meeting: always, unless an own view comes first."""
    return not current_process().own_view_first or OwnView.objects.filter(item=item, by=user).exists()


def _check(user: User, run: RunView, item: AgendaItem, kind: MeetingKind, told: HouseholdTold, corrected: bool) -> None:
    if not kind.decides:
        raise RefusedError("C032", f"{kind.label}では、支援の決定をしません", "カンファレンスにかけてください")
    if is_over(item.meeting) and not corrected:
        raise RefusedError("C031", "この会議は閉じられています", "次の会議で扱ってください")
    check_decider(told.decider, item, kind)
    if corrected and len(told.why_corrected.strip()) < 5:
        raise RefusedError(
            "C034", "決定を直すには、直すわけが要ります", "何が違っていたかを書いてください。前の決定も残ります"
        )
    if not is_open_to(user, item):
        raise RefusedError(
            "C036", "自分の見立てが、まだ書かれていません", "先に自分の見立てを書いてください。そのあとで判定が開きます"
        )
    if told.run_id != run.meta["run_id"]:
        raise RefusedError(
            "C039",
            "画面を開いたあとに、新しい判定が出て、事実が変わったかもしれません",
            "いまの画面を見て、もう一度決めてください",
        )


def _row(
    process: Process, item: AgendaItem, user: User, told: HouseholdTold, one: ChildTold, run: RunView
) -> ChildDecision:
    code = one.child.child_code
    return ChildDecision(
        item=item,
        child_code=code,
        version=item.decisions.filter(child_code=code).count() + 1,
        decision=one.decision,
        decided_on=min(item.meeting.held_on, clock.today()),
        decider=told.decider,
        reason=one.reason,
        human_source=one.human_source,
        review_on=one.review_on or default_review(process, one.decision),
        checks=dict(one.checks),
        found=list(one.found),
        facts_hash=run.serving.facts_hash(one.child),
        run_id=told.run_id,
        as_of=run.as_of,
        marks=marks_of(run, one.child),
        why_corrected=told.why_corrected or None,
        at=clock.now(),
        by=user,
    )


def _household_due(process: Process, leads: str, rows: Sequence[ChildDecision]) -> date | None:
    """The earliest 見直し日 of the children whose decision the household follows."""
    if process.state(leads).ended:
        return None
    days = [row.review_on for row in rows if row.review_on and process.after([row.decision]) == leads]
    return min(days, default=None)


def _back_to_the_table(
    process: Process, case: Case, item: AgendaItem, user: User, thing: CaseObject, told: HouseholdTold
) -> int:
    """Bring a decided case back by declared moves, each a line of its own; how many lines there are then.

    Raises RefusedError C035 when anything moved the case since the decision: then only another conference may decide.
    """
    moved = next((event for event in case.events.order_by("-seq") if event.from_state != event.to_state), None)
    if moved is None or moved.told.get("meeting") != item.meeting.number:
        raise _gone_on()
    seen = told.seen
    for move in _way_back(process, case.state, kind_of(item.meeting), user, thing):
        move_case(
            case, user, thing, move.key, seen=seen, words=told.why_corrected, told={"meeting": item.meeting.number}
        )
        case.refresh_from_db()
        seen += 1
    return seen


def _way_back(process: Process, state: str, kind: MeetingKind, user: User, thing: CaseObject) -> list[Move]:
    """The shortest way of declared moves this person may make from a state to one the meeting decides from."""
    ways: deque[tuple[str, list[Move]]] = deque([(state, [])])
    passed = {state}
    while ways:
        here, way = ways.popleft()
        if here in kind.agenda:
            return way
        for move in process.moves_from(here):
            usable = (
                move.through == "page" and "due" not in move.asks and "*" not in move.from_ and move.to not in passed
            )
            if usable and may_move(user, thing, move).allowed:
                passed.add(move.to)
                ways.append((move.to, [*way, move]))
    raise _gone_on()


def _gone_on() -> RefusedError:
    return RefusedError(
        "C035", "この決定のあと、ケースが先へ進んでいます", "もう一度カンファレンスにかけて、新しく決めてください"
    )
