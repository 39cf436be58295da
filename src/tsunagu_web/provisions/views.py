"""提供: one page of everything that was told or given to people without an account, for those who answer for it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from tsunagu_web.access import Field, Scope, authorize
from tsunagu_web.accounts.current import user_of
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.places import hides_places, section_told
from tsunagu_web.casework.reading import things_of
from tsunagu_web.pages.paging import paging
from tsunagu_web.pages.showing import show
from tsunagu_web.provisions.given import Given, all_given
from tsunagu_web.reading import RunView, with_run
from tsunagu_web.support.reading import WITHHELD

LOOK = "provisions.look"
CODE = re.compile(r"[CM]-\d{4,}")
DAY = {"invalid": "日付を 2026-11-30 の形で入れてください。"}


class FilterForm(forms.Form):
    """Of which child, to whom (a mark of the list, so that no name stands in an address), from when until when."""

    code = forms.CharField(max_length=12, required=False, strip=True)
    to = forms.CharField(max_length=16, required=False)
    since = forms.DateField(required=False, error_messages=DAY)
    until = forms.DateField(required=False, error_messages=DAY)

    def clean_code(self) -> str:
        """As people type it, in small letters too."""
        code = str(self.cleaned_data["code"]).upper()
        if code and not CODE.fullmatch(code):
            raise forms.ValidationError("こどもの番号を「C-0001」の形で入れてください。")
        return code


@dataclass(frozen=True)
class Row:
    """One line as this person may see it. `mark`: what the filter calls the recipient; empty where the recipient is not told.
    `section`: of who gave it, a gap where that is a school and could tell where the child is."""

    given: Given
    to: str
    mark: str
    section: str


@with_run
def provisions(request: HttpRequest, run: RunView) -> HttpResponse:
    """Newest first, narrowed by child, recipient and day; each child shown stands in the record."""
    audit = request.decision.grants.get(Field.AUDIT)  # type: ignore[attr-defined]
    everything = audit is not None and audit.scope is Scope.TOWN
    form, rows = FilterForm(request.GET), _rows(run, user_of(request), everything)
    told: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    recipients = sorted({(row.to, row.mark) for row in rows if row.mark})
    found = [row for row in rows if _wanted(row, told)] if told else []
    pages = paging(request, len(found))
    shown = found[pages.offset : pages.offset + pages.size]
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "run": run,
        "rows": shown,
        "paging": pages,
        "form": form,
        "recipients": recipients,
        "all": len(rows),
        "everything": everything,
        "keep": f"{kept.urlencode()}&" if kept else "",
    }
    codes = sorted({code for row in shown for code in row.given.children} | {told.get("code") or ""} - {""})
    return show(request, "provisions/provisions.html", context, children=codes, status=200 if told else 400)


def _rows(run: RunView, user: User, everything: bool) -> list[Row]:
    """What this person may see: who answers for the whole record all of it; others of the cases they read, and what the own
    section gave. To whom it went is told of nobody who may be protected: it could tell where the child is."""
    reads: dict[int, bool] = {}
    hides: dict[int, bool] = {}
    rows = []
    for one in all_given():
        key = one.case.pk
        if key not in reads:
            reads[key] = everything or _reads(one.case, run, user)
            hides[key] = hides_places(one.case, run)
        if not reads[key] and one.by.section != user.section:
            continue
        if one.whole:
            there = [child.child_code for child in run.household(one.case.household_code)]
            one = replace(one, children=tuple(sorted({*one.children, *there})))
        if hides[key]:
            rows.append(Row(one, WITHHELD, "", section_told(one.by.section, hides=True)))
        else:
            to = f"{one.to}（{one.place}）" if one.place else one.to
            rows.append(Row(one, to, hashlib.sha256(to.encode()).hexdigest()[:16], one.by.section))
    return rows


def _reads(case: Case, run: RunView, user: object) -> bool:
    return any(authorize(user, LOOK, thing).allowed for thing in things_of(case, run))


def _wanted(row: Row, told: dict[str, Any]) -> bool:
    return (
        (not told["code"] or told["code"] in row.given.children)
        and (not told["to"] or told["to"] == row.mark)
        and (not told["since"] or told["since"] <= row.given.on)
        and (not told["until"] or row.given.on <= told["until"])
    )
