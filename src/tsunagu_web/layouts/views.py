"""様式の下書き: a clerk hands in a file nobody declared, reads the proposal, corrects it, and puts it in force with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base import clock
from tsunagu.base.errors import DeclarationError, RefusedError, TsunaguError
from tsunagu.delivery import checked_name
from tsunagu.drafting import (
    NEW,
    PURPOSE_FIELDS,
    Choices,
    Draft,
    LookOrder,
    change,
    confirm,
    confirmed,
    digest_of,
    discard,
    revise,
    withdraw,
)
from tsunagu.intake import Hints
from tsunagu.month import Home
from tsunagu_web.access import PageObject, authorize
from tsunagu_web.layouts import reading
from tsunagu_web.layouts.details import period_of
from tsunagu_web.layouts.drafts import absent, draft_or_absent
from tsunagu_web.layouts.work import DRAFT, ask_to_look
from tsunagu_web.month_desk.uploading import NO_FILE, HandedOver, too_large_files
from tsunagu_web.operations.models import Job
from tsunagu_web.operations.states import LIVE
from tsunagu_web.operations.sweeping import sweep_dead_jobs
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.town import home_folder

CHANGED_MEANWHILE = "Y009"
TAKEN = "own"
"""What the form says of a column of a new source that is received."""
LONGEST = 200


def layouts(request: HttpRequest) -> HttpResponse:
    """Drafts that wait, layouts in force, and a way to hand a file in. `?looked=`: what came of a look at files; one draft
    alone is shown at once."""
    looked = _looked(request)
    if looked is not None and len(looked["drafts"]) == 1 and not looked["refused"]:
        with acting(request, PageObject("layouts")):
            return redirect("layout", looked["drafts"][0])
    return _listed(request, looked=looked)


def draft(request: HttpRequest) -> HttpResponse:
    """Have files looked at by the worker. Nothing of them is kept but the draft."""
    files: Sequence[HandedOver] = request.FILES.getlist("files")  # type: ignore[assignment]
    too_large: list[str] = getattr(request, "too_large", [])
    if too_large or not files:
        problem = too_large_files(too_large) if too_large else NO_FILE
        return _listed(request, problem=problem, status=400)
    home, of, by = home_folder(), request.POST.get("of", ""), request.user.get_username()
    known = reading.matcher(home)
    try:
        names = tuple(checked_name(str(file.name)) for file in files)
        row = request.POST.get("heading_row", "").strip()
        order = LookOrder(
            by=by,
            on=clock.today(),
            names=names,
            of=of if of in (NEW, *known.pack.sources) else "",
            hints=Hints(heading_row=int(row) if row.isdecimal() and len(row) < 4 else 0),
        )
        with acting(request, "layouts"):
            return redirect("job", ask_to_look(order, [file.give_to for file in files]).pk)
    except TsunaguError as error:
        return _listed(request, problem=error, status=400)


def _looked(request: HttpRequest) -> dict[str, Any] | None:
    """What the job named by `?looked=` found: drafts that are still there, and files it could not read."""
    number = request.GET.get("looked", "")
    job = Job.objects.filter(pk=int(number[:12]), kind=DRAFT).first() if number.isdecimal() else None
    if job is None or not job.result:
        return None
    waiting = {one.name for one in reading.waiting_drafts(home_folder())}
    return {
        "drafts": [name for name in job.result["drafts"] if name in waiting],
        "refused": job.result["refused"],
    }


def layout(request: HttpRequest, name: str) -> HttpResponse:
    """One draft, or one layout in force."""
    return _shown(request, name)


def change_draft(request: HttpRequest, name: str) -> HttpResponse:
    """Where columns go, what codes mean, who holds a new source and why it may be used."""
    home, waits = home_folder(), draft_or_absent(request, name)
    known = reading.matcher(home)
    try:
        with Home(home).locked(), acting(request, f"layout:{name}"):
            revised = revise(waits, known, _choices(request, waits))
            change(home, known.pack, revised, seen=request.POST.get("seen"))
    except TsunaguError as error:
        return _shown(request, name, problem=error, status=409 if error.code == CHANGED_MEANWHILE else 400)
    then = request.POST.get("then", "")
    if then in ("file", "cuts"):
        return redirect(f"layout_{then}", name)
    return redirect("layout_column", name, int(then[:4])) if then.isdecimal() else redirect("layout", name)


def confirm_draft(request: HttpRequest, name: str) -> HttpResponse:
    """Put a draft in force: recorded with the person, the day and the reason."""
    draft_or_absent(request, name)
    home = Home(home_folder())
    by, reason = request.user.get_username(), request.POST.get("reason", "")[:LONGEST]
    seen = request.POST.get("seen", "")
    try:
        with home.locked(), acting(request, f"layout:{name}"):
            confirm(home.folder, str(home.settings()["pack"]), name, by=by, reason=reason, seen=seen)
    except TsunaguError as error:
        told = in_peoples_words(error)
        return _shown(request, name, problem=told, status=409 if error.code == CHANGED_MEANWHILE else 400)
    return redirect("layout", name)


def withdraw_layout(request: HttpRequest, name: str) -> HttpResponse:
    """Take a layout out of force; what was received under it stays."""
    home = Home(home_folder())
    by, reason = request.user.get_username(), request.POST.get("reason", "")[:LONGEST]
    try:
        with home.locked(), acting(request, f"layout:{name}"):
            withdraw(home.folder, str(home.settings()["pack"]), name, by=by, reason=reason)
    except TsunaguError as error:
        return _shown(request, name, problem=error, status=400)
    return redirect("layout", name)


def discard_draft(request: HttpRequest, name: str) -> HttpResponse:
    """Throw a draft away."""
    draft_or_absent(request, name)
    home = home_folder()
    try:
        with Home(home).locked(), acting(request, f"layout:{name}"):
            discard(home, name)
    except TsunaguError as error:
        return _shown(request, name, problem=error, status=400)
    return redirect("layouts")


def _choices(request: HttpRequest, waits: Draft) -> Choices:
    targets = {
        place: request.POST[field] for place in range(len(waits.columns)) if (field := f"to_{place}") in request.POST
    }
    taken = request.POST.get("take", "")
    targets |= {place: TAKEN for place in range(len(waits.columns)) if taken == str(place)}
    meanings: dict[int, dict[str, str]] = {}
    for place, column in enumerate(waits.columns):
        for number, code in enumerate(column.unknown_codes):
            field = f"means_{place}_{number}"
            if field in request.POST:
                meanings.setdefault(place, {})[code.code] = request.POST[field]
    return Choices(
        by=request.user.get_username(),
        targets=targets,
        meanings=meanings,
        same_everywhere="same" in request.POST,
        owner=request.POST["owner"][:LONGEST] if "owner" in request.POST else None,
        purpose={name: request.POST[name][:LONGEST] for name in PURPOSE_FIELDS if name in request.POST},
    )


def in_peoples_words(error: TsunaguError) -> TsunaguError:
    """What is wrong with a declaration, without the file and line of it: who reads pages never sees declarations."""
    if not isinstance(error, DeclarationError):
        return error
    return RefusedError(
        "Y018",
        f"下書きに、合わないところがあります（{error.said}）",
        "「ファイルの決まりを直す」か、列の「くわしく直す」で直してください。分からないときは、情報担当に伝えてください",
    )


def _may_draft(request: HttpRequest) -> bool:
    return authorize(request.user, "layout.draft", PageObject("layout_draft")).allowed


def _listed(
    request: HttpRequest,
    *,
    problem: TsunaguError | None = None,
    looked: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    home = home_folder()
    sweep_dead_jobs()
    sources = reading.matcher(home).pack.sources
    context = {
        "drafts": reading.waiting_drafts(home),
        "looked": looked,
        "jobs": Job.objects.filter(kind=DRAFT, state__in=LIVE).order_by("pk"),
        "in_force": reading.in_force(home),
        "new": NEW,
        "sources": [(name, f"{source.no} {source.label}") for name, source in sources.items()],
        "sheets": [(name, source.label, source.owner) for name, source in Home(home).pack().sources.items()],
        "problem": problem or reading.problem_of_the_log(home),
        "may_draft": _may_draft(request),
    }
    return show(request, "layouts/layouts.html", context, status=status)


def _shown(request: HttpRequest, name: str, *, problem: TsunaguError | None = None, status: int = 200) -> HttpResponse:
    home = home_folder()
    waiting = {one.name: one for one in reading.waiting_drafts(home)}
    found = waiting.get(name) or next((one for one in confirmed(home) if one.name == name), None)
    if found is None:
        raise absent(request)
    context: dict[str, Any] = {
        "draft": found,
        "waits": name in waiting,
        "period": period_of(found.expected.months),
        "columns": reading.columns_shown(found, reading.matcher(home), request.POST),
        "open_fields": reading.open_fields(found, request.POST),
        "said_by": next((said for one, said in reading.in_force(home) if one.name == name), None),
        "unknown_codes": sum(len(column.unknown_codes) > 0 for column in found.columns),
        "open_columns": sum(column.confidence == "unsure" for column in found.columns),
        "left_out": [one.heading for one in found.columns if found.is_new_source and one.is_left_out],
        "problem": problem or reading.problem_of_the_log(home),
        "seen": digest_of(home, name) if name in waiting else "",
        "reason": request.POST.get("reason", ""),
        "may_draft": _may_draft(request),
    }
    return show(request, "layouts/layout.html", context, thing=f"layout:{name}", status=status)
