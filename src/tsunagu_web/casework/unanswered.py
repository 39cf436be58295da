"""What a 児童相談所 was told of a case, read from the lines of its 経過; that no answer came keeps the case from ending in silence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from tsunagu.base.errors import RefusedError
from tsunagu_web.casework.models import Case, CaseEvent

TOLD, ANSWERED, TAKEN_BACK = "guidance", "guidance_answer", "guidance_back"
KEY, OF = "guidance", "of"
KINDS = {
    "call": "連絡・相談",
    "report": "通告（児童福祉法25条、児童虐待防止法6条）",
    "send": "送致（児童福祉法25条の7など）",
    "notice": "一時保護・立入調査を求める通知（児童虐待防止法8条など）",
}
MOVED_IN_REPLY = "moved_in_reply"
"""Line of the 経過: the municipality a case came from was told that it arrived."""


@dataclass(frozen=True)
class GuidanceReport:
    """One report to a 児童相談所. `event`: the line it stands in; `answers`: lines of what it answered, oldest first."""

    event: CaseEvent
    answers: list[CaseEvent] = field(default_factory=list)
    taken_back: list[CaseEvent] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """連絡・相談, 通告, 送致 or 通知: neither the articles nor what it asks for, which not everybody reads who reads that it was told."""
        return KINDS[self.event.told[KEY]["kind"]].partition("（")[0].rpartition("を求める")[2]

    @property
    def on(self) -> date:
        """The day it was told."""
        return date.fromisoformat(self.event.told[KEY]["on"])

    @property
    def hour(self) -> str:
        """20:10."""
        return str(self.event.told[KEY]["hour"])

    @property
    def waits(self) -> bool:
        """No answer came, and it was no mistake."""
        return not (self.answers or self.taken_back or self.event.told[KEY]["answered"])


def reports_of(cases: Iterable[Case]) -> dict[int, list[GuidanceReport]]:
    """Case → its reports, oldest first; one question for all cases."""
    rows = CaseEvent.objects.filter(case__in=list(cases), move__in=(TOLD, ANSWERED, TAKEN_BACK)).select_related("by")
    found: dict[int, dict[int, GuidanceReport]] = {}
    for row in rows.order_by("case", "seq"):
        of_case = found.setdefault(row.case_id, {})
        if row.move == TOLD:
            of_case[row.seq] = GuidanceReport(row)
        else:
            report = of_case[row.told[OF]]
            (report.answers if row.move == ANSWERED else report.taken_back).append(row)
    return {pk: list(reports.values()) for pk, reports in found.items()}


def standing_reports(case: Case) -> list[GuidanceReport]:
    """Those of a case that were no mistake, oldest first."""
    return [one for one in reports_of([case]).get(case.pk, []) if not one.taken_back]


def refuse_unanswered(case: Case) -> None:
    """Raises RefusedError C247 while a report waits for its answer, C248 while another municipality that handed the case over was
    not told that it arrived: both are on 今日 of open cases alone."""
    waits = [one for one in standing_reports(case) if one.waits]
    if waits:
        when = "、".join(f"{one.on.month}月{one.on.day}日 {one.hour}の{one.kind}" for one in waits)
        raise RefusedError(
            "C247",
            f"児童相談所の返事が、まだ書かれていません（{when}）",
            "「児童相談所への連絡・送致」で、返事か、返事を待たないわけを書いてから進めてください",
        )
    if case.origin == Case.MOVED_IN and not case.events.filter(move=MOVED_IN_REPLY).exists():
        raise RefusedError(
            "C248",
            "ほかの市町村から移管を受けたことを、移管元にまだ返事していません",
            "移管元に伝え、ケースの画面の上の「返事したこと」に書いてから進めてください",
        )
