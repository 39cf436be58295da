"""How a paper leaves: recorded, committed — then sent."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from tsunagu_web import audit
from tsunagu_web.access import Decision
from tsunagu_web.papers.workbooks import XLSX

PDF = "application/pdf"


def hand_over(
    request: HttpRequest,
    pdf: bytes,
    name: str,
    things: Iterable[tuple[object, Iterable[str]]],
    *,
    decision: Decision | None = None,
) -> HttpResponse:
    """The paper as a file called `name`.pdf, which names nobody; a row of the record for each of `things` with its children."""
    record_papers(request, things, decision=decision)
    answer = HttpResponse(pdf, content_type=PDF)
    answer["Content-Disposition"] = f"attachment; filename=\"paper.pdf\"; filename*=UTF-8''{quote(name)}.pdf"
    return answer


def hand_over_workbook(
    request: HttpRequest,
    workbook: bytes,
    name: str,
    things: Iterable[tuple[object, Iterable[str]]],
    *,
    decision: Decision | None = None,
) -> HttpResponse:
    """As hand_over, for an Excel file."""
    record_papers(request, things, decision=decision)
    answer = HttpResponse(workbook, content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename=\"sheet.xlsx\"; filename*=UTF-8''{quote(name)}.xlsx"
    return answer


def hand_over_csv(
    request: HttpRequest, text: str, name: str, things: Iterable[tuple[object, Iterable[str]]]
) -> HttpResponse:
    """As hand_over, for a CSV that Excel opens."""
    record_papers(request, things)
    answer = HttpResponse(text.encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f"attachment; filename=\"list.csv\"; filename*=UTF-8''{quote(name)}.csv"
    return answer


def record_papers(
    request: HttpRequest, things: Iterable[tuple[object, Iterable[str]]], *, decision: Decision | None = None
) -> None:
    """Write and commit the rows before anything is sent."""
    used: Decision = decision or request.decision  # type: ignore[attr-defined]
    request.shown_under = used  # type: ignore[attr-defined]
    row = request.row  # type: ignore[attr-defined]
    with transaction.atomic():
        for thing, children in things:
            audit.record(
                user=request.user,
                action=row.action,
                object=thing,
                purpose=used.purpose,
                result="ok",
                children=children,
                field_classes=used.field_classes(),
            )
    request.recorded = True  # type: ignore[attr-defined]
