"""使える制度: the services of one's section, the households of one, and the letters to them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import Decision, Refused, authorize
from tsunagu_web.access.roles import opens_cases
from tsunagu_web.accounts.current import user_of
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.places import hides_places, must_name_no_place, standing_for, with_gaps
from tsunagu_web.entitlements.finding import (
    LETTER,
    LOOK,
    counted,
    households_of,
    left_open,
    name_of,
    rule_of_letter,
    service_for,
    services_of,
    thing_of,
    told,
    why_no_letter,
)
from tsunagu_web.entitlements.letters import MOVES, check_paper, check_right, draft, move
from tsunagu_web.entitlements.models import Letter
from tsunagu_web.entitlements.paper import paper_of
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.paging import paging
from tsunagu_web.pages.showing import show
from tsunagu_web.papers import hand_over, make_paper
from tsunagu_web.reading import RunView, with_run
from tsunagu_web.town import home_settings

WORDS = 400


@with_run
def entitlements(request: HttpRequest, run: RunView) -> HttpResponse:
    """The services the own section looks after, how many could use each, and which were not asked."""
    asked, off = services_of(run, request.user)
    context = {
        "run": run,
        "services": [(counted(run, rule), _counts_of(authorize(request.user, LOOK, thing_of(rule)))) for rule in asked],
        "off": left_open(run, request.user, off),
        "older_run": run.serving.entitlement_rules() is None,
    }
    return show(request, "entitlements/entitlements.html", context)


@with_run
def entitlement(request: HttpRequest, run: RunView, rule_id: str) -> HttpResponse:
    """The households that could use one service, with their letters."""
    return _service(request, run, rule_id)


@with_run
def entitlement_draft(request: HttpRequest, run: RunView, rule_id: str) -> HttpResponse:
    """Prepare a letter to one household."""
    rule, _ = service_for(run, request.user, rule_id, "entitlement.draft")
    code = request.POST.get("household", "")[:16]
    try:
        with acting(request, f"{thing_of(rule)}:{code}"):
            letter = draft(run, rule, code, user_of(request))
    except RefusedError as error:
        return _service(request, run, rule_id, problem=error, status=409)
    return redirect("entitlement_letter", letter.pk)


@with_run
def entitlement_letter(request: HttpRequest, run: RunView, number: int) -> HttpResponse:
    """One letter, how it stands, and what this person may do with it."""
    return _letter(request, run, *_found(run, request, number, "entitlement_letter.look"))


@with_run
def entitlement_letter_move(request: HttpRequest, run: RunView, number: int) -> HttpResponse:
    """Ask for approval, approve, return or drop."""
    letter, rule, decision = _found(run, request, number, LETTER)
    step, words = request.POST.get("step", ""), request.POST.get("words", "").strip()[:WORDS]
    if step not in MOVES:
        return _letter(request, run, letter, rule, decision, status=400)
    try:
        must_name_no_place(_case_of(letter), run, words)
        with acting(request, letter):
            move(letter, run, user_of(request), step, words)
    except RefusedError as error:
        return _letter(request, run, letter, rule, decision, problem=error, words=words, step=step, status=409)
    return redirect("entitlement_letter", number)


@with_run
def entitlement_letter_paper(request: HttpRequest, run: RunView, number: int) -> HttpResponse:
    """The letter as PDF. Whether a paper may go to the household is asked again now, and of a letter that may be sent whether it
    is still right: the family may use the service by now, or have moved away."""
    letter, rule, decision = _found(run, request, number, "entitlement_letter.paper")
    try:
        check_paper(run, letter.household_code)
        if rule.get("why"):
            raise RefusedError("E018", "この制度は、いまは数えていません", "お知らせ文を取りやめてください")
        if letter.state in ("差し戻し", "取りやめ"):
            raise RefusedError("E017", f"「{letter.state}」のお知らせ文は紙にできません", "新しく下書きしてください")
        if letter.approved:
            check_right(letter, run)
        pdf = make_paper("letter", paper_of(letter, run, str(home_settings().get("municipality", ""))))
    except RefusedError as error:
        return _letter(request, run, letter, rule, decision, problem=error, status=409)
    return hand_over(request, pdf, f"お知らせ文{letter.pk}", [(letter, letter.codes)], decision=decision)


def _found(run: RunView, request: HttpRequest, number: int, action: str) -> tuple[Letter, dict[str, Any], Decision]:
    """A letter of the own section's service. Raises Refused as for one that does not exist."""
    letter = (
        Letter.objects.filter(pk=number).select_related("drafted_by", "asked_by", "decided_by", "dropped_by").first()
    )
    if letter is None:
        raise Refused(action, f"letter:{number}", Decision(False, "ない"))
    return letter, *rule_of_letter(run, request.user, letter, action)


def _case_of(letter: Letter) -> Case:
    return standing_for(letter.household_code, *letter.codes)


def _counts_of(decision: Decision) -> bool:
    """Whether counts of the whole town are told exactly: to who may open the cases behind them. Small numbers give people away;
    the households a section is to tell it sees anyway."""
    return decision.role is not None and opens_cases(decision.role)


def _service(
    request: HttpRequest, run: RunView, rule_id: str, *, problem: RefusedError | None = None, status: int = 200
) -> HttpResponse:
    rule, decision = service_for(run, request.user, rule_id)
    households = households_of(run, rule_id)
    pages = paging(request, len(households))
    some = list(households.items())[pages.offset : pages.offset + pages.size]
    lines = [told(run, rule_id, code, children) for code, children in some]
    context = {
        "run": run,
        "service": counted(run, rule),
        "exact": _counts_of(decision),
        "lines": lines,
        "paging": pages,
        "problem": problem,
        "why_nobody": run.feed.why_hidden,
    }
    return show(
        request,
        "entitlements/entitlement.html",
        context,
        children=[code for line in lines for code, _, _ in line.children],
        thing=thing_of(rule),
        decision=decision,
        status=status,
    )


def _letter(
    request: HttpRequest,
    run: RunView,
    letter: Letter,
    rule: dict[str, Any],
    decision: Decision,
    *,
    problem: RefusedError | None = None,
    words: str = "",
    step: str = "",
    status: int = 200,
) -> HttpResponse:
    user = user_of(request)
    letter.refresh_from_db()
    own, off = user.pk in (letter.drafted_by_id, letter.asked_by_id), rule.get("why", "")
    context = {
        "run": run,
        "letter": with_gaps(letter, run, hides=hides_places(_case_of(letter), run)),
        "rule": rule,
        "told": paper_of(letter, run, str(home_settings().get("municipality", ""))),
        "people": [(child.child_code, name_of(run, child)) for child in run.serving.children_named(letter.codes)],
        "may_ask": letter.state == "下書き",
        "may_decide": letter.state == "承認待ち" and not own,
        "waits_for_another": letter.state == "承認待ち" and own,
        "why_none": f"この制度は、いまは数えていません：{off}。" if off else why_no_letter(run, letter.household_code),
        "off": bool(off),
        "problem": problem,
        "words": words,
        "step": step,
    }
    return show(
        request,
        "entitlements/letter.html",
        context,
        children=letter.codes,
        thing=letter,
        decision=decision,
        status=status,
    )
