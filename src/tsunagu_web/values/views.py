"""こどもの値を直す: the rows an owner section holds about a child, and the forms drawn from their declaration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu.serving import ServedChild
from tsunagu_web.access import CaseObject, Decision, Refused, Scope, ValueObject, authorize
from tsunagu_web.accounts.current import user_of
from tsunagu_web.casework.places import gaps_places, must_name_no_place, standing_for, with_gaps
from tsunagu_web.dictionary.entries import current_pack
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, age_and_grade, with_run
from tsunagu_web.row_alarms.typed import alarm_typed
from tsunagu_web.values.entering import (
    REASONS,
    Told,
    Writer,
    add_row,
    read_form,
    say_again,
    say_of_row,
)
from tsunagu_web.values.forms import WhyForm
from tsunagu_web.values.items import Item, Sheet
from tsunagu_web.values.models import ABOUT, SELF, EnteredVersion
from tsunagu_web.values.reading import (
    FiledRow,
    Line,
    lines_of,
    readable,
    rows_or_problem,
    sheets_for,
    whose_known,
    why_in_words,
)

NOTHING_SAID = Told({}, {}, {})


@dataclass(frozen=True)
class Cell:
    """One item as the form draws it: its value now, what the file says, and what is wrong with it."""

    item: Item
    value: str
    why: str
    before: str
    wrong: str


@dataclass(frozen=True)
class Place:
    """Whose values, of which sources, seen by whom."""

    child: ServedChild
    case: CaseObject
    sheets: Mapping[str, Sheet]
    decision: Decision

    @property
    def field_classes(self) -> list[str]:
        """Of the tables shown."""
        tables = current_pack().tables
        return sorted({tables[sheet.table].sensitivity for sheet in self.sheets.values()})


def place_of(request: HttpRequest, run: RunView, code: str, source: str | None = None, action: str = "") -> Place:
    """The place. Raises Refused: a child, or a source, that is not this person's answers like one that does not exist."""
    action = action or "values.look"
    child = run.serving.child(code)
    nobody = CaseObject(code, "", False, None)
    if child is None:
        raise Refused(action, nobody, Decision(False, "いない"))
    case, user = run.case(child), user_of(request)
    sheets = sheets_for(run, child, user, action)
    if source is not None:
        sheets = {name: sheet for name, sheet in sheets.items() if name == source and sheet.items}
    if not sheets:
        raise Refused(action, case, Decision(False, "役割・範囲・課のどれかが合わない"))
    tables, first = current_pack().tables, next(iter(sheets.values()))
    decision = authorize(user, action, ValueObject(case, first.source.owner, tables[first.table].sensitivity))
    return Place(child, case, sheets, decision)


@with_run
def child_values(request: HttpRequest, run: RunView, code: str) -> HttpResponse:
    """What was entered about a child, and the rows of the own section's files, source by source."""
    place = place_of(request, run, code)
    lines = lines_of(run, place.child, place.sheets)
    parts = []
    for name, sheet in place.sheets.items():
        rows, problem = rows_or_problem(run, place.child, sheet) if sheet.items else ([], None)
        mine = [_without_places(line, run, place.child) for line in lines if line.entered.source == name]
        parts.append((sheet, mine, [(row, _summary(sheet, row)) for row in readable(rows, mine)], problem))
    context = {**_who(run, place), "parts": parts, "done": request.GET.get("done", "")}
    return _shown(request, place, "values/child_values.html", context)


@with_run
def value_add(request: HttpRequest, run: RunView, code: str, source: str) -> HttpResponse:
    """A row that no file has."""
    place = place_of(request, run, code, source, "values.add")
    sheet = place.sheets[source]
    about = request.POST.get("about", SELF)
    if request.method != "POST":
        return _form(request, run, place, sheet, NOTHING_SAID, None, about)
    why, told = WhyForm(request.POST), read_form(current_pack(), sheet, request.POST, None)
    if (
        about not in dict(whose_known(run, place.child, sheet.source))
        or not why.is_valid()
        or told.wrong
        or not told.cells
    ):
        return _form(request, run, place, sheet, told, None, about, why=why, status=400)
    try:
        must_name_no_place(standing_for(place.child.household_code, code), run, why)
        with acting(request, place.case):
            writer = _writer(request, place)
            add_row(code, about, sheet, told, why.cleaned_data["why"], writer)
            alarm_typed(place.child, sheet, told.cells, {}, writer.user, writer.role)
    except RefusedError as problem:
        return _form(request, run, place, sheet, told, None, about, why=why, problem=problem, status=409)
    return _done(code, "add")


