"""支援経過: written once by each section, read as one course of time."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import Decision, Refused
from tsunagu_web.accounts import clock
from tsunagu_web.casework.finding import Place, may, place_of_request
from tsunagu_web.casework.places import must_name_no_place
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run
from tsunagu_web.support.declared import current_support
from tsunagu_web.support.forms import ContactForm, WhyForm
from tsunagu_web.support.models import ContactRecord
from tsunagu_web.support.reading import contact_lines, sections_of
from tsunagu_web.support.writing import CONTACT_WORDS, withdraw, write_contact


@with_run
def contacts(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """The records of all sections, newest first, and the form for the next one (`?template=visit`)."""
    return _contacts(request, run, place_of_request(request, run, number))


@with_run
def contact_add(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """Write one contact, and the children seen in it."""
    place = place_of_request(request, run, number)
    form = ContactForm(request.POST, support=current_support(), children=place.children)
    if not form.is_valid():
        return _contacts(request, run, place, form=form, status=400)
    told = form.cleaned_data
    words = {name: told[name] for name in CONTACT_WORDS}
    try:
        must_name_no_place(place.case, run, form)
        with acting(request, f"case:{number}"):
            write_contact(
                place.case,
                place.user,
                place.role,
                on=told["on"],
                way=told["way"],
                words=words,
                seen=told["seen"],
                hour=told["hour"],
                place=told["place"],
            )
    except RefusedError as error:
        return _contacts(request, run, place, form=form, problem=error, status=409)
    return redirect("contacts", number)


@with_run
def contact_withdraw(request: HttpRequest, run: RunView, number: str, one: int) -> HttpResponse:
    """A record that was written by mistake, with the sightings written in it."""
    place = place_of_request(request, run, number)
    found = ContactRecord.objects.filter(number=one, case=place.case).select_related("by").first()
    if found is None:
        raise Refused("contact.withdraw", f"contact:{place.case.number}-{one}", Decision(False, "いない"))
    why = WhyForm(request.POST)
    if not why.is_valid():
        return _contacts(request, run, place, why=why, why_of=one, status=400)
    try:
        must_name_no_place(place.case, run, why)
        with acting(request, found):
            withdraw(found, place.user, place.role, why.cleaned_data["why"])
    except RefusedError as error:
        return _contacts(request, run, place, why=why, why_of=one, problem=error, status=409)
    return redirect("contacts", number)


def _contacts(
    request: HttpRequest,
    run: RunView,
    place: Place,
    *,
    form: ContactForm | None = None,
    why: WhyForm | None = None,
    why_of: int = 0,
    problem: RefusedError | None = None,
    status: int = 200,
) -> HttpResponse:
    support, case = current_support(), place.case
    template = support.rules.template(request.GET.get("template", "")) or (support.rules.templates or (None,))[0]
    section = request.GET.get("section", "")
    if form is None:
        first = {"on": clock.today(), "way": template.way if template else ""}
        form = ContactForm(support=support, children=place.children, initial=first)
    context: dict[str, Any] = {
        "run": run,
        "case": case,
        "place": place,
        "lines": contact_lines(case, run, place.decision, place.user, section),
        "sections": sections_of(case, run),
        "section": section,
        "templates": support.rules.templates,
        "template": template,
        "may_write": case.ended_at is None and may(place.user, "contact.add", case, run),
        "form": form,
        "why": why,
        "why_of": why_of,
        "problem": problem,
    }
    return show(
        request,
        "support/contacts.html",
        context,
        children=place.codes,
        thing=f"case:{case.number}",
        decision=place.decision,
        status=status,
    )
