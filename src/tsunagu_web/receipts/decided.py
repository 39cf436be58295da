"""The faults of one receipt beside what was decided about them, the same ones folded into one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tsunagu.base.hashing import canonical_json, sha256_of_text
from tsunagu.intake import Fault, Receipt, first_places, folded
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


@dataclass(frozen=True)
class FaultLine:
    """One line of the page: the same fault of a column with the same outcome, once or many times.

    `kind` asks for all of this fault one by one, whatever was decided about them; `key` chooses exactly those of this line.
    """

    faults: list[DecidedFault]
    kind: str
    key: str

    @property
    def first(self) -> DecidedFault:
        """Speaks for all of the line."""
        return self.faults[0]

    @property
    def count(self) -> int:
        """How many faults."""
        return len(self.faults)

    @property
    def places(self) -> str:
        """The first places, and how many more."""
        return first_places([one.fault for one in self.faults]) if self.count > 1 else self.first.shown.place


def lines_of(faults: Sequence[DecidedFault]) -> list[FaultLine]:
    """Faults of one kind, column, cause and decision as one line; where the first of them stood."""
    groups = folded(faults, lambda one: (_kind(one), _outcome(one)))
    return [FaultLine(group, _named(_kind(group[0])), _named(_kind(group[0]), _outcome(group[0]))) for group in groups]


def _kind(one: DecidedFault) -> tuple[str, str, str]:
    return one.fault.code, one.fault.column or "", one.fault.cause


def _outcome(one: DecidedFault) -> tuple[str, ...]:
    decided = one.decision
    return (decided.reason, decided.by, f"{decided.at:%Y-%m-%d}") if decided is not None and decided.closed else ()


def _named(*told: tuple[str, ...]) -> str:
    return sha256_of_text(canonical_json(told))[:16]


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
