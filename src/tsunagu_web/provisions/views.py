"""提供: one page of everything that was told or given to people without an account, for those who answer for it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from tsunagu_web.access import Field, Scope, authorize
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.current import user_of
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.places import hides_places, section_told
from tsunagu_web.casework.reading import things_of
from tsunagu_web.pages.paging import paging
from tsunagu_web.pages.showing import show
from tsunagu_web.provisions.given import Given, Wanted, all_given
from tsunagu_web.reading import RunView, with_run
from tsunagu_web.support.reading import WITHHELD

LOOK = "provisions.look"
CODE = re.compile(r"[CM]-\d{4,}")
LATELY = timedelta(days=365)
"""How far back the page looks before anybody asks for other days."""
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
    `section`: of who gave it, as it was then; a gap where that is a school and could tell where the child is."""

    given: Given
    to: str
    mark: str
    section: str


@with_run
def provisions(request: HttpRequest, run: RunView) -> HttpResponse:
    """Newest first, narrowed by child, recipient and day; each child shown stands in the record."""
    audit = request.decision.grants.get(Field.AUDIT)  # type: ignore[attr-defined]
    everything = audit is not None and audit.scope is Scope.TOWN
    lately = not set(request.GET) - {"page"}
    since = clock.today() - LATELY
    form = FilterForm({"since": since.isoformat()} if lately else request.GET)
    right, told = form.is_valid(), form.cleaned_data
    rows = _rows(run, user_of(request), everything, _wanted(run, told))
    recipients = sorted({(row.to, row.mark) for row in rows if row.mark})
    found = [row for row in rows if told.get("to") in ("", row.mark)] if right else []
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
        "lost": told.get("to") if told.get("to") not in {"", *(mark for _, mark in recipients)} else "",
        "lately": lately,
        "everything": everything,
        "keep": f"{kept.urlencode()}&" if kept else "",
    }
    codes = sorted({code for row in shown for code in row.given.children} | {told.get("code") or ""} - {""})
    return show(request, "provisions/provisions.html", context, children=codes, status=200 if right else 400)


def _wanted(run: RunView, told: dict[str, Any]) -> Wanted:
    """As far as it was filled in right. The child may be one of every case of its household, and of those that name it."""
    code, cases = told.get("code", ""), None
    if code:
        child = run.serving.child(code)
        households = {code, child.household_code} if child else {code}
        of_child = Case.objects.filter(Q(household_code__in=households) | Q(children__icontains=code))
        cases = frozenset(of_child.values_list("pk", flat=True))
    return Wanted(told.get("since"), told.get("until"), code, cases)


def _rows(run: RunView, user: User, everything: bool, wanted: Wanted) -> list[Row]:
    """What is wanted and this person may see: who answers for the whole record all of it; others of the cases they read, and what the own
    section gave. To whom it went is told of nobody who may be protected: it could tell where the child is."""
    reads: dict[int, bool] = {}
    hides: dict[int, bool] = {}
    rows = []
    for one in all_given(wanted):
        key = one.case.pk
        if key not in reads:
            reads[key] = everything or _reads(one.case, run, user)
            hides[key] = hides_places(one.case, run)
        if not reads[key] and one.section != user.section:
            continue
        if one.whole:
            there = [child.child_code for child in run.household(one.case.household_code)]
            one = replace(one, children=tuple(sorted({*one.children, *there})))
        if wanted.code and wanted.code not in one.children:
            continue
        if hides[key]:
            rows.append(Row(one, WITHHELD, "", section_told(one.section, hides=True)))
        else:
            to = f"{one.to}（{one.place}）" if one.place else one.to
            rows.append(Row(one, to, hashlib.sha256(to.encode()).hexdigest()[:16], one.section))
    return rows


def _reads(case: Case, run: RunView, user: object) -> bool:
    return any(authorize(user, LOOK, thing).allowed for thing in things_of(case, run))
