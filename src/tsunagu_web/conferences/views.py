"""会議: which there were and will be, one of them with its agenda and who comes, its minutes and its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import Decision, Field, Form, Refused
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.current import user_of
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.places import must_name_no_place, with_gaps
from tsunagu_web.casework.process import current_process
from tsunagu_web.casework.reading import children_seen
from tsunagu_web.conferences.calling import (
    at_once,
    attend,
    call_meeting,
    close,
    is_over,
    keep_minutes,
    kind_of,
    kinds_for,
    must_record,
    role_for,
    take_up,
    waiting_for,
    who_may_come,
)
from tsunagu_web.conferences.change import change_of, newest_decisions
from tsunagu_web.conferences.deciding import is_open_to
from tsunagu_web.conferences.forms import AttendForm, CallForm, CloseForm, MinutesForm
from tsunagu_web.conferences.meeting_places import cases_seen, hides_of_meeting, places_told
from tsunagu_web.conferences.models import AgendaItem, ChildDecision, Closing, Meeting
from tsunagu_web.conferences.sheet import look_at_household
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run
from tsunagu_web.support.declared import current_support


@dataclass(frozen=True)
class AgendaRow:
    """One household on the agenda as one person may see it. `decided`: child code → decision, once there is one; `opened`: what
    was judged may be told, since no own view is asked first or the reader wrote it."""

    item: AgendaItem
    children: list[tuple[str, str]]
    change: list[str]
    first_time: bool
    decided: list[tuple[str, str]]
    state: str
    opened: bool


@with_run
def conferences(request: HttpRequest, run: RunView) -> HttpResponse:
    """Every meeting, and the form to call one."""
    return show_conferences(request, run)


@with_run
def call(request: HttpRequest, run: RunView) -> HttpResponse:
    """Call a meeting."""
    form = CallForm(request.POST)
    if not form.is_valid():
        return show_conferences(request, run, form=form, status=400)
    told = form.cleaned_data
    try:
        with acting(request, f"meeting:{told['kind']}:{told['held_on']}"):
            meeting = call_meeting(
                user_of(request), run, told["kind"], told["held_on"], told["starts_at"], told["place"]
            )
    except RefusedError as error:
        return show_conferences(request, run, form=form, problem=error, status=409)
    except IntegrityError:
        # Two people called a meeting at the same moment: of the second nothing stays, and the page shows the first.
        return show_conferences(request, run, form=form, problem=at_once(), status=409)
    return redirect("conference", meeting.number)


@with_run
def conference(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """One meeting."""
    return show_meeting(request, run, meeting_of(request, number))


@with_run
def attendees(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """Somebody more comes."""
    meeting = meeting_of(request, number)
    form = AttendForm(request.POST, kind=kind_of(meeting))
    if not form.is_valid():
        return show_meeting(request, run, meeting, attend_form=form, status=400)
    told = form.cleaned_data
    outside = [told[name] for name in ("name", "section", "ground")]

    def comes() -> None:
        must_name_no_place((), run, form, but=("section",))
        attend(user_of(request), meeting, told["user"], *outside)

    return changed(request, run, meeting, comes, attend_form=form)


@with_run
def agenda(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """Take up the cases chosen of those that may come up."""
    meeting = meeting_of(request, number)
    chosen = [case for case in waiting_for(meeting) if case.number in request.POST.getlist("case")]
    return changed(request, run, meeting, lambda: take_up(user_of(request), run, meeting, chosen))


@with_run
def minutes(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """A new version of the minutes."""
    meeting, form = meeting_of(request, number), MinutesForm(request.POST)
    if not form.is_valid():
        return show_meeting(request, run, meeting, minutes_form=form, status=400)
    told = form.cleaned_data

    def keep() -> None:
        must_name_no_place(cases_seen(meeting, run, user_of(request)), run, form)
        keep_minutes(user_of(request), meeting, told["words"], told["seen"])

    return changed(request, run, meeting, keep, minutes_form=form)


@with_run
def closing(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """The end of the meeting."""
    meeting = meeting_of(request, number)
    decided = ChildDecision.objects.filter(item__meeting=meeting).exists()
    form = CloseForm(request.POST, decided=decided)
    if not form.is_valid():
        return show_meeting(request, run, meeting, close_form=form, status=400)

    def end() -> None:
        must_name_no_place(cases_seen(meeting, run, user_of(request)), run, form)
        close(user_of(request), meeting, **form.cleaned_data)

    return changed(request, run, meeting, end, close_form=form)


def meeting_of(request: HttpRequest, number: str) -> Meeting:
    """The meeting of a number. Raises Refused when there is none."""
    found = Meeting.objects.filter(number=number).select_related("by").first()
    if found is None:
        row = request.row  # type: ignore[attr-defined]
        raise Refused(row.action, f"meeting:{number}", Decision(False, "ない"))
    return found


def show_meeting(
    request: HttpRequest, run: RunView, meeting: Meeting, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The meeting's page; `more`: a problem or a form with its mistakes."""
    user, kind = user_of(request), kind_of(meeting)
    rows = [row for item in meeting.items.select_related("case") if (row := _row(run, item, user))]
    hidden = meeting.items.count() - len(rows)
    records = role_for(user, kind) is not None
    over = is_over(meeting)
    newest = meeting.minutes.order_by("-version").select_related("by").first()
    closed = Closing.objects.filter(meeting=meeting).select_related("by").first()
    hides = hides_of_meeting(meeting, run, user)
    newest = with_gaps(newest, run, hides=hides) if newest else None
    closed = with_gaps(closed, run, hides=hides) if closed else None
    came = list(meeting.attendees.select_related("user").prefetch_related("copies__back"))
    there = [one.user_id for one in came if one.user_id]
    context: dict[str, Any] = {
        "run": run,
        "meeting": meeting,
        "place": places_told([meeting], run, user)[meeting.pk],
        "kind": kind,
        "rows": rows,
        "hidden": hidden,
        "decided": sum(bool(row.decided) for row in rows),
        "records": records,
        "over": over,
        "closing": closed,
        "attendees": came,
        "hides": hides or bool(run.feed.why_hidden),
        "accounts": who_may_come(kind).exclude(pk__in=there).order_by("section", "display_name"),
        "grounds": current_support().grounds,
        "waiting": [] if over or not records else _may_come_up(run, meeting, user),
        "minutes": newest if _reads_minutes(run, meeting, user) else None,
        "minutes_kept": newest is not None,
        "minutes_seen": meeting.minutes.count(),
        **more,
    }
    codes = [code for row in rows for code, _ in row.children]
    return show(request, "conferences/conference.html", context, children=codes, thing=str(meeting), status=status)


