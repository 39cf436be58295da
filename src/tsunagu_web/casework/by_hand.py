"""手で開く: a case of a household that no list brought: somebody came with it, or another municipality handed it over.

What the other town judged is not taken over: people here look for themselves. The reason and where it comes from stand sealed in
the first line of the 経過.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tsunagu.base.errors import RefusedError
from tsunagu.serving import ServedChild
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.moving import open_case, open_cases
from tsunagu_web.casework.unanswered import MOVED_IN_REPLY

KEY = "by_hand"


@dataclass(frozen=True)
class ByHand:
    """`origin`: Case.CONSULTED or Case.MOVED_IN; `source`: who told, or the municipality and section; `on`: when; `papers`: what came
    and who took it, of a 移管."""

    origin: str
    source: str
    on: date
    reason: str
    papers: str = ""


def open_by_hand(user: User, role: str, child: ServedChild, told: ByHand) -> Case:
    """Open it for one child's household. Call inside the recording transaction.

    Raises RefusedError C246 (a day still to come), C003 (the household has an open case).
    """
    if told.on > clock.today():
        raise RefusedError("C246", "相談・移管を受けた日が、まだ来ていない日です", "受けた日を書いてください")
    source = "移管元" if told.origin == Case.MOVED_IN else "相談した人・情報源"
    words = [f"{source}：{told.source}（{told.on.month}月{told.on.day}日）", f"わけ：{told.reason}"]
    words += [f"受け取った書類：{told.papers}"] if told.papers else []
    return open_case(
        user,
        role,
        child.household_code,
        [child.child_code],
        told.origin,
        words="\n".join(words),
        told={KEY: {"on": told.on.isoformat()}},
    )


def unanswered() -> list[Case]:
    """Open cases that another municipality handed over and was not told to have arrived, oldest first."""
    came = open_cases().filter(origin=Case.MOVED_IN).exclude(events__move=MOVED_IN_REPLY)
    return list(came.order_by("opened_at", "pk"))
