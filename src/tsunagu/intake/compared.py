"""What a receipt says of a file that waits for a reason: the rows that are there beside those that would come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Compared:
    """The file that is there (`file`, `received_on`, `rows_then`) beside the new one (`rows_now`).

    By the key of the rows: `added`, `gone`, and `changed`, of which at least one value differs. None where the kind of file
    has no key by which a row could be known again.
    """

    load_id: str
    file: str
    received_on: date
    rows_then: int
    rows_now: int
    added: int | None = None
    gone: int | None = None
    changed: int | None = None

    @property
    def told(self) -> str:
        """One sentence without any value."""
        counted = f"いま {self.rows_then:,}行 → 差し替えると {self.rows_now:,}行"
        if self.added is None or self.gone is None or self.changed is None:
            return counted
        return f"{counted}（増える行 {self.added:,}、なくなる行 {self.gone:,}、書きかわる行 {self.changed:,}）"
