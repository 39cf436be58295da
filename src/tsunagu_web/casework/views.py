"""ケース: the list of those in hand, one of them with its 経過, 受理 of the month's list, and each move."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import ROLES, CaseObject, Decision, Field, PageObject, Refused, RoleKey, authorize
from tsunagu_web.access.decision import assignments
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.current import role_key_of, user_of
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.by_hand import unanswered
from tsunagu_web.casework.forms import MoveForm, WhyForm
from tsunagu_web.casework.gone import SEEN, gone_of
from tsunagu_web.casework.list_file import list_file
from tsunagu_web.casework.marks import STANDS, mark_owed, standing_marks
from tsunagu_web.casework.models import Case, Reception
from tsunagu_web.casework.moving import STILL_SEEN, move_case, moves_for, receive_list, write_line
from tsunagu_web.casework.places import hides_places, must_name_no_place
from tsunagu_web.casework.process import ALARM, current_process
from tsunagu_web.casework.reading import (
    LOOK,
    CaseRow,
    case_rows,
    children_seen,
    event_lines,
    look_at,
    origin_words,
    reads_pregnancies,
)
from tsunagu_web.casework.registration import EXPECTING, KINDS, registration_of
from tsunagu_web.casework.safety import ToSee
from tsunagu_web.casework.shares import share_tables
from tsunagu_web.casework.team import in_team, members_of
from tsunagu_web.casework.unanswered import MOVED_IN_REPLY, standing_reports
from tsunagu_web.narrowing.bar import Bar, bar
from tsunagu_web.narrowing.declared import CASES
from tsunagu_web.narrowing.registered import BEFORE
from tsunagu_web.narrowing.standing import registered_now
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.papers.sending import hand_over_csv
from tsunagu_web.reading import RunView, with_run
from tsunagu_web.support.reading import summary_of
from tsunagu_web.support.safety import people_to_see

MARK, GONE, MOVED_IN = "case.mark", "case.gone", "case.moved_in"


@with_run
def cases(request: HttpRequest, run: RunView) -> HttpResponse:
    """Everything in hand that this person may see, what is overdue first; filters combine."""
    return _cases(request, run)


@with_run
def cases_file(request: HttpRequest, run: RunView) -> HttpResponse:
    """What the page shows under the same filters, as CSV."""
    rows, chosen, filters = _narrowed(request, run)
    told = list_file(run, chosen, len(rows), filters.sentence, user_of(request))
    things = [(PageObject("cases_file"), [code for row in chosen for code, _ in row.children])]
    return hand_over_csv(request, told, f"ケース_{run.as_of}", things)


@with_run
def receive(request: HttpRequest, run: RunView) -> HttpResponse:
    """受理 of this month's list."""
    households = {row["household_code"]: list(row["children"]) for row in run.worklist["listed"]}
    try:
        if request.POST.get("run") != run.meta["run_id"]:
            raise RefusedError(
                "C007", "画面を開いたあとに、新しい判定が出ました", "いまの一覧を見て、もう一度押してください"
            )
        with acting(request, f"reception:{run.meta['run_id']}"):
            receive_list(user_of(request), role_key_of(request), run.meta["run_id"], run.as_of, households)
    except RefusedError as error:
        return _cases(request, run, problem=error, status=409)
    return redirect("cases")


