"""Which column of a file is which item of a source: by its heading and by its values, each item given once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tsunagu.catalog import Pack
from tsunagu.drafting.items import Candidate, Item, Written, candidates
from tsunagu.drafting.likeness import Likeness, Words
from tsunagu.drafting.values import Fit, fit_of
from tsunagu.intake import Slot, UnknownColumn, fold_heading

HEADINGS, VALUES = 0.62, 0.38
"""What a heading and what the values weigh."""
CONTRADICTED = 0.6
"""A heading whose values read as the item in fewer rows than this is no proof of it."""
LEAST = 0.27
"""A pair below this is no proposal."""
LOOKED_INTO, TELLING = 8, 0.3
"""How many sources are looked into with their values, where the headings are on average as alike as this to those of one."""


@dataclass(frozen=True)
class Match:
    """A column taken for an item, how alike the headings are, and how the values read."""

    column: int
    item: int
    heading: float
    fit: Fit
    written: Written
    score: float
    by_values_only: bool = False

    @property
    def is_contradicted(self) -> bool:
        """Whether the values say that it is not the item."""
        return self.fit.share is not None and self.fit.share < CONTRADICTED


@dataclass
class Matched:
    """A candidate with its matches by column, and for each column the runners-up."""

    candidate: Candidate
    matches: dict[int, Match]
    rivals: dict[int, list[Match]] = field(default_factory=dict)
    contradicted: dict[int, Match] = field(default_factory=dict)
    """By column, the item its heading names although its values say otherwise."""
    share: float = 0.0


class Matcher:
    """Everything of a pack that files are compared with. Made once per draft; fits are kept by how an item is written."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.words = Words(pack.heading_words)
        self.candidates = candidates(pack, self.words)
        self.likeness = Likeness.of(name for one in self.candidates for item in one.items for name in item.names)
        self._fits: dict[tuple[object, ...], Fit] = {}
        self._alike: dict[tuple[str, str], float] = {}
        self._in_our_words: dict[str, str] = {}

    @cached_property
    def _known(self) -> frozenset[str]:
        plain = {
            fold_heading(way.column.in_file) for one in self.candidates for item in one.items for way in item.written
        }
        return frozenset(plain | {name for one in self.candidates for item in one.items for name in item.names})

    def is_known(self, heading: str) -> bool:
        """Whether some layout of the catalogue has this heading, in its words or in ours."""
        return fold_heading(heading) in self._known or self.words.said(heading) in self._known

    def best(self, columns: Sequence[UnknownColumn], file_name: str, of: str = "") -> list[Matched]:
        """The candidates with their matches, the likest first; where a person knows the source, `of`, that one alone."""
        self._fits.clear()
        name = self.words.said(file_name.rpartition(".")[0])
        asked = [one for one in self.candidates if one.source.source == of] or self._likely(columns)
        found = [self._matched(candidate, columns, name) for candidate in asked]
        return sorted(found, key=lambda one: -one.share)

    def _likely(self, columns: Sequence[UnknownColumn]) -> Sequence[Candidate]:
        """Those whose headings are like the file's; every one where the headings tell nothing."""

        def likeness(candidate: Candidate) -> float:
            return sum(
                max((self._alike_headings(column, item) for item in candidate.items), default=0.0) for column in columns
            )

        ranked = sorted(self.candidates, key=likeness, reverse=True)
        tells = likeness(ranked[0]) >= TELLING * len(columns)
        return ranked[:LOOKED_INTO] if tells else ranked

    def _matched(self, candidate: Candidate, columns: Sequence[UnknownColumn], file_name: str) -> Matched:
        everything = [
            self._pair(place, column, number, item)
            for place, column in enumerate(columns)
            for number, item in enumerate(candidate.items)
        ]
        contradicted: dict[int, Match] = {}
        for match in everything:
            earlier = contradicted.get(match.column)
            if match.is_contradicted and match.heading >= 0.8 and (not earlier or match.heading > earlier.heading):
                contradicted[match.column] = match
        pairs = [match for match in everything if match.score >= LEAST and not match.is_contradicted]
        pairs.sort(key=lambda match: (-match.score, match.column, match.item))
        matches: dict[int, Match] = {}
        taken: set[int] = set()
        for match in pairs:
            if match.column not in matches and match.item not in taken:
                matches[match.column] = match
                taken.add(match.item)
        self._add_by_values(candidate, columns, matches, taken)
        rivals: dict[int, list[Match]] = {}
        for match in pairs:
            if matches.get(match.column) is not match:
                rivals.setdefault(match.column, []).append(match)
        named = {match.column: match for match in contradicted.values() if match.column not in matches}
        share = self._share(candidate, columns, matches, file_name, list(named.values()))
        return Matched(candidate, matches, rivals, contradicted, share)

    def _pair(self, place: int, column: UnknownColumn, number: int, item: Item) -> Match:
        heading = self._alike_headings(column, item)
        fits = [(self._fit(column, way.slot), way) for way in item.written]
        fit, way = max(fits, key=lambda pair: -1.0 if pair[0].share is None else pair[0].share)
        share = 1.0 if fit.share is None else fit.share
        return Match(place, number, heading, fit, way, HEADINGS * heading + VALUES * fit.proof * share)

    def _alike_headings(self, column: UnknownColumn, item: Item) -> float:
        said = self._said(column.heading)
        alike = max(self._likeness(said, name) for name in item.names)
        return 1.0 if alike < 1.0 and fold_heading(column.heading) in item.headings else alike

    def _add_by_values(
        self, candidate: Candidate, columns: Sequence[UnknownColumn], matches: dict[int, Match], taken: set[int]
    ) -> None:
        """Of what is left over: a column and an item whose values fit each other and nothing else."""
        free = [number for number in range(len(candidate.items)) if number not in taken]
        open_columns = [place for place in range(len(columns)) if place not in matches]
        fitting = {
            (place, number): match
            for place in open_columns
            for number in free
            if (match := self._pair(place, columns[place], number, candidate.items[number])).fit.share is not None
            and (match.fit.share or 0.0) >= 0.95
            and match.fit.proof >= 0.6
        }
        for (place, number), match in fitting.items():
            if sum(key[0] == place for key in fitting) == sum(key[1] == number for key in fitting) == 1:
                matches[place] = Match(place, number, match.heading, match.fit, match.written, match.score, True)
                taken.add(number)

    def _share(
        self,
        candidate: Candidate,
        columns: Sequence[UnknownColumn],
        matches: dict[int, Match],
        file_name: str,
        named_only: Sequence[Match],
    ) -> float:
        """How much of the file was found in the source, and of the source in the file; a like name of the file helps.

        An item that only the heading names (a school with marks of its own) says less, but it does say something.
        """
        if not columns or not candidate.items:
            return 0.0
        found = sum(match.score for match in matches.values()) + 0.8 * HEADINGS * sum(one.heading for one in named_only)
        named = max(
            self._likeness(file_name, self.words.said(name))
            for name in (candidate.label, *(one.rpartition(".")[0] for one in candidate.source.layout.file_names))
        )
        have = {target for match in matches.values() for target in candidate.items[match.item].to}
        by_name = {target for column in candidate.by_name for target in column.to}
        needed = [
            item
            for item in candidate.items
            if (item.required or _names(item) & set(candidate.key)) and not set(item.to) & by_name
        ]
        whole = sum(bool(set(item.to) & have) for item in needed) / len(needed) if needed else 1.0
        share = 0.65 * found / len(columns) + 0.35 * found / len(candidate.items)
        return share * (0.75 + 0.25 * whole) + 0.06 * named

    def _said(self, heading: str) -> str:
        if heading not in self._in_our_words:
            self._in_our_words[heading] = self.words.said(heading)
        return self._in_our_words[heading]

    def _likeness(self, one: str, other: str) -> float:
        key = (one, other)
        if key not in self._alike:
            self._alike[key] = self.likeness.between(one, other)
        return self._alike[key]

    def _fit(self, column: UnknownColumn, slot: Slot) -> Fit:
        written, kind = slot.written, slot.column
        key = (
            *(column.heading, kind.type, kind.min, kind.max, written.codes, written.written, written.width),
            *(written.split, written.several, written.empty_tokens, written.zero_is_empty, slot.piece),
        )
        if key not in self._fits:
            texts = column.texts
            if slot.piece is not None and written.split:
                cut = [(text.split(written.split), rows) for text, rows in texts]
                texts = tuple((cells[slot.piece], rows) for cells, rows in cut if len(cells) > slot.piece)
                if len(texts) < 0.6 * len(column.texts):
                    texts = column.texts
            self._fits[key] = fit_of(texts, slot)
        return self._fits[key]


def _names(item: Item) -> set[str]:
    return {target.split(".", 1)[1] for target in item.to}