@with_run
def value_row(request: HttpRequest, run: RunView, code: str, source: str) -> HttpResponse:
    """Correct, withdraw, or leave to the file again: a row of a file (`load`, `sheet`, `line`), or one entered before (`entered`)."""
    place = place_of(request, run, code, source, "values.correct")
    sheet = place.sheets[source]
    line, filed = _meant(request, run, place, sheet)
    before: Mapping[str, str] | None = filed.cells if filed else None
    if line is not None:
        before = (
            line.filed.cells if line.filed else None if line.entered.row is None else line.newest.cells_before or None
        )
    if request.method != "POST":
        return _form(request, run, place, sheet, _now(line), before, _about(line, filed), line=line, filed=filed)
    act = request.POST.get("act", EnteredVersion.CORRECT)
    why = WhyForm(request.POST)
    told = typed = NOTHING_SAID
    if act == EnteredVersion.CORRECT:
        typed = read_form(current_pack(), sheet, request.POST, before)
        told = _with_unseen(typed, line, sheet)
    wrong = bool(told.wrong) or (act == EnteredVersion.CORRECT and not told.cells)
    acts = line.acts if line else (EnteredVersion.CORRECT, EnteredVersion.WITHDRAW)
    if act not in acts or not why.is_valid() or wrong:
        return _form(
            request, run, place, sheet, told, before, _about(line, filed), line=line, filed=filed, why=why, status=400
        )
    try:
        must_name_no_place(standing_for(place.child.household_code, code), run, why)
        with acting(request, place.case):
            writer = _writer(request, place)
            _say(request, place, sheet, line, filed, act, told, why.cleaned_data["why"], writer)
            if act == EnteredVersion.CORRECT:
                now, was = {**(before or {}), **typed.cells}, _stood(line, before)
                alarm_typed(place.child, sheet, now, was, writer.user, writer.role)
    except RefusedError as problem:
        return _form(
            request,
            run,
            place,
            sheet,
            told,
            before,
            _about(line, filed),
            line=line,
            filed=filed,
            why=why,
            problem=problem,
            status=409,
        )
    return _done(code, act)


def _say(
    request: HttpRequest,
    place: Place,
    sheet: Sheet,
    line: Line | None,
    filed: FiledRow | None,
    act: str,
    told: Told,
    why: str,
    writer: Writer,
) -> None:
    if line is None:
        assert filed is not None
        say_of_row(place.child.child_code, filed, sheet, act, told, why, writer)
        return
    seen = request.POST.get("seen", "")
    newest = next((one for one in line.versions if str(one.seq) == seen), line.newest)
    say_again(newest, act, told, why, writer)


def _meant(request: HttpRequest, run: RunView, place: Place, sheet: Sheet) -> tuple[Line | None, FiledRow | None]:
    """The row entered before, or the row of a file. Raises Refused where it is none of this child's of this source."""
    asked = request.POST if request.method == "POST" else request.GET
    if asked.get("entered"):
        lines = lines_of(run, place.child, place.sheets)
        line = next((one for one in lines if str(one.entered.pk) == asked["entered"]), None)
        if line is not None:
            return line, None
        raise Refused("values.correct", place.case, Decision(False, "いない"))
    rows, problem = rows_or_problem(run, place.child, sheet)
    filed = next((row for row in rows if row.mark == asked.get("row")), None)
    if problem is not None or filed is None:
        raise Refused("values.correct", place.case, Decision(False, "いない"))
    if request.method != "POST":
        lines = lines_of(run, place.child, place.sheets)
        spoken_of = next((one for one in lines if one.entered.row == filed.key), None)
        if spoken_of is not None:
            return spoken_of, None
    return None, filed


def _now(line: Line | None) -> Told:
    """What the newest version says, to begin the form with."""
    if line is None or line.newest.act in (EnteredVersion.WITHDRAW, EnteredVersion.END):
        return NOTHING_SAID
    return Told(line.newest.cells, dict(line.newest.missing), {})


def _stood(line: Line | None, before: Mapping[str, str] | None) -> dict[str, str]:
    """The row's cells as they counted until now: the file's with the newest version laid over them; none of a row withdrawn."""
    if line is not None and line.newest.act == EnteredVersion.WITHDRAW:
        return {}
    return {**(before or {}), **_now(line).cells}


