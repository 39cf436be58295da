"""すり合わせ: examples side by side, and what was agreed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import Decision, PageObject, Refused, authorize, opens_cases
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.current import role_key_of, user_of
from tsunagu_web.aligning.agreeing import agree, in_force
from tsunagu_web.aligning.examples import LOOK, examples_of
from tsunagu_web.aligning.forms import AgreementForm
from tsunagu_web.aligning.models import Agreement
from tsunagu_web.casework.process import ShareOf, current_process
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run

AGREE = "aligning.agree"


@with_run
def aligning(request: HttpRequest, run: RunView, share: str) -> HttpResponse:
    """The examples of one judgement, and the agreements about it."""
    return _page(request, run, _declared(share))


@with_run
def agree_on(request: HttpRequest, run: RunView, share: str) -> HttpResponse:
    """Keep what a meeting agreed."""
    declared, form = _declared(share), AgreementForm(request.POST)
    if not form.is_valid():
        return _page(request, run, declared, form=form, status=400)
    role = role_key_of(request)
    told = form.cleaned_data
    try:
        with acting(request, f"agreement:{share}"):
            agree(user_of(request), role, share, told["agreed_on"], told["words"], told["replaces"])
    except RefusedError as error:
        return _page(request, run, declared, form=form, problem=error, status=409)
    return redirect("aligning", share)


def _declared(key: str) -> ShareOf:
    """Raises Refused for a judgement of which no examples are declared."""
    found = next((one for one in current_process().shares if one.key == key and one.examples), None)
    if found is None:
        raise Refused(LOOK, PageObject("aligning"), Decision(False, "宣言にない判断"))
    return found


def _page(
    request: HttpRequest,
    run: RunView,
    share: ShareOf,
    *,
    form: AgreementForm | None = None,
    problem: RefusedError | None = None,
    status: int = 200,
) -> HttpResponse:
    counted = opens_cases(request.decision.role)  # type: ignore[attr-defined]
    examples, gone = examples_of(run, current_process(), share, request.user, counted=counted)
    reads_cases = authorize(request.user, "cases.look", PageObject("cases")).allowed
    context: dict[str, Any] = {
        "run": run,
        "share": share,
        "examples": examples,
        "gone": gone,
        "page_of_case": "case" if reads_cases else "school_case",
        "agreements": list(in_force(share.key)),
        "earlier": Agreement.objects.filter(share=share.key, replaced_by__isnull=False).select_related("by"),
        "may_agree": authorize(request.user, AGREE, PageObject("aligning_agree")).allowed,
        "today": clock.today(),
        "form": form,
        "problem": problem,
    }
    shown = {code for example in examples for one in example.seen for code, _ in one.children}
    return show(request, "aligning/aligning.html", context, children=sorted(shown), status=status)