@with_run
def case(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """One household's case."""
    found, thing, decision = _found(request, run, number)
    return _case(request, run, found, thing, decision)


@with_run
def move(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """Do what was chosen on the case's page."""
    found, thing, decision = _found(request, run, number)
    user = user_of(request)
    form = MoveForm(request.POST, people=people_to_see(found, run, user))
    if not form.is_valid():
        return _case(request, run, found, thing, decision, form=form, status=400)
    told = form.cleaned_data
    try:
        # Danger is told at once, in whatever words: whoever reads them gets the gaps.
        if told["move"] != ALARM:
            must_name_no_place(found, run, form)
        with acting(request, f"case:{found.number}"):
            move_case(
                found,
                user,
                thing,
                told["move"],
                seen=told["seen"],
                words=told["words"],
                due=told["due"],
                registration=form.registration(),
                people=people_to_see(found, run, user, form.whys()),
            )
    except RefusedError as error:
        return _case(request, run, found, thing, decision, form=form, problem=error, status=409)
    return redirect("case", number)


@with_run
def mark(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """Say why the case may end although the mark that alarmed it goes on."""
    found, thing, decision = _found(request, run, number)
    if not standing_marks(found):
        raise Refused(MARK, f"case:{number}", Decision(False, "印が続いていない"))
    return _line(request, run, found, thing, decision, MARK, STANDS, {})


@with_run
def gone(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """Say what became of children of the case who are in the data no more."""
    found, thing, decision = _found(request, run, number)
    missing = gone_of(found, run, user_of(request))
    if missing is None or missing.household or not missing.all_codes:
        raise Refused(GONE, f"case:{number}", Decision(False, "いないこどもはいない、または世帯ごといない"))
    return _line(request, run, found, thing, decision, GONE, SEEN, missing.told(run))


@with_run
def moved_in(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """Say that the municipality a case came from was told that it arrived."""
    found, thing, decision = _found(request, run, number)
    if found not in unanswered():
        raise Refused(MOVED_IN, f"case:{number}", Decision(False, "移管を受けたケースではない、または返事ずみ"))
    return _line(request, run, found, thing, decision, MOVED_IN, MOVED_IN_REPLY, {})


def _line(
    request: HttpRequest,
    run: RunView,
    found: Case,
    thing: CaseObject,
    decision: Decision,
    action: str,
    line: str,
    told: dict[str, object],
) -> HttpResponse:
    """Add what somebody says to the 経過 of a case this person may say it of."""
    form, may = WhyForm(request.POST), authorize(request.user, action, thing)
    if not may.allowed:
        raise Refused(action, f"case:{found.number}", Decision(False, "範囲の外"))
    if not form.is_valid():
        return _case(request, run, found, thing, decision, why_form=form, why_of=line, status=400)
    said = form.cleaned_data
    try:
        must_name_no_place(found, run, form)
        with acting(request, f"case:{found.number}"):
            write_line(
                found,
                user_of(request),
                role_key_of(request),
                line,
                seen=said["seen"],
                words=said["words"],
                told=told,
            )
    except RefusedError as error:
        return _case(request, run, found, thing, decision, why_form=form, why_of=line, problem=error, status=409)
    return redirect("case", found.number)


def _cases(
    request: HttpRequest, run: RunView, *, problem: RefusedError | None = None, status: int = 200
) -> HttpResponse:
    process, user = current_process(), user_of(request)
    roles = frozenset(held.role for held in assignments(user))
    rows, chosen, filters = _narrowed(request, run)
    context: dict[str, Any] = {
        "run": run,
        "rows": chosen,
        "total": len(rows),
        "bar": filters,
        "reassessed": process.reassessed,
        "may_take_file": authorize(user, "cases.file", PageObject("cases_file")).allowed,
        "reception": Reception.objects.filter(run_id=run.meta["run_id"]).select_related("received_by").first(),
        "listed": len(run.worklist["listed"]),
        "may_open": authorize(user, "case.open", PageObject("case_open")).allowed,
        "may_receive": authorize(user, "case.receive", PageObject("case_receive")).allowed,
        "problem": problem,
        "shares": share_tables(run, process, [RoleKey(role) for role in roles]),
    }
    shown = [code for row in chosen for code, _ in row.children]
    classes = filters.classes | {str(Field.NAME)}
    return show(request, "casework/cases.html", context, children=shown, status=status, field_classes=sorted(classes))


def _narrowed(request: HttpRequest, run: RunView) -> tuple[list[CaseRow], list[CaseRow], Bar]:
    """Every case this person sees, those the filters leave, and the filters."""
    process, user = current_process(), user_of(request)
    rows = case_rows(run, process, user, frozenset(held.role for held in assignments(user)))
    filters = bar(request, run, process, CASES, [row.case.household_code for row in rows])
    return rows, [row for row in rows if filters.keeps(row.case.household_code)], filters


def _found(request: HttpRequest, run: RunView, number: str) -> tuple[Case, CaseObject, Decision]:
    """The case, if this person may read it. Raises Refused as for one that does not exist."""
    found = Case.objects.filter(number=number).first()
    seen = look_at(found, run, request.user) if found else None
    if found is None or seen is None:
        raise Refused(LOOK, f"case:{number}", Decision(False, "いない、または範囲の外"))
    return found, *seen


def _case(
    request: HttpRequest,
    run: RunView,
    found: Case,
    thing: CaseObject,
    decision: Decision,
    *,
    form: MoveForm | None = None,
    why_form: WhyForm | None = None,
    why_of: str = "",
    problem: RefusedError | None = None,
    status: int = 200,
) -> HttpResponse:
    process, user = current_process(), user_of(request)
    children, pregnancies = children_seen(found, run, user), reads_pregnancies(user)
    registration = registration_of(found)
    context: dict[str, Any] = {
        "run": run,
        "case": found,
        "state": process.state(found.state),
        "owners": [ROLES[role].label.removeprefix("活用・") for role in process.state(found.state).owner],
        "overdue": found.due_at is not None and found.due_at < clock.now(),
        "place": {"hides": hides_places(found, run)},
        "children": children,
        "members": members_of(found),
        "may_staff": found.ended_at is None and authorize(user, "case.team", thing).allowed,
        "may_ask_override": _may_ask_override(run, found, user),
        "moves": (moves := moves_for(process, found, user, thing)),
        "may_print_sheet": authorize(user, "school_case.sheet", thing).allowed,
        "people": _people(run, found, user, form) if any("sighting" in one.asks for one in moves) else [],
        "asks_registration": any("registration" in one.asks for one in moves),
        "registration": registration,
        "reassessed": process.reassessed if registered_now(run, user, "case", found.household_code) == BEFORE else "",
        "marks": standing_marks(found) if found.ended_at is None else [],
        "mark_owed": mark_owed(found),
        "why_form": why_form,
        "why_of": why_of,
        "gone": (missing := gone_of(found, run, user)),
        "moved_in": found in unanswered(),
        "may_gone": authorize(user, GONE, thing).allowed,
        "may_mark": authorize(user, MARK, thing).allowed,
        "reads_words": (abuse := decision.grants.get(Field.ABUSE)) is not None and abuse.reads_words,
        "guidance": standing_reports(found),
        "may_guidance": authorize(user, "case.guidance", thing).allowed,
        "tells_kind": registration is not None and (pregnancies or registration.kind != EXPECTING),
        "registered_kinds": KINDS,
        "pregnancies": pregnancies,
        "origin": origin_words(found, pregnancies=pregnancies),
        "lines": event_lines(found, run, process, decision, user, pregnancies=pregnancies),
        "seen": found.events.count(),
        "still_seen": STILL_SEEN.days,
        "support": summary_of(found, run, user),
        "form": form,
        "problem": problem,
    }
    return show(
        request,
        "casework/case.html",
        context,
        children=[*(code for code, _ in children), *(missing.all_codes if missing else ())],
        thing=f"case:{found.number}",
        decision=decision,
        status=status,
    )


def _people(run: RunView, found: Case, user: User, form: MoveForm | None) -> list[ToSee]:
    """Whom the page asks about before somebody says that the household is safe, with what was typed so far."""
    typed = {code: str(form.data.get(name, "")) for code, name in form.unseen.items()} if form else {}
    return people_to_see(found, run, user, typed)


def _may_ask_override(run: RunView, found: Case, user: User) -> list[str]:
    """Codes of the protected children of whom this person may ask for a 例外表示: somebody of the team."""
    if not in_team(found, user):
        return []
    protected = [child for child in run.serving.children_of(found.household_code) if child.protected]
    return [child.child_code for child in protected if authorize(user, "override.ask", run.case(child)).allowed]
