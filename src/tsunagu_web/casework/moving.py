"""受理する、動かす: the only ways a case changes. Each is checked against 進め方 and appended as an event."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db.models import F, QuerySet

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import CaseObject, Decision, authorize
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.behind import refuse_nothing_behind
from tsunagu_web.casework.marks import refuse_silent_end
from tsunagu_web.casework.models import Case, CaseEvent, CaseNumber, Reception
from tsunagu_web.casework.process import (
    ALARM,
    DECIDED,
    END_OF_DAY,
    KEPT,
    LISTED_AGAIN,
    RECEIVED,
    Move,
    Process,
    Through,
    current_process,
)
from tsunagu_web.casework.registration import check_registration
from tsunagu_web.casework.safety import ToSee, check_safety, told_in_words
from tsunagu_web.casework.unanswered import refuse_unanswered

MOVE_ACTIONS = ("case.move", "school_case.move")
"""Where a move is made: on the case's page, and on the page a school has of it."""
STILL_SEEN = timedelta(days=30)
"""How long after its end a case can still be read and opened again by those who had it."""


def receive_list(user: User, role: str, run_id: str, as_of: date, households: dict[str, list[str]]) -> Reception:
    """受理 of a month's list: one case per listed household (code → its children's codes) that has none open.

    A household whose case is still open keeps it, with a line that it is listed again. Call inside the recording transaction.
    Raises RefusedError C002 when this list was received before.
    """
    # Two at once: whoever comes second waits for the first and then finds the row there.
    reception, first = Reception.objects.get_or_create(
        run_id=run_id, defaults={"as_of": as_of, "received_at": clock.now(), "received_by": user}
    )
    if not first:
        raise RefusedError("C002", "この月の一覧は、もう受理されています", "ケースの一覧を開いてください")
    there = {case.household_code: case for case in open_cases().filter(household_code__in=households)}
    for code, children in households.items():
        case = there.get(code)
        if case is None:
            open_case(user, role, code, children, Case.LIST, reception=reception, told={"run": run_id})
            continue
        added = [child for child in children if child not in case.children]
        if added:
            Case.objects.filter(pk=case.pk).update(children=[*case.children, *added])
        append(case, user, role, LISTED_AGAIN, case.state, case.due_at, told={"run": run_id, "added": added})
    return reception


def open_case(
    user: User,
    role: str,
    household: str,
    children: Iterable[str],
    origin: str,
    *,
    reception: Reception | None = None,
    state: str = "",
    words: str | None = None,
    told: dict[str, object] | None = None,
) -> Case:
    """受理 of one household, with the next 受理番号 of the fiscal year. Call inside the recording transaction.

    `state`: where it begins; empty for the first of the process. Raises RefusedError C003 when the household has an open case.
    """
    process, moment = current_process(), clock.now()
    # Two at once wait for each other at the number: whoever comes second finds the case there and is told so.
    number = _next_number(moment.date())
    _refuse_a_second(household)
    first = process.state(state or process.first)
    case = Case.objects.create(
        number=number,
        household_code=household,
        children=list(children),
        origin=origin,
        opened_at=moment,
        opened_by=user,
        reception=reception,
        state=first.key,
        since=moment,
        due_at=first.due_at(moment),
    )
    append(case, user, role, RECEIVED, first.key, case.due_at, from_state="", words=words, told=told)
    return case


