"""すぐに知らせる印: from the loads of the home to urgent cases.

Everything is derived from what was received: a load is looked at once, in one transaction with all that comes of it, so that
a stop in between loses nothing and a second look finds it done. News is what neither the file of the month before nor that
of the month after said of the same person, or what names a day of its own, or what goes on although its case was ended; a sheet that only repeats the mark, and the same file
read again, alarm nobody a second time. What a person found to be a slip was not said.
"""

from __future__ import annotations

import json
import logging
from contextlib import nullcontext
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from tsunagu.base.errors import RefusedError, TsunaguError
from tsunagu.base.school_years import fiscal_year_of
from tsunagu.catalog import Pack
from tsunagu.intake import LOADS, AlarmedRow, Load, alarmed_rows, loads
from tsunagu.month import Home
from tsunagu.serving import ServedChild
from tsunagu_web import audit
from tsunagu_web.access import PageObject, authorize
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.moving import raise_alarm
from tsunagu_web.reading import RunView, current_run, grade_label
from tsunagu_web.row_alarms.keyed import folded, keyed
from tsunagu_web.row_alarms.models import LoadLookedAt, RowAlarm
from tsunagu_web.row_alarms.told import is_told, tell_whose
from tsunagu_web.town import home_folder

MACHINE, MACHINE_NAME = "row_alarm", "自動（受け取ったファイルの印）"
"""An account nobody logs in to: under it stands what no person did."""
UNTOLD_SHOWN = timedelta(days=14)
"""How long 今日 says that older files were not told of at the very first look at a home."""
RETRIED = timedelta(minutes=10)
"""After how long a load that could not be read is tried again: the round comes every few seconds."""
_LOG = logging.getLogger(__name__)


class Waiting(NamedTuple):
    """What 今日 says: rows nobody could place, files nobody could look at, and rows of the first look that nobody was told of."""

    rows: int = 0
    unread: int = 0
    untold: int = 0


def look_at_loads() -> None:
    """Raise what the home's loads say and nobody was told yet; then look again for whom a newer month may know."""
    there = {path.parent.name for path in (home_folder() / LOADS).glob("[0-9a-f]*/load.json")}
    done = LoadLookedAt.objects.filter(Q(read=True) | Q(at__gt=clock.now() - RETRIED))
    new = there - set(done.values_list("load_id", flat=True))
    if new:
        _look_at_new(new)
    if _unplaced().exists():
        _place_what_is_known_now()


def waiting_alarms(user: Any) -> Waiting:
    """What waits for who may place rows; nothing for others."""
    if not authorize(user, "row_alarm.look", PageObject("row_alarms")).allowed:
        return Waiting()
    untold = RowAlarm.objects.filter(untold=True, found_at__gt=clock.now() - UNTOLD_SHOWN).count()
    return Waiting(_unplaced().count(), LoadLookedAt.objects.filter(read=False).count(), untold)


def unplaced() -> list[tuple[RowAlarm, dict[str, Any]]]:
    """What waits, oldest first, with what it says of whom it is about."""
    found = [(one, dict(json.loads(str(one.words)))) for one in _unplaced().order_by("id")]
    return [(one, who | {"grade_words": grade_label(who.get("grade"))}) for one, who in found]


def place_alarm(alarm: RowAlarm, child: ServedChild, user: User, role: str) -> None:
    """Somebody found out whose row it is: the household is alarmed. Call inside the recording transaction.

    Raises RefusedError C192 (somebody did so before).
    """
    _raise(_locked(alarm), child, user, role)


def settle_alarm(alarm: RowAlarm, user: User, why: str) -> None:
    """Somebody found out that no household is to be alarmed, also not by the rows that only repeated this one. Call inside the
    recording transaction. Raises RefusedError C192."""
    alarm = _locked(alarm)
    alarm.settled_at, alarm.settled_by, alarm.settled_why = clock.now(), user, why
    alarm.save()
    of_person = RowAlarm.objects.filter(source=alarm.source, item=alarm.item, person=alarm.person, raised=False)
    of_person.filter(day__gt=alarm.day, settled_at=None).update(settled_at=alarm.settled_at, settled_by=user)


