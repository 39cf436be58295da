"""Excel to fill in away from the screen: each copy has a number, is read back once, as a whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.forms import Form

from tsunagu.base.clock import JAPAN
from tsunagu.base.dates import read_date
from tsunagu.base.errors import RefusedError
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.papers.workbooks import Copy, Returned
from tsunagu_web.support.models import HandSheet, HandSheetRead
from tsunagu_web.support.tasks import lock_open

Asked = Sequence[tuple[str, str]]
"""Key and words of each line to fill in."""


def number_sheet(case: Case, user: User, role: str, kind: str, children: Sequence[str]) -> HandSheet:
    """One more numbered copy. Call inside the recording transaction. Raises RefusedError C044 (the case has ended)."""
    lock_open(case)
    return HandSheet.objects.create(
        case=case,
        kind=kind,
        number=case.hand_sheets.filter(kind=kind).count() + 1,
        children=list(children),
        at=clock.now(),
        by=user,
        role=role,
    )


def copy_of(sheet: HandSheet) -> Copy:
    """What its file is known by."""
    return Copy(f"tsunagu-{sheet.kind}-1", sheet.case.number, sheet.number, "|".join(sheet.children))


def sheet_of(case: Case, kind: str, found: Returned) -> HandSheet:
    """The copy that came back, kept from others until the transaction ends.

    Raises RefusedError C025 (another kind of file), C026 (of another case), C044 (the case has ended), C153 (no copy of this
    number ever left), C154 (read before).
    """
    lock_open(case)
    found.must_be(f"tsunagu-{kind}-1", case.number)
    sheets = case.hand_sheets.filter(kind=kind).select_related("case", "by")
    sheet = sheets.filter(number=found.number).first() if found.number is not None else None
    if sheet is None:
        raise RefusedError(
            "C153",
            "この発行番号のExcelは、このケースでは出していません",
            "ファイルの名前の番号を見て、出したときのままのExcelを選んでください",
        )
    if (read := HandSheetRead.objects.filter(sheet=sheet).select_related("by").first()) is not None:
        day = read.at.astimezone(JAPAN)
        raise RefusedError(
            "C154",
            f"発行番号 {sheet.number} のExcelは、もう読み込みました（{day.month}月{day.day}日、{read.by.display_name}）",
            "書き足すことは画面に書くか、新しいExcelを出してください",
        )
    return sheet


def keep_read(sheet: HandSheet, user: User, role: str, entries: int) -> None:
    """It came back. Call inside the recording transaction."""
    HandSheetRead.objects.create(sheet=sheet, at=clock.now(), by=user, role=role, entries=entries)


def day_told(cell: str) -> str:
    """2026-10-31 of a day in any usual writing; what is no day stays as it is, and the form refuses it."""
    found: date | None = read_date(cell).value
    return found.isoformat() if found else cell


def wrong_lines(form: Form, keys: Mapping[str, str], asked: Asked) -> Iterable[str]:
    """Words of the lines a form found wrong; `keys`: name of the field → key of its line."""
    words = dict(asked)
    return [words[keys[name]] for name in form.errors if name in keys]


def nothing_filled() -> RefusedError:
    """A file that came back as it left."""
    return RefusedError(
        "C155", "何も書かれていないExcelです", "書いて保存したExcelを選んでください。何も取りこんでいません"
    )


def child_out_of_reach() -> RefusedError:
    """It tells of a child this person may not write about any more."""
    return RefusedError(
        "C156",
        "このシートのこどものうち、いまは書けないこどものことが書かれています",
        "このケースを担当する人に読み込んでもらってください",
    )
