"""最終目視確認シート as Excel: it leaves with a number, and comes back."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import Decision, Field, Refused
from tsunagu_web.casework.finding import place_of_request
from tsunagu_web.month_desk.uploading import cells_handed_over
from tsunagu_web.pages.acting import acting
from tsunagu_web.papers import hand_over_workbook
from tsunagu_web.reading import RunView, with_run
from tsunagu_web.support.hand_sheets import number_sheet
from tsunagu_web.support.models import HandSheet
from tsunagu_web.support.reading import seen_of
from tsunagu_web.support.sighting_paper import last_seen
from tsunagu_web.support.sighting_workbook import read_sightings, sighting_workbook
from tsunagu_web.support.views import show_case_support


@with_run
def sighting_file(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """One more numbered Excel: names, when each child was last seen and by whom, no place."""
    place = place_of_request(request, run, number)
    seen = seen_of(place.case, run, place.user)
    if not seen:
        raise Refused("sighting.file", f"case:{number}", Decision(False, "見られるこどもがいない"))
    codes = [one.child_code for one in seen]
    names = {code: str(run.serving.records(code, (Field.NAME,)).get(Field.NAME, {}).get("name", "")) for code in codes}
    last = {one.child_code: last_seen(one) for one in seen}
    try:
        with transaction.atomic():
            sheet = number_sheet(place.case, place.user, place.role, HandSheet.SIGHTING, codes)
            told = sighting_workbook(sheet, seen, names, last)
            return hand_over_workbook(
                request,
                told,
                f"最終目視確認_{number}-{sheet.number}",
                [(f"case:{number}", codes)],
                decision=place.decision,
            )
    except RefusedError as error:
        return show_case_support(request, run, place, problem=error, status=409)


@with_run
def sighting_read(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """Read a filled-in copy back: all of it, or nothing."""
    place = place_of_request(request, run, number)
    try:
        with acting(request, f"case:{number}"):
            read_sightings(place, run, cells_handed_over(request))
    except RefusedError as error:
        return show_case_support(request, run, place, problem=error, status=409)
    return redirect("case_support", number)
