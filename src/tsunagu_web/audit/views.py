"""見た記録: promise eight has readers. 監査 reads all rows, a manager the own section's, everybody the own."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any

import segno
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import mark_safe

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import ROLES, Field, PageObject, Purpose, RoleKey, Scope
from tsunagu_web.access.url_table import BY_ACTION, UrlRow
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.current import user_of
from tsunagu_web.audit.anchors import head, window
from tsunagu_web.audit.checking import CAVEAT, verify_record
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.audit.own_data import uses_of
from tsunagu_web.audit.terminal import ACTION, EVERYBODY
from tsunagu_web.audit.watching import Watcher, looks
from tsunagu_web.audit.watching import window as days_of
from tsunagu_web.pages.paging import paging
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run

RESULTS = {"ok": "見た", "refused": "断った", "error": "できなかった"}
AT_THE_TERMINAL = {
    "user.add": "利用者を加えた",
    "user.address": "自宅のしるしを残した",
    "user.close": "利用者を閉じた",
    "user.recover": "二人の立ち会いで利用者を直した",
    ACTION: "命令で取り出した",
}
"""What is done at the server's terminal, where nobody is logged in."""
BY_ITSELF = {
    "row_alarm.found": "届いたファイルに、すぐに知らせる印を見つけた",
    "row_alarm.raised": "すぐに知らせる印で、世帯を緊急対応にした",
}
"""What no person does."""
THINGS = {
    "child": "",
    "user": "利用者 ",
    "log_in": "利用者 ",
    "change": "利用者の変更 ",
    "record_of": "",
    "case": "受理 ",
}
"""Kinds of thing a row may name (before the colon), as people read them; of pages the page's own name says enough."""
CODE = re.compile(r"[CM]-\d{4,}")


def records(request: HttpRequest) -> HttpResponse:
    """Newest first; with `?verify=1` anchors are read and the whole chain is verified first."""
    decision = request.decision  # type: ignore[attr-defined]
    rows = AuditRow.objects.order_by("-seq")
    whole_town = decision.grants[Field.AUDIT].scope is Scope.TOWN
    if not whole_town:
        rows = rows.filter(section=user_of(request).section)
    verdict, problem = _verified() if whole_town and request.GET.get("verify") == "1" else (None, "")
    context = {
        **_table(request, rows),
        "whole_town": whole_town,
        "verdict": verdict,
        "problem": problem,
        "window": window() if whole_town else None,
        "caveat": CAVEAT,
    }
    return show(request, "audit/records.html", context, thing=PageObject("records"))


def mine(request: HttpRequest) -> HttpResponse:
    """Everybody's own rows: what the record says one did."""
    rows = AuditRow.objects.filter(user=request.user.get_username()).order_by("-seq")
    return show(request, "audit/mine.html", _table(request, rows))


def of_child(request: HttpRequest) -> HttpResponse:
    """Who saw this child, and who was refused. The code asked for stands in the row of this look itself."""
    code = request.GET.get("code", "").strip().upper()
    known = bool(CODE.fullmatch(code))
    context: dict[str, Any] = {"code": code, "known": known}
    if known:
        told = AuditRow.objects.annotate(told=Cast("children", TextField()))
        context |= _table(
            request,
            told.filter(
                Q(told__contains=f'"{code}"')
                | Q(object__in=(f"child:{code}", f"woman:{code}"))
                | Q(object__startswith=f"{EVERYBODY}:")
            ).order_by("-seq"),
        )
        context["keep"] = f"code={code}&"
    thing = f"record_of:{code}" if known else PageObject("records_child")
    return show(request, "audit/of_child.html", context, thing=thing, status=200 if known or not code else 400)