def machine() -> User:
    """Under whom stands what a file says. Nobody can log in as it, and it holds no role."""
    made, fresh = User.objects.get_or_create(
        username=MACHINE, defaults={"display_name": MACHINE_NAME, "section": "", "is_active": False}
    )
    if fresh:
        made.set_unusable_password()
        made.save()
    return made


def _look_at_new(new: set[str]) -> None:
    pack, known = Home(home_folder()).pack(), loads(home_folder())
    # Of the months before a town began to look, only the newest is told; the whole of it or nothing, so that it is one look.
    first = not LoadLookedAt.objects.exists()
    found = [(load, _rows(load, pack)) for load in sorted(known, key=lambda one: one.period) if load.load_id in new]
    with transaction.atomic() if first else nullcontext():
        for load, rows in found:
            if rows is None:
                told = {"at": clock.now(), "read": False}
                if not LoadLookedAt.objects.get_or_create(load_id=load.load_id, defaults=told)[1]:
                    LoadLookedAt.objects.filter(load_id=load.load_id, read=False).update(at=clock.now())
            else:
                _look_at(load, rows, known, pack, first)


def _rows(load: Load, pack: Pack) -> list[AlarmedRow] | None:
    """Its alarms; None where it cannot be read, which must not keep those behind it waiting."""
    try:
        return [] if load.entered else alarmed_rows(home_folder(), load, pack)
    except (OSError, ValueError, KeyError, TsunaguError):
        _LOG.exception("Load %s cannot be looked through for alarms", load.load_id)
        return None


def _look_at(load: Load, rows: list[AlarmedRow], known: list[Load], pack: Pack, first: bool) -> None:
    same = [one.period for one in known if (one.source, one.part) == (load.source, load.part) and not one.entered]
    before = max((period for period in same if period < load.period), default="")
    after = min((period for period in same if period > load.period), default="")
    try:
        with transaction.atomic():
            LoadLookedAt.objects.filter(load_id=load.load_id, read=False).delete()
            LoadLookedAt.objects.create(load_id=load.load_id, at=clock.now())
            if not after:
                RowAlarm.objects.filter(source=load.source, part=load.part or "").update(newest=False)
            for row in rows:
                school = _school_named(pack, load, row)
                _keep(load, row, school, {before, after}, untold=first and bool(after), newest=not after)
    except IntegrityError:
        return  # Somebody looked at it in the same moment: what they found stands.


def _keep(load: Load, row: AlarmedRow, school: dict[str, str], beside: set[str], *, untold: bool, newest: bool) -> None:
    person = _digest(load.part or "", row)
    of_person = RowAlarm.objects.filter(source=load.source, item=row.item, person=person, settled_at=None)
    goes_on = newest and not row.dated
    if of_person.filter(day=row.day).exists():
        of_person.filter(day=row.day).update(newest=goes_on)
        return
    said = not row.dated and any(f"{one.day:%Y-%m}" in beside for one in of_person.filter(untold=False))
    said = said and not (newest and _ended_since(of_person))
    alarm = RowAlarm.objects.create(
        source=load.source,
        part=load.part or "",
        item=row.item,
        person=person,
        day=row.day,
        load_id=load.load_id,
        line=row.line,
        words=json.dumps({**row.who, **school, "file": load.file_name}, ensure_ascii=False),
        raised=not untold and not said,
        untold=untold,
        newest=goes_on,
        found_at=clock.now(),
    )
    if alarm.raised:
        _record(alarm, "row_alarm.found", [])


def _ended_since(of_person: QuerySet[RowAlarm]) -> bool:
    """The case that the mark was told to has ended: what goes on is nobody's any more, and is told anew."""
    told = of_person.filter(raised=True).select_related("case").order_by("-day", "-id").first()
    return told is not None and told.case is not None and told.case.ended_at is not None


def _school_named(pack: Pack, load: Load, row: AlarmedRow) -> dict[str, str]:
    """The school in words, where the file has a code for it."""
    lists = [column.codes for column in pack.sources[load.source].columns if column.codes and _is_school(column.to)]
    codes = [code for name in lists for code in pack.code_lists[name].codes]
    label = next((code.label for code in codes if code.value == row.who.get("school")), None)
    return {"school": label} if label else {}


