"""Who accepted which difference, when and why: a chained log in the home. Nothing is ever rewritten."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tsunagu.base import clock
from tsunagu.base.chained_log import append_to_chain, read_chain
from tsunagu.base.errors import RefusedError, TsunaguError
from tsunagu.drift.report import DriftReport
from tsunagu.drift.words import sentences

FILE = Path("drift") / "accepted.jsonl"
ACCEPTED = "accepted"


class BrokenAcceptancesError(TsunaguError):
    """The log of acceptances was changed; nothing counts as accepted until it is cleared up."""

    exit_status = 4

    def __init__(self, path: Path, line: int, what: str) -> None:
        self.line = line
        super().__init__(
            "T001",
            f"先月との違いを認めた記録 {path.name} の{line}行目が{what}",
            "手で直さず、控えから戻してください。戻すまで月の処理は止まります",
        )


@dataclass(frozen=True)
class Acceptance:
    """One acceptance."""

    as_of: str
    by: str
    at: str
    reason: str
    digest: str
    breaches: int


def acceptances(home: Path) -> list[Acceptance]:
    """All of them, oldest first. Raises BrokenAcceptancesError (T001)."""
    return [
        Acceptance(
            entry.body["as_of"],
            entry.by,
            entry.on,
            entry.body["reason"],
            entry.body["digest"],
            len(entry.body["breaches"]),
        )
        for entry in read_chain(home / FILE, BrokenAcceptancesError)
    ]


def acceptance_of(home: Path, report: DriftReport) -> Acceptance | None:
    """The acceptance of exactly these breaches of this month, if there is one. Raises BrokenAcceptancesError (T001)."""
    found = [one for one in acceptances(home) if (one.as_of, one.digest) == (report.as_of, report.digest)]
    return found[-1] if found else None


def accept(home: Path, report: DriftReport, labels: dict[str, str], *, by: str, reason: str) -> Acceptance:
    """Write down that `by` looked at the breaches and accepts them.

    Raises RefusedError (T002) without a name or a reason, BrokenAcceptancesError (T001).
    """
    if not by.strip() or not reason.strip():
        raise RefusedError("T002", "認める人か理由がありません", "だれが、どんな理由で認めるかを書いてください")
    body = {
        "as_of": report.as_of,
        "digest": report.digest,
        "reason": reason.strip(),
        "breaches": sentences(report.breaches, labels),
    }
    path = home / FILE
    path.parent.mkdir(mode=0o700, exist_ok=True)
    at = clock.now().isoformat(timespec="seconds")
    append_to_chain(path, BrokenAcceptancesError, event=ACCEPTED, on=at, by=by.strip(), body=body)
    return Acceptance(report.as_of, by.strip(), at, reason.strip(), report.digest, len(report.breaches))
