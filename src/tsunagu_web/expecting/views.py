"""妊婦: tell of a woman who expects a child; begin a case about her. What is told opens nothing to who tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import Decision, Field, PageObject, Refused, RoleKey, authorize
from tsunagu_web.access.decision import assignments
from tsunagu_web.accounts.current import role_key_of, user_of
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.places import must_name_no_place, standing_for, without_places
from tsunagu_web.casework.process import current_process
from tsunagu_web.casework.reading import look_at, things_of
from tsunagu_web.expecting.births import proposals
from tsunagu_web.expecting.carrying import begin, open_pregnancies, set_aside, tell
from tsunagu_web.expecting.declared import ANSWERS, current_expecting
from tsunagu_web.expecting.forms import BeginForm, NoticeForm, WordsForm
from tsunagu_web.expecting.models import Notice, Pregnancy, PregnancyTold, Woman
from tsunagu_web.expecting.women import is_sheltered, woman_meant, woman_told
from tsunagu_web.notes.forms import codes_of
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run

BEGIN, ASIDE = "expecting.begin", "expecting.set_aside"
NEWEST = 50
LOOKED_FOR = frozenset({"C131", "C132", "C133"})
"""Refusals that say whether somebody is in the register."""


@dataclass(frozen=True)
class CarriedRow:
    """One open pregnancy this person may read. `born`: children proposed and not answered. `reads_due`: 出産予定日 is 健康,
    and this person may read that of her."""

    pregnancy: Pregnancy
    newest: PregnancyTold | None
    state: str
    born: int
    reads_due: bool


def may_begin(user: User) -> bool:
    """Whether a role this person holds is declared to begin."""
    roles = current_expecting().beginners
    return authorize(user, BEGIN, PageObject("expecting_begin"), roles=roles).allowed


def carried_rows(run: RunView, user: User) -> list[CarriedRow]:
    """The open pregnancies of the cases this person may read, what is due first."""
    process = current_process()
    if not authorize(user, "pregnancy.look", PageObject("pregnancy")).allowed:
        return []
    found = [
        one
        for one in open_pregnancies().filter(case__ended_at__isnull=True)
        if look_at(one.case, run, user) is not None
    ]
    versions = PregnancyTold.objects.filter(pregnancy__in=[one.pk for one in found]).order_by("seq")
    newest = {row.pregnancy_id: row for row in versions}
    born: dict[int, int] = {}
    for proposal in proposals(run, found):
        born[proposal.pregnancy.pk] = born.get(proposal.pregnancy.pk, 0) + 1
    rows = [
        CarriedRow(
            one,
            newest.get(one.pk),
            process.state(one.case.state).label,
            born.get(one.pk, 0),
            any(Field.HEALTH in authorize(user, "pregnancy.look", thing).grants for thing in things_of(one.case, run)),
        )
        for one in found
    ]
    return sorted(
        rows,
        key=lambda row: (
            not row.born,
            str(row.newest.due_on) if row.reads_due and row.newest and row.newest.due_on else "9",
        ),
    )


@dataclass(frozen=True)
class WaitingNotice:
    """A notice to be answered. `text`: what was told, as it may be read. `form`: who is meant, still to be found out, where the register has nobody or more than one."""

    notice: Notice
    text: str
    form: BeginForm | None


@dataclass
class _About:
    """For the record: whom a change is about, which is known once it is done."""

    woman: Woman | None = None

    def __str__(self) -> str:
        return str(self.woman)


@with_run
def expecting(request: HttpRequest, run: RunView) -> HttpResponse:
    """Tell of a woman; for who begins cases, what was told, and what is carried."""
    if request.method != "POST":
        return _page(request, run, done=request.GET.get("done", ""))
    form = NoticeForm(request.POST)
    if not form.is_valid():
        return _page(request, run, form=form, status=400)
    told = dict(form.cleaned_data)
    name, kana, born, outside = (told.pop(key) for key in ("name", "kana", "born", "outside"))
    user, role = user_of(request), role_key_of(request)
    try:
        # Whether a grown-up lives here is told to nobody but who begins cases: all others get one answer for every name.
        begins = may_begin(user)
        meant = woman_meant(run, name, kana, born, outside=outside) if begins else woman_told(run, name, kana, born)
        about = _About()
        with acting(request, about):
            notice, case = tell(meant, user, role, told)
            if begins and case is None:
                must_name_no_place(standing_for(notice.woman.code), run, form, but=("name", "kana"))
            about.woman = notice.woman
    except RefusedError as error:
        return _page(request, run, form=form, problem=error, status=409)
    return redirect(f"/expecting/?done={'alarm' if case else 'told'}")


@with_run
def expecting_begin(request: HttpRequest, run: RunView) -> HttpResponse:
    """Begin a case about a pregnancy, from a notice or without one."""
    decision = _declared(request, BEGIN)
    form = BeginForm(request.POST)
    if not form.is_valid():
        return _page(request, run, begin_form=form, status=400)
    said = form.cleaned_data
    try:
        meant = woman_meant(run, said["name"], said["kana"], said["born"], outside=said["outside"])
        notice = Notice.objects.filter(pk=said["notice"]).first() if said["notice"] else None
        about = _About()
        with acting(request, about):
            made = begin(meant, user_of(request), decision.role_key, form.told, notice)
            must_name_no_place(made.case, run, form, but=("name", "kana"))
            about.woman = made.woman
    except RefusedError as error:
        return _page(request, run, begin_form=form, problem=error, status=409)
    return redirect("pregnancy", made.case.number)


@with_run
def expecting_aside(request: HttpRequest, run: RunView) -> HttpResponse:
    """No case is begun for a notice, with the reason."""
    decision = _declared(request, ASIDE)
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _page(request, run, aside_form=form, status=400)
    notice = Notice.objects.filter(pk=form.cleaned_data["which"]).first()
    if notice is None:
        raise Refused(ASIDE, "notice", Decision(False, "ない"))
    try:
        # No case is begun: the woman's own code stands for it.
        must_name_no_place(standing_for(notice.woman.code), run, form)
        with acting(request, notice):
            set_aside(notice, user_of(request), decision.role_key, form.cleaned_data["words"])
    except RefusedError as error:
        return _page(request, run, aside_form=form, problem=error, status=409)
    return redirect("expecting")


def _declared(request: HttpRequest, action: str) -> Decision:
    """Raises Refused where no role this person holds is declared to begin."""
    page = PageObject(request.row.name)  # type: ignore[attr-defined]
    decision = authorize(request.user, action, page, roles=current_expecting().beginners)
    if not decision.allowed:
        raise Refused(action, page, decision)
    return decision


def _page(request: HttpRequest, run: RunView, *, status: int = 200, **shown: Any) -> HttpResponse:
    user, rules = user_of(request), current_expecting()
    begins = may_begin(user)
    waiting = Notice.objects.filter(answered__isnull=True).select_related("woman", "by").order_by("id")
    own = list(_told_by(user).select_related("answered", "by", "woman").order_by("-id")[:NEWEST])
    begin_form = shown.get("begin_form")
    context: dict[str, Any] = {
        "run": run,
        "begins": begins,
        "beginners": rules.beginner_labels,
        "waiting": (notices := [_to_answer(one, run) for one in waiting] if begins else []),
        "carried": (carried := carried_rows(run, user)),
        "own": [(one, _text(one, run, begins=begins)) for one in own],
        "kinds": codes_of("mimamori", "分類"),
        "certainties": codes_of("mimamori", "事実/伝聞"),
        "alarms": current_process().alarm_notes,
        "rules": rules,
        "grounds": ground_rows(begin_form, {}),
        "answers": ANSWERS,
        **shown,
    }
    women = (
        {one.notice.woman.code for one in notices}
        | {one.woman.code for one in own}
        | {row.pregnancy.woman.code for row in carried}
    )
    problem = shown.get("problem")
    # Somebody looked for a woman in the register and missed: counted like a search out of reach.
    result = "refused" if problem is not None and problem.code in LOOKED_FOR else ""
    return show(request, "expecting/expecting.html", context, children=sorted(women), status=status, result=result)


def _told_by(user: User) -> QuerySet[Notice]:
    """What the person's section told; who is 担任 or 園 and nothing else reads only the own words."""
    alone = {held.role for held in assignments(user)} <= {RoleKey.CLASS_TEACHER.value, RoleKey.NURSERY.value}
    return Notice.objects.filter(by=user) if alone or not user.section else Notice.objects.filter(section=user.section)


def _text(notice: Notice, run: RunView, *, begins: bool) -> str:
    """What was told. Whoever begins no case is not told by a gap whether a woman is protected: for them no place stands anywhere."""
    unsure = bool(run.feed.why_hidden) or run.feed.hides_whereabouts
    hides = not begins or unsure or is_sheltered(run, notice.woman)
    return without_places(str(notice.text), run) if hides else str(notice.text)


def _to_answer(notice: Notice, run: RunView) -> WaitingNotice:
    woman, text = notice.woman, _text(notice, run, begins=True)
    if woman.person_id is not None:
        return WaitingNotice(notice, text, None)
    return WaitingNotice(notice, text, BeginForm(initial={"name": woman.name, "kana": woman.kana, "born": woman.born}))


def ground_rows(form: Any, kept: dict[str, str]) -> list[tuple[str, str, str]]:
    """Field name, label and what is chosen of each declared item."""
    rows = []
    for one in current_expecting().grounds:
        name = f"ground_{one.key}"
        chosen = form[name].value() if form is not None else kept.get(one.key)
        rows.append((name, one.label, chosen or "unknown"))
    return rows
