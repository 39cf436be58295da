"""児童相談所への連絡・送致: what was told to which 児童相談所, who took it, and what it answered.

Each is a line of the 経過, appended like every other: `told` holds kind, day and hour, the sealed words the rest. An answer, and
that it was a mistake, are further lines that name the number of the first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from tsunagu.base.errors import RefusedError
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case, CaseEvent
from tsunagu_web.casework.moving import open_cases, write_line
from tsunagu_web.casework.reading import EventLine, look_at
from tsunagu_web.casework.unanswered import ANSWERED, KEY, OF, TAKEN_BACK, TOLD, GuidanceReport, reports_of
from tsunagu_web.reading import RunView


@dataclass(frozen=True)
class SaidToGuidance:
    """What the form says. `office` and whoever took the call are words: they are read by who may read 相談 in full."""

    kind: str
    on: date
    hour: time
    office: str
    taken_by: str
    told_by: str
    words: str
    answer: str


def tell_guidance(case: Case, user: User, role: str, said: SaidToGuidance, *, seen: int) -> CaseEvent:
    """Write down that a 児童相談所 was told. Call inside the recording transaction.

    Raises RefusedError C240 (a moment still to come), C004 (somebody wrote since).
    """
    now = clock.now()
    if (said.on, said.hour) > (now.date(), now.time()):
        raise RefusedError("C240", "連絡した日時が、まだ来ていません", "連絡した日と時刻を確かめてください")
    lines = [
        f"相手：{said.office}（受けた人：{said.taken_by}）",
        f"伝えた人：{said.told_by or user.display_name}",
        f"伝えたこと：{said.words}",
        f"返事：{said.answer}" if said.answer else "その場での返事：なし",
    ]
    told: dict[str, object] = {
        KEY: {"kind": said.kind, "on": f"{said.on}", "hour": f"{said.hour:%H:%M}", "answered": bool(said.answer)}
    }
    return write_line(case, user, role, TOLD, seen=seen, words="\n".join(lines), told=told)


def keep_guidance_answer(
    case: Case, user: User, role: str, number: int, *, seen: int, answered_by: str, words: str, mistake: bool
) -> CaseEvent:
    """What the 児童相談所 answered to a report, or that the report was written by mistake. Call inside the recording transaction.

    Raises RefusedError C241 (no such report, or taken back), C004 (somebody wrote since).
    """
    found = next((one for one in reports_of([case]).get(case.pk, []) if one.event.seq == number), None)
    if found is None or found.taken_back:
        raise RefusedError("C241", "その連絡はありません", "画面を開き直してください")
    said = words if mistake else "\n".join(filter(None, (f"返事：{words}", answered_by and f"答えた人：{answered_by}")))
    return write_line(case, user, role, TAKEN_BACK if mistake else ANSWERED, seen=seen, words=said, told={OF: number})


def waiting_for_guidance(run: RunView, user: object) -> list[tuple[Case, GuidanceReport]]:
    """Reports that no answer came to, of the open cases this person may read, oldest first."""
    told = open_cases().filter(events__move=TOLD).distinct()
    reports = reports_of(told)
    found = [
        (case, one) for case in told for one in reports[case.pk] if one.waits and look_at(case, run, user) is not None
    ]
    return sorted(found, key=lambda row: (row[1].on, row[1].hour))


def with_lines(
    reports: Iterable[GuidanceReport], lines: Iterable[EventLine]
) -> list[tuple[GuidanceReport, list[EventLine]]]:
    """Each report with its lines of the 経過 as this person may read them: the report, then answers and corrections."""
    by_number = {line.event.seq: line for line in lines}
    told = []
    for one in reports:
        numbers = [row.seq for row in (one.event, *one.answers, *one.taken_back)]
        told.append((one, [by_number[number] for number in numbers]))
    return told
