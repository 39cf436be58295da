"""ケース移管: hand a case over to another municipality, make the locked file, and write down the answer."""

from __future__ import annotations

import base64
import json
from typing import Any

from django import forms
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu.base.hashing import sha256_of_bytes
from tsunagu_web.access import CaseObject, Decision, Refused, authorize
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.current import user_of
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.moving import may_move, owed_first
from tsunagu_web.casework.places import hides_places, must_name_no_place, with_gaps
from tsunagu_web.casework.process import current_process
from tsunagu_web.notes.forms import no_individual_number
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.papers import lock_paper, make_paper, new_password
from tsunagu_web.reading import RunView, with_run
from tsunagu_web.transfers.coming import checksum_of
from tsunagu_web.transfers.declared import current_transfer
from tsunagu_web.transfers.models import Transfer
from tsunagu_web.transfers.moving import MOVE, Told, keep_reply, standing, transfer_case, transfer_things
from tsunagu_web.transfers.packing import data_of, hides_words, made_on, paper_of

DO, PACK, REPLY = "transfer.do", "transfer.pack", "transfer.reply"
DAY = {"required": "日付を入れてください。", "invalid": "日付を 2026-11-30 の形で入れてください。"}


def text(words: str, least: int, most: int) -> forms.CharField:
    """A text somebody writes; `words` say what is missing."""
    errors = {"required": words, "min_length": words, "max_length": f"{most}文字までです。"}
    return forms.CharField(min_length=least, max_length=most, strip=True, error_messages=errors)


class TransferForm(forms.Form):
    """Where to, with whom the safety was handed over, and up to which line of the 経過 the person had read."""

    town = text("移管先の市町村を書いてください。", 2, 64)
    section = text("移管先の課を書いてください。", 2, 64)
    moved_on = forms.DateField(error_messages=DAY | {"required": "転出した日を入れてください。"})
    spoken_to = text("話した相手の氏名を書いてください。", 1, 64)
    spoken_on = forms.DateField(error_messages=DAY | {"required": "話した日を入れてください。"})
    words = text("引き継いだことを、5文字以上で書いてください。", 5, 1000)
    confirmed = forms.BooleanField(error_messages={"required": "安全の確認を引き継いだことに、印をつけてください。"})
    seen = forms.IntegerField(min_value=0, error_messages={"required": "画面を開き直してください。"})

    def clean_words(self) -> str:
        """Nothing that must not be kept."""
        return no_individual_number(self.cleaned_data["words"])

    def clean_spoken_on(self) -> Any:
        """It was said already."""
        if self.cleaned_data["spoken_on"] > clock.today():
            raise forms.ValidationError("話した日が、先の日になっています。")
        return self.cleaned_data["spoken_on"]


class ReplyForm(forms.Form):
    """Who said when that it came."""

    on = forms.DateField(error_messages=DAY)
    said_by = text("返事をした人を書いてください。", 1, 64)
    words = forms.CharField(max_length=1000, required=False, strip=True)

    def clean_words(self) -> str:
        """Nothing that must not be kept."""
        return no_individual_number(self.cleaned_data["words"])


