"""データ受領: every file and its receipt, what has not come, and which rows wait for a person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse

from tsunagu.base.errors import RefusedError, TsunaguError
from tsunagu.delivery import BY_HAND, last_day, month_files
from tsunagu.intake import EMPTY_IN_WORDS, Receipt
from tsunagu.month import Home
from tsunagu.serving import open_serving
from tsunagu_web.access import FileObject, PageObject, Refused, Scope, authorize, require
from tsunagu_web.pages.paging import paging
from tsunagu_web.pages.showing import show
from tsunagu_web.receipts.copies import copies_of, decided_of, may_be_wiped, not_taken_of, package_of
from tsunagu_web.receipts.decided import FaultLine, faults_with_decisions, lines_of, with_marks
from tsunagu_web.receipts.reading import (
    held_shown,
    kept_receipt,
    listed_receipts,
    problem_of_records,
    read_receipt,
    waiting_by_source,
)
from tsunagu_web.town import home_folder

MONTHS = 13
"""Months offered on top of the page."""


def receipts(request: HttpRequest) -> HttpResponse:
    """The receipts of one month, that of the run unless asked; works before the first run, because files come first."""
    return show_receipts(request)


def show_receipts(request: HttpRequest, *, problem: TsunaguError | None = None, status: int = 200) -> HttpResponse:
    """The page of all receipts, with what went wrong on top."""
    within_reach = _within_reach(request)
    months = listed_receipts(home_folder(), within_reach)
    of_run = _of_run(whole_town=_whole_town(request))
    month = _month_to_show(request.GET.get("month", ""), list(months), of_run["meta"])
    found = months.get(month, [])
    counted = month_files(home_folder(), last_day(date.fromisoformat(f"{month}-01"))) if month else None
    if counted is not None and not _whole_town(request):
        counted = counted.of(within_reach)
    pages = paging(request, len(found), 100)
    context = {
        "periods": list(months)[:MONTHS],
        "counted": counted,
        "month": month,
        "month_day": date.fromisoformat(f"{month}-01") if month else None,
        "keep": f"month={month}&",
        "receipts": found[pages.offset : pages.offset + pages.size],
        "paging": pages,
        "held": held_shown(home_folder(), within_reach, whole_town=_whole_town(request)),
        "held_days": Home(home_folder()).limits.held_days,
        "may_drop": authorize(request.user, "held.drop", PageObject("held_drop")).allowed,
        "problem": problem or (problem_of_records(home_folder()) if _whole_town(request) else None),
        "files": len(counted.taken) if counted else 0,
        "rows_in": counted.rows_in if counted else 0,
        **of_run,
    }
    return show(request, "receipts/receipts.html", context, status=status)


def _month_to_show(asked: str, periods: list[str], run: dict[str, Any] | None) -> str:
    """The month asked for, else that of the run the pages show, else the newest: a list that comes every day is no month."""
    wanted = (asked, run["as_of"][:7] if run else "")
    return next((month for month in wanted if month in periods), periods[0] if periods else "")


def receipt(request: HttpRequest, key: str) -> HttpResponse:
    """One receipt with every fault: place, rule, cause, remedy, and what was decided about it."""
    return show_receipt(request, key)


def show_receipt(
    request: HttpRequest,
    key: str,
    *,
    form: Form | None = None,
    nothing_chosen: bool = False,
    wipe_form: Form | None = None,
    problem: TsunaguError | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of one receipt, with what went wrong where it went wrong."""
    found, kept = read_receipt(home_folder(), key), kept_receipt(home_folder(), key)
    if found is None or kept is None:
        raise Refused("receipt.look", PageObject("receipt"), request.decision)  # type: ignore[attr-defined]
    require(request.user, "receipt.look", FileObject(owner_of(found.source)))
    faults = faults_with_decisions(kept, found)
    state = request.GET.get("state", "")
    shown = [one for one in faults if state not in ("open", "closed") or one.is_closed == (state == "closed")]
    lines = lines_of(shown)
    kind = request.GET.get("kind", "")
    of_kind = [line for line in lines if line.kind == kind]
    if of_kind:
        lines = [FaultLine([one], kind, "") for line in of_kind for one in line.faults]
    pages = paging(request, len(lines), 100)
    package, missing = package_of(kept)
    not_taken = not_taken_of(package, missing)
    may_wipe = may_be_wiped(kept) and authorize(request.user, "receipt.wipe", PageObject("receipt_wipe")).allowed
    copies = copies_of(kept, may_wipe=may_wipe)
    context = {
        "receipt": found,
        "package": package,
        "unwanted": decided_of(package) if _whole_town(request) else [],
        "not_taken": not_taken,
        "free": [one for one in not_taken if not one.waits],
        "only_my_number": bool(not_taken) and all(one.my_number for one in not_taken),
        "never_taken": not kept.taken and package is None,
        "compared": kept.compared,
        "empty": kept.empty,
        "empty_words": words_of(kept),
        "never_asked": kept.never_asked,
        "unread_columns": kept.dropped_columns,
        "lines": _marked(kept, lines[pages.offset : pages.offset + pages.size]),
        "kind": of_kind[0] if of_kind else None,
        "paging": pages,
        "state": state,
        "keep": (f"state={state}&" if state else "") + (f"kind={kind}&" if of_kind else ""),
        "closed": sum(one.is_closed for one in faults),
        "all_faults": len(faults),
        "form": form,
        "nothing_chosen": nothing_chosen,
        "wipe_form": wipe_form,
        "problem": problem or copies.problem,
        "wiped": copies.wiped,
        "watched_copies": copies.watched,
        "by_hand": BY_HAND,
        "may_decide": authorize(request.user, "receipt.decide", PageObject("receipt_decide")).allowed,
        "may_wipe": may_wipe,
        **_of_run(whole_town=_whole_town(request)),
    }
    return show(request, "receipts/receipt.html", context, status=status)


