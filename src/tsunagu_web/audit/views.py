"""見た記録: promise eight has a reader. The town's own auditor reads all rows, a manager those of the own section."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tsunagu_web.access import ROLES, Field, PageObject, Purpose, RoleKey, Scope
from tsunagu_web.access.url_table import BY_ACTION
from tsunagu_web.audit.checking import CAVEAT, verify_record
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.pages.paging import paging
from tsunagu_web.pages.showing import show

RESULTS = {"ok": "見た", "refused": "断った", "error": "できなかった"}


def records(request: HttpRequest) -> HttpResponse:
    """Newest first; with `?verify=1` the whole chain is verified first."""
    decision = request.decision  # type: ignore[attr-defined]
    rows = AuditRow.objects.order_by("-seq")
    whole_town = decision.grants[Field.AUDIT].scope is Scope.TOWN
    if not whole_town:
        rows = rows.filter(section=request.user.section)
    pages = paging(request, rows.count())
    shown = [_words(row) for row in rows[pages.offset : pages.offset + pages.size]]
    context = {
        "rows": shown,
        "paging": pages,
        "whole_town": whole_town,
        "verdict": verify_record() if whole_town and request.GET.get("verify") == "1" else None,
        "caveat": CAVEAT,
    }
    return show(request, "audit/records.html", context, thing=PageObject("records"))


def _words(row: AuditRow) -> dict[str, object]:
    known = BY_ACTION.get(row.action)
    return {
        "seq": row.seq,
        "at": f"{row.at[:10].replace('-', '/')} {row.at[11:19]}",
        "user": row.user or "（ログイン前）",
        "section": row.section or "—",
        "roles": "・".join(ROLES[RoleKey(key)].label for key in row.roles.split(",") if key) or "—",
        "page": known.label if known else "表にないページ",
        "children": row.children[:6],
        "more": max(len(row.children) - 6, 0),
        "thing": row.object.removeprefix("child:") if row.object.startswith("child:") else "",
        "fields": "、".join(Field(code).short for code in row.field_classes) or "—",
        "purpose": Purpose(row.purpose).label if row.purpose else "—",
        "result": RESULTS[row.result],
        "refused": row.result != "ok",
    }
