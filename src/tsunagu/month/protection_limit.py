"""How old the list of protected people may be before addresses disappear for everybody: who set it, when and why."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tsunagu.base import clock
from tsunagu.base.chained_log import append_to_chain, read_chain
from tsunagu.base.errors import RefusedError, TsunaguError

FILE = Path("protection") / "limit.jsonl"
SET = "limit"
MOST_HOURS = 24 * 30


class BrokenLimitsError(TsunaguError):
    """The log of limits was changed; until it is cleared up no list counts as fresh and no address is shown."""

    exit_status = 4

    def __init__(self, path: Path, line: int, what: str) -> None:
        self.line = line
        super().__init__(
            "P003",
            f"支援措置の一覧の時間を決めた記録 {path.name} の{line}行目が{what}",
            "手で直さず、控えから戻してください。戻すまで、だれの住所も表示しません",
        )


@dataclass(frozen=True)
class LimitSet:
    """One decision: hours, by whom, on which day, and why."""

    hours: int
    by: str
    on: str
    reason: str


def limits_set(home: Path) -> list[LimitSet]:
    """All decisions, oldest first. Raises BrokenLimitsError (P003)."""
    return [
        LimitSet(entry.body["hours"], entry.by, entry.on, entry.body["reason"])
        for entry in read_chain(home / FILE, BrokenLimitsError)
    ]


def set_limit(home: Path, hours: int, *, by: str, reason: str) -> None:
    """Let `hours` count from now on. Raises RefusedError P004 without a reason or out of 1–720, BrokenLimitsError (P003)."""
    if not 1 <= hours <= MOST_HOURS or not reason.strip():
        raise RefusedError(
            "P004", f"時間は1から{MOST_HOURS}までで、わけが要ります", "責任者が決めた時間と、そのわけを書いてください"
        )
    body = {"hours": hours, "reason": reason.strip()}
    on = clock.now().isoformat(timespec="seconds")
    append_to_chain(home / FILE, BrokenLimitsError, event=SET, on=on, by=by, body=body)


def hours_of(home: Path, otherwise: int) -> int:
    """The hours that count: the newest decision, else what the home began with; 0 (nothing is fresh) when the log is broken."""
    try:
        decided = limits_set(home)
    except BrokenLimitsError:
        return 0
    return decided[-1].hours if decided else otherwise
