"""緊急受理会議: held at once over an alarmed household, and what it decided, as a line of the case's 経過.

None of the four decisions is taken here: it says how urgent it is, whether a 児童相談所 is told, and who makes sure of the
children's safety by when. The 48 hours of the alarm run on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tsunagu.base.clock import JAPAN
from tsunagu.base.errors import RefusedError
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case, CaseEvent
from tsunagu_web.casework.moving import write_line
from tsunagu_web.casework.process import ALARM, MeetingKind, current_process
from tsunagu_web.casework.reading import EventLine
from tsunagu_web.conferences.calling import call_meeting, kind_of, must_record, role_for, take_up
from tsunagu_web.conferences.deciding import check_decider
from tsunagu_web.conferences.models import AgendaItem, Meeting
from tsunagu_web.dictionary.entries import current_pack
from tsunagu_web.reading import RunView

DECIDED, KEY = "emergency", "emergency"
GUIDANCE = {
    "send": "児童相談所に送致・通告する",
    "ask": "児童相談所に連絡し、判断を求める",
    "none": "いまは、町で対応する",
}
URGENCY_CODES = "urgency"


@dataclass(frozen=True)
class EmergencyTold:
    """What was decided. `who`, `how`: who makes sure of the children's safety, and how; `by`: until when."""

    urgency: str
    guidance: str
    who: str
    by: datetime
    how: str
    reason: str
    decider: User | None
    seen: int


def emergency_kind() -> MeetingKind | None:
    """The declared kind of meeting for danger; None where a town declares none."""
    return next((kind for kind in current_process().meetings if kind.emergency), None)


def urgencies() -> list[tuple[str, str]]:
    """Code and label of 緊急度, as the files of consultations have it, the most urgent first."""
    return [(code.code, code.label) for code in current_pack().code_lists[URGENCY_CODES].codes]


def may_hold(user: User, case: Case) -> bool:
    """Whether this person may hold the meeting over this case now."""
    kind = emergency_kind()
    return kind is not None and case.state in kind.agenda and role_for(user, kind) is not None


def hold_at_once(user: User, run: RunView, case: Case) -> Meeting:
    """A meeting of now with this household on its agenda; the one that is held over it already where there is one.

    Call inside the recording transaction. Raises RefusedError C242 (nobody says that this household is in danger, or no such
    meeting is declared), C030 (not this person's to call).
    """
    case, kind = Case.objects.select_for_update().get(pk=case.pk), emergency_kind()
    if kind is None or case.state not in kind.agenda:
        raise RefusedError(
            "C242",
            "この世帯は、いま緊急対応中ではありません",
            "危険があるときは、先にケースの画面で「危険がある（緊急受理会議）」を選んでください",
        )
    held = AgendaItem.objects.filter(case=case, meeting__kind=kind.key, meeting__closing__isnull=True)
    item = held.select_related("meeting").order_by("-id").first()
    if item is not None:
        return item.meeting
    now = clock.now()
    meeting = call_meeting(user, run, kind.key, now.date(), now.time().replace(second=0, microsecond=0), "")
    take_up(user, run, meeting, [case])
    return meeting


def decide_emergency(user: User, item: AgendaItem, told: EmergencyTold) -> CaseEvent:
    """Record what was decided; written again it counts instead of what was written before. Call inside the recording transaction.

    Raises RefusedError C030, C031 (see must_record), C245 (another kind of meeting), C033 (the decider is not one of the
    meeting), C242 (the household is in danger no more), C243 (to be made sure of by a moment that is past), C249 (later than the case's
    deadline, while that lies ahead), C004.
    """
    kind, role = kind_of(item.meeting), must_record(user, item.meeting)
    if not kind.emergency:
        raise RefusedError("C245", f"{kind.label}では、緊急の決定をしません", "緊急受理会議を開いてください")
    case, now = Case.objects.get(pk=item.case_id), clock.now()
    if case.state not in kind.agenda:
        raise RefusedError("C242", "この世帯は、いま緊急対応中ではありません", "ケースの画面を見てください")
    check_decider(told.decider, item, kind)
    assert told.decider is not None
    if told.by < now:
        raise RefusedError("C243", "安全を確かめる期限が、過ぎた日時になっています", "これからの日時を書いてください")
    if case.due_at is not None and now < case.due_at < told.by:
        due = case.due_at.astimezone(JAPAN)
        raise RefusedError(
            "C249",
            f"安全を確かめる期限が、このケースの期限（{due.month}月{due.day}日{due:%H:%M}）より後になっています",
            "それまでの日時を書いてください。期限は、会議では延ばせません",
        )
    words = [
        f"緊急度：{dict(urgencies())[told.urgency]}。{GUIDANCE[told.guidance]}",
        f"安全の確認：{told.who}が、{told.by.month}月{told.by.day}日{told.by:%H:%M}までに。{told.how}",
        f"理由：{told.reason}",
        f"決定者：{told.decider.display_name}",
    ]
    kept: dict[str, object] = {
        "meeting": item.meeting.number,
        KEY: {
            "urgency": told.urgency,
            "guidance": told.guidance,
            "by": told.by.isoformat(),
            "decider": told.decider.username,
        },
    }
    return write_line(item.case, user, role.value, DECIDED, seen=told.seen, words="\n".join(words), told=kept)


@dataclass(frozen=True)
class EmergencyDecision:
    """What counts of a case since its newest alarm, in words that tell nothing of the family."""

    event: CaseEvent

    @property
    def urgency(self) -> str:
        """緊急度."""
        code = self.event.told[KEY]["urgency"]
        return dict(urgencies()).get(code, code)

    @property
    def by(self) -> datetime:
        """Until when the children's safety is to be made sure of."""
        return datetime.fromisoformat(self.event.told[KEY]["by"]).astimezone(JAPAN)

    @property
    def late(self) -> bool:
        """That moment is past."""
        return self.by < clock.now()


def danger_lines(lines: Sequence[EventLine]) -> list[EventLine]:
    """Of the 経過 as somebody may read it, newest first: what was decided since the newest alarm, and that alarm."""
    found: list[EventLine] = []
    for line in lines:
        if line.event.move in (ALARM, DECIDED):
            found.append(line)
        if line.event.move == ALARM:
            return found
    return []


def emergency_decisions(cases: Iterable[Case]) -> dict[int, EmergencyDecision]:
    """Case → what was decided since its newest alarm; one question for all cases."""
    found: dict[int, EmergencyDecision] = {}
    rows = CaseEvent.objects.filter(case__in=list(cases), move__in=(ALARM, DECIDED)).order_by("case", "seq")
    for row in rows:
        if row.move == ALARM:
            found.pop(row.case_id, None)
        else:
            found[row.case_id] = EmergencyDecision(row)
    return found
