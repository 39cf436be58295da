"""届いた移管のファイル: read one in, see what it holds, take lines over, and get the file as it came."""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import Decision, Refused
from tsunagu_web.casework.finding import Place, place_of_request
from tsunagu_web.month_desk.uploading import one_handed_over, too_large_files, uploads_folder
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.papers import hand_over
from tsunagu_web.reading import RunView, with_run
from tsunagu_web.transfers.coming import MOST_BYTES, data_in, keep, opened, parts_of, take_over
from tsunagu_web.transfers.models import CameFile


@with_run
def came(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """What came so far, and the form to read one in."""
    place = place_of_request(request, run, number)
    return _page(request, run, place)


@with_run
def came_read(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """Open the locked file that was handed over. Nothing is kept of one that does not open."""
    place = place_of_request(request, run, number)
    try:
        with handed_in(request) as (path, name, data), acting(request, f"case:{place.case.number}"):
            keep(place.case, place.user, place.role, path, name, data)
    except RefusedError as error:
        return _page(request, run, place, problem=error, status=409)
    return redirect("came", number)


@contextmanager
def handed_in(request: HttpRequest) -> Iterator[tuple[Path, str, str]]:
    """The locked file that was handed over, where it lies until the end of the block: its path, its name and what it holds.
    Raises RefusedError as one_handed_over and as opened."""
    file = one_handed_over(request)
    name = Path(str(file.name)).name
    with tempfile.TemporaryDirectory(dir=uploads_folder()) as folder:
        path = Path(folder) / "came.pdf"
        file.give_to(path)
        if path.stat().st_size > MOST_BYTES:
            raise too_large_files([name])
        yield path, name, opened(path, request.POST.get("password", "").strip())


@with_run
def came_take(request: HttpRequest, run: RunView, number: str, which: int) -> HttpResponse:
    """Take the chosen lines over into the 支援経過."""
    place = place_of_request(request, run, number)
    one = _came(request, place, which)
    chosen = request.POST.getlist("line")
    try:
        with acting(request, f"case:{place.case.number}"):
            take_over(one, place.user, place.role, run, chosen)
    except RefusedError as error:
        return _page(request, run, place, problem=error, chosen=(which, chosen), status=409)
    return redirect("came", number)


@with_run
def came_file(request: HttpRequest, run: RunView, number: str, which: int) -> HttpResponse:
    """The file as it came, locked as it was. Never of a household whose places are hidden: they may stand in it."""
    place = place_of_request(request, run, number)
    one = _came(request, place, which)
    if place.hides:
        problem = RefusedError(
            "C268",
            "支援措置がある世帯か、ないと確かめられない世帯なので、もとのファイルは取り出せません",
            "この画面で、場所をかくした内容を見てください",
        )
        return _page(request, run, place, problem=problem, status=409)
    name = f"届いたケース移管_{place.case.number}_{one.pk}_かぎ付き"
    things = [(f"case:{place.case.number}", place.codes)]
    return hand_over(request, base64.b64decode(str(one.kept)), name, things, decision=place.decision)


def _came(request: HttpRequest, place: Place, which: int) -> CameFile:
    one = place.case.came_files.filter(pk=which).first()
    if one is None:
        raise Refused(request.row.action, f"case:{place.case.number}", Decision(False, "このケースのファイルではない"))  # type: ignore[attr-defined]
    return one


def _page(
    request: HttpRequest,
    run: RunView,
    place: Place,
    *,
    problem: RefusedError | None = None,
    chosen: tuple[int, list[str]] = (0, []),
    status: int = 200,
) -> HttpResponse:
    files = place.case.came_files.select_related("by", "case").order_by("-id")
    context: dict[str, Any] = {
        "run": run,
        "case": place.case,
        "open": place.case.ended_at is None,
        "files": [(one, data_in(one), parts_of(one, run), chosen[1] if one.pk == chosen[0] else []) for one in files],
        "hides": place.hides,
        "problem": problem,
    }
    return show(
        request,
        "transfers/came.html",
        context,
        children=place.codes,
        thing=f"case:{place.case.number}",
        decision=place.decision,
        status=status,
    )
