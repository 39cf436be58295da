"""すぐに知らせる印 among values somebody types in: the household is alarmed with the entry, under the name of who made it."""

from __future__ import annotations

from collections.abc import Mapping

from tsunagu.intake import alarm_values, read_cell
from tsunagu.serving import ServedChild
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.moving import raise_alarm
from tsunagu_web.dictionary.entries import current_pack
from tsunagu_web.values.items import Sheet


def alarm_typed(
    child: ServedChild, sheet: Sheet, now: Mapping[str, str], was: Mapping[str, str], user: User, role: str
) -> None:
    """Alarm the household where a cell that was typed now is declared an alarm. Call inside the recording transaction.

    `now`, `was`: the row's cells by heading, with this entry and before it. What stood there before alarms nobody a second time,
    and an item this person may not see was not typed by this person. The next month's file of our own pages holds the value again.
    """
    pack = current_pack()
    wanted = alarm_values(pack, pack.sources[sheet.source.source])
    for slot in sheet.slots:
        heading, values = slot.written.header, wanted.get((slot.table, slot.name))
        cell = now.get(heading) if sheet.item(heading) else None
        if cell and values and cell != was.get(heading) and str(read_cell(cell, slot).value) in values:
            words = f"画面で入力した値に、すぐに知らせる印があった：{slot.column.label}{cell}"
            raise_alarm(user, role, child.household_code, [child.child_code], words, {"value": sheet.source.source})
            return
