"""支援中のこどもの新しい判定: what is new to the worker in charge, child by child; nothing is confirmed for many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import CaseObject, Decision, Field, PageObject, Refused, RoleKey, authorize
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.current import user_of
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.places import gaps_places, must_name_no_place, standing_for, without_places
from tsunagu_web.in_support.finding import ASSIGN, READ, ChildFinding, Point, findings_for, sentences_of
from tsunagu_web.in_support.reading import assign, keep_read, take_back
from tsunagu_web.notes.forms import no_individual_number
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, age_and_grade, with_run

AT_ONCE = 30
WORKERS = (RoleKey.FAMILY_CENTRE, RoleKey.MATERNAL_HEALTH, RoleKey.WELFARE, RoleKey.SCHOOL_BOARD)
"""Roles of those who work with families."""


class ReadForm(forms.Form):
    """Which run and which own row the person had before the eyes; what is done about it, where there is something."""

    run = forms.CharField(max_length=64, error_messages={"required": "画面を開き直してください。"})
    seen = forms.IntegerField(min_value=0, error_messages={"required": "画面を開き直してください。"})
    change = forms.ChoiceField(
        choices=[("read", "確認した"), ("back", "取り消す")], error_messages={"required": "画面を開き直してください。"}
    )
    words = forms.CharField(max_length=1000, required=False, strip=True)

    def clean_words(self) -> str:
        """Nothing that must not be kept."""
        return no_individual_number(self.cleaned_data["words"])


class WorkerForm(forms.Form):
    """Who has the household in hand from now on, and why."""

    person = forms.ModelChoiceField(
        User.objects.all(),
        error_messages={"required": "担当者を選んでください。", "invalid_choice": "選び直してください。"},
    )
    words = forms.CharField(
        max_length=1000,
        min_length=5,
        strip=True,
        error_messages={"required": "わけを書いてください。", "min_length": "わけを5文字以上で書いてください。"},
    )

    def clean_words(self) -> str:
        """Nothing that must not be kept."""
        return no_individual_number(self.cleaned_data["words"])


@dataclass(frozen=True)
class FindingRow:
    """One child on the page. `words` (女 8歳（小2）) only for who may read 氏名・生年月日; `said`: what the reader
    wrote, with gaps; `reasons`: item, sentences, new."""

    found: ChildFinding
    words: str
    opens: bool
    said: str
    reasons: list[tuple[str, list[str], bool]]
    may_assign: bool


@with_run
def in_support(request: HttpRequest, run: RunView) -> HttpResponse:
    """Everything this person is to read, what is new first."""
    return _page(request, run)


@with_run
def read(request: HttpRequest, run: RunView, code: str) -> HttpResponse:
    """This person read one child's finding, or takes that back."""
    found, decision = _found(request, run, code, READ)
    form = ReadForm(request.POST)
    if not form.is_valid():
        return _page(request, run, form=form, of=code, status=400)
    told, user, role = form.cleaned_data, user_of(request), decision.role_key
    if told["run"] != run.meta["run_id"]:
        return _page(request, run, newer=True, status=409)
    try:
        _must_name_no_place(request, run, found, form)
        with acting(request, f"child:{code}"):
            if told["change"] == "read":
                keep_read(run, found, user, role, seen=told["seen"], words=told["words"])
            else:
                take_back(run, found, user, role, seen=told["seen"])
    except RefusedError as error:
        return _page(request, run, form=form, of=code, problem=error, status=409)
    return redirect("in_support")


@with_run
def worker(request: HttpRequest, run: RunView, code: str) -> HttpResponse:
    """The 責任者 says who has the household in hand."""
    found, decision = _found(request, run, code, ASSIGN)
    form = WorkerForm(request.POST)
    if not form.is_valid():
        return _page(request, run, form=form, of=code, status=400)
    told = form.cleaned_data
    try:
        _must_name_no_place(request, run, found, form)
        with acting(request, f"child:{code}"):
            assign(run, found, told["person"], user_of(request), decision.role_key, told["words"])
    except RefusedError as error:
        return _page(request, run, form=form, of=code, problem=error, status=409)
    return redirect("in_support")