def move_case(
    case: Case,
    user: User,
    thing: CaseObject,
    key: str,
    *,
    seen: int,
    words: str = "",
    due: date | None = None,
    to: str = "",
    told: dict[str, object] | None = None,
    registration: Mapping[str, object] | None = None,
    people: Sequence[ToSee] | None = None,
    through: Through = "page",
) -> CaseEvent:
    """Do one declared move. `seen`: number of the newest event the person saw; `to`: where a conference's decisions lead;
    `people`: whom of the household somebody saw, for a move that asks for a sighting;
    `through`: the page it is made on, which must be the one the move is declared for: its checks are made there.

    Call inside the recording transaction. Raises RefusedError C003 (an ended case of a household that has another one open
    again), C004 (somebody moved the case since), C005 (no such move from
    here, or not on this page), C006 (the reason is missing), C015 (another move must be made first), C008 (not this person's to make), C009 (no day, or one in the past),
    C048, C183 (the case would end while somebody still has something to do for it, or a referral to look at again), C060–C064
    (see check_registration), C190, C191 (see check_safety), C244 (see refuse_silent_end), C247, C248 (see refuse_unanswered),
    C261 (see refuse_nothing_behind).
    """
    process, moment = current_process(), clock.now()
    case = Case.objects.select_for_update().get(pk=case.pk)
    _refuse_unseen(case, seen)
    move = process.move(key)
    if move is None or move.through != through or move not in process.moves_from(case.state):
        raise RefusedError(
            "C005", "いまの状態からは、そのようには進められません", "いまの状態を見て、選び直してください"
        )
    first = owed_first(case, move)
    if first is not None:
        here = process.state(case.state).label
        raise RefusedError(
            "C015",
            f"「{here}」のあいだは、「{first.label}」を書いてからでないと、「{move.label}」に進めません",
            "ケースの画面で、それを先に書くか、いまの状態を終えてから進めてください",
        )
    role = _role_for(user, thing, move)
    refuse_nothing_behind(case, move)
    _check_told(move, words, due, moment)
    if "registration" in move.asks:
        told = (told or {}) | check_registration(case, registration or {}, moment)
    if "sighting" in move.asks:
        told = (told or {}) | check_safety(people)
        words = told_in_words(words, people or ())
    target = process.state(to if move.to == DECIDED else move.to)
    if target.ended:
        _refuse_unkept(case)
        refuse_unanswered(case)
        refuse_silent_end(case)
    elif case.ended_at is not None:
        _refuse_a_second(case.household_code)
    stays = target.key == case.state and target.hours is not None
    # A clock of hours runs from the moment somebody saw danger; nothing that is done meanwhile winds it up again.
    due_at = _due_at(due, moment) if due else case.due_at if stays else target.due_at(moment)
    event = append(case, user, role, key, target.key, due_at, words=words or None, told=told)
    Case.objects.filter(pk=case.pk).update(
        state=target.key,
        since=moment if target.key != case.state else case.since,
        due_at=due_at,
        ended_at=moment if target.ended else None,
    )
    if target.ended:
        _end_overrides(case, moment)
    return event


def move_or_tell(
    case: Case,
    user: User,
    thing: CaseObject,
    key: str,
    line: str,
    *,
    seen: int,
    words: str,
    due: date,
    told: dict[str, object],
) -> CaseEvent:
    """Do a move where it leads on from the present state; else the case stays where it is and gets a line `line` in its 経過.

    Call inside the recording transaction. Raises RefusedError as move_case.
    """
    process = current_process()
    case = Case.objects.select_for_update().get(pk=case.pk)
    move = process.move(key)
    if move is None or move in process.moves_from(case.state):
        return move_case(case, user, thing, key, seen=seen, words=words, due=due, told=told)
    _refuse_unseen(case, seen)
    role = _role_for(user, thing, move)
    return append(case, user, role, line, case.state, case.due_at, words=words, told=told)


def keep(case: Case, user: User, role: str, *, seen: int, words: str, told: dict[str, object]) -> CaseEvent:
    """Somebody looked at what changed and leaves the case as it was decided. Call inside the recording transaction.

    Raises RefusedError C004 (somebody moved the case since), C006 (the reason is missing).
    """
    _check_reason("決定のままにする", words)
    return write_line(case, user, role, KEPT, seen=seen, words=words, told=told)


def write_line(
    case: Case, user: User, role: str, line: str, *, seen: int, words: str, told: dict[str, object] | None = None
) -> CaseEvent:
    """Add a line `line` to the 経過 of a case that stays where it is. Call inside the recording transaction.

    Raises RefusedError C004 (somebody moved the case, or wrote, since).
    """
    case = Case.objects.select_for_update().get(pk=case.pk)
    _refuse_unseen(case, seen)
    return append(case, user, role, line, case.state, case.due_at, words=words, told=told)