def _is_school(targets: tuple[str, ...]) -> bool:
    return any(target.partition(".")[2] == "school" for target in targets)


def _place_what_is_known_now() -> None:
    try:
        with current_run() as run:
            tried = run.meta["run_id"]
            for alarm in _unplaced().exclude(run_id=tried):
                with transaction.atomic():
                    child = _child_of(run, dict(json.loads(str(alarm.words))))
                    if child is not None:
                        _raise(_locked(alarm), child, machine(), "")
                        _record(alarm, "row_alarm.raised", [child.child_code])
                    RowAlarm.objects.filter(pk=alarm.pk).update(run_id=tried)
    except RefusedError:
        return  # No run yet, or somebody placed it in this moment: it waits on the page, or is done.


def _raise(alarm: RowAlarm, child: ServedChild, user: User, role: str) -> None:
    words = f"受け取ったファイルに、すぐに知らせる印があった：{alarm.item}（{alarm.day.year}年{alarm.day.month}月分）"
    told: dict[str, object] = {"row_alarm": alarm.pk}
    if is_told(alarm):
        words, note = tell_whose(alarm, child)
        told["note"] = note.pk
    to = (child.household_code, [child.child_code])
    case = raise_alarm(user, role, *to, words, told, told_at=alarm.found_at)
    alarm.child_code, alarm.case = child.child_code, case
    alarm.save()


def _child_of(run: RunView, who: dict[str, str]) -> ServedChild | None:
    """Exactly one child of this name, and birth date or 学年, at this school where it is known; else nobody: a wrong house is
    not alarmed."""
    name = folded(who.get("name", ""))
    if not name or (who.get("note") and not who.get("birth_date")):
        return None  # Somebody who told only a name may mean another of that name.
    found: list[tuple[str, str | None]]
    if who.get("birth_date"):
        found = [(code, None) for code in run.serving.find(who["name"], who["birth_date"])]
    else:
        of_grade = run.serving.named_children(who.get("grade") or None)
        found = [(code, place) for code, called, place in of_grade if folded(called) == name]
    school = who.get("school", "")
    if school:
        # Of whom no place is told, none contradicts; of several only the one who is there.
        found = [(code, place) for code, place in found if place == school or (place is None and len(found) == 1)]
    return run.serving.child(found[0][0]) if len(found) == 1 else None


def may_tell_school(
    run: RunView, protected: set[tuple[str | None, str | None]], day: date, who: dict[str, str]
) -> bool:
    """Whether a row's school, class and file may be shown: not while it may be about somebody protected.

    A row waits because its name is written otherwise than in the register, so the name tells nothing: any protected child
    (`protected`: school and 学年 of each) of that school, or of that 学年 anywhere, hides it.
    """
    if run.feed.hides_whereabouts:
        return False
    school, grade = who.get("school"), who.get("grade")
    if not grade or fiscal_year_of(day) != fiscal_year_of(run.as_of):
        return not protected  # Of another school year: everybody was in another 学年.
    return not any(place == school or of_grade == grade for place, of_grade in protected)


def _unplaced() -> QuerySet[RowAlarm]:
    return RowAlarm.objects.filter(raised=True, case__isnull=True, settled_at__isnull=True)


def _locked(alarm: RowAlarm) -> RowAlarm:
    found = RowAlarm.objects.select_for_update().get(pk=alarm.pk)
    if found.case_id is not None or found.settled_at is not None:
        raise RefusedError("C192", "この印は、もう扱われています", "画面を開き直してください")
    return found


def _digest(part: str, row: AlarmedRow) -> str:
    """Who a row is about, told from others and readable by nobody: the key lies in the home."""
    if row.number:
        who = str(row.number)
    else:
        # Two of one name are two; in April 学年 and 組 change and the mark is told anew, which is the safe side.
        told = [row.who.get(name, "") for name in ("birth_date", "grade", "class", "number")]
        name = folded(row.who.get("name", ""))
        who = "\n".join([part, name, *told] if name else [part, *told, f"line {row.line}"])
    return keyed(who)


def _record(alarm: RowAlarm, action: str, children: list[str]) -> None:
    audit.record(user=None, action=action, object=alarm, purpose=None, result="ok", children=children)
