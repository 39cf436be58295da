"""すぐに知らせる印 among values somebody types in: the household is alarmed with the entry, under the name of who made it."""

from __future__ import annotations

from tsunagu.intake import alarm_values, read_cell
from tsunagu.serving import ServedChild
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.moving import raise_alarm
from tsunagu_web.dictionary.entries import current_pack
from tsunagu_web.values.entering import Told
from tsunagu_web.values.items import Sheet


def alarm_typed(child: ServedChild, sheet: Sheet, told: Told, user: User, role: str) -> None:
    """Alarm the household where a cell that was typed now is declared an alarm. Call inside the recording transaction.

    The next month's file of our own pages holds the value again; it alarms nobody a second time.
    """
    pack = current_pack()
    wanted = alarm_values(pack, pack.sources[sheet.source.source])
    for slot in sheet.slots:
        cell, values = told.cells.get(slot.written.header), wanted.get((slot.table, slot.name))
        if cell and values and str(read_cell(cell, slot).value) in values:
            words = f"画面で入力した値に、すぐに知らせる印があった：{slot.column.label}{cell}"
            raise_alarm(user, role, child.household_code, [child.child_code], words, {"value": sheet.source.source})
            return
