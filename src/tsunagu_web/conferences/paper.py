"""会議の資料: numbered copies, who got which, and each of them as a page to print."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tsunagu_web.access import Decision, Refused
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.current import user_of
from tsunagu_web.conferences.calling import kind_of, number_copies, role_for
from tsunagu_web.conferences.models import CopyBack, Meeting, PackCopy
from tsunagu_web.conferences.sheet import household_page
from tsunagu_web.conferences.views import changed, meeting_of
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run


@with_run
def copies(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """Number the copies of those who have none yet."""
    meeting = meeting_of(request, number)
    return changed(request, run, meeting, lambda: number_copies(user_of(request), meeting))


@with_run
def copy_back(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """A copy came back, also after the end of the meeting."""
    meeting = meeting_of(request, number)
    told = request.POST.get("copy", "")
    copy = _copy(request, meeting, int(told) if told.isdecimal() else 0)
    return changed(request, run, meeting, lambda: _back(request, copy), also_after=True)


@with_run
def pack(request: HttpRequest, run: RunView, number: str, copy: int) -> HttpResponse:
    """One numbered copy. It holds no more than its reader may see on the screen, and no more than who prints it may."""
    meeting = meeting_of(request, number)
    found, user = _copy(request, meeting, copy), user_of(request)
    if role_for(user, kind_of(meeting)) is None:
        raise Refused("conference.pack", found, Decision(False, "この会議を記録する役割ではない"))
    items = meeting.items.select_related("case", "meeting")
    pages = [page for item in items if (page := household_page(run, item, user, copy_for=found.to.user)).children]
    context = {
        "run": run,
        "meeting": meeting,
        "kind": kind_of(meeting),
        "copy": found,
        "copies": meeting.copies.count(),
        "outside": found.to.user is None,
        "pages": pages,
        "left_out": items.count() - len(pages),
    }
    shown = [child.code for page in pages for child in page.children]
    return show(request, "conferences/pack.html", context, children=shown, thing=str(found))


def _copy(request: HttpRequest, meeting: Meeting, number: int) -> PackCopy:
    found = meeting.copies.filter(number=number).select_related("to__user").first()
    if found is None:
        row = request.row  # type: ignore[attr-defined]
        raise Refused(row.action, f"{meeting}:copy:{number}", Decision(False, "ない"))
    return found


def _back(request: HttpRequest, copy: PackCopy) -> None:
    CopyBack.objects.get_or_create(copy=copy, defaults={"at": clock.now(), "by": user_of(request)})
