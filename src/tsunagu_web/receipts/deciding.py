"""Closing faults of a receipt, and writing down that the copy it came from is gone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tsunagu.base.errors import RefusedError, TsunaguError
from tsunagu.delivery import (
    cannot_be_wiped,
    dropped,
    note_wiped_by_hand,
    unfinished_wipes,
    unwanted,
    wipe_copy,
    wipes,
)
from tsunagu.intake import Receipt, receipt_place
from tsunagu.month import Home
from tsunagu_web.access import PageObject, Refused
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.receipts.closing import decide, marks_of
from tsunagu_web.receipts.copies import copy_that_came, may_be_wiped, settle, watched_copies
from tsunagu_web.receipts.decided import faults_with_decisions, lines_of
from tsunagu_web.receipts.forms import FaultForm, WipeForm
from tsunagu_web.receipts.reading import kept_receipt, read_receipt
from tsunagu_web.receipts.views import show_receipt
from tsunagu_web.town import home_folder

ALREADY_GONE = RefusedError(
    "K007",
    "受け取りフォルダに、同じ中身の写しはもうありません",
    "何も消していません。だれかが消したのなら「自分で消したとき」で記録してください",
)


def decide_faults(request: HttpRequest, key: str) -> HttpResponse:
    """Close or reopen the chosen faults of one receipt."""
    receipt = _receipt(request, key)
    form = FaultForm(request.POST)
    home = home_folder()
    marks = marks_of(home, Home(home).pack(), receipt, receipt.faults)
    wanted = set(request.POST.getlist("mark")) | _marks_of_lines(key, receipt, marks, request.POST.getlist("line"))
    chosen = [
        (mark, fault, receipt_place(fault)) for mark, fault in zip(marks, receipt.faults, strict=True) if mark in wanted
    ]
    if not form.is_valid() or not chosen:
        return show_receipt(request, key, form=form, nothing_chosen=not chosen, status=400)
    with acting(request, f"receipt:{key}"):
        by, reason = request.user.get_username(), form.cleaned_data["reason"]
        decide(key, receipt, chosen, closed=form.cleaned_data["what"] == "close", reason=reason, by=by)
    page, kind = request.POST.get("page", ""), request.POST.get("kind", "")
    asked = {"kind": kind} if kind.isalnum() else {}
    asked |= {"page": page} if page.isdecimal() and page != "1" else {}
    return redirect(reverse("receipt", args=[key]) + (f"?{urlencode(asked)}" if asked else ""))


def _marks_of_lines(key: str, receipt: Receipt, marks: Sequence[str], chosen: Sequence[str]) -> set[str]:
    """The marks of every fault on the lines that were chosen whole, as they are folded now."""
    shown = read_receipt(home_folder(), key)
    if not chosen or shown is None:
        return set()
    of_fault = {id(fault): mark for fault, mark in zip(receipt.faults, marks, strict=True)}
    lines = lines_of(faults_with_decisions(receipt, shown))
    return {of_fault[id(one.fault)] for line in lines if line.key in chosen for one in line.faults}


def wipe(request: HttpRequest, key: str) -> HttpResponse:
    """The copy a file came from: wiped by us (a watched folder), or by a person, who says how."""
    receipt = _receipt(request, key)
    form = WipeForm(request.POST)
    home = home_folder()
    if not form.is_valid() or not may_be_wiped(receipt):
        return show_receipt(request, key, wipe_form=form, status=400)
    by, medium = request.user.get_username(), form.cleaned_data["medium"] or receipt.medium or ""
    try:
        with acting(request, f"receipt:{key}"), Home(home).locked():
            if form.cleaned_data["how"] == "unwanted":
                settle(receipt, request.POST.getlist("file"), by=by, reason=form.cleaned_data["reason"])
            elif form.cleaned_data["how"] == "watched":
                copies = watched_copies(receipt)
                if not copies:
                    raise ALREADY_GONE
                for path in copies:
                    wipe_copy(home, path, medium=medium, by=by)
            else:
                how = form.cleaned_data["how"]
                note_wiped_by_hand(home, copy_that_came(receipt), medium=medium, how=how, by=by)
    except TsunaguError as error:
        return show_receipt(request, key, problem=error, status=409)
    except OSError as error:
        return show_receipt(request, key, problem=cannot_be_wiped(receipt.file, error), status=409)
    return redirect("receipt", key)


def all_wipes(request: HttpRequest) -> HttpResponse:
    """消去記録, newest first; verified as it is read. A record that does not hold is said, and hides no other."""
    read: dict[str, Callable[[Path], Sequence[object]]] = {
        "wipes": wipes,
        "unfinished": unfinished_wipes,
        "dropped": dropped,
        "unwanted": unwanted,
    }
    context: dict[str, Any] = {"problem": None}
    for name, records in read.items():
        try:
            context[name] = records(home_folder())[::-1]
        except TsunaguError as error:
            context |= {name: [], "problem": context["problem"] or error}
    return show(request, "receipts/wipes.html", context, status=503 if context["problem"] else 200)


def _receipt(request: HttpRequest, key: str) -> Receipt:
    found = kept_receipt(home_folder(), key)
    if found is None:
        row = request.row  # type: ignore[attr-defined]
        raise Refused(row.action, PageObject(row.name), request.decision)  # type: ignore[attr-defined]
    return found
