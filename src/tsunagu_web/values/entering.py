"""値を加える・直す・取り下げる: one more version, checked by the reading that every file gets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from tsunagu.base.errors import RefusedError
from tsunagu.catalog import Pack
from tsunagu.intake import WHYS, faults_on_screen
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.values.items import Item, Sheet
from tsunagu_web.values.models import EnteredRow, EnteredVersion
from tsunagu_web.values.reading import FiledRow

LONGEST = 2_000
REASONS = tuple(why.name for why in WHYS)
_NO_REASON = "BLANK"


@dataclass(frozen=True)
class Told:
    """What a form was filled in with: cells by heading, and why others have no value. `wrong`: what must be put right."""

    cells: dict[str, str]
    missing: dict[str, str]
    wrong: dict[str, str]


def read_form(pack: Pack, sheet: Sheet, posted: Mapping[str, str], before: Mapping[str, str] | None) -> Told:
    """The filled-in items. Of a row that is there (`before`) only those that say something else than it does now.

    An item that had a value and has none any more needs its kind of missing: nothing is not no.
    """
    cells: dict[str, str] = {}
    missing: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for item in sheet.items:
        cell = posted.get(f"item-{item.mark}", "").strip()[:LONGEST]
        why = posted.get(f"why-{item.mark}", "")
        was = (before or {}).get(item.heading, "")
        if cell:
            if before is None or cell != was:
                cells[item.heading] = cell
        elif why in REASONS:
            cells[item.heading], missing[item.heading] = "", why if item.has_reason else _NO_REASON
        elif was:
            wrong[item.heading] = "値を消すときは、値がないわけ（不明・聞いていない・拒否など）を選んでください。"
        elif before is None and item.required:
            wrong[item.heading] = "かならず入力してください。"
    wrong |= {heading: fault for heading, fault in faults_on_screen(pack, sheet.slots, cells).items()}
    return Told(cells, missing, wrong | _not_listed(sheet.items, cells))


def _not_listed(items: tuple[Item, ...], cells: Mapping[str, str]) -> dict[str, str]:
    """Items of a list of words with another word: a form offers the list, so it is no slip of ours."""
    return {
        item.heading: "一覧から選んでください。"
        for item in items
        if item.words and not item.free and cells.get(item.heading) and cells[item.heading] not in dict(item.words)
    }


@dataclass(frozen=True)
class Writer:
    """Who enters, under which role."""

    user: User
    role: str


def add_row(child_code: str, about: str, sheet: Sheet, told: Told, why: str, writer: Writer) -> EnteredVersion:
    """A row no file has. Call inside the recording transaction."""
    entered = EnteredRow.objects.create(child_code=child_code, about=about, source=sheet.source.source)
    return _version(entered, EnteredVersion.ADD, told, {}, why, writer, filed=None, seen=0)


def say_of_row(
    child_code: str, filed: FiledRow, sheet: Sheet, act: str, told: Told, why: str, writer: Writer
) -> EnteredVersion:
    """A first word about a row of a file. Call inside the recording transaction.

    Raises RefusedError X002 when somebody said something about it meanwhile.
    """
    try:
        with transaction.atomic():
            entered = EnteredRow.objects.create(
                child_code=child_code, about=filed.about, source=sheet.source.source, row=filed.key
            )
    except IntegrityError:
        raise changed_meanwhile() from None
    return _version(entered, act, told, dict(filed.cells), why, writer, filed=filed, seen=0)


def say_again(newest: EnteredVersion, act: str, told: Told, why: str, writer: Writer) -> EnteredVersion:
    """Another version over `newest`. An added row that is withdrawn is ended: no row of a file is ever withdrawn for it.

    Raises RefusedError X002 when somebody was faster. Call inside the recording transaction.
    """
    if act == EnteredVersion.WITHDRAW and newest.entered.row is None:
        act = EnteredVersion.END
    before = newest.cells_before
    return _version(newest.entered, act, told, before, why, writer, filed=None, seen=newest.seq, base=newest)


def _version(
    entered: EnteredRow,
    act: str,
    told: Told,
    before: Mapping[str, str],
    why: str,
    writer: Writer,
    *,
    filed: FiledRow | None,
    seen: int,
    base: EnteredVersion | None = None,
) -> EnteredVersion:
    place: dict[str, object] = {}
    if filed is not None:
        place = {"load_id": filed.load_id, "file": filed.file, "sheet": filed.sheet, "line": filed.line}
    elif base is not None:
        place = {"load_id": base.load_id, "file": base.file, "sheet": base.sheet, "line": base.line}
    try:
        with transaction.atomic():
            return EnteredVersion.objects.create(
                entered=entered,
                seq=seen + 1,
                act=act,
                section=writer.user.section,
                told=json.dumps(told.cells, ensure_ascii=False, sort_keys=True),
                missing=told.missing,
                before=json.dumps(dict(before), ensure_ascii=False, sort_keys=True),
                why=why,
                at=clock.now(),
                by=writer.user,
                role=writer.role,
                **place,
            )
    except IntegrityError:
        raise changed_meanwhile() from None


def changed_meanwhile() -> RefusedError:
    """X002."""
    return RefusedError(
        "X002", "画面を開いたあとで、ほかの人がこの行を直しました", "いまの値を見てから、もう一度入力してください"
    )