@with_run
def transfer(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """Hand over; afterwards what waits."""
    case, thing, decision = _found(request, run, number, DO)
    if request.method != "POST":
        return _page(request, run, case, thing, decision)
    form = TransferForm(request.POST)
    if not form.is_valid():
        return _page(request, run, case, thing, decision, form=form, status=400)
    said = form.cleaned_data
    told = Told(said["town"], said["section"], said["moved_on"], said["spoken_to"], said["spoken_on"], said["words"])
    try:
        must_name_no_place(case, run, form, but=("town", "section"))
        with acting(request, f"case:{case.number}"):
            transfer_case(case, user_of(request), thing, decision.role_key, told, seen=said["seen"])
    except RefusedError as error:
        return _page(request, run, case, thing, decision, form=form, problem=error, status=409)
    return redirect("transfer", number)


@with_run
def transfer_pack(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """The locked file, its data inside. File and password leave in this one answer; neither is kept."""
    case, thing, decision = _found(request, run, number, PACK)
    handed = _standing(case, PACK)
    user = user_of(request)
    data = data_of(run, handed, current_transfer(), user, decision)
    try:
        pdf = make_paper("transfer", paper_of(data, run, user))
    except RefusedError as error:
        return _page(request, run, case, thing, decision, problem=error, status=409)
    password = new_password()
    data["checksum"] = checksum_of(data)
    inside = json.dumps(data, ensure_ascii=False, indent=1).encode()
    locked = lock_paper(pdf, password, {"case_transfer.json": inside})
    context = {
        "run": run,
        "case": case,
        "handed": with_gaps(handed, run, hides=hides_places(case, run)) if handed else None,
        "password": password,
        "digest": sha256_of_bytes(locked)[:16],
        "file": base64.b64encode(locked).decode("ascii"),
        "name": f"ケース移管_{case.number}_{made_on(handed)}_かぎ付き.pdf",
    }
    codes = [child["code"] for child in data["children"]]
    return show(request, "transfers/locked.html", context, children=codes, thing=f"{handed}", decision=decision)


@with_run
def transfer_reply(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """The answer came."""
    case, thing, decision = _found(request, run, number, REPLY)
    handed = _standing(case, REPLY)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _page(request, run, case, thing, decision, reply_form=form, status=400)
    said = form.cleaned_data
    try:
        must_name_no_place(case, run, form)
        with acting(request, f"case:{case.number}"):
            keep_reply(
                handed, user_of(request), decision.role_key, on=said["on"], said_by=said["said_by"], words=said["words"]
            )
    except RefusedError as error:
        return _page(request, run, case, thing, decision, reply_form=form, problem=error, status=409)
    return redirect("today")


def _found(request: HttpRequest, run: RunView, number: str, action: str) -> tuple[Case, CaseObject, Decision]:
    """The case, if this person hands it over. Raises Refused as for one that does not exist."""
    case = Case.objects.filter(number=number).first()
    for thing in transfer_things(case, run) if case else ():
        decision = authorize(request.user, action, thing)
        if decision.allowed and case is not None:
            return case, thing, decision
    raise Refused(action, f"case:{number}", Decision(False, "いない、または範囲の外"))


def _standing(case: Case, action: str) -> Transfer:
    handed = standing(case)
    if handed is None:
        raise Refused(action, f"case:{case.number}", Decision(False, "移管していない"))
    return handed


def _page(
    request: HttpRequest,
    run: RunView,
    case: Case,
    thing: CaseObject,
    decision: Decision,
    *,
    status: int = 200,
    **shown: Any,
) -> HttpResponse:
    user, rules, process = user_of(request), current_transfer(), current_process()
    case.refresh_from_db()
    handed, move = standing(case), process.move(MOVE)
    context: dict[str, Any] = {
        "run": run,
        "case": case,
        "state": process.state(case.state),
        "handed": with_gaps(handed, run, hides=hides_places(case, run)) if handed else None,
        "replied": handed is not None and hasattr(handed, "reply"),
        "overdue": handed is not None and not hasattr(handed, "reply") and handed.due_on < clock.today(),
        "may": move is not None and move in process.moves_from(case.state) and may_move(user, thing, move).allowed,
        "first": owed_first(case, move) if move is not None else None,
        "open_tasks": case.tasks.filter(versions__state="open", versions__seq=F("newest")).exists(),
        "rules": rules,
        "fields": [one.label for one in rules.fields],
        "hides": (hides := hides_words(run, case)),
        "place": {"hides": hides},
        "seen": case.events.count(),
        **shown,
    }
    return show(
        request,
        "transfers/transfer.html",
        context,
        children=case.children,
        thing=f"case:{case.number}",
        decision=decision,
        status=status,
    )
