"""Words that look like a place in what people write: of a household under 支援措置 they are neither taken in nor shown.

Any school, nursery, teacher or building by name, 町字 with a lot, or telephone number counts, whether or not it is where the child is. So neither a refusal nor a
gap tells anybody that a place they tried was right; and what was written before the protection began is held back as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import Any, TypeVar, cast

from django import forms
from django.db import models

from tsunagu.base.errors import RefusedError
from tsunagu.serving import WITHHELD_PLACE
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.grown import grew_up
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.place_words import KINDS, pattern_of, spans_in
from tsunagu_web.casework.sealing import SealedText
from tsunagu_web.dictionary.entries import current_pack
from tsunagu_web.expecting.women import hides_where
from tsunagu_web.reading import RunView

Row = TypeVar("Row", bound=models.Model)
GAP = WITHHELD_PLACE
NEVER_SHOWN = frozenset({"place", "outside_place", "seen_by"})
"""Fields asked for a place: of such a household they are shown to nobody, so that they may be written."""
_AT_SCHOOL = re.compile(rf"(?:{KINDS})|[小中高園校]$")


def is_protected(case: Case, run: RunView) -> bool:
    """Whether somebody of the household or of the case, those too of whom only a conference decided, is protected, or may have moved away
    in secret. Who is only too old to be in the run, as an eldest who turned 18, hides nothing of the younger ones."""
    return (
        any(child.protected for child in run.serving.children_of(case.household_code))
        or any(_may_have_moved(code, run) for code in [*case.children, *run.decided_children(case)])
        or hides_where(case.household_code, run)
    )


def _may_have_moved(code: str, run: RunView) -> bool:
    child = run.serving.child(code)
    return child.protected if child is not None else not grew_up(code, run)


def hides_places(case: Case, run: RunView) -> bool:
    """Whether a word about a place could tell where a protected child is: somebody of the household or of the case is
    protected, or it is not sure who is: the feed is old, or a child of the case is not in this month, as after a secret move."""
    return run.feed.hides_whereabouts or is_protected(case, run)


def gaps_places(case: Case, run: RunView) -> bool:
    """Whether words about the case are read with gaps: as hides_places, and wherever nobody's address is shown."""
    return bool(run.feed.why_hidden) or hides_places(case, run)


def places_in(words: str, run: RunView | None) -> list[str]:
    """What in these words looks like a place, as it was written."""
    return [words[start:end] for start, end in _found(words, run)]


def without_places(words: str, run: RunView | None) -> str:
    """The words with a gap for each of them; without a run by their form alone."""
    for start, end in reversed(_found(words, run)):
        words = words[:start] + GAP + words[end:]
    return words


def with_gaps(row: Row, run: RunView, *, hides: bool) -> Row:
    """A row as it may be read: where places are hidden, or nobody's address is shown, its sealed words have gaps, and so has the
    section of who wrote it where that is a school. It reads like the row, and is never saved."""
    return cast("Row", _Gapped(row, run)) if hides or run.feed.why_hidden else row


def standing_for(household_code: str, *children: str) -> Case:
    """What stands for a household that need not have a case."""
    return Case(household_code=household_code, children=list(children))


def section_told(section: str, *, hides: bool) -> str:
    """The section of who wrote something about the case. Where places are hidden a school's or a nursery's is none to read: its own
    people write about the children who go there."""
    return GAP if hides and _AT_SCHOOL.search(unicodedata.normalize("NFKC", section).strip()) else section


def must_name_no_place(
    about: Case | Iterable[Case] | bool, run: RunView | None, *filled_in: forms.Form | str, but: Collection[str] = ()
) -> None:
    """Raises RefusedError C195 where words about a household under 支援措置 name a place, and C196 where a gap that was read would be
    kept as what people said, whoever the household. `about`: the case, the cases, or, where something else tells it, whether it is such a household. What stands in the message is what this person just typed, and nothing of
    what is known of the child. `but`: fields that are not kept, or that must name whom they name. Danger, which may be told in any
    words, is not asked this."""
    typed = [words for one in filled_in for words in ([one] if isinstance(one, str) else _typed_in(one, but))]
    if any(GAP in words for words in typed):
        raise RefusedError(
            "C196",
            f"「{GAP}」は、場所をかくした印です。このまま残すと、もとの言葉がわからなくなります",
            "印を消すか、「学校」「園」「家」のように書き替えてください。もとの文は、前の版に残っています",
        )
    cases = [about] if isinstance(about, Case) else [] if isinstance(about, bool) else about
    if about is not True and not any(run is None or is_protected(one, run) for one in cases):
        return
    found = list(dict.fromkeys(place for words in typed for place in places_in(words, run)))
    if found:
        raise RefusedError(
            "C195",
            f"支援措置がある世帯か、ないと確かめられない世帯です。{'、'.join(f'「{one}」' for one in found[:5])}は、場所（住所、学校や園の名前、先生の名前、建物の名前、電話番号）に見えます",
            "消すか、「学校」「園」「担任」「家」のように書き替えてください。場所を伝えるときは、口頭で話してください",
        )


def _typed_in(form: forms.Form, but: Collection[str]) -> list[str]:
    return [
        str(form.cleaned_data.get(name) or "")
        for name, field in form.fields.items()
        if isinstance(field, forms.CharField) and name not in NEVER_SHOWN and name not in but
    ]


class _Gapped:
    """A row whose sealed words and sections have gaps; its people, and what withdraws it, have them as well."""

    def __init__(self, row: models.Model, run: RunView) -> None:
        self._row, self._run = row, run
        self._sealed = _sealed_of(row)

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._row, name)
        if isinstance(value, str):
            told = section_told(value, hides=True) if name == "section" else value
            return without_places(told, self._run) if name in self._sealed else told
        return _Gapped(value, self._run) if isinstance(value, User) or _sealed_of(value) else value

    def __eq__(self, other: object) -> bool:
        return bool(self._row == (other._row if isinstance(other, _Gapped) else other))

    def __hash__(self) -> int:
        return hash(self._row)

    def __str__(self) -> str:
        return str(self._row)


def _sealed_of(value: object) -> frozenset[str]:
    """Names of the fields of a row that people wrote in; none of what is no row."""
    if not isinstance(value, models.Model):
        return frozenset()
    return frozenset(one.name for one in value._meta.get_fields() if isinstance(one, SealedText))


def _found(words: str, run: RunView | None) -> list[tuple[int, int]]:
    """From where to where, in order and without overlap."""
    return spans_in(words, _known(run) if run else None)


_KNOWN: list[tuple[object, re.Pattern[str] | None]] = []
"""Of the run that was read last."""


def _known(run: RunView) -> re.Pattern[str] | None:
    """Schools, nurseries and 町字 that the run and the declarations name; read once for a run."""
    path, pack = run.serving.path, current_pack()
    key = (path, path.stat().st_mtime_ns, pack.declarations_hash)
    # Taken once: another thread may put the names of another run at any moment.
    for before, known in list(_KNOWN):
        if before == key:
            return known
    schools, towns = run.serving.place_names()
    town = re.split("[（(]", str(run.meta.get("municipality", "")))[0]
    names = {*schools, *pack.school_names().values(), *towns, *(one.removeprefix(town) for one in towns)} - {town}
    known = pattern_of(names)
    _KNOWN[:] = [(key, known)]
    return known
