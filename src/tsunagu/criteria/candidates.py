"""The children a list is made from: flagged or nominated, with everything the order and the page need to know."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from tsunagu.base.dates import write_wareki

Affiliation = Literal["none", "some", "unknown"]


@dataclass(frozen=True)
class Reason:
    """One yes answer as a sentence, ending with department and date. `on` is the day of the newest fact behind it;
    `limited_to`: who may see that row, as in evidence."""

    indicator: str
    sentence: str
    on: date | None
    limited_to: str | None = None


@dataclass(frozen=True)
class Contact:
    """Who is in touch, or when a meeting comes about by itself. `field_class`: of the file that says so; empty: no file does."""

    words: str
    field_class: str = ""


@dataclass(frozen=True)
class Decision:
    """The latest decision of a conference about a child."""

    decided_on: date
    decision: str
    review_on: date | None
    facts_hash: str | None


@dataclass(frozen=True)
class Nomination:
    """The latest nomination of a child by staff. Its free text stays in the case store."""

    nominated_on: date
    section: str
    certainty: str | None

    @property
    def sentence(self) -> str:
        """What the list says of it."""
        told = [self.section, write_wareki(self.nominated_on, "kanji"), *([self.certainty] if self.certainty else [])]
        return f"職員の推薦（{'、'.join(told)}）"


@dataclass(frozen=True)
class Candidate:
    """One child of the month who may come onto the list."""

    person_id: int
    child_code: str
    household_code: str
    birth_date: date
    age: int
    points: dict[str, int]
    """Points of the types the child is flagged for, in the order of the criteria. Empty for a nominated child below."""
    total_items: int
    affiliation: Affiliation = "unknown"
    school: str | None = None
    yes: tuple[str, ...] = ()
    on_way: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Of types judged by trees, the yes answers the child met on its way: what else it answers yes to is no reason."""
    reasons: tuple[Reason, ...] = ()
    contacts: tuple[Contact, ...] = ()
    has_contact: bool = False
    exclusions: tuple[str, ...] = ()
    """Reasons of the exclusions that hold for this child (or its household, where the rule covers households)."""
    decision: Decision | None = None
    nomination: Nomination | None = None
    previous_points: dict[str, int] | None = None
    """Flagged points of the run before; None when there was no run before."""
    previous_unknown: frozenset[str] = frozenset()
    """Types that were 情報不足 in the run before: of these nobody can say that they are new."""

    @property
    def flagged(self) -> bool:
        return bool(self.points)

    @property
    def most_points(self) -> int:
        """The highest points of a single type."""
        return max(self.points.values(), default=0)

    @property
    def newest_fact(self) -> date | None:
        return max((reason.on for reason in self.reasons if reason.on is not None), default=None)


@dataclass
class Gathered:
    """All candidates of a run and what else its list has to say."""

    candidates: list[Candidate]
    nominations_outside: int = 0
    """Nominations about people who are no target child of this date."""
    unchecked: dict[str, int] = field(default_factory=dict)
    """Reason to be left out → candidates for whom the data that would say so never came."""
    blind_pool: list[str] = field(default_factory=list)
    """Codes of households drawn for the blind share; empty unless it is switched on."""
