"""The town's own sheet for a source, to type paper records into, or for whoever gives up an old one: then with a sheet per class
where the old file had such. Examples stand beside each mark."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse

from tsunagu.catalog import entry_sheet_name, write_entry_sheet
from tsunagu.drafting import confirmed, drafts
from tsunagu.month import Home
from tsunagu_web.layouts.drafts import absent
from tsunagu_web.pages.acting import acting
from tsunagu_web.town import home_folder

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheet(request: HttpRequest, name: str) -> HttpResponse:
    """The entry sheet of a source, or of the one that a draft is another layout of."""
    home = home_folder()
    draft = next((one for one in [*drafts(home), *confirmed(home)] if one.name == name and one.of), None)
    pack, of = Home(home).pack(), draft.of if draft is not None else name
    if of not in pack.sources:
        raise absent(request)
    source = pack.sources[of]
    with TemporaryDirectory() as folder, acting(request, f"layout:{name}"):
        path = Path(folder) / "sheet.xlsx"
        write_entry_sheet(pack, of, path, draft.sheets if draft is not None and not source.pages else ())
        answer = HttpResponse(path.read_bytes(), content_type=XLSX)
    called = f"{entry_sheet_name(source)}.xlsx"
    answer["Content-Disposition"] = f"attachment; filename=\"sheet.xlsx\"; filename*=UTF-8''{quote(called)}"
    return answer