def raise_alarm(
    user: User,
    role: str,
    household: str,
    children: Iterable[str],
    words: str,
    told: dict[str, object],
    *,
    told_at: datetime | None = None,
) -> Case:
    """Danger does not ask who noticed it: open the household's case if none is open, and take it out of the monthly cycle. `told_at`:
    when the town was told, where it only now knows of whom; the deadline runs from then.

    One that is urgent already keeps its deadline, unless the town was told of this before it, and gets the words; children it was not opened for are added, so that nobody says
    all are safe, or closes it, without them. Call inside the recording transaction.
    """
    process, moment, children = current_process(), clock.now(), list(children)
    of_household = open_cases().select_for_update().filter(household_code=household)
    case = of_household.first()
    if case is None:
        # Somebody may open one in this moment: whoever gives out the number first is waited for, and the danger told in that case.
        _lock_numbers(moment.date())
        case = of_household.first() or open_case(user, role, household, children, Case.URGENT, told=told)
    added = [child for child in children if child not in case.children]
    if added:
        told = told | {"added": added}
        Case.objects.filter(pk=case.pk).update(children=[*case.children, *added])
    target = process.state(move.to if (move := process.move(ALARM)) else case.state)
    due_at = target.due_at(told_at or moment)
    if case.state == target.key:
        due_at = min(case.due_at, due_at) if told_at and case.due_at and due_at else case.due_at
    append(case, user, role, ALARM, target.key, due_at, words=words, told=told)
    since = case.since if case.state == target.key else moment
    Case.objects.filter(pk=case.pk).update(state=target.key, since=since, due_at=due_at)
    return case


def alarm_anew(case: Case, user: User, thing: CaseObject, *, seen: int, words: str) -> CaseEvent:
    """Danger told on a page that does not say whether the case is urgent already: the deadline stays, the words are added.

    Call inside the recording transaction. Raises RefusedError C004, C006, C008 as move_case.
    """
    case, move = Case.objects.select_for_update().get(pk=case.pk), current_process().move(ALARM)
    assert move is not None
    _refuse_unseen(case, seen)
    role = _role_for(user, thing, move)
    _check_reason(move.label, words)
    return append(case, user, role, ALARM, case.state, case.due_at, words=words)


def is_untouched(case: Case, lines: Collection[str]) -> bool:
    """Whether nothing was done in a case since its 受理 but these lines of the 経過: no sheet, task, meeting, record, member."""
    others = case.events.exclude(move__in=[RECEIVED, *lines])
    kept = (one for one in Case._meta.related_objects if one.name not in ("events", "born_into"))
    return not others.exists() and not any(
        one.related_model._default_manager.filter(**{one.field.name: case}).exists() for one in kept
    )


def end_unbegun(case: Case, user: User, role: str, line: str, *, words: str, told: dict[str, object]) -> CaseEvent:
    """A case that was opened by mistake ends, as its `line` says. Call inside the recording transaction, of one is_untouched."""
    ended, moment = next(state for state in current_process().states if state.ended), clock.now()
    event = append(case, user, role, line, ended.key, None, words=words, told=told)
    Case.objects.filter(pk=case.pk).update(state=ended.key, since=moment, due_at=None, ended_at=moment)
    return event


def owed_first(case: Case, move: Move) -> Move | None:
    """The move that must be made in the case's present state before this one, since the case came into it or was alarmed anew."""
    key = move.after.get(case.state)
    if key is None:
        return None
    done = False
    for event in case.events.order_by("seq"):
        if event.to_state == case.state and (event.from_state != case.state or event.move == ALARM):
            done = False
        done = done or event.move == key
    return None if done else current_process().move(key)


def may_move(user: User, thing: CaseObject, move: Move) -> Decision:
    """Whether this person may make a move on this household: by a role the move names, over a case in the role's reach."""
    first, *others = (authorize(user, action, thing, roles=frozenset(move.by)) for action in MOVE_ACTIONS)
    return next((one for one in (first, *others) if one.allowed), first)


def moves_for(process: Process, case: Case, user: User, thing: CaseObject, through: Through = "page") -> list[Move]:
    """What this person may do with the case now, in the order of the declaration."""
    return [
        move
        for move in process.moves_from(case.state)
        if move.through == through and may_move(user, thing, move).allowed
    ]


