"""Cases as one person may see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from tsunagu_web.access import CaseObject, Decision, Field, Form, PageObject, authorize
from tsunagu_web.accounts import clock
from tsunagu_web.casework.models import Case, CaseEvent
from tsunagu_web.casework.moving import STILL_SEEN, open_cases
from tsunagu_web.casework.places import GAP, hides_places, with_gaps
from tsunagu_web.casework.process import ALARM, KEPT, LISTED_AGAIN, RECEIVED, SENT, Process, State
from tsunagu_web.reading import RunView, age_and_grade

LOOK = "case.look"
FIXED_MOVES = {
    RECEIVED: "受理",
    LISTED_AGAIN: "また一覧に載った",
    SENT: "情報収集シートを出した",
    KEPT: "変化を見て、決定のままにした",
    "joined": "担当者に加えた",
    "left": "担当者から外した",
    "pregnancy": "妊婦を、このケースで受け持った",
    "preg_told": "妊娠の確認を書き直した",
    "preg_over": "妊娠の経過を終えた",
    "preg_back": "妊娠の経過を、開き直した",
    "transfer_reply": "移管先の返事を受けた",
    "moved_in_reply": "移管元に、受け取ったと返事した",
    "gone_seen": "データにいないか、別の世帯にいるわけを確かめた",
    "mark_stands": "印が続いていても終えてよいわけを書いた",
    "emergency": "緊急受理会議で決めた",
    "guidance": "児童相談所に伝えた",
    "guidance_answer": "児童相談所の返事を書いた",
    "guidance_back": "児童相談所に伝えたというのは、まちがいだった",
    "passed_on": "就学・進学の引きつぎを渡した",
    "passed_on_ok": "就学・進学の引きつぎが受け取られた",
    "passed_on_school": "就学・進学の引きつぎを、学校教育課が学校に渡した",
    "passed_on_back": "就学・進学の引きつぎを取りやめた",
    "passed_on_none": "就学・進学の引きつぎをしないと決めた",
    "birth_joined": "生まれた子を、ケースに加えた",
    "birth_refused": "生まれた子を加える提案を、断った",
    "birth_back": "生まれた子についての答えを、取り消した",
}

OF_PREGNANCY = frozenset(key for key in FIXED_MOVES if key.startswith(("preg", "birth_")))
"""Lines that say that somebody in the household expects a child."""
PREGNANCY_LOOK = "pregnancy.look"


@dataclass(frozen=True)
class CaseRow:
    """One case in a list. `children`: code and words (女 8歳（小2）) of those this person may see."""

    case: Case
    state: State
    children: list[tuple[str, str]]
    overdue: bool
    mine: bool


def things_of(case: Case, run: RunView) -> list[CaseObject]:
    """What decisions about a case ask for: one object per child of the household, as the current run knows it.

    A household without a child in the run (moved away, grown up) is one object without grade or place.
    """
    seen = case.ended_at is None or case.ended_at + STILL_SEEN > clock.now()
    served = run.household(case.household_code)
    withheld = run.withheld.of_case(case)
    things = [replace(run.case(child, in_hand=seen), withheld=withheld) for child in served]
    return things or [CaseObject("", case.household_code, False, None, in_hand=seen, withheld=withheld)]


def look_at(case: Case, run: RunView, user: object) -> tuple[CaseObject, Decision] | None:
    """The object and decision under which this person may read the case; None: it answers like one that is not there."""
    for thing in things_of(case, run):
        decision = authorize(user, LOOK, thing)
        if decision.allowed:
            return thing, decision
    return None


def reads_pregnancies(user: object) -> bool:
    """Whether some role of this person is told that somebody expects a child."""
    return authorize(user, PREGNANCY_LOOK, PageObject("pregnancy")).allowed


def origin_words(case: Case, *, pregnancies: bool) -> str:
    """きっかけ; a pregnancy only for who may know of it."""
    if case.origin == Case.PREGNANCY and not pregnancies:
        return dict(Case.ORIGINS)[Case.SUPPORTED]
    return case.get_origin_display()


def case_rows(run: RunView, process: Process, user: object, roles: frozenset[str]) -> list[CaseRow]:
    """The open cases this person may see: overdue first, then by the day they are due."""
    now = clock.now()
    rows = []
    for case in open_cases():
        if look_at(case, run, user) is None:
            continue
        state = process.state(case.state)
        rows.append(
            CaseRow(
                case,
                state,
                children_seen(case, run, user),
                overdue=case.due_at is not None and case.due_at < now,
                mine=state.is_turn_of(roles),
            )
        )
    return sorted(rows, key=lambda row: (not row.overdue, row.case.due_at or datetime.max.replace(tzinfo=now.tzinfo)))


def urgent_rows(run: RunView, process: Process, user: object) -> list[CaseRow]:
    """Of the open cases this person may see those that an alarm took out of the monthly cycle, what is due first."""
    alarm = process.move(ALARM)
    rows = case_rows(run, process, user, frozenset()) if alarm and open_cases().filter(state=alarm.to).exists() else []
    return [row for row in rows if alarm and row.state.key == alarm.to]


def children_seen(case: Case, run: RunView, user: object) -> list[tuple[str, str]]:
    """Code and words of the household's children that this person may see."""
    return [
        (child.child_code, age_and_grade(child.sex, child.age, child.grade))
        for child in run.household(case.household_code)
        if authorize(user, LOOK, run.case(child)).allowed
    ]


