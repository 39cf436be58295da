"""Which child somebody means who may not read anything of it: by its code, or by exactly its name and birth date."""

from __future__ import annotations

from datetime import date

from django import forms

from tsunagu.base.errors import RefusedError
from tsunagu.serving import ServedChild
from tsunagu_web.access import authorize
from tsunagu_web.accounts.models import User
from tsunagu_web.break_glass.opening import find_child
from tsunagu_web.casework.places import must_name_no_place, standing_for
from tsunagu_web.reading import RunView


def child_meant(run: RunView, code: str, name: str, born: date | None) -> ServedChild:
    """The child. Raises RefusedError C052 where nobody, or more than one, is meant."""
    found = find_child(run, code, name, born)
    child = run.serving.child(found[0]) if len(found) == 1 else None
    if child is not None:
        return child
    if found:
        raise RefusedError("C052", "同じ氏名と生年月日のこどもが複数います", "こどもの番号を入力してください")
    raise not_found()


def not_found() -> RefusedError:
    """C052, in the same words for a child that is not there and for one that is not this person's."""
    return RefusedError(
        "C052", "そのこどもは見つかりません", "番号か、氏名（住民票のとおり）と生年月日を確かめてください"
    )


def told_without_place(run: RunView, user: User, code: str, form: forms.Form) -> None:
    """Asks back a place in what was typed of a child, of whoever may open the child: of others no answer tells whether it is
    protected, and what they wrote is read with gaps. Raises RefusedError C195, C196."""
    child = run.serving.child(code)
    if child is not None and authorize(user, "child.look", run.case(child)).allowed:
        must_name_no_place(standing_for(child.household_code, code), run, form, but=("code", "name"))
