"""Every form in which people write words asks back a place of a household under 支援措置, or stands here with why it does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.urls import URLResolver, get_resolver

import tsunagu_web
from support.typed_words import Node, read_source, taken_without_asking
from tsunagu_web.access.url_table import BY_NAME

NO_HOUSEHOLD = "no household is written about"
NOT_ASKED = {
    "accounts.ChangeForm": ({"accounts.person_change"}, NO_HOUSEHOLD),
    "accounts.PasswordForm": ({"accounts.password"}, NO_HOUSEHOLD),
    "aligning.AgreementForm": ({"aligning.agree_on"}, "it says how to judge and names nobody: the page says so"),
    "break_glass.OpenForm": ({"break_glass.break_glass"}, "danger is told in whatever words, and read with gaps"),
    "conferences.CallForm": ({"conferences.call"}, "there is no agenda yet; where it is held is read with gaps"),
    "inquiries.AnswerForm": (
        {"inquiries.inquiry_back", "inquiries.inquiry_issue"},
        "only shown beside what is done; who takes it asks",
    ),
    "inquiries.IssueForm": ({"inquiries.inquiry_issue"}, "who was given a paper must be known; no page tells it"),
    "month_desk.AcceptForm": ({"month_desk.accept_drift"}, NO_HOUSEHOLD),
    "month_desk.DecideForm": ({"month_desk.decide"}, NO_HOUSEHOLD),
    "month_desk.HandInForm": ({"month_desk.hand_in"}, NO_HOUSEHOLD),
    "person_search.FindForm": ({"person_search.find"}, "nothing of it is kept"),
    "protection_desk.LimitForm": ({"protection_desk.limit"}, NO_HOUSEHOLD),
    "receipts.FaultForm": ({"receipts.decide_faults"}, NO_HOUSEHOLD),
    "receipts.WipeForm": ({"receipts.wipe"}, NO_HOUSEHOLD),
    "resources.ResourceForm": ({"resources.resource_add", "resources.resource_change"}, NO_HOUSEHOLD),
    "resources.WhyForm": ({"resources.resource_change", "resources.resource_withdraw"}, NO_HOUSEHOLD),
    "row_alarms.PlaceForm": ({"row_alarms.place"}, "nobody knows yet whose row it is; no page tells why"),
    "transitions.CopyForm": ({"transitions.transition_copy"}, "who was given a paper must be known; no page tells it"),
    "transitions.ReceiveForm": ({"transitions.transition_receive"}, "who took a paper must be known; no page tells it"),
    "typed": (
        {
            "first_contact.first_contact_take",
            "layouts.change_draft",
            "layouts.confirm_draft",
            "layouts.withdraw_layout",
            "protection_desk.show_left_out",
            "receipts.drop",
            "review_desk.take_back_second",
        },
        NO_HOUSEHOLD,
    ),
}


def test_every_form_that_takes_words_asks_for_none_of_a_place() -> None:
    found = taken_without_asking(read_source(Path(tsunagu_web.__file__).parent), taking_views())
    assert found == {form: views for form, (views, _) in NOT_ASKED.items()}


PAGES = """
from django import forms
from town.helping import Words, ask
from tsunagu_web.casework.places import must_name_no_place

class CodeForm(forms.Form):
    code = forms.CharField(max_length=12)

class WhyForm(CodeForm):
    why = Words(max_length=400)

class LateForm(forms.Form):
    def __init__(self, told):
        self.fields["words"] = forms.CharField()

def find(request):
    return CodeForm(request.POST)

def forgets(request):
    return _page(request, WhyForm(request.POST), LateForm(request.POST))

def cuts(request):
    return request.POST.get("why", "")[:400], request.POST.get("code", "")[:12]

def shows(request):
    return _page(request, WhyForm(None))

def asks(request):
    def keep():
        ask(request, WhyForm(request.POST))
    return keep

def _page(request, form, more=None):
    return form
"""
HELPING = """
from django import forms
from tsunagu_web.casework.places import must_name_no_place

class Words(forms.CharField):
    pass

def ask(request, form):
    must_name_no_place(request.case, request.run, form)
"""


def test_a_form_that_forgets_to_ask_is_found(tmp_path: Path) -> None:
    """The broken twin: pages of which some ask."""
    (tmp_path / "town").mkdir()
    (tmp_path / "town" / "pages.py").write_text(PAGES, encoding="utf-8")
    (tmp_path / "town" / "helping.py").write_text(HELPING, encoding="utf-8")
    views = {("town.pages", name) for name in ("find", "forgets", "cuts", "shows", "asks")}
    found = taken_without_asking(read_source(tmp_path / "town"), views)
    assert found == {"pages.WhyForm": {"pages.forgets"}, "pages.LateForm": {"pages.forgets"}, "typed": {"pages.cuts"}}


def taking_views() -> set[Node]:
    """The views of the addresses to which something may be sent."""
    posted = {row.name for row in BY_NAME.values() if "POST" in row.methods}

    def of(patterns: list[Any]) -> Iterator[Node]:
        for one in patterns:
            if isinstance(one, URLResolver):
                yield from of(one.url_patterns)
            elif one.name in posted:
                yield one.callback.__module__, one.callback.__name__

    return set(of(get_resolver().url_patterns))