def sees_child(case: Case, run: RunView, user: object, code: str) -> bool:
    """Whether this person may see one child of the case. One who is not in the household this month has neither grade nor place: whoever
    is kept to these sees nothing of that child."""
    if any(code == child.child_code for child in run.household(case.household_code)):
        return any(code == seen for seen, _ in children_seen(case, run, user))
    withheld = run.withheld.of_case(case)
    gone = CaseObject(code, case.household_code, False, None, in_hand=True, withheld=withheld)
    return authorize(user, LOOK, gone).allowed


@dataclass(frozen=True)
class EventLine:
    """One line of the 経過. `whom`: 利用者番号 of the person it is about. `words` None: written, and not for this person to read."""

    event: CaseEvent
    label: str
    whom: str
    before: str
    after: str
    words: str | None


def event_lines(
    case: Case, run: RunView, process: Process, decision: Decision, user: object, *, pregnancies: bool
) -> list[EventLine]:
    """The 経過, newest first. What people wrote is read by whoever may read 相談 in full, and by who wrote it; what was addressed to whoever took the case
    over, by all who may read the case. Without `pregnancies` nothing says that somebody expects a child, or did. To which town somebody
    under 支援措置 went stands on the page of the 移管 alone."""
    grant = decision.grants.get(Field.ABUSE)
    reads = grant is not None and grant.reads_words
    # Who reads facts without what people wrote takes no case over, and nothing was addressed to them.
    addressed = grant is None or grant.form is not Form.CODED
    lines, hides = [], hides_places(case, run)
    events = list(case.events.select_related("by").order_by("-seq"))
    towns = {str(event.told["town"]) for event in events if hides and event.told.get("town")}
    for event in events:
        if event.move in OF_PREGNANCY and not pregnancies:
            continue
        move = process.move(event.move)
        told = FIXED_MOVES.get(event.move) or (move.label if move else event.move)
        if move is not None and move.through == "expecting" and not pregnancies:
            told = _label(process, event.to_state)
        shown = with_gaps(event, run, hides=hides)
        for_them = reads or event.by == user or (addressed and move is not None and move.addressed)
        lines.append(
            EventLine(
                shown,
                told,
                str(event.told.get("person", "")),
                _label(process, event.from_state),
                _label(process, event.to_state),
                _without(shown.words or "", towns) if for_them or not event.words else None,
            )
        )
    return lines


def _without(words: str, towns: Iterable[str]) -> str:
    for town in towns:
        words = words.replace(town, GAP)
    return words


def _label(process: Process, key: str) -> str:
    return process.state(key).label if key else ""
