"""What a clerk decides on pages of their own: one column of a draft in detail, and the rules for its files."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import TsunaguError
from tsunagu.catalog import Expected
from tsunagu.drafting import (
    CODED,
    Choices,
    Draft,
    FileRules,
    OwnCode,
    OwnColumn,
    change,
    decide_file,
    decide_own,
    digest_of,
    revise,
)
from tsunagu.month import Home
from tsunagu_web.layouts import details
from tsunagu_web.layouts.drafts import absent, draft_or_absent
from tsunagu_web.layouts.reading import matcher
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.town import home_folder

LONGEST = 200
MOST_ROWS = 80
"""Codes that one page may tell the meaning of."""


def column(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """One column of a draft, counted from 1: what it becomes, how it is written, what its codes mean."""
    draft = draft_or_absent(request, name)
    place = number - 1
    if not 0 <= place < len(draft.columns):
        raise absent(request)
    problem: TsunaguError | None = None
    if request.method == "POST":
        try:
            _change(request, draft, _with_column(request, draft, place))
            return redirect("layout", name)
        except TsunaguError as error:
            problem = error
    typed = request.POST if request.method == "POST" else None
    context = details.of_column(draft, place, matcher(home_folder()), typed) | _frame(draft, problem)
    return show(request, "layouts/column.html", context, thing=f"layout:{name}", status=400 if problem else 200)


def file(request: HttpRequest, name: str) -> HttpResponse:
    """The rules for a draft's files: their names, what tells rows apart, how they are written, when they come."""
    draft = draft_or_absent(request, name)
    problem: TsunaguError | None = None
    if request.method == "POST":
        try:
            _change(request, draft, decide_file(draft, matcher(home_folder()), _rules(request)))
            return redirect("layout", name)
        except TsunaguError as error:
            problem = error
    typed = request.POST if request.method == "POST" else None
    context = details.of_file(draft, matcher(home_folder()), typed) | _frame(draft, problem)
    return show(request, "layouts/file.html", context, thing=f"layout:{name}", status=400 if problem else 200)


def _frame(draft: Draft, problem: TsunaguError | None) -> dict[str, Any]:
    """What was refused, and what the page shows as one hash: two people may decide about one draft at once."""
    return {"problem": problem, "seen": digest_of(home_folder(), draft.name)}


def _change(request: HttpRequest, before: Draft, after: Draft) -> None:
    home = home_folder()
    with Home(home).locked(), acting(request, f"layout:{before.name}"):
        change(home, matcher(home).pack, after, seen=request.POST.get("seen"))


def _with_column(request: HttpRequest, draft: Draft, place: int) -> Draft:
    """The draft with the column as the form says. Raises RefusedError as decide_own and revise do."""
    told, by = request.POST, request.user.get_username()
    known = matcher(home_folder())
    if draft.is_new_source:
        kind = told.get("kind", "")
        codes = tuple(_own_codes(told)) if kind in CODED else ()
        label, written = told.get("label", "")[:LONGEST], told.get("written", "plain")
        written = written if written in details.SPELLINGS else "plain"
        return decide_own(draft, place, OwnColumn(by, "received" in told, kind, label, written, codes))
    meanings = {code: told.get(f"means_{row}", "") for row, code in _typed_codes(told)}
    choices = Choices(
        by=by,
        targets={place: told["to"]} if "to" in told else {},
        lists={place: told["codes"]} if "codes" in told else {},
        spellings={place: told["written"]} if "written" in told else {},
        meanings={place: meanings} if meanings else {},
    )
    return revise(draft, known, choices)


def _typed_codes(told: Any) -> list[tuple[int, str]]:
    """The rows of the form that hold a code."""
    rows = [(row, told.get(f"code_{row}", "").strip()[:LONGEST]) for row in range(MOST_ROWS)]
    return [(row, code) for row, code in rows if code]


def _own_codes(told: Any) -> list[OwnCode]:
    """The codes of a new source: a row without a code or without anything said of it counts as not written."""
    found = []
    for row, code in _typed_codes(told):
        label, meaning = told.get(f"label_{row}", "").strip()[:LONGEST], told.get(f"meaning_{row}", "value")
        meaning = meaning if meaning in details.MEANINGS else "value"
        if label or meaning != "value":
            label = label or details.MEANINGS[meaning]
            found.append(OwnCode.model_validate({"code": code, "label": label, "meaning": meaning}))
    return found


def _rules(request: HttpRequest) -> FileRules:
    told = request.POST
    rows = told.get("title_rows", "0")
    encoding: Any = told.get("encoding") if told.get("encoding") in details.ENCODINGS else "utf-8"
    return FileRules(
        by=request.user.get_username(),
        label=told.get("label", "")[:LONGEST],
        file_names=tuple(told.get("file_names", "")[: LONGEST * 20].splitlines()),
        school_from_name="school_from_name" in told,
        key=tuple(told.getlist("key")),
        encoding=encoding,
        title_rows=int(rows) if rows.isdecimal() and len(rows) < 4 else 0,
        expected=_expected(told),
    )


def _expected(told: Any) -> Expected:
    """Monthly, in one month of the year, or nobody has to deliver it."""
    months = {"monthly": tuple(range(1, 13)), "never": ()}.get(told.get("period", ""))
    if months is None:
        month = told.get("month", "4")
        months = (int(month),) if month.isdecimal() and 1 <= int(month[:2]) <= 12 else (4,)
    day = told.get("day", "10")
    return Expected(months=months, day=int(day) if day.isdecimal() and 1 <= int(day[:3]) <= 28 else 10)
