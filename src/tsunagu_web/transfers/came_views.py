"""届いた移管のファイル: read one in, see what it holds, take lines over, and get the file as it came."""

from __future__ import annotations

import base64
import tempfile
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import CaseObject, Decision, Refused, authorize
from tsunagu_web.accounts.current import user_of
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.places import hides_places
from tsunagu_web.casework.reading import children_seen, things_of
from tsunagu_web.month_desk.uploading import NO_FILE, HandedOver, too_large_files, uploads_folder
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.papers import hand_over
from tsunagu_web.reading import RunView, with_run
from tsunagu_web.transfers.coming import MOST_BYTES, data_in, keep, opened, parts_of, take_over
from tsunagu_web.transfers.models import CameFile

LOOK, READ, TAKE, FILE = "came.look", "came.read", "came.take", "came.file"


@with_run
def came(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """What came so far, and the form to read one in."""
    case, _, decision = _found(request, run, number, LOOK)
    return _page(request, run, case, decision)


@with_run
def came_read(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """Open the locked file that was handed over. Nothing is kept of one that does not open."""
    case, _, decision = _found(request, run, number, READ)
    try:
        if names := getattr(request, "too_large", []):
            raise too_large_files(names)
        file = request.FILES.get("files")
        if not isinstance(file, HandedOver):
            raise NO_FILE
        name = Path(str(file.name)).name
        with tempfile.TemporaryDirectory(dir=uploads_folder()) as folder:
            path = Path(folder) / "came.pdf"
            file.give_to(path)
            if path.stat().st_size > MOST_BYTES:
                raise too_large_files([name])
            data = opened(path, request.POST.get("password", "").strip())
            with acting(request, f"case:{case.number}"):
                keep(case, user_of(request), decision.role_key, path, name, data)
    except RefusedError as error:
        return _page(request, run, case, decision, problem=error, status=409)
    return redirect("came", number)


@with_run
def came_take(request: HttpRequest, run: RunView, number: str, which: int) -> HttpResponse:
    """Take the chosen lines over into the 支援経過."""
    case, _, decision = _found(request, run, number, TAKE)
    one = _came(case, which, TAKE)
    chosen = request.POST.getlist("line")
    try:
        with acting(request, f"case:{case.number}"):
            take_over(one, user_of(request), decision.role_key, run, chosen)
    except RefusedError as error:
        return _page(request, run, case, decision, problem=error, chosen=(which, chosen), status=409)
    return redirect("came", number)


@with_run
def came_file(request: HttpRequest, run: RunView, number: str, which: int) -> HttpResponse:
    """The file as it came, locked as it was. Never of a household whose places are hidden: they may stand in it."""
    case, _, decision = _found(request, run, number, FILE)
    one = _came(case, which, FILE)
    if hides_places(case, run):
        problem = RefusedError(
            "C268",
            "支援措置がある世帯か、ないと確かめられない世帯なので、もとのファイルは取り出せません",
            "この画面で、場所をかくした内容を見てください",
        )
        return _page(request, run, case, decision, problem=problem, status=409)
    codes = [code for code, _ in children_seen(case, run, user_of(request))]
    name = f"届いたケース移管_{case.number}_{one.pk}_かぎ付き"
    things = [(f"case:{case.number}", codes)]
    return hand_over(request, base64.b64decode(str(one.kept)), name, things, decision=decision)


def _found(request: HttpRequest, run: RunView, number: str, action: str) -> tuple[Case, CaseObject, Decision]:
    """The case, if this person receives what is handed over. Raises Refused as for one that does not exist."""
    case = Case.objects.filter(number=number).first()
    for thing in things_of(case, run) if case else ():
        decision = authorize(request.user, action, thing)
        if decision.allowed and case is not None:
            return case, thing, decision
    raise Refused(action, f"case:{number}", Decision(False, "いない、または範囲の外"))


def _came(case: Case, which: int, action: str) -> CameFile:
    one = case.came_files.filter(pk=which).first()
    if one is None:
        raise Refused(action, f"case:{case.number}", Decision(False, "このケースのファイルではない"))
    return one


def _page(
    request: HttpRequest,
    run: RunView,
    case: Case,
    decision: Decision,
    *,
    problem: RefusedError | None = None,
    chosen: tuple[int, list[str]] = (0, []),
    status: int = 200,
) -> HttpResponse:
    files = case.came_files.select_related("by", "case").order_by("-id")
    context: dict[str, Any] = {
        "run": run,
        "case": case,
        "open": case.ended_at is None,
        "files": [(one, data_in(one), parts_of(one, run), chosen[1] if one.pk == chosen[0] else []) for one in files],
        "hides": hides_places(case, run),
        "problem": problem,
    }
    codes = [code for code, _ in children_seen(case, run, user_of(request))]
    return show(
        request,
        "transfers/came.html",
        context,
        children=codes,
        thing=f"case:{case.number}",
        decision=decision,
        status=status,
    )
