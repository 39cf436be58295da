"""会議を開く: call it, fill its agenda, say who comes, keep its minutes, close it, and number its papers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time

from django.db.models import Count, Max, Q, QuerySet

from tsunagu.base.clock import JAPAN
from tsunagu.base.errors import RefusedError
from tsunagu_web.access import PageObject, RoleKey, authorize
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import RoleAssignment, User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.moving import move_case, open_cases
from tsunagu_web.casework.process import DECIDED, MeetingKind, Move, Process, current_process
from tsunagu_web.casework.reading import things_of
from tsunagu_web.conferences.change import by_change
from tsunagu_web.conferences.models import AgendaItem, Attendee, ChildDecision, Closing, Meeting, Minutes, PackCopy
from tsunagu_web.reading import RunView

CALL = PageObject("conference_call")


def kind_of(meeting: Meeting) -> MeetingKind:
    """The declared kind. One that is no longer declared keeps its key as its name, and nobody changes such a meeting."""
    found = current_process().meeting(meeting.kind)
    if found is not None:
        return found
    return MeetingKind.model_construct(
        key=meeting.kind, label=meeting.kind, agenda=(), by=(), attendees=(), decides=False
    )


def role_for(user: User, kind: MeetingKind) -> RoleKey | None:
    """The own role under which this person may call and record meetings of the kind."""
    decision = authorize(user, "conference.call", CALL, roles=frozenset(kind.by))
    return decision.role.key if decision.allowed and decision.role else None


def kinds_for(user: User) -> list[MeetingKind]:
    """The kinds of meeting this person may call."""
    return [kind for kind in current_process().meetings if role_for(user, kind)]


def call_meeting(user: User, run: RunView, key: str, held_on: date, starts_at: time | None, place: str) -> Meeting:
    """A new meeting with who called it as its first attendee; one that decides takes up every case that waits for it.

    Call inside the recording transaction. Raises RefusedError C030 (not this person's to call).
    """
    kind = current_process().meeting(key)
    role = role_for(user, kind) if kind else None
    if kind is None or role is None:
        raise _not_theirs()
    year = held_on.year if held_on.month >= 4 else held_on.year - 1
    held = Meeting.objects.filter(number__startswith=f"{year}-").count()
    moment = clock.now()
    meeting = Meeting.objects.create(
        number=f"{year}-{held + 1:02d}",
        kind=key,
        held_on=held_on,
        starts_at=starts_at,
        place=place,
        role=role.value,
        at=moment,
        by=user,
    )
    Attendee.objects.create(meeting=meeting, user=user, at=moment, by=user)
    if kind.decides:
        take_up(user, run, meeting, waiting_for(meeting))
    return meeting


def must_record(user: User, meeting: Meeting, *, also_after: bool = False) -> RoleKey:
    """The role this person records the meeting under. Raises RefusedError C030 (not theirs), C031 (the meeting is over)."""
    role = role_for(user, kind_of(meeting))
    if role is None:
        raise _not_theirs()
    if is_over(meeting) and not also_after:
        raise RefusedError("C031", "この会議は閉じられています", "次の会議で扱ってください")
    return role


def _not_theirs() -> RefusedError:
    return RefusedError("C030", "この会議は、この役割では開いたり記録したりできません", "担当の人に頼んでください")


def is_over(meeting: Meeting) -> bool:
    """Whether the meeting was closed."""
    return Closing.objects.filter(meeting=meeting).exists()


def waiting_for(meeting: Meeting) -> list[Case]:
    """Open cases the kind takes up and that are not on this agenda yet, those whose 見直し日 came by that day included."""
    kind, process = kind_of(meeting), current_process()
    on_it = meeting.items.values_list("case_id", flat=True)
    found = []
    for case in open_cases().exclude(pk__in=on_it):
        review = process.state(case.state).review and kind.reviews
        due = case.due_at is not None and case.due_at.astimezone(JAPAN).date() <= meeting.held_on
        if case.state in kind.agenda or (review and due):
            found.append(case)
    return found


def take_up(user: User, run: RunView, meeting: Meeting, cases: Iterable[Case]) -> None:
    """Put cases on the agenda, what changed most first; one whose 見直し日 came is brought by its declared move."""
    process, kind = current_process(), kind_of(meeting)
    place = meeting.items.aggregate(most=Max("place"))["most"] or 0
    for number, case in enumerate(by_change(run, list(cases)), start=place + 1):
        AgendaItem.objects.create(meeting=meeting, case=case, place=number, at=clock.now(), by=user)
        if kind.decides and case.state not in kind.agenda:
            bring = _bringing(process, case, kind)
            if bring is not None:
                told: dict[str, object] = {"meeting": meeting.number}
                seen = case.events.count()
                move_case(case, user, things_of(case, run)[0], bring.key, seen=seen, told=told)


def _bringing(process: Process, case: Case, kind: MeetingKind) -> Move | None:
    found = [
        one
        for one in process.moves_from(case.state)
        if one.to in kind.agenda and not one.asks and one.through == "page"
    ]
    return found[0] if found else None


def deciding_move(process: Process, state: str) -> Move | None:
    """The move a conference makes from a state."""
    return next((move for move in process.moves_from(state) if move.to == DECIDED), None)


def who_may_come(kind: MeetingKind) -> QuerySet[User]:
    """People whose account is open and who may be chosen to a meeting of the kind: a role in force today that it names."""
    today = clock.today()
    roles = [role.value for role in kind.attendees]
    held = RoleAssignment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), role__in=roles, starts_on__lte=today)
    open_account = Q(ends_on=None) | Q(ends_on__gte=today)
    return User.objects.filter(open_account, is_active=True, pk__in=held.values("user"))


def attend(
    user: User, meeting: Meeting, account: User | None, name: str = "", section: str = "", ground: str = ""
) -> Attendee:
    """Somebody more comes: an account (twice the same: nothing new), or a person from outside by name and 所属, with the ground on
    which they are told anything, and who was told the duty of secrecy."""
    if account is None:
        told = {"name": name, "section": section, "ground": ground, "duty": bool(ground)}
        return Attendee.objects.create(meeting=meeting, at=clock.now(), by=user, **told)
    there = meeting.attendees.filter(user=account).first()
    return there or Attendee.objects.create(meeting=meeting, user=account, at=clock.now(), by=user)


def keep_minutes(user: User, meeting: Meeting, words: str, seen: int) -> None:
    """A new version of the minutes. Raises RefusedError C038 when somebody wrote one since this person's page came."""
    written = meeting.minutes.count()
    if written != seen:
        raise at_once()
    Minutes.objects.create(meeting=meeting, version=written + 1, words=words, at=clock.now(), by=user)


def at_once() -> RefusedError:
    """Somebody else wrote at the same moment, or since the page came: nothing of this stays."""
    return RefusedError("C038", "ほかの人が先に書きました", "いまの画面を見て、もう一度行ってください")


def close(user: User, meeting: Meeting, next_on: date | None, why_not_held: str = "") -> None:
    """The end of the meeting, or that it was not held. Households nobody decided on stay where they are.

    Raises RefusedError C037 without minutes, unless it was not held and nothing was decided.
    """
    decided = ChildDecision.objects.filter(item__meeting=meeting).exists()
    if not meeting.minutes.exists() and (decided or not why_not_held):
        raise RefusedError("C037", "議事録がありません", "議事録を書いてから閉じてください")
    not_held = None if decided else why_not_held or None
    Closing.objects.create(meeting=meeting, next_on=next_on, why_not_held=not_held, at=clock.now(), by=user)


def number_copies(user: User, meeting: Meeting, wanted: Mapping[int, int] | None = None) -> list[PackCopy]:
    """So many more numbered copies of the papers as `wanted` says by attendee; without it one for each who has none yet.

    Raises RefusedError C152 while the agenda is empty: the papers would hold nothing, and their numbers would be counted back.
    """
    if not meeting.items.exists():
        raise RefusedError(
            "C152",
            "議題の世帯がまだないので、資料に載るものがありません",
            "先に議題に世帯を加えてください。番号は、まだ一つもつけていません",
        )
    last = meeting.copies.aggregate(most=Max("number"))["most"] or 0
    there = meeting.attendees.annotate(numbered=Count("copies")).order_by("id")
    if wanted is None:
        wanted = {one.pk: 1 for one in there if not one.numbered}
    each = [attendee for attendee in there for _ in range(wanted.get(attendee.pk, 0))]
    return [
        PackCopy.objects.create(meeting=meeting, number=last + place, to=attendee, at=clock.now(), by=user)
        for place, attendee in enumerate(each, start=1)
    ]
