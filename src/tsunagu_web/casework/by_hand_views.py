"""ケースを手で開く: the page on which こども家庭センター opens a case that no list brought."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu.serving import ServedChild
from tsunagu_web.accounts.current import role_key_of, user_of
from tsunagu_web.casework.by_hand import ByHand, open_by_hand
from tsunagu_web.casework.guidance_views import written
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.places import must_name_no_place
from tsunagu_web.notes.finding import child_meant
from tsunagu_web.notes.forms import ChildForm
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run

ORIGINS = ((Case.CONSULTED, "相談を直接受けた"), (Case.MOVED_IN, "ほかの市町村からケース移管を受けた"))


class ByHandForm(ChildForm):
    """Which child, where it comes from, when, and why."""

    origin = forms.ChoiceField(
        choices=ORIGINS,
        error_messages={"required": "きっかけを選んでください。", "invalid_choice": "選び直してください。"},
    )
    source = written(1, 100, "だれから相談を受けたか、どの市町村のどの課から移管を受けたかを書いてください。")
    on = forms.DateField(
        error_messages={"required": "受けた日を入れてください。", "invalid": "日付を 2026-11-30 の形で入れてください。"}
    )
    reason = written(5, 1000, "ケースを開くわけを、5文字以上で書いてください。")
    papers = written(2, 400, "", required=False)

    def clean(self) -> dict[str, Any]:
        """Of a 移管, which papers came and who took them."""
        told = super().clean()
        if told.get("origin") == Case.MOVED_IN and not told.get("papers") and "papers" not in self.errors:
            self.add_error(
                "papers", "受け取った書類と、受け取った人を書いてください。まだなら「まだ届いていない」と書きます。"
            )
        return told


@with_run
def open_a_case(request: HttpRequest, run: RunView) -> HttpResponse:
    """The form; a case that is opened is shown."""
    if request.method != "POST":
        return _page(request, run)
    form, user = ByHandForm(request.POST), user_of(request)
    if not form.is_valid():
        return _page(request, run, form=form, status=400)
    said, child = form.cleaned_data, None
    try:
        child = child_meant(run, said["code"], said["name"], said["born"])
        household = Case(household_code=child.household_code, children=[child.child_code])
        # A surname may be a 町字 as well; it only says who is meant.
        must_name_no_place(household, run, form, but=("code", "name"))
        told = ByHand(said["origin"], said["source"], said["on"], said["reason"], said["papers"])
        role = role_key_of(request)
        with acting(request, f"child:{child.child_code}"):
            case = open_by_hand(user, role, child, told)
    except RefusedError as error:
        return _page(request, run, form=form, problem=error, about=child, status=409)
    return redirect("case", case.number)


def _page(
    request: HttpRequest,
    run: RunView,
    *,
    form: ByHandForm | None = None,
    problem: RefusedError | None = None,
    about: ServedChild | None = None,
    status: int = 200,
) -> HttpResponse:
    """`about`: of whom a refusal says that there is a case, or 支援措置: a look at that child."""
    children = [about.child_code] if about else []
    context = {"run": run, "origins": ORIGINS, "form": form, "problem": problem}
    return show(request, "casework/by_hand.html", context, children=children, status=status)
