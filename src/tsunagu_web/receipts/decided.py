"""The faults of one receipt beside what was decided about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tsunagu.intake import Fault, Receipt
from tsunagu.month import Home
from tsunagu_web.receipts.closing import anything_decided, decisions, marks_of
from tsunagu_web.receipts.models import FaultDecision
from tsunagu_web.receipts.reading import ShownFault, ShownReceipt
from tsunagu_web.town import home_folder


@dataclass(frozen=True)
class DecidedFault:
    """One fault as it is shown. `mark` is empty until the fault is about to be shown with a box to choose it."""

    shown: ShownFault
    fault: Fault
    mark: str = ""
    decision: FaultDecision | None = None

    @property
    def is_closed(self) -> bool:
        """Whether somebody said it is in order, and nobody said otherwise since."""
        return self.decision is not None and self.decision.closed


def faults_with_decisions(kept: Receipt, shown: ShownReceipt) -> list[DecidedFault]:
    """Every fault; those of sources nobody ever decided about need no look-up."""
    found = [DecidedFault(one, fault) for one, fault in zip(shown.faults, kept.faults, strict=True)]
    if not anything_decided(kept.source):
        return found
    marked = with_marks(kept, found)
    newest = decisions(one.mark for one in marked)
    return [replace(one, decision=newest.get(one.mark)) for one in marked]


def with_marks(kept: Receipt, faults: Sequence[DecidedFault]) -> list[DecidedFault]:
    """The same faults with their marks."""
    if all(one.mark for one in faults):
        return list(faults)
    home = home_folder()
    marks = marks_of(home, Home(home).pack(), kept, [one.fault for one in faults])
    return [replace(one, mark=mark) for one, mark in zip(faults, marks, strict=True)]
