"""The filters of one page: what may be chosen with how many each, what was chosen, and the sentence that says so everywhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest

from tsunagu_web.access import Field, opens_cases
from tsunagu_web.casework.process import Process
from tsunagu_web.narrowing.declared import FILTERS, Filter
from tsunagu_web.narrowing.standing import NO_TYPE, UNSURE_TYPE, Standing, standings_of
from tsunagu_web.overview.tables import type_labels
from tsunagu_web.reading import RunView

CLASSES = {"type": Field.FINDING, "registered": Field.ABUSE}
"""Filters that tell something of a child's records, and the class it is of."""


@dataclass(frozen=True)
class Option:
    """One thing to choose. `households`: how many answer to it; None where this reader sees no counts."""

    key: str
    words: str
    households: int | None
    chosen: bool


@dataclass(frozen=True)
class Chooser:
    """One filter on the page."""

    key: str
    label: str
    options: list[Option]

    @property
    def chosen(self) -> Option | None:
        """What was chosen, if anything."""
        return next((one for one in self.options if one.chosen), None)


@dataclass(frozen=True)
class Quick:
    """One of the town's own combinations, as a link."""

    label: str
    query: str
    chosen: bool


@dataclass(frozen=True)
class Bar:
    """`not_used`: labels of what the address asks for and this reader cannot filter by, or that nobody declared."""

    choosers: list[Chooser]
    standings: Mapping[str, Standing]
    quick: list[Quick]
    not_used: list[str]

    @property
    def chosen(self) -> dict[str, str]:
        """Filter → what was chosen."""
        return {one.key: one.chosen.key for one in self.choosers if one.chosen}

    @property
    def query(self) -> str:
        """The part of the address that keeps what was chosen."""
        return urlencode(self.chosen)

    @property
    def sentence(self) -> str:
        """困難の類型＝ヤングケアラー・要対協＝未登録; empty when nothing was chosen."""
        return "・".join(f"{one.label}＝{one.chosen.words}" for one in self.choosers if one.chosen)

    @property
    def reassessed(self) -> frozenset[str]:
        """Households that were registered at the 要対協 and no longer are."""
        return frozenset(code for code, told in self.standings.items() if told.get("registered") == {"before"})

    @property
    def classes(self) -> frozenset[str]:
        """Field classes the filters tell of."""
        return frozenset(str(CLASSES[one.key]) for one in self.choosers if one.key in CLASSES)

    def keeps(self, household: str) -> bool:
        """Whether a household answers to everything that was chosen."""
        standing = self.standings.get(household, {})
        return all(value in standing.get(key, frozenset()) for key, value in self.chosen.items())


def bar(request: HttpRequest, run: RunView, process: Process, page: str, households: Collection[str]) -> Bar:
    """The filters of `page` (a name of the table of URLs) over these households, which are all this person sees there."""
    standings = standings_of(run, process, request.user, page, households)
    counts = opens_cases(request.decision.role)  # type: ignore[attr-defined]
    told = {one.key for one in FILTERS if any(one.key in standing for standing in standings.values())}
    mine = [one for one in FILTERS if page in one.pages and one.key in told]
    choosers = [_chooser(one, request.GET.get(one.key, ""), run, process, standings, counts) for one in mine]
    used = {one.key for one in choosers if one.chosen}
    labels = {one.key: one.label for one in FILTERS}
    not_used = [labels[key] for key, value in request.GET.items() if value and key in labels and key not in used]
    chosen = {one.key: one.chosen.key for one in choosers if one.chosen}
    offered = {one.key: {option.key for option in one.options} for one in choosers}
    quick = [
        Quick(one.label, urlencode(one.choose), one.choose == chosen)
        for one in process.quick_filters
        if all(value in offered.get(key, ()) for key, value in one.choose.items())
    ]
    return Bar(choosers, standings, quick, not_used)


def _chooser(
    one: Filter, chosen: str, run: RunView, process: Process, standings: Mapping[str, Standing], counts: bool
) -> Chooser:
    options = []
    for key, words in _options(one, run, process):
        answering = sum(key in standing.get(one.key, ()) for standing in standings.values())
        options.append(Option(key, words, answering if counts else None, key == chosen))
    return Chooser(one.key, one.label, options)


def _options(one: Filter, run: RunView, process: Process) -> list[tuple[str, str]]:
    if one.key == "type":
        return [*type_labels(run).items(), (NO_TYPE, "基準以上の類型なし"), (UNSURE_TYPE, "情報不足でわからない")]
    if one.key == "state":
        return [(state.key, state.label) for state in process.states if not state.ended]
    return list(one.options)