def changed(
    request: HttpRequest,
    run: RunView,
    meeting: Meeting,
    change: Callable[[], object],
    *,
    also_after: bool = False,
    **filled_in: forms.Form,
) -> HttpResponse:
    """Do what was asked at a meeting that is not over (or `also_after` it), recorded, and show the meeting. `filled_in`: a form whose
    words are not to be lost when it is refused."""
    try:
        with acting(request, meeting):
            must_record(user_of(request), meeting, also_after=also_after)
            change()
    except RefusedError as error:
        return show_meeting(request, run, meeting, problem=error, status=409, **filled_in)
    except IntegrityError:
        return show_meeting(request, run, meeting, problem=at_once(), status=409, **filled_in)
    return redirect("conference", meeting.number)


def show_conferences(
    request: HttpRequest,
    run: RunView,
    *,
    form: forms.Form | None = None,
    problem: RefusedError | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of all meetings; `form`, `problem`: one that could not be called."""
    user, found = user_of(request), list(Meeting.objects.select_related("by", "closing"))
    places = places_told(found, run, user)
    context = {
        "run": run,
        "open": [(one, kind_of(one), places[one.pk]) for one in reversed(found) if not hasattr(one, "closing")],
        "over": [(one, kind_of(one), places[one.pk]) for one in found if hasattr(one, "closing")],
        "today": clock.today(),
        "kinds": kinds_for(user),
        "form": form,
        "problem": problem,
    }
    return show(request, "conferences/conferences.html", context, status=status)


def _row(run: RunView, item: AgendaItem, user: User) -> AgendaRow | None:
    look = look_at_household(run, item.case, user)
    if look is None:
        return None
    children = children_seen(item.case, run, user)
    codes = {code for code, _ in children}
    earlier = newest_decisions(codes, not_on=item.pk)
    grant = look[1].grants.get(Field.FINDING)
    change = []
    opened = is_open_to(user, item)
    if grant is not None and opened:
        for child in run.serving.children_of(item.case.household_code):
            if child.child_code in codes:
                words = change_of(run, child, earlier.get(child.child_code)).words(grant.form is Form.BAND)
                change += [f"{child.child_code}：{one}" for one in words] if len(codes) > 1 else words
    decided = {row.child_code: row.decision for row in item.decisions.order_by("version") if row.child_code in codes}
    process = current_process()
    state = next((one.label for one in process.states if one.key == item.case.state), item.case.state)
    return AgendaRow(item, children, change, not earlier, sorted(decided.items()), state, opened)


def _may_come_up(run: RunView, meeting: Meeting, user: User) -> list[Any]:
    found = [case for case in waiting_for(meeting) if look_at_household(run, case, user)]
    process = current_process()
    return [(case, children_seen(case, run, user), process.state(case.state).label) for case in found]


def _reads_minutes(run: RunView, meeting: Meeting, user: User) -> bool:
    """Minutes tell of every household of the day: they open to whoever may read 相談 of all of them."""
    for item in meeting.items.select_related("case"):
        look = look_at_household(run, item.case, user)
        grant = look[1].grants.get(Field.ABUSE) if look else None
        if grant is None or not grant.reads_words:
            return False
    return True
