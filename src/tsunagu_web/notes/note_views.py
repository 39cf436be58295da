"""見守り情報: anybody named may enter a note about a child of the town, without reading anything of the child."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import CaseObject, authorize
from tsunagu_web.accounts.current import role_key_of, user_of
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.places import with_gaps, without_places
from tsunagu_web.casework.process import current_process
from tsunagu_web.notes.finding import child_meant, told_without_place
from tsunagu_web.notes.forms import CODED, NoteForm, TakeBackForm, codes_of
from tsunagu_web.notes.models import Note
from tsunagu_web.notes.noting import READERS, note, of_own_section, readable, take_back
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run
from tsunagu_web.row_alarms.told import tell_of_unknown, waiting_of

NEWEST = 50
WORDS = {
    "informant": "だれから",
    "kind": "分類",
    "certainty": "見たことですか、聞いたことですか",
    "who_may_see": "だれが見てよいか",
    "ground": "どうやって知ったか",
}


@dataclass(frozen=True)
class NoteRow:
    """A note this person may read. `child`: None for whom neither the person looks after nor reads the notes of all sections."""

    note: Note
    child: str | None
    opens: bool
    own: bool
    taken_back: bool
    alarm: bool


@with_run
def notes(request: HttpRequest, run: RunView) -> HttpResponse:
    """Enter a note; the notes this person may read."""
    if request.method != "POST":
        return _page(request, run, done=request.GET.get("done", ""))
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, run, form=form, status=400)
    told = dict(form.cleaned_data)
    anyway, who = form.tells_anyway(told), {name: told.pop(name) for name in ("code", "name", "born")}
    del told["anyway"]
    try:
        try:
            child = child_meant(run, **who)
        except RefusedError:
            if not anyway:
                raise
            return _of_unknown(request, who, told)
        if told["kind"] not in current_process().alarm_notes:
            told_without_place(run, user_of(request), child.child_code, form)
        with acting(request, f"child:{child.child_code}"):
            made = note(user_of(request), role_key_of(request), child, told)
    except RefusedError as error:
        return _page(request, run, form=form, problem=error, status=409)
    return redirect(f"/notes/?done={'alarm' if made.kind in current_process().alarm_notes else 'note'}")


def _of_unknown(request: HttpRequest, who: dict[str, Any], told: dict[str, Any]) -> HttpResponse:
    """Danger of a child nobody finds: who places such things is told at once."""
    known = {"code": who["code"], "name": who["name"], "birth_date": who["born"].isoformat() if who["born"] else ""}
    with acting(request, "note:of_unknown"):
        tell_of_unknown(user_of(request), role_key_of(request), known, told)
    return redirect("/notes/?done=unknown")


@with_run
def taken_back(request: HttpRequest, run: RunView) -> HttpResponse:
    """Take one of the own section's back."""
    form = TakeBackForm(request.POST)
    if not form.is_valid():
        return _page(request, run, back_form=form, status=400)
    user = user_of(request)
    found = of_own_section(user).filter(pk=form.cleaned_data["which"]).first()
    try:
        if found is None:
            raise RefusedError(
                "C056", "取り消せる見守り情報ではありません", "自分の課の、まだ取り消していないものを選んでください"
            )
        told_without_place(run, user, found.child_code, form)
        with acting(request, f"child:{found.child_code}"):
            take_back(found, user, role_key_of(request), form.cleaned_data["reason"])
    except RefusedError as error:
        return _page(request, run, back_form=form, problem=error, status=409)
    return redirect("notes")


def _page(request: HttpRequest, run: RunView, *, status: int = 200, **shown: Any) -> HttpResponse:
    user = user_of(request)
    rows = _rows(request, run, user)
    form = shown.get("form")
    context = {
        "run": run,
        "rows": rows,
        "choices": [
            (name, WORDS[name], codes_of("mimamori", heading), form[name].value() if form else "")
            for name, heading in CODED.items()
        ],
        "arrears": codes_of("mimamori", "給食費滞納"),
        "alarms": current_process().alarm_notes,
        "unknown": [
            (one, who, without_places(f"{who['name'] or who['code']}　{who['note']['text']}", run))
            for one, who in waiting_of(user)
        ],
        **shown,
    }
    children = [row.child for row in rows if row.child]
    return show(request, "notes/notes.html", context, children=children, status=status)


def _rows(request: HttpRequest, run: RunView, user: User) -> list[NoteRow]:
    reads_all = request.decision.role.key in READERS  # type: ignore[attr-defined]
    alarms, own = current_process().alarm_notes, set(of_own_section(user).values_list("pk", flat=True))
    rows = []
    for one in readable(user)[:NEWEST]:
        served = run.serving.child(one.child_code)
        thing = run.case(served) if served else CaseObject(one.child_code, "", False, None)
        opens = authorize(user, "child.look", thing).allowed
        code = one.child_code if opens or reads_all else None
        # Whoever may not open the child is not told either whether it is protected: for them no place stands anywhere.
        hides = not opens or run.feed.hides_whereabouts or served is None or served.protected
        rows.append(
            NoteRow(
                with_gaps(one, run, hides=hides),
                code,
                opens,
                one.pk in own,
                hasattr(one, "taken_back"),
                one.kind in alarms,
            )
        )
    return rows
