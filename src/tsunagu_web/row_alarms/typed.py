"""すぐに知らせる印 among values somebody types in: the household is alarmed with the entry, under the name of who made it."""

from __future__ import annotations

from collections.abc import Mapping

from tsunagu.serving import ServedChild
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.moving import raise_alarm
from tsunagu_web.dictionary.entries import current_pack
from tsunagu_web.values.items import Sheet
from tsunagu_web.values.marked import marks_in


def alarm_typed(
    child: ServedChild, sheet: Sheet, now: Mapping[str, str], was: Mapping[str, str], user: User, role: str
) -> None:
    """Alarm the household where a cell that was typed now is declared an alarm. Call inside the recording transaction.

    `now`, `was`: the row's cells by heading, with this entry and before it. What stood there before alarms nobody a second time,
    and an item this person may not see was not typed by this person. The next month's file of our own pages holds the value again.
    """
    for heading, mark in marks_in(current_pack(), sheet.source, sheet.slots, now).items():
        if sheet.item(heading) and now[heading] != was.get(heading):
            words = f"画面で入力した値に、すぐに知らせる印があった：{mark}"
            raise_alarm(user, role, child.household_code, [child.child_code], words, {"value": sheet.source.source})
            return
