"""緊急閲覧: open, and review what others opened."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import PageObject, authorize
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.current import user_of
from tsunagu_web.accounts.models import User
from tsunagu_web.break_glass.forms import OpenForm, ReviewForm
from tsunagu_web.break_glass.models import BreakGlass, Outcome, Reason
from tsunagu_web.break_glass.opening import (
    HOURS,
    MANY,
    counts_by_month,
    find_child,
    locks_approvals,
    open_glass,
    review,
    reviewers_for,
    take_over,
    to_take_over,
    unreviewed,
)
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.places import gaps_places, must_name_no_place, standing_for, without_places
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run

NEWEST = 50


@with_run
def break_glass(request: HttpRequest, run: RunView) -> HttpResponse:
    """Ask why, then open one child and household for four hours."""
    user = user_of(request)
    reviewers = reviewers_for(user)
    form = OpenForm(request.POST if request.method == "POST" else None, reviewers=reviewers)
    problem = ""
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        found = find_child(run, told["code"], told["name"], told["born"])
        child = run.serving.child(found[0]) if len(found) == 1 else None
        if child is not None:
            with acting(request, f"child:{child.child_code}"):
                open_glass(
                    user, child.child_code, child.household_code, told["reason"], told["sentence"], told["reviewer"]
                )
            return redirect("child", child.child_code)
        problem = (
            "同じ氏名と生年月日のこどもが複数います。番号で開いてください。"
            if found
            else "そのこどもは見つかりません。番号か、氏名（住民票のとおり）と生年月日を確かめてください。"
        )
    wrong = request.method == "POST"
    context = {
        "run": run,
        "form": form,
        "problem": problem,
        "reasons": Reason.choices,
        "reviewers": reviewers,
        "hours": HOURS,
        "mine": BreakGlass.objects.filter(opened_by=user, ends_at__gt=clock.now()).order_by("-id"),
    }
    return show(request, "break_glass/open.html", context, status=400 if wrong else 200)


@with_run
def reviews(request: HttpRequest, run: RunView) -> HttpResponse:
    """What waits for the person's own review; 監査 sees everything and how often who opened."""
    return _reviews(request, run)


@with_run
def reviewed(request: HttpRequest, run: RunView) -> HttpResponse:
    """Keep a review. Only the named reviewer's counts, and only once."""
    form = ReviewForm(request.POST)
    user = user_of(request)
    if not form.is_valid():
        return _reviews(request, run, form=form, status=400)
    told = form.cleaned_data
    glass = BreakGlass.objects.filter(pk=told["glass"], reviewer=user, reviewed_at__isnull=True).first()
    if glass is None:
        return _reviews(request, run, problem="見直しを待っている緊急閲覧ではありません。", status=409)
    try:
        if _opens(glass, run, user):
            must_name_no_place(_case_of(glass), run, form)
        with acting(request, f"child:{glass.child_code}"):
            review(glass, user, told["outcome"], told["words"])
    except RefusedError as error:
        return _reviews(request, run, form=form, problem=_in_words(error), status=409)
    return redirect("break_glass_reviews")


@with_run
def take(request: HttpRequest, run: RunView) -> HttpResponse:
    """Take a review over from somebody who left or is late."""
    number, user = request.POST.get("glass", ""), user_of(request)
    known = number.isascii() and number.isdigit() and len(number) < 10
    glass = BreakGlass.objects.filter(pk=int(number)).first() if known else None
    if glass is None:
        return _reviews(request, run, problem="引きつぐ見直しを選んでください。", status=400)
    try:
        with acting(request, f"child:{glass.child_code}"):
            take_over(glass, user)
    except RefusedError as error:
        return _reviews(request, run, problem=_in_words(error), status=409)
    return redirect("break_glass_reviews")


def _in_words(error: RefusedError) -> str:
    return f"{error.message}（{error.code}）。{error.remedy}。"


def _opens(glass: BreakGlass, run: RunView, user: User) -> bool:
    child = run.serving.child(glass.child_code)
    return child is not None and authorize(user, "child.look", run.case(child)).allowed


def _case_of(glass: BreakGlass) -> Case:
    return standing_for(glass.household_code, glass.child_code)


def _told(glass: BreakGlass, run: RunView, user: User) -> tuple[BreakGlass, str, str]:
    """It, why it was opened, and what the reviewer found, with gaps for places. Danger was told in whatever words; whoever may not
    open the child is not told by a gap whether it is protected."""
    hides = not _opens(glass, run, user) or gaps_places(_case_of(glass), run)
    sentence, words = (without_places(one, run) if hides else one for one in (glass.sentence, glass.words))
    return glass, sentence, words


def _reviews(
    request: HttpRequest, run: RunView, *, form: ReviewForm | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    user = user_of(request)
    all_of_them = authorize(request.user, "records.watch", PageObject("records_watch")).allowed
    told = BreakGlass.objects.select_related("opened_by", "reviewer").prefetch_related("hand_overs__left_by")
    told = told.order_by("-id")
    shown = told if all_of_them else told.filter(reviewer=user)
    context: dict[str, Any] = {
        "waiting": [_told(one, run, user) for one in unreviewed().filter(reviewer=user).select_related("opened_by")],
        "others": to_take_over(user),
        "all": (newest := [_told(one, run, user) for one in shown[:NEWEST]]),
        "total": shown.count(),
        "whole_town": all_of_them,
        "counts": counts_by_month() if all_of_them else [],
        "many": MANY,
        "today": clock.today(),
        "locked": locks_approvals(user),
        "outcomes": Outcome.choices,
        "form": form,
        "problem": problem,
    }
    children = [one.child_code for one in (*context["others"], *(glass for glass, *_ in newest))]
    return show(request, "break_glass/reviews.html", context, children=children, status=status)
