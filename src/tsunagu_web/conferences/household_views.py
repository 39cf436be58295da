"""One household at a meeting: what people know of it, the own view, and the four decisions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tsunagu.base.errors import RefusedError
from tsunagu.serving import ServedChild
from tsunagu_web.access import CaseObject, Decision, Refused
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.current import user_of
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.moving import may_move
from tsunagu_web.casework.places import hides_places, must_name_no_place, with_gaps
from tsunagu_web.casework.process import Process, current_process
from tsunagu_web.conferences.calling import deciding_move, is_over, kind_of
from tsunagu_web.conferences.deciding import (
    ChildTold,
    HouseholdTold,
    decide_household,
    deciders_of,
    default_review,
    is_open_to,
)
from tsunagu_web.conferences.emergency import DECIDED, GUIDANCE, danger_lines, may_hold, urgencies
from tsunagu_web.conferences.forms import ChildForm, HouseholdForm, ViewForm
from tsunagu_web.conferences.models import AgendaItem, ChildDecision, Meeting, OwnView
from tsunagu_web.conferences.sheet import HouseholdPage, household_page, look_at_household, subjects_of
from tsunagu_web.conferences.views import meeting_of
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, age_and_grade, with_run

RECORDED = "recorded"
"""Of the address of the page that comes after a decision: the case that was decided."""
MEANINGS = {
    "要支援": "支援の計画と担当を決めます",
    "調査継続": "いまは心配なことが見られません。聞き取りは続けます",
    "経過観察": "ほかの類型の可能性があります。点数の変化を見ます",
    "支援不要": "理由を残します。事実が変わると、また一覧に戻ります",
}


@with_run
def household(request: HttpRequest, run: RunView, number: str, case: str) -> HttpResponse:
    """One household's page."""
    item, thing, decision = found_item(request, run, number, case)
    return show_household(request, run, item, thing, decision)


@with_run
def own_view(request: HttpRequest, run: RunView, number: str, case: str) -> HttpResponse:
    """Write down the own view; the judgement opens."""
    item, thing, decision = found_item(request, run, number, case)
    form, user = ViewForm(request.POST), user_of(request)
    if not form.is_valid():
        return show_household(request, run, item, thing, decision, view_form=form, status=400)
    try:
        must_name_no_place(item.case, run, form)
        with acting(request, item):
            if not OwnView.objects.filter(item=item, by=user).exists():
                OwnView.objects.create(item=item, by=user, at=clock.now(), **form.cleaned_data)
    except RefusedError as error:
        return show_household(request, run, item, thing, decision, view_form=form, problem=error, status=409)
    return redirect("conference_household", number, case)


@with_run
def decide(request: HttpRequest, run: RunView, number: str, case: str) -> HttpResponse:
    """Record the decisions of a household."""
    item, thing, decision = found_item(request, run, number, case)
    user, kind = user_of(request), kind_of(item.meeting)
    form = HouseholdForm(request.POST, deciders=deciders_of(item, kind))
    children = _served(run, item)
    child_forms = _child_forms(run, children, request.POST)
    valid = [form.is_valid(), *(one.is_valid() for _, one in child_forms)]
    if not children or not all(valid):
        return show_household(request, run, item, thing, decision, form=form, child_forms=child_forms, status=400)
    try:
        must_name_no_place(item.case, run, form, *(one for _, one in child_forms))
        with acting(request, item):
            decide_household(user, run, item, thing, _told(form, child_forms))
    except RefusedError as error:
        shown: dict[str, Any] = {"form": form, "child_forms": child_forms, "problem": error}
        return show_household(request, run, item, thing, decision, status=409, **shown)
    following = _beside(run, item, user, after=True)
    if following is None:
        return redirect("conference", number)
    return redirect(
        f"{reverse('conference_household', args=(number, following.case.number))}?{urlencode({RECORDED: case})}"
    )


def _told(form: HouseholdForm, child_forms: Sequence[tuple[ServedChild, ChildForm]]) -> HouseholdTold:
    said = form.cleaned_data
    children = [
        ChildTold(
            child=child,
            decision=one.cleaned_data["decision"],
            reason="\n".join(filter(None, (said["reason"], one.cleaned_data["own"]))),
            human_source=said["human_source"],
            review_on=one.cleaned_data["review_on"],
            checks=one.checks,
            found=one.cleaned_data["found"],
        )
        for child, one in child_forms
    ]
    return HouseholdTold(children, said["decider"], said["run"], said["seen"], said["why_corrected"])


def found_item(request: HttpRequest, run: RunView, number: str, case: str) -> tuple[AgendaItem, CaseObject, Decision]:
    """The agenda item, if this person may read the household. Raises Refused as for one that is not there."""
    meeting: Meeting = meeting_of(request, number)
    item = meeting.items.filter(case__number=case).select_related("case", "meeting").first()
    seen = look_at_household(run, item.case, user_of(request)) if item else None
    if item is None or seen is None:
        row = request.row  # type: ignore[attr-defined]
        raise Refused(row.action, f"{meeting}:case:{case}", Decision(False, "ない、または範囲の外"))
    return item, *seen


