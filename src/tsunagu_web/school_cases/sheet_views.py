"""校内シート as Excel: it leaves with a number, for the school's people or for the board to hand on, and comes back."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import Decision
from tsunagu_web.accounts.current import user_of
from tsunagu_web.casework.models import Case
from tsunagu_web.month_desk.uploading import cells_handed_over
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.papers import hand_over_workbook
from tsunagu_web.reading import RunView, with_run
from tsunagu_web.school_cases.reading import look_at_school, own_children
from tsunagu_web.school_cases.views import case_at_school, name_of, sheet_told
from tsunagu_web.school_cases.workbook import read_school_sheet, school_workbook
from tsunagu_web.support.hand_sheets import number_sheet
from tsunagu_web.support.models import HandSheet

FILE, READ = "school_case.file", "school_case.read"


@with_run
def school_file(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """One more numbered Excel."""
    found, _, decision = case_at_school(request, run, number, FILE)
    children = own_children(found, run, request.user, FILE)
    codes = [code for code, _ in children]
    try:
        paper = sheet_told(run, found, decision, user_of(request), children)
        with transaction.atomic():
            sheet = number_sheet(found, user_of(request), decision.role_key, HandSheet.SCHOOL, codes)
            told = school_workbook(sheet, paper, {code: name_of(run, code) for code in codes})
            return hand_over_workbook(
                request, told, f"校内シート_{number}-{sheet.number}", [(f"case:{number}", codes)], decision=decision
            )
    except RefusedError as error:
        return _refused(request, run, found, decision, error)


@with_run
def school_read(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """Read a filled-in copy back: all of it, or nothing."""
    found, _, decision = case_at_school(request, run, number, READ)
    children = own_children(found, run, request.user, READ)
    try:
        with acting(request, f"case:{number}"):
            read_school_sheet(found, run, user_of(request), decision.role_key, children, cells_handed_over(request))
    except RefusedError as error:
        return _refused(request, run, found, decision, error)
    page = "school_case" if look_at_school(found, run, request.user) else "case"
    return redirect(page, number)


def _refused(request: HttpRequest, run: RunView, found: Case, decision: Decision, error: RefusedError) -> HttpResponse:
    context = {"run": run, "number": found.number, "problem": error}
    return show(
        request, "school_cases/no_paper.html", context, thing=f"case:{found.number}", decision=decision, status=409
    )
