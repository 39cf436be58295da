"""会議の資料: numbered copies, who got which, all of them as one PDF, one of them locked, and which have not come back."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import Decision, Refused
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.current import user_of
from tsunagu_web.conferences.calling import kind_of, must_record, number_copies, role_for
from tsunagu_web.conferences.copy_words import paper_of
from tsunagu_web.conferences.forms import CopiesForm
from tsunagu_web.conferences.meeting_places import sections_told
from tsunagu_web.conferences.models import CopyBack, CopyMade, Meeting, PackCopy
from tsunagu_web.conferences.sheet import subjects_of
from tsunagu_web.conferences.views import changed, meeting_of, show_meeting
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.papers import hand_over, lock_paper, make_papers, new_password
from tsunagu_web.reading import RunView, with_run


@with_run
def copies(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """Number the copies asked for, or one for each who has none yet."""
    meeting = meeting_of(request, number)
    form = CopiesForm(request.POST, attendees=list(meeting.attendees.all()))
    if not form.is_valid():
        return show_meeting(request, run, meeting, copies_form=form, status=400)
    return changed(request, run, meeting, lambda: number_copies(user_of(request), meeting, form.wanted))


@with_run
def copy_back(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """A copy came back or was destroyed, also after the end of the meeting."""
    meeting = meeting_of(request, number)
    told, how = request.POST.get("copy", ""), request.POST.get("how", CopyBack.RETURNED)
    copy = _copy(request, meeting, int(told) if told.isdecimal() else 0)
    if how not in dict(CopyBack.HOWS):
        raise Refused("conference.copy_back", str(copy), Decision(False, "回収でも廃棄でもない"))
    if request.POST.get("from") != "out":
        return changed(request, run, meeting, lambda: _back(request, copy, how), also_after=True)
    try:
        with acting(request, meeting):
            must_record(user_of(request), meeting, also_after=True)
            _back(request, copy, how)
    except RefusedError as error:
        return show_meeting(request, run, meeting, problem=error, status=409)
    return redirect("conference_copies_out")


@with_run
def copies_out(request: HttpRequest, run: RunView) -> HttpResponse:
    """配った資料: every numbered copy of the meetings this person records; what has not come back is on top, oldest first."""
    found = PackCopy.objects.select_related("meeting", "to__user", "by", "back__by")
    user, roles = user_of(request), dict[str, bool]()
    mine = [
        copy
        for copy in found.order_by("meeting__held_on", "meeting_id", "number")
        if roles.setdefault(copy.meeting.kind, role_for(user, kind_of(copy.meeting)) is not None)
    ]
    sections = sections_told(mine, run, user)
    rows = [
        (copy, kind_of(copy.meeting), sections[copy.pk], (clock.today() - copy.meeting.held_on).days) for copy in mine
    ]
    out = [row for row in rows if not hasattr(row[0], "back")]
    back = [row for row in reversed(rows) if hasattr(row[0], "back")]
    context = {"run": run, "out": out, "back": back, "hows": CopyBack.HOWS}
    return show(request, "conferences/copies_out.html", context)


@with_run
def pack(request: HttpRequest, run: RunView, number: str, copy: int) -> HttpResponse:
    """One numbered copy as PDF."""
    meeting = meeting_of(request, number)
    return _handed(request, run, meeting, [_copy(request, meeting, copy)])


@with_run
def packs(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """The copies chosen, in one PDF to print at once."""
    meeting = meeting_of(request, number)
    wanted = sorted({int(one) for one in request.GET.getlist("copy") if one.isdecimal() and len(one) < 6})
    if not wanted:
        wanted = list(meeting.copies.filter(back__isnull=True).values_list("number", flat=True))
    return _handed(request, run, meeting, [_copy(request, meeting, one) for one in wanted])


@with_run
def lock(request: HttpRequest, run: RunView, number: str, copy: int) -> HttpResponse:
    """One copy for somebody without an account, locked. File and password leave in this one answer; neither is kept."""
    meeting = meeting_of(request, number)
    found = _copy(request, meeting, copy)
    if found.to.user is not None:
        raise Refused("conference.lock", found, Decision(False, "画面で見られる人の資料"))

    def told(pdf: bytes, things: Sequence[tuple[str, list[str]]]) -> HttpResponse:
        password = new_password()
        locked = base64.b64encode(lock_paper(pdf, password)).decode("ascii")
        context = {"run": run, "meeting": meeting, "kind": kind_of(meeting), "copy": found}
        context["section"] = sections_told([found], run, user_of(request))[found.pk]
        context |= {"password": password, "file": locked}
        return show(request, "conferences/locked.html", context, children=things[0][1], thing=things[0][0])

    return _set(request, run, meeting, [found], told, CopyMade.LOCKED)


def _handed(request: HttpRequest, run: RunView, meeting: Meeting, found: Sequence[PackCopy]) -> HttpResponse:
    numbers = "-".join(dict.fromkeys(str(one.number) for one in (*found[:1], *found[-1:])))

    def told(pdf: bytes, things: Sequence[tuple[str, list[str]]]) -> HttpResponse:
        return hand_over(request, pdf, f"会議の資料_{meeting.number}_{numbers}", things)

    return _set(request, run, meeting, found, told)


def _set(
    request: HttpRequest,
    run: RunView,
    meeting: Meeting,
    found: Sequence[PackCopy],
    told: Callable[[bytes, Sequence[tuple[str, list[str]]]], HttpResponse],
    way: str = CopyMade.PAPER,
) -> HttpResponse:
    """The paper holds no more than each reader may see on the screen, and no more than who prints it may. What goes to somebody from
    outside is kept as 提供 together with the row of the record, or neither is."""
    user = user_of(request)
    if not found or role_for(user, kind_of(meeting)) is None:
        row = request.row  # type: ignore[attr-defined]
        raise Refused(row.action, meeting, Decision(False, "ない、またはこの会議を記録する役割ではない"))
    data, things = paper_of(run, meeting, found, user)
    try:
        for copy in found:
            _must_have_ground(copy)
        pdf = make_papers("conference", [data | {"copies": [one]} for one in data["copies"]])
    except RefusedError as error:
        return show_meeting(request, run, meeting, problem=error, status=409)
    with transaction.atomic():
        for copy, (_, children) in zip(found, things, strict=True):
            if copy.to.user is None and children:
                told_of = _by_case(run, meeting, children)
                CopyMade.objects.create(copy=copy, way=way, children=told_of, at=clock.now(), by=user)
        return told(pdf, things)


def _by_case(run: RunView, meeting: Meeting, codes: Sequence[str]) -> dict[str, list[str]]:
    """受理番号 → which of these are of its household."""
    found = {}
    for item in meeting.items.select_related("case"):
        household = {child.child_code for child in subjects_of(item.case, run)}
        found[item.case.number] = [code for code in codes if code in household]
    return {number: children for number, children in found.items() if children}


def _must_have_ground(copy: PackCopy) -> None:
    """Raises RefusedError C194: nobody wrote on what ground somebody from outside is told anything."""
    if copy.to.user is None and not (copy.to.ground and copy.to.duty):
        raise RefusedError(
            "C194",
            f"{copy.number}番の資料を受け取る外の人について、伝えてよい根拠と守秘義務の確認が書かれていません",
            "外の人を、根拠を選んで、もう一度出席者に加えてください。資料には新しい番号がつきます",
        )


def _copy(request: HttpRequest, meeting: Meeting, number: int) -> PackCopy:
    found = meeting.copies.filter(number=number).select_related("to__user", "meeting").first()
    if found is None:
        row = request.row  # type: ignore[attr-defined]
        raise Refused(row.action, f"{meeting}:copy:{number}", Decision(False, "ない"))
    return found


def _back(request: HttpRequest, copy: PackCopy, how: str) -> None:
    CopyBack.objects.get_or_create(copy=copy, defaults={"at": clock.now(), "by": user_of(request), "how": how})
