"""The directory as Excel and paper; and files of resources read in, with a receipt. No resident stands in any of them."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import PageObject
from tsunagu_web.month_desk.uploading import one_handed_over, uploads_folder
from tsunagu_web.overview.tables import type_labels
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.papers import hand_over, make_paper
from tsunagu_web.reading import RunView, with_run
from tsunagu_web.resources.declared import current_resources
from tsunagu_web.resources.files import Loading, directory_workbook, rows_in
from tsunagu_web.resources.forms import ResourceForm
from tsunagu_web.resources.keeping import newest_versions
from tsunagu_web.resources.models import ResourceLoad, ResourceVersion
from tsunagu_web.resources.paper import paper_of
from tsunagu_web.resources.reading import areas_known, lines_of
from tsunagu_web.resources.tables import Words
from tsunagu_web.resources.views import keeper_of
from tsunagu_web.town import home_settings

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LOADS_SHOWN = 5


@with_run
def resource_file(request: HttpRequest, run: RunView) -> HttpResponse:
    """The whole directory as Excel; `?empty=1`: only the headings, to fill in."""
    empty = bool(request.GET.get("empty"))
    versions = [] if empty else [one.version for one in lines_of(run, newest_versions())]
    words = Words(current_resources(), list(type_labels(run).items()), areas_known(run))
    with acting(request, PageObject("resource_file")):
        answer = HttpResponse(directory_workbook(versions, words), content_type=XLSX)
    name = "社会資源_ひな形.xlsx" if empty else "社会資源.xlsx"
    answer["Content-Disposition"] = f"attachment; filename=\"resources.xlsx\"; filename*=UTF-8''{quote(name)}"
    return answer


@with_run
def resource_paper(request: HttpRequest, run: RunView) -> HttpResponse:
    """The standing resources by kind, as PDF to hand out: nothing in it says for which 困難の類型 something is meant."""
    standing = newest_versions().filter(state=ResourceVersion.STANDING)
    pdf = make_paper("resources", paper_of(lines_of(run, standing), str(home_settings().get("municipality", ""))))
    return hand_over(request, pdf, "社会資源", [(PageObject("resource_paper"), [])])


@with_run
def resource_load(request: HttpRequest, run: RunView) -> HttpResponse:
    """Read a file in: each row by itself. What cannot be taken stands in the receipt, and nothing of it is kept."""
    user, role = keeper_of(request, "resource_load")
    if request.method != "POST":
        return _loads(request, run)
    try:
        file = one_handed_over(request)
        name = Path(str(file.name)).name
        with tempfile.TemporaryDirectory(dir=uploads_folder()) as folder:
            path = Path(folder) / f"resources{Path(name).suffix.lower()}"
            file.give_to(path)
            rows = rows_in(path, name, Path(folder))
            rules, types, areas = current_resources(), list(type_labels(run).items()), areas_known(run)
            form = partial(ResourceForm, rules=rules, types=types, areas=areas)
            loading = Loading(user, role, Words(rules, types, areas), form, name)
            with acting(request, PageObject("resource_load")):
                for line, cells in rows:
                    loading.take(line, cells)
                loaded = loading.finish(path)
    except RefusedError as error:
        return _loads(request, run, problem=error, status=409)
    return _loads(request, run, loaded=loaded)


def _loads(
    request: HttpRequest,
    run: RunView,
    *,
    loaded: ResourceLoad | None = None,
    problem: RefusedError | None = None,
    status: int = 200,
) -> HttpResponse:
    loads = ResourceLoad.objects.select_related("by").order_by("-id")[:LOADS_SHOWN]
    context: dict[str, Any] = {"run": run, "loaded": loaded, "loads": loads, "problem": problem}
    return show(request, "resources/load.html", context, status=status)
