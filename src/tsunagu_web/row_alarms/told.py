"""Danger told in a 見守り情報 of a child the register does not know: not registered yet, fled, or of whom only a name is known.

It waits beside the rows of files that nobody could place: whoever may place them reads it on 今日 at once, asks who wrote it,
and says whose it is. Then it is the note it would have been, and the household is urgent.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from tsunagu.serving import ServedChild
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.notes.models import Note
from tsunagu_web.notes.noting import keep
from tsunagu_web.row_alarms.keyed import folded, keyed
from tsunagu_web.row_alarms.models import RowAlarm

SOURCE = "mimamori"
"""The declared source of 見守り情報."""


def tell_of_unknown(user: User, role: str, who: dict[str, str], told: dict[str, Any]) -> RowAlarm:
    """Keep the danger until somebody knows whose it is; the same words sent twice are kept once. Call inside the recording
    transaction. `who`: what is known of the child (code, name, birth_date); `told`: the fields of a Note but the child's."""
    note = {**told, "happened_on": told["happened_on"].isoformat()}
    by = {"pk": user.pk, "role": role, "section": user.section, "name": user.display_name}
    said = [str(user.pk), folded(who.get("name", "")), who.get("birth_date", ""), who.get("code", ""), told["text"]]
    found, _ = RowAlarm.objects.get_or_create(
        source=SOURCE,
        item=f"見守り情報：{told['kind']}",
        person=keyed("\n".join(said)),
        day=told["happened_on"],
        settled_at=None,
        defaults={
            "load_id": "",
            "line": 0,
            "words": json.dumps({**who, "note": note, "by": by}, ensure_ascii=False),
            "raised": True,
            "found_at": clock.now(),
        },
    )
    return found


def is_told(alarm: RowAlarm) -> bool:
    """Whether somebody told it, where others stand in a file."""
    return alarm.load_id == ""


def waiting_of(user: User) -> list[tuple[RowAlarm, dict[str, Any]]]:
    """What the person's own section told, or without a section the person, and nobody could place yet."""
    waits = RowAlarm.objects.filter(source=SOURCE, load_id="", case__isnull=True, settled_at__isnull=True)
    found = [(one, dict(json.loads(str(one.words)))) for one in waits.order_by("-id")]
    return [
        (one, who)
        for one, who in found
        if (who["by"]["section"] == user.section if user.section else who["by"]["pk"] == user.pk)
    ]


def tell_whose(alarm: RowAlarm, child: ServedChild) -> tuple[str, Note]:
    """The note of who told it, now that the child is known, and the words for the case. Call inside the recording transaction."""
    said = json.loads(str(alarm.words))
    told = said["note"] | {"happened_on": date.fromisoformat(said["note"]["happened_on"])}
    by = User.objects.get(pk=said["by"]["pk"])
    note = keep(by, said["by"]["role"], said["by"]["section"], child, told, at=alarm.found_at)
    when = f"{alarm.found_at:%Y年}{alarm.found_at.month}月{alarm.found_at.day}日"
    return f"{by.display_name}が{when}に書いた{alarm.item}：{note.text}", note
