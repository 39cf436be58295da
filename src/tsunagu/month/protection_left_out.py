"""People an older list of 支援措置 protects and the newest leaves out: hidden until two people say that none of them needs it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tsunagu.base import clock
from tsunagu.base.chained_log import append_to_chain, read_chain
from tsunagu.base.errors import RefusedError, TsunaguError

if TYPE_CHECKING:
    from tsunagu.month.protection import NewestList

LEFT_OUT_FILE = Path("protection") / "left_out.jsonl"
ASKED, AGREED = "asked", "agreed"


class BrokenLeftOutError(TsunaguError):
    """The log was changed; until it is cleared up whoever was protected once stays hidden."""

    exit_status = 4

    def __init__(self, path: Path, line: int, what: str) -> None:
        self.line = line
        super().__init__(
            "P008",
            f"支援措置の一覧にいない人を二人で確かめた記録 {path.name} の{line}行目が{what}",
            "手で直さず、控えから戻してください。戻すまで、前の一覧にいた人も隠したままにします",
        )


@dataclass(frozen=True)
class LeftOut:
    """What one person asks of a list (its load): that whoever it leaves out be shown again; and who agreed, if anybody did."""

    load: str
    asked_by: str
    asked_on: str
    reason: str
    agreed_by: str = ""
    agreed_on: str = ""


def asked_about(home: Path) -> list[LeftOut]:
    """All requests, oldest first. Raises BrokenLeftOutError (P008)."""
    found: dict[str, LeftOut] = {}
    for entry in read_chain(home / LEFT_OUT_FILE, BrokenLeftOutError):
        load = str(entry.body["load"])
        if entry.event == ASKED:
            found[load] = LeftOut(load, entry.by, entry.on, str(entry.body["reason"]))
        else:
            found[load] = replace(found[load], agreed_by=entry.by, agreed_on=entry.on)
    return list(found.values())


def ask_to_show_left_out(home: Path, newest: NewestList | None, *, by: str, reason: str) -> None:
    """Ask that the newest list alone say who is protected. Nothing is shown yet.

    Raises RefusedError P009 without a reason, without a list, or when it was asked before; BrokenLeftOutError (P008).
    """
    load = newest.load.load_id if newest is not None and newest.load is not None else None
    if load is None or not reason.strip() or any(one.load == load for one in asked_about(home)):
        raise RefusedError(
            "P009",
            "わけがないか、この一覧についてはもう頼まれています",
            "市民課などにどう確かめたかを書いてください。頼んだあとは、ほかの人が決めます",
        )
    _append(home, ASKED, by, {"load": load, "reason": reason.strip()})


def agree_to_show_left_out(home: Path, newest: NewestList | None, *, by: str) -> None:
    """Agree as a second person: whom only older lists protect is hidden no more, once the list is laid over again.

    Raises RefusedError P010 when nothing waits for the newest list, P011 when it is the person who asked; BrokenLeftOutError (P008).
    """
    load = newest.load.load_id if newest is not None and newest.load is not None else None
    waiting = next((one for one in asked_about(home) if one.load == load and not one.agreed_by), None)
    if waiting is None:
        raise RefusedError(
            "P010",
            "待っている頼みがないか、そのあとに新しい一覧が来ています",
            "画面を開き直し、新しい一覧で頼み直してください",
        )
    if waiting.asked_by == by:
        raise RefusedError("P011", "頼んだ人は、認められません", "ほかの責任者か判定担当に、確かめてもらってください")
    _append(home, AGREED, by, {"load": waiting.load})


def since_agreed(home: Path, lists: tuple[str, ...]) -> tuple[str, ...]:
    """The lists that still say who is protected: from the newest one that two people agreed stands alone. All when none, or
    when the log cannot be believed."""
    try:
        agreed = {one.load for one in asked_about(home) if one.agreed_by}
    except BrokenLeftOutError:
        return lists
    start = max((place for place, load in enumerate(lists) if load in agreed), default=0)
    return lists[start:]


def _append(home: Path, event: str, by: str, body: dict[str, str]) -> None:
    on = clock.now().isoformat(timespec="seconds")
    append_to_chain(home / LEFT_OUT_FILE, BrokenLeftOutError, event=event, on=on, by=by, body=body)
