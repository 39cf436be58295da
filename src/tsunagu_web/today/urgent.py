"""緊急対応中の世帯 on 今日: what was told to a 児童相談所, and what the 緊急受理会議 decided."""

from __future__ import annotations

from dataclasses import dataclass

from tsunagu_web.accounts.models import User
from tsunagu_web.casework.process import current_process
from tsunagu_web.casework.reading import CaseRow, urgent_rows
from tsunagu_web.casework.unanswered import GuidanceReport, reports_of
from tsunagu_web.conferences.emergency import EmergencyDecision, emergency_decisions, emergency_kind, may_hold
from tsunagu_web.reading import RunView


@dataclass(frozen=True)
class UrgentLine:
    """One household in danger. `reports`: what was told and was no mistake; `decided`: since the newest alarm."""

    row: CaseRow
    reports: list[GuidanceReport]
    decided: EmergencyDecision | None
    may_hold: bool


def urgent_lines(run: RunView, user: User) -> list[UrgentLine]:
    """The households in danger this person may see, what is due first."""
    rows = urgent_rows(run, current_process(), user)
    cases = [row.case for row in rows]
    reports, decided = reports_of(cases), emergency_decisions(cases)
    holds = emergency_kind() is not None
    return [
        UrgentLine(
            row,
            [one for one in reports.get(row.case.pk, []) if not one.taken_back],
            decided.get(row.case.pk),
            holds and may_hold(user, row.case),
        )
        for row in rows
    ]
