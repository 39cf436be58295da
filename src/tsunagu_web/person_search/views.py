"""こどもをさがす: an exact name with the birth date, or a code. Who is out of reach is found as little as who does not exist.

What was typed is sent in the body, never in an address, and is kept nowhere; the record says which child was found or refused.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from tsunagu_web.access import PageObject, authorize
from tsunagu_web.break_glass.opening import find_child
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, age_and_grade, with_run


class FindForm(forms.Form):
    """A code, or a whole name and the birth date: a part of a name finds nobody."""

    code = forms.CharField(max_length=12, required=False, strip=True)
    name = forms.CharField(max_length=100, required=False, strip=True)
    born = forms.DateField(required=False, error_messages={"invalid": "2018-05-05 の形で入力してください。"})

    def clean(self) -> dict[str, Any]:
        """One of the two ways, whole."""
        told = super().clean() or {}
        if not self.errors and not told.get("code") and not (told.get("name") and told.get("born")):
            self.add_error("code", "こどもの番号か、氏名と生年月日の両方を入力してください。")
        return told


@with_run
def find(request: HttpRequest, run: RunView) -> HttpResponse:
    """Ask, and list who was found among the children this person may open."""
    form = FindForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"run": run, "form": form, "rows": [], "asked": False}
    if request.method != "POST":
        return show(request, "person_search/find.html", context)
    if not form.is_valid():
        return show(request, "person_search/find.html", context, status=400)
    told = form.cleaned_data
    names = {told["name"], told["name"].replace("\u3000", " "), told["name"].replace(" ", "\u3000")}
    codes = sorted({code for name in names for code in find_child(run, told["code"], name, told["born"])})
    there = [child for code in codes if (child := run.serving.child(code)) is not None]
    found = [child for child in there if authorize(request.user, "child.look", run.case(child)).allowed]
    context |= {
        "asked": True,
        "rows": [(one.child_code, age_and_grade(one.sex, one.age, one.grade), one.household_code) for one in found],
    }
    return show(
        request,
        "person_search/find.html",
        context,
        children=[one.child_code for one in found],
        thing=PageObject("find") if found or not there else run.case(there[0]),
        result="ok" if found else "refused",
    )
