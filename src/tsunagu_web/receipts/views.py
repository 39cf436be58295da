"""データ受領: every file and its receipt, what has not come, and which rows wait for a person."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from tsunagu.base.errors import RefusedError
from tsunagu.serving import open_serving
from tsunagu_web.access import PageObject, Refused
from tsunagu_web.pages.paging import paging
from tsunagu_web.pages.showing import show
from tsunagu_web.receipts.reading import read_receipt, read_receipts, waiting_by_source
from tsunagu_web.town import home_folder

MONTHS = 13
"""Months offered on top of the page."""


def receipts(request: HttpRequest) -> HttpResponse:
    """The receipts of one month, that of the run unless asked; works before the first run, because files come first."""
    everything = read_receipts(home_folder())
    periods = list(dict.fromkeys(receipt.period for receipt in everything))
    asked = request.GET.get("month", "")
    of_run = _of_run()
    month = _month_to_show(asked, periods, of_run["meta"])
    found = [receipt for receipt in everything if receipt.period == month]
    pages = paging(request, len(found), 100)
    context = {
        "periods": periods[:MONTHS],
        "month": month,
        "keep": f"month={month}&",
        "receipts": found[pages.offset : pages.offset + pages.size],
        "paging": pages,
        "files": len(found),
        "rows_in": sum(receipt.rows_in for receipt in found if receipt.status == "accepted"),
        "rows_accepted": sum(receipt.rows_accepted for receipt in found if receipt.status == "accepted"),
        "rows_refused": sum(receipt.rows_refused for receipt in found if receipt.status == "accepted"),
        "refused_files": sum(receipt.status == "refused" for receipt in found),
        **of_run,
    }
    return show(request, "receipts/receipts.html", context)


def _month_to_show(asked: str, periods: list[str], run: dict[str, Any] | None) -> str:
    """The month asked for, else that of the run the pages show, else the newest: a list that comes every day is no month."""
    wanted = (asked, run["as_of"][:7] if run else "")
    return next((month for month in wanted if month in periods), periods[0] if periods else "")


def receipt(request: HttpRequest, key: str) -> HttpResponse:
    """One receipt with every fault: place, rule, cause, remedy."""
    found = read_receipt(home_folder(), key)
    if found is None:
        raise Refused("receipt.look", PageObject("receipt"), request.decision)  # type: ignore[attr-defined]
    pages = paging(request, len(found.faults), 100)
    context = {
        "receipt": found,
        "faults": found.faults[pages.offset : pages.offset + pages.size],
        "paging": pages,
        **_of_run(),
    }
    return show(request, "receipts/receipt.html", context)


def _of_run() -> dict[str, Any]:
    """What the current run says about what is missing; nothing before the first run."""
    try:
        with open_serving(home_folder()) as serving:
            return {
                "meta": serving.meta("run"),
                "missing": serving.meta("receipts_summary")["missing_sources"],
                "waiting": waiting_by_source(serving.meta("waiting")),
            }
    except RefusedError:
        return {"meta": None, "missing": [], "waiting": []}