def _with_unseen(told: Told, line: Line | None, sheet: Sheet) -> Told:
    """What a version said of items this person may not see stays said."""
    if line is None:
        return told
    newest = line.newest
    unseen = {heading: cell for heading, cell in newest.cells.items() if sheet.item(heading) is None}
    missing = {heading: why for heading, why in newest.missing.items() if heading in unseen}
    return replace(told, cells=told.cells | unseen, missing=told.missing | missing)


def _about(line: Line | None, filed: FiledRow | None) -> str:
    return line.about if line else filed.about if filed else SELF


def _first_and_rest(cells: list[Cell], chosen: str, *, adds: bool) -> dict[str, list[Cell]]:
    """The items shown at once, and those folded beneath: of a new row all, else the one somebody chose, those already said
    otherwise than the file, and what must be put right."""
    first = [
        cell
        for cell in cells
        if adds or cell.item.mark == chosen or cell.wrong or cell.why or cell.value != cell.before
    ]
    return {"first": first, "rest": [cell for cell in cells if cell not in first]}


def _cells(sheet: Sheet, told: Told, before: Mapping[str, str] | None, posted: Mapping[str, str]) -> list[Cell]:
    cells = []
    for item in sheet.items:
        was = (before or {}).get(item.heading, "")
        value = posted.get(f"item-{item.mark}", told.cells.get(item.heading, was))
        why = posted.get(f"why-{item.mark}", told.missing.get(item.heading, ""))
        cells.append(Cell(item, value, why, was, told.wrong.get(item.heading, "")))
    return cells


def _form(
    request: HttpRequest,
    run: RunView,
    place: Place,
    sheet: Sheet,
    told: Told,
    before: Mapping[str, str] | None,
    about: str,
    *,
    line: Line | None = None,
    filed: FiledRow | None = None,
    why: WhyForm | None = None,
    problem: RefusedError | None = None,
    status: int = 200,
) -> HttpResponse:
    adds = line is None and filed is None
    item = request.POST.get("item") or request.GET.get("item", "")
    abouts = whose_known(run, place.child, sheet.source) if adds else ()
    context: dict[str, Any] = {
        **_who(run, place),
        "sheet": sheet,
        "item": item,
        "chosen": next((one.heading for one in sheet.items if one.mark == item), ""),
        **_first_and_rest(_cells(sheet, told, before, request.POST), item, adds=adds),
        "about": about,
        "abouts": abouts,
        "nobody": adds and about not in dict(abouts),
        "whose": dict(ABOUT).get(about, ""),
        "line": line,
        "filed": filed,
        "acts": line.acts if line else ("add",) if filed is None else ("correct", "withdraw"),
        "adds": adds,
        "added": line is not None and line.entered.row is None,
        "reasons": [(name, why_in_words(name)) for name in REASONS],
        "why": why,
        "said_nothing": status == 400 and not told.cells and not told.wrong,
        "problem": problem,
        "values": request.POST,
    }
    return _shown(request, place, "values/value_form.html", context, status=status)


def _who(run: RunView, place: Place) -> dict[str, Any]:
    child = place.child
    return {
        "run": run,
        "code": child.child_code,
        "words": age_and_grade(child.sex, child.age, child.grade),
        "protected": child.protected,
        "keeps_files": place.decision.role is not None and place.decision.role.files is Scope.SECTION,
        "no_address": run.feed.why_hidden,
    }


def _without_places(line: Line, run: RunView, child: ServedChild) -> Line:
    """The line as it is read: why somebody changed it has gaps where places are hidden."""
    hides = gaps_places(standing_for(child.household_code, child.child_code), run)
    versions, history = ([with_gaps(one, run, hides=hides) for one in some] for some in (line.versions, line.history))
    return replace(line, versions=versions, history=history)


def _summary(sheet: Sheet, row: FiledRow) -> list[tuple[str, str]]:
    """The items of a row that hold something."""
    return [(item.heading, row.cells[item.heading]) for item in sheet.items if row.cells.get(item.heading)]


def _writer(request: HttpRequest, place: Place) -> Writer:
    return Writer(user_of(request), place.decision.role_key)


def _shown(
    request: HttpRequest, place: Place, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    return show(
        request,
        template,
        context,
        children=[place.child.child_code],
        thing=place.case,
        decision=place.decision,
        field_classes=place.field_classes,
        status=status,
    )


def _done(code: str, what: str) -> HttpResponse:
    answer = redirect("child_values", code)
    answer["Location"] += f"?done={what}"
    return answer