def _found(request: HttpRequest, run: RunView, code: str, action: str) -> tuple[ChildFinding, Decision]:
    """The finding, if it is this person's to read. Raises Refused as for a child that does not exist."""
    found = next(iter(findings_for(run, user_of(request), only=code)), None)
    decision = authorize(request.user, action, found.thing) if found else None
    if found is None or decision is None or not decision.allowed:
        thing = CaseObject(code, "", False, None)
        raise Refused(action, thing, Decision(False, "いない、支援中ではない、または担当ではない"))
    return found, decision


def _must_name_no_place(request: HttpRequest, run: RunView, found: ChildFinding, form: forms.Form) -> None:
    """Asked of whoever may open the child, and is told there whether it is protected; of others no answer tells it."""
    if authorize(request.user, "child.look", found.thing).allowed:
        must_name_no_place(_case_of(found), run, form, but=("run",))


def _case_of(found: ChildFinding) -> Case:
    """The household's case, or one that stands for it where none was opened."""
    child = found.child
    return found.case or standing_for(child.household_code, child.child_code)


def _page(
    request: HttpRequest,
    run: RunView,
    *,
    form: forms.Form | None = None,
    of: str = "",
    problem: RefusedError | None = None,
    newer: bool = False,
    status: int = 200,
) -> HttpResponse:
    user = user_of(request)
    findings = findings_for(run, user)
    waiting, done = [one for one in findings if one.waits], [one for one in findings if not one.waits]
    head = authorize(user, ASSIGN, PageObject("in_support_worker")).allowed
    rows = [_row(run, request, one, head) for one in waiting[:AT_ONCE]]
    read_rows = [_row(run, request, one, head) for one in done[:AT_ONCE]]
    context: dict[str, Any] = {
        "run": run,
        "rows": rows,
        "waiting": len(waiting),
        "more": max(len(waiting) - AT_ONCE, 0),
        "done": read_rows,
        "done_more": max(len(done) - AT_ONCE, 0),
        "workers": _workers() if head else [],
        "form": form,
        "of": of,
        "problem": problem,
        "newer": newer,
    }
    shown = [row.found.child.child_code for row in (*rows, *read_rows)]
    return show(request, "in_support/in_support.html", context, children=shown, status=status)


def _row(run: RunView, request: HttpRequest, found: ChildFinding, head: bool) -> FindingRow:
    child, told = found.child, sentences_of(run, found, user_of(request))
    named, opens = (
        Field.NAME in found.decision.grants,
        authorize(request.user, "child.look", found.thing).allowed,
    )
    said = str(found.read.words or "") if found.read else ""
    return FindingRow(
        found,
        age_and_grade(child.sex, child.age, child.grade) if named else "",
        opens,
        without_places(said, run) if said and (not opens or gaps_places(_case_of(found), run)) else said,
        _reasons(found.items, told),
        head and found.unassigned,
    )


def _reasons(items: Sequence[Point], told: dict[str, list[str]]) -> list[tuple[str, list[str], bool]]:
    """Items, sentences, new. Of what the reader may only know that it is there, one line for each class."""
    lines = [(one.words, _said(one, told), one.new) for one in items if not one.closed]
    closed: dict[str, bool] = {}
    for one in items:
        if one.closed:
            closed[one.words] = closed.get(one.words, False) or one.new
    return lines + [(words, [], new) for words, new in closed.items()]


def _said(item: Point, sentences: dict[str, list[str]]) -> list[str]:
    return [f"前に見たときは該当。今月はわからない（{item.unknown}）"] if item.unknown else sentences.get(item.mark, [])


def _workers() -> list[User]:
    """Who may have a household in hand: open accounts of the roles that work with families, by section."""
    today = clock.today()
    people = User.objects.filter(assignments__role__in=[role.value for role in WORKERS]).distinct()
    return [one for one in people.order_by("section", "id") if one.may_log_in_on(today)]
