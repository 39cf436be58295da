"""The answers given so far; one answer with everything that had used it; and taking it back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError, TsunaguError
from tsunagu.criteria import load_judgement
from tsunagu.identity import (
    BrokenJudgementsError,
    IdentityAnswer,
    IdentityJudgement,
    Withdrawal,
    judgement_of,
    judgements,
    may_give_back,
    second_undo,
    taken_back,
    undo,
    undo_of,
)
from tsunagu.month import Home, LinkUses, uses_of
from tsunagu_web.access import PageObject, Refused
from tsunagu_web.access.url_table import BY_ACTION
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.casework.handing_on import files_about
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.paging import paging
from tsunagu_web.pages.showing import show
from tsunagu_web.review_desk.places import places_of, reason_without_place, reasons_told
from tsunagu_web.review_desk.views import ANSWERS_DIFFER, LONGEST
from tsunagu_web.town import home_folder
from tsunagu_web.types.views import STATES

CHANGED = RefusedError(
    "M013",
    "画面を開いたあとに、この答えは取り消されたか、戻されました",
    "いまの状態が出ています。見なおして、必要ならもう一度押してください",
)
MOST_LOOKS = 200
"""Looks told one by one; the count of all is told beside them."""
LEAVING = ("inquiry.issue", "inquiry.paper", "inquiry.file", "plan.paper")
"""Actions after which paper or a file about a child is outside."""


def answers(request: HttpRequest) -> HttpResponse:
    """All answers, newest first. No name stands there: records by number, file and line, people not at all."""
    problem: TsunaguError | None = None
    given: list[IdentityJudgement] = []
    try:
        given = judgements(home_folder())[::-1]
    except BrokenJudgementsError as error:
        problem = error
    pages = paging(request, len(given))
    by = request.user.get_username()
    decided = _decided(given)
    listed = given[pages.offset : pages.offset + pages.size]
    places = places_of(request.user, listed)
    whys = reasons_told((one.pair.record, one.why) for one in listed)
    shown = [
        (one, _state(one), _is_hidden(one, by, decided), places[one.pair.record], why)
        for one, why in zip(listed, whys, strict=True)
    ]
    context = {"answers": shown, "paging": pages, "problem": problem}
    return show(request, "review_desk/answers.html", context, status=503 if problem else 200)


def given(request: HttpRequest, entry: str) -> HttpResponse:
    """One answer, and every run, finding, page and file that had used it. With a broken log, the page of all says so."""
    try:
        return _shown(request, _judgement(request, entry))
    except BrokenJudgementsError:
        return answers(request)


def take_back(request: HttpRequest, entry: str) -> HttpResponse:
    """Append an undo of what the page showed as counting: the answer, or the undo of it. From the next month on, what was
    before stands again. A form sent twice, or after somebody else's, changes nothing: it names an entry that no longer counts.
    """
    try:
        judged = _judgement(request, entry)
        home, seen = Home(home_folder()), request.POST.get("of", "")
        by, why = request.user.get_username(), request.POST.get("why", "")[:LONGEST]
        if seen not in (judged.entry, undo_of(home.folder, judged.entry)):
            return _shown(request, judged, problem=CHANGED, status=409)
        reason_without_place(judged.pair.record, why)
        with acting(request, f"pair:{judged.pair.record[:12]}"):
            undo(home.folder, seen, by=by, why=why)
    except BrokenJudgementsError:
        return answers(request)
    except RefusedError as error:
        counts_no_longer = error.code == "M006"
        return _shown(
            request,
            judged,
            problem=CHANGED if counts_no_longer else error,
            status=409 if counts_no_longer else 400,
        )
    return redirect("pair_given", entry)


def take_back_second(request: HttpRequest, entry: str) -> HttpResponse:
    """Confirm that somebody else takes 別人 of two people back. A form sent late confirms nothing it did not show."""
    try:
        judged = _judgement(request, entry)
        if judged.withdrawal is None or judged.withdrawal.entry != request.POST.get("of", ""):
            return _shown(request, judged, problem=CHANGED, status=409)
        with acting(request, f"pair:{judged.pair.record[:12]}"):
            second_undo(home_folder(), entry, by=request.user.get_username())
    except BrokenJudgementsError:
        return answers(request)
    except RefusedError as error:
        return _shown(request, judged, problem=error, status=400)
    return redirect("pair_given", entry)


def _judgement(request: HttpRequest, entry: str) -> IdentityJudgement:
    """The answer, or the same page as for one that does not exist."""
    try:
        return judgement_of(home_folder(), entry)
    except RefusedError:
        row = request.row  # type: ignore[attr-defined]
        raise Refused(row.action, PageObject(row.name), request.decision) from None  # type: ignore[attr-defined]


def _shown(
    request: HttpRequest, judged: IdentityJudgement, *, problem: TsunaguError | None = None, status: int = 200
) -> HttpResponse:
    home = Home(home_folder())
    judged = judgement_of(home.folder, judged.entry)
    uses = uses_of(home, judged)
    seen, by = _looks(uses), request.user.get_username()
    looks = [look for look in seen if look["action"] not in LEAVING]
    against = taken_back(home.folder, judged.entry)
    hidden = _is_hidden(judged, by, _decided(judgements(home.folder)))
    asked_back = judged.withdrawal.why if judged.withdrawal else ""
    whys = reasons_told((judged.pair.record, why) for why in (judged.why, _told_why(judged, against), asked_back))
    context: dict[str, Any] = {
        "judged": judged,
        "state": _state(judged),
        "is_hidden": hidden,
        "place": places_of(request.user, [judged])[judged.pair.record],
        "against": None if judged.active else against,
        "why": whys[0],
        "against_why": whys[1],
        "withdrawal_why": whys[2],
        "typed": request.POST.get("why", "")[:LONGEST],
        "of": against.entry if against else judged.entry,
        "may_give_back": against is None or may_give_back(home.folder, against.entry, by),
        "may_confirm": judged.withdrawal is not None and judged.withdrawal.by != by,
        "uses": uses,
        "findings": _in_words(uses, home),
        "looks": looks[:MOST_LOOKS],
        "looks_in_all": len(looks),
        "left": [look for look in seen if look["action"] in LEAVING],
        "handed_on": _handed_on(home, uses),
        "problem": problem,
    }
    return show(
        request,
        "review_desk/given.html",
        context,
        thing=f"answer:{judged.entry[:12]}",
        children=uses.child_codes,
        status=status,
    )


def _in_words(uses: LinkUses, home: Home) -> list[dict[str, object]]:
    """Findings with the names of criteria and states; a criterion that is no longer declared by its own name."""
    if not uses.findings:
        return []
    labels = {one.criterion: one.label for one in load_judgement(home.pack()).criteria}
    return [
        {
            "as_of": one.as_of,
            "child_code": one.child_code,
            "criterion": labels.get(one.criterion, one.criterion),
            "state": STATES.get(one.state, one.state),
            "points": one.points,
        }
        for one in uses.findings
    ]


def _looks(uses: LinkUses) -> list[dict[str, str]]:
    """Looks at these children since the first run made with the answer was shown, and papers and files about them that left:
    who, when, which page. Whoever takes a file is written down with the child as what the action was done to."""
    if not uses.child_codes:
        return []
    codes, things = set(uses.child_codes), {f"child:{code}" for code in uses.child_codes}
    rows = AuditRow.objects.filter(at__gte=uses.shown_from, result="ok").order_by("seq")
    seen = rows.values_list("at", "user", "section", "action", "children", "object")
    return [
        {
            "at": at[:16].replace("T", " "),
            "user": user,
            "section": section,
            "action": action,
            "page": BY_ACTION[action].label if action in BY_ACTION else action,
        }
        for at, user, section, action, children, thing in seen.iterator()
        if (codes & set(children) or action in LEAVING and thing in things) and not action.startswith("pair.")
    ]


def _handed_on(home: Home, uses: LinkUses) -> list[tuple[date, str]]:
    """Files of what was entered on the pages about these children, received into a month since: the next months rest on them."""
    if not uses.child_codes or not uses.shown_from:
        return []
    return files_about(home, set(uses.child_codes), date.fromisoformat(uses.shown_from[:10]))


def _decided(given: list[IdentityJudgement]) -> frozenset[str]:
    """Records about which an answer is in force."""
    return frozenset(one.pair.record for one in given if one.in_force and one.answer is not IdentityAnswer.LATER)


def _is_hidden(one: IdentityJudgement, by: str, decided: frozenset[str]) -> bool:
    """Whether somebody could read here what another said of a pair that two people have to answer, before giving the own:
    while it waits for the second person, and once it was taken back and the pair is open again."""
    if not one.two_people or one.second is not None or one.by == by:
        return False
    return one.active or one.pair.record not in decided


def _told_why(one: IdentityJudgement, against: Withdrawal | None) -> str:
    """Why an answer was taken back. Where two people differed, what each said is left out: it would tell the other's answer."""
    why = against.why if against else ""
    return ANSWERS_DIFFER if one.two_people and why.startswith(ANSWERS_DIFFER) else why


def _state(one: IdentityJudgement) -> str:
    if not one.active:
        return "取り消しずみ"
    if one.withdrawal is not None:
        return "有効（取り消しが2人目待ち）"
    return "2人目待ち" if one.waits_for_second else "有効"