def open_cases() -> QuerySet[Case]:
    """Every case that has not ended."""
    return Case.objects.filter(ended_at__isnull=True)


def open_households() -> frozenset[str]:
    """Codes of the households with an open case: in hand, whether they are on this month's list or not."""
    return frozenset(open_cases().values_list("household_code", flat=True))


def append(
    case: Case,
    user: User,
    role: str,
    move: str,
    to_state: str,
    due_at: datetime | None,
    *,
    from_state: str | None = None,
    words: str | None = None,
    told: dict[str, object] | None = None,
) -> CaseEvent:
    """Add one line to the 経過. Two writers at once: the second breaks on `events_in_order` and nothing of it stays."""
    return CaseEvent.objects.create(
        case=case,
        seq=case.events.count() + 1,
        at=clock.now(),
        by=user,
        role=role,
        move=move,
        from_state=case.state if from_state is None else from_state,
        to_state=to_state,
        due_at=due_at,
        words=words,
        told=told or {},
    )


def _refuse_unseen(case: Case, seen: int) -> None:
    if case.events.count() != seen:
        raise RefusedError("C004", "ほかの人が先に進めました", "いまの状態を見て、もう一度選んでください")


def _role_for(user: User, thing: CaseObject, move: Move) -> str:
    """The role somebody makes a move under."""
    decision = may_move(user, thing, move)
    if not decision.allowed or decision.role is None:
        raise RefusedError("C008", f"「{move.label}」は、この役割では行えません", "担当の人に頼んでください")
    return decision.role_key


def _refuse_a_second(household: str) -> None:
    if open_cases().filter(household_code=household).exists():
        raise RefusedError("C003", f"世帯 {household} のケースは、もう開いています", "そのケースに書き足してください")


def _check_reason(label: str, words: str) -> None:
    if len(words.strip()) < 5:
        raise RefusedError("C006", f"「{label}」には、わけが要ります", "何があったか、だれから聞いたかを書いてください")


def _check_told(move: Move, words: str, due: date | None, moment: datetime) -> None:
    if "reason" in move.asks:
        _check_reason(move.label, words)
    if "due" in move.asks and due is None:
        raise RefusedError("C009", f"「{move.label}」には、期限の日が要ります", "いつまでかを選んでください")
    if due is not None and due < moment.date():
        raise RefusedError("C009", "期限が過ぎた日になっています", "今日より後の日を選んでください")


def _refuse_unkept(case: Case) -> None:
    """A case does not end over something somebody still has to do: it would vanish from that person's first page."""
    if case.tasks.filter(versions__seq=F("newest"), versions__state="open").exists():
        raise RefusedError(
            "C048", "終わっていない対応事項があります", "対応事項を終えるか、わけを書いて取りやめてから進めてください"
        )
    if any(one.steps.latest("seq").follow_on is not None for one in case.referrals.all()):
        raise RefusedError(
            "C183",
            "案内した社会資源に、これから確かめる日が残っています",
            "「支援」の「社会資源」で、それぞれの案内に、終わりのようす（終了、案内をとりやめた、など）を書いてから進めてください",
        )


def _end_overrides(case: Case, moment: datetime) -> None:
    """A 例外表示 ends with the case, granted or waiting; that the case opens again does not bring it back."""
    for override in case.overrides.all():
        override.people.filter(ended_at__isnull=True).update(ended_at=moment)


def _due_at(due: date, moment: datetime) -> datetime:
    return datetime(due.year, due.month, due.day, tzinfo=moment.tzinfo).replace(**END_OF_DAY)  # type: ignore[arg-type]


def _next_number(day: date) -> str:
    """2026-0001: fiscal year and running number. No number comes twice."""
    numbers = _lock_numbers(day)
    numbers.last += 1
    numbers.save()
    return str(numbers)


def _lock_numbers(day: date) -> CaseNumber:
    """The fiscal year's row, locked until the transaction ends."""
    year = day.year if day.month >= 4 else day.year - 1
    CaseNumber.objects.get_or_create(fiscal_year=year)
    return CaseNumber.objects.select_for_update().get(pk=year)