def _served(run: RunView, item: AgendaItem) -> list[ServedChild]:
    return subjects_of(item.case, run)


def _child_forms(
    run: RunView, children: Sequence[ServedChild], data: Any = None
) -> list[tuple[ServedChild, ChildForm]]:
    labels = [(criterion["type"], criterion["label"]) for criterion in run.criteria]
    found = []
    for child in children:
        flagged = [labels[place] for place in range(len(labels)) if child.state(place) == "flagged"]
        words = f"{child.child_code} {age_and_grade(child.sex, child.age, child.grade)}"
        others = [label for label in labels if label not in flagged]
        found.append((child, ChildForm(data, prefix=child.child_code, flagged=flagged, others=others, words=words)))
    return found


def show_household(
    request: HttpRequest,
    run: RunView,
    item: AgendaItem,
    thing: CaseObject,
    decision: Decision,
    *,
    form: HouseholdForm | None = None,
    child_forms: Sequence[tuple[ServedChild, ChildForm]] | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The household's page; `more`: a problem, or a form with its mistakes."""
    process, user = current_process(), user_of(request)
    page, kind, opened = household_page(run, item, user), kind_of(item.meeting), is_open_to(user, item)
    may = _may_decide(process, item, user, thing)
    view = OwnView.objects.filter(item=item, by=user).first()
    correcting = any(child.said for child in page.children)
    deciders = deciders_of(item, kind)
    context: dict[str, Any] = {
        "run": run,
        "meeting": item.meeting,
        "kind": kind,
        "item": item,
        "page": page,
        "state": process.state(item.case.state).label,
        "count": item.meeting.items.count(),
        "following": _beside(run, item, user, after=True),
        "former": _beside(run, item, user, after=False),
        "recorded": _recorded(request, run, item, user),
        "opened": opened,
        "leanings": OwnView.LEANINGS,
        "view": with_gaps(view, run, hides=hides_places(item.case, run)) if view else None,
        "over": is_over(item.meeting),
        "correcting": correcting,
        "may_decide": kind.decides and opened and may and bool(page.children),
        "deciders": deciders,
        "decisions": [(one, MEANINGS[one], default_review(process, one)) for one, _ in ChildDecision.DECISIONS],
        "checks": ChildDecision.CHECKS,
        "form": form,
        "children": _with_forms(run, item, page, child_forms),
        "child_errors": [error for _, one in child_forms or () for errors in one.errors.values() for error in errors],
        "seen": item.case.events.count(),
        "case": item.case,
        "support": page.support,
        "emergency": (emergency := may_hold(user, item.case) and kind.emergency and not is_over(item.meeting)),
        "urgencies": urgencies() if emergency else [],
        "guidance_choices": GUIDANCE.items(),
        "danger": (danger := danger_lines(page.lines) if kind.emergency else []),
        "decided_danger": any(line.event.move == DECIDED for line in danger),
        **more,
    }
    return show(
        request,
        "conferences/household.html",
        context,
        children=[child.code for child in page.children],
        thing=str(item),
        decision=decision,
        status=status,
    )


def _with_forms(
    run: RunView,
    item: AgendaItem,
    page: HouseholdPage,
    child_forms: Sequence[tuple[ServedChild, ChildForm]] | None,
) -> list[tuple[Any, ChildForm]]:
    """The children this person sees, each with its form."""
    by_code = {child.child_code: one for child, one in child_forms or _child_forms(run, _served(run, item))}
    return [(child, by_code[child.code]) for child in page.children]


def _may_decide(process: Process, item: AgendaItem, user: User, thing: CaseObject) -> bool:
    move = deciding_move(process, item.case.state)
    if move is not None:
        return not is_over(item.meeting) and may_move(user, thing, move).allowed
    decided = next((move for move in process.moves if move.through == "conference"), None)
    return item.decisions.exists() and decided is not None and may_move(user, thing, decided).allowed


def _beside(run: RunView, item: AgendaItem, user: User, *, after: bool) -> AgendaItem | None:
    """The household of the day after or before this one that this person may see."""
    items = item.meeting.items.select_related("case")
    others = items.filter(place__gt=item.place) if after else items.filter(place__lt=item.place).reverse()
    return next((one for one in others if look_at_household(run, one.case, user)), None)


def _recorded(request: HttpRequest, run: RunView, item: AgendaItem, user: User) -> AgendaItem | None:
    """The household whose decisions were recorded just before this page came, if this person may see it."""
    told = item.meeting.items.filter(case__number=request.GET.get(RECORDED, "")).select_related("case").first()
    known = told is not None and told.decisions.exists() and look_at_household(run, told.case, user)
    return told if known else None