def _marked(kept: Receipt, lines: Sequence[FaultLine]) -> list[FaultLine]:
    """The lines of one fault with the mark by which it is chosen; a line of many is chosen by its key."""
    alone = with_marks(kept, [line.first for line in lines if line.count == 1])
    marks = {id(line): one for line, one in zip((line for line in lines if line.count == 1), alone, strict=True)}
    return [replace(line, faults=[marks[id(line)]]) if id(line) in marks else line for line in lines]


def words_of(kept: Receipt) -> list[tuple[str, str]]:
    """The reasons of cells without a value that occur in this file, each with what it says."""
    reasons = sorted({reason for cells in kept.empty or [] for reason, _ in cells.told})
    return [(reason.label, EMPTY_IN_WORDS[reason]) for reason in reasons]


def owner_of(source: str) -> str:
    """The section that holds a kind of file; empty for files nobody knows."""
    declared = Home(home_folder()).pack().sources.get(source)
    return declared.owner if declared else ""


def _whole_town(request: HttpRequest) -> bool:
    return request.decision.role.files is Scope.TOWN  # type: ignore[attr-defined]


def _within_reach(request: HttpRequest) -> Callable[[str | None], bool]:
    """Whether a person may see the files of a kind: all, or those their own section holds."""
    if _whole_town(request):
        return lambda source: True
    owners = Home(home_folder()).pack().owners()  # declarations are read once for all the files of the page
    return lambda source: authorize(request.user, "receipts.look", FileObject(owners.get(source or "", ""))).allowed


def _of_run(*, whole_town: bool) -> dict[str, Any]:
    """What the current run says about what is missing, for those who look after the whole town; nothing before a run."""
    try:
        with open_serving(home_folder()) as serving:
            if not whole_town:
                return {"meta": serving.meta("run"), "missing": [], "waiting": [], "own_section": True}
            return {
                "meta": serving.meta("run"),
                "missing": serving.meta("receipts_summary")["missing_sources"],
                "waiting": waiting_by_source(serving.meta("waiting")),
            }
    except RefusedError:
        return {"meta": None, "missing": [], "waiting": []}
