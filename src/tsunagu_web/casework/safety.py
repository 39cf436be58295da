"""安全を確かめた: each child of the household was seen since the alarm by whoever writes it, or it is written why that child was not.

A woman whose pregnancy the case carries has no 目視確認; who met her, when and where is written instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from tsunagu.base.errors import RefusedError
from tsunagu_web.casework.models import Case, CaseEvent
from tsunagu_web.casework.process import ALARM, current_process

SHORTEST = 5
"""Letters of a reason, as for every other."""


@dataclass(frozen=True)
class ToSee:
    """One person of the household on the page. `words`: 女 8歳（小2）; `named`: the page may name the person; `sighting`: number,
    day and writer of the newest 目視確認 since the alarm; None: nobody saw the child since. `no_hour`: of the alarm's own day one is written
    without an hour, which may be of before it. `why`: what was written instead."""

    code: str
    words: str
    named: bool
    woman: bool = False
    sighting: tuple[int, str] | None = None
    why: str = ""
    no_hour: bool = False

    @property
    def field(self) -> str:
        """Of the form."""
        return f"unseen_{self.code}"

    @property
    def owed(self) -> bool:
        """Whether something is still to be written about this person."""
        return self.sighting is None and len(self.why) < SHORTEST


def alarm_of(case: Case) -> CaseEvent | None:
    """The newest line that said there is danger, since the case came into its present state; None: nobody did."""
    move = current_process().move(ALARM)
    if move is None or case.state != move.to:
        return None
    says = Q(move=ALARM) | (Q(to_state=move.to) & ~Q(from_state=move.to))
    return case.events.filter(says).order_by("-seq").first()


def check_safety(people: Sequence[ToSee] | None) -> dict[str, object]:
    """What the event keeps of it: child → number of the 目視確認, and the codes of whom nobody saw.

    Raises RefusedError C190 (somebody was neither seen nor is it written why not), C191 (made on a page that does not ask).
    """
    if not people:
        raise RefusedError("C191", "ここでは、安全を確かめたことを書けません", "ケースの画面で書いてください")
    owed = [one for one in people if one.owed]
    if owed:
        names = "、".join(one.code for one in owed if one.named)
        others = "この画面に名前を出せない人がいます" if any(not one.named for one in owed) else ""
        raise RefusedError(
            "C190",
            "「安全を確かめた」には、危険があるとされたあとに、こども一人ひとりの姿を見たことが要ります。"
            f"まだの人：{'。ほかに、'.join(filter(None, (names, others)))}",
            "自分の目で見た人が「目視確認」を書くか（危険があるとされた日に見たときは、見た時刻も）、見ていないわけ（児童相談所が一時保護した、など）を、その人の欄に5文字以上で書いてください"
            + ("。名前を出せない人の分は、その人を見られる役割の人が進めてください" if others else ""),
        )
    return {
        "seen": {one.code: one.sighting[0] for one in people if one.sighting},
        "unseen": [one.code for one in people if one.sighting is None],
    }


def told_in_words(words: str, people: Sequence[ToSee]) -> str:
    """The reason of the move with what was written of those nobody saw, one line each: one sealed text."""
    lines = [
        f"{one.code} {'に会ったこと' if one.woman else 'を見ていないわけ'}：{one.why}"
        for one in people
        if one.sighting is None
    ]
    return "\n".join([words, *lines])