@with_run
def watch(request: HttpRequest, run: RunView) -> HttpResponse:
    """Looks outside the caseload, and at children of the viewer's surname or address."""
    told = request.GET.get("back", "0")
    back = int(told) if told.isascii() and told.isdigit() and len(told) < 4 else 0
    since, until = days_of(clock.today(), back)
    gone_through, now = looks(since, until), clock.now()
    watcher = Watcher(run, datetime.combine(since, time(), now.tzinfo))
    found = watcher.watched(gone_through)
    pages = paging(request, len(found))
    shown = found[pages.offset : pages.offset + pages.size]
    rows = AuditRow.objects.in_bulk([one.looks.newest for one in shown])
    context = {
        "run": run,
        "rows": [
            {**_words(rows[one.looks.newest]), "times": one.looks.times, "why": "、".join(one.why)} for one in shown
        ],
        "paging": pages,
        "looks": sum(one.times for one in gone_through),
        "since": since,
        "until": until,
        "before": back + 1 if AuditRow.objects.filter(at__lt=str(since)).exists() else None,
        "after": back - 1 if back else None,
        "keep": f"back={back}&",
        "without_lists": watcher.caseload.without_lists(
            min(now, datetime.combine(until + timedelta(days=1), time(), now.tzinfo))
        ),
    }
    return show(request, "audit/watch.html", context)


@with_run
def own_data(request: HttpRequest, run: RunView) -> HttpResponse:
    """Who used the records of one's own section, and for what. No child is named."""
    section = str(request.user.section)  # type: ignore[union-attr]
    uses = [
        {
            "section": use.section,
            "roles": _role_words(use.roles),
            "purpose": Purpose(use.purpose).label if use.purpose else "—",
            "kinds": "、".join(sorted(use.kinds)),
            "times": use.times,
            "at": _at(use.newest),
        }
        for use in uses_of(run, section)
    ]
    return show(request, "audit/own_data.html", {"run": run, "section": section, "uses": uses})


def anchor(request: HttpRequest) -> HttpResponse:
    """The record verified against its anchors, and a sheet with the newest row's mark, to be printed and kept elsewhere."""
    verdict, problem = _verified()
    now = head()
    told = f"{now.seq}:{now.mac}"
    context = {
        "verdict": verdict,
        "problem": problem,
        "window": window(),
        "told": told,
        "at": clock.now(),
        # Our own drawing of digits: nothing anybody typed stands in it.
        "square": mark_safe(segno.make(told, error="m").svg_inline(scale=4, border=4, light="#fff")),
    }
    return show(request, "audit/anchor.html", context)


def _verified() -> tuple[Any, str]:
    """The verdict, or why there is none: anchors that cannot be read are no reason to call the record sound."""
    try:
        return verify_record(), ""
    except RefusedError as error:
        return None, error.message


def _table(request: HttpRequest, rows: QuerySet[Any]) -> dict[str, Any]:
    pages = paging(request, rows.count())
    shown = [_words(row) for row in rows[pages.offset : pages.offset + pages.size]]
    return {"rows": shown, "paging": pages}


def _words(row: AuditRow) -> dict[str, object]:
    known, terminal = BY_ACTION.get(row.action), AT_THE_TERMINAL.get(row.action, "")
    itself = BY_ITSELF.get(row.action, "")
    return {
        "seq": row.seq,
        "at": _at(row.at),
        "user": row.user or ("（サーバーの端末）" if terminal else "（自動）" if itself else "（ログイン前）"),
        "section": row.section or "—",
        "roles": _role_words(row.roles),
        "page": f"端末：{terminal}{_command(row)}"
        if terminal
        else itself or (known.label if known else "表にないページ"),
        "children": row.children[:6],
        "more": max(len(row.children) - 6, 0),
        "thing": _thing(row.object),
        "fields": "、".join(Field(code).short for code in row.field_classes) or "—",
        "purpose": Purpose(row.purpose).label if row.purpose else "—",
        "result": "した" if row.result == "ok" and (terminal or itself or _changes(known)) else RESULTS[row.result],
        "refused": row.result != "ok",
    }


def _command(row: AuditRow) -> str:
    """Which command told it, under which account of the server."""
    return f" {row.object.partition(':')[2]}" if row.action == ACTION else ""


def _at(text: str) -> str:
    """2026/10/31 09:00:00."""
    return f"{text[:10].replace('-', '/')} {text[11:19]}"


def _role_words(keys: str) -> str:
    return "・".join(ROLES[RoleKey(key)].label for key in keys.split(",") if key) or "—"


def _changes(known: UrlRow | None) -> bool:
    """Whether a page only changes something: then it was done, not seen."""
    return known is not None and "GET" not in known.methods


def _thing(told: str) -> str:
    """What a row is about besides the children it shows; empty for a page."""
    kind, _, name = told.partition(":")
    if kind == EVERYBODY:
        return "町のこども全員"
    return THINGS[kind] + name if kind in THINGS else ""
