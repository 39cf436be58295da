"""課ごとの戻し: what each department should mend next time, as a page and as a workbook to hand over."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse

from tsunagu.base.hashing import sha256_of_text
from tsunagu.delivery import (
    DepartmentReturn,
    by_department,
    department_workbook,
    last_day,
    month_receipts,
)
from tsunagu.month import Home
from tsunagu_web.access import FileObject, PageObject, Refused, authorize, require
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.receipts.closing import closed_faults
from tsunagu_web.town import home_folder, home_settings

SHOWN = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def departments(request: HttpRequest, month: date) -> HttpResponse:
    """All departments of a month, whoever has most to mend first."""
    found = [
        one for one in _returns(month) if authorize(request.user, "departments.look", FileObject(one.owner)).allowed
    ]
    context = {
        "month": month,
        "departments": [(key_of(one), one) for one in found],
        "files": sum(one.files for one in found),
        "open_faults": sum(one.open_faults for one in found),
    }
    return show(request, "receipts/departments.html", context, thing=f"month:{month:%Y-%m}")


def department(request: HttpRequest, month: date, key: str) -> HttpResponse:
    """One department: what to mend, and where."""
    one = _one(request, month, key)
    groups = [(group, group.places[:SHOWN], max(len(group.places) - SHOWN, 0)) for group in one.ordered()]
    context = {"month": month, "key": key, "one": one, "groups": groups}
    return show(request, "receipts/department.html", context, thing=f"month:{month:%Y-%m}:{key}")


def department_file(request: HttpRequest, month: date, key: str) -> HttpResponse:
    """The workbook. It names places only; what stands there stays in the department's own file."""
    one = _one(request, month, key)
    town = str(home_settings().get("municipality", ""))
    with acting(request, f"month:{month:%Y-%m}:{key}"):
        answer = HttpResponse(department_workbook(one, town, last_day(month)), content_type=XLSX)
    name = f"受領記録_{one.owner}_{month:%Y-%m}.xlsx"
    answer["Content-Disposition"] = f"attachment; filename=\"receipts.xlsx\"; filename*=UTF-8''{quote(name)}"
    return answer


def key_of(one: DepartmentReturn) -> str:
    """What a department is called in addresses."""
    return sha256_of_text(one.owner)[:8]


def _returns(month: date) -> list[DepartmentReturn]:
    home = home_folder()
    pack = Home(home).pack()
    return by_department(month_receipts(home, last_day(month)), pack, closed_faults(home, pack))


def _one(request: HttpRequest, month: date, key: str) -> DepartmentReturn:
    row = request.row  # type: ignore[attr-defined]
    found = next((one for one in _returns(month) if key_of(one) == key), None)
    if found is not None:
        require(request.user, row.action, FileObject(found.owner))
    if found is None:
        raise Refused(row.action, PageObject(row.name), request.decision)  # type: ignore[attr-defined]
    return found
