"""Declared criteria: by which points, from which threshold, since when, on whose word."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from math import ceil
from typing import Annotated, Literal

from pydantic import Field, model_validator

from tsunagu.catalog import Declared

Sentence = Annotated[str, Field(min_length=1)]
State = Literal["flagged", "not_flagged", "undeterminable", "outside"]
"""outside: the child is not of the ages the criterion is for, which is no finding of 'below the threshold'."""
Comparison = Literal["at_least", "more_than"]


class Item(Declared):
    """One indicator that counts for a type, and why. A yes adds its points; no and unknown add none."""

    indicator: str
    points: Annotated[int, Field(ge=1, le=20)]
    because: Sentence
    assumption: bool
    """True while the choice is ours and not the town's own published rule: screens say so."""


class FiscalAges(Declared):
    """Ages on the last day of the 年度, both ends included."""

    from_: Annotated[int, Field(alias="from", ge=0)] = 0
    to: Annotated[int, Field(ge=0)] = 18


class Cohort(Declared):
    """Whom a criterion is about. A child outside gets no points from it and is not flagged by it."""

    fiscal_age: FiscalAges


class Criterion(Declared):
    """What every 判定基準 says of itself, whatever it judges by: for which 困難の類型, since when, on whose word."""

    schema_: int = Field(alias="schema")
    criterion: str
    type: str
    label: Sentence
    version: Sentence
    effective_from: date
    author: Sentence
    approver: Sentence
    reference: Sentence
    assumption: str
    """What of this is assumed and not published; shown on every page that shows the criterion."""
    cohort: Cohort | None = None

    @property
    def asked(self) -> tuple[str, ...]:
        """The indicators a child is judged by, each once, in the order declared."""
        raise NotImplementedError

    @property
    def graded(self) -> bool:
        """Whether flagged children have more or fewer points. If not, nobody is told a number."""
        return True

    @property
    def membership(self) -> tuple[str, ...]:
        """Indicators that only say to which group a child belongs: no fact about a family, and not counted."""
        return ()

    @property
    def places_asked(self) -> tuple[tuple[str, tuple[str | int, ...]], ...]:
        """Every naming of an indicator with where it stands in the declaration, for complaints."""
        raise NotImplementedError


class PointsCriterion(Criterion):
    """判定基準 of one 困難の類型: points of its items against a threshold, in force from a date."""

    kind: Literal["points"]
    threshold: Annotated[int, Field(ge=1)]
    comparison: Comparison
    min_known_share: Annotated[Decimal, Field(ge=0, le=1)]
    """Share of the items that must be answered yes or no; with less, and too few points, nothing is said of the child."""
    items: Annotated[tuple[Item, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _threshold_can_be_reached(self) -> PointsCriterion:
        most = sum(item.points for item in self.items)
        if self.points_needed > most:
            raise ValueError(f"基準点数に届きません（項目をすべて足しても {most} 点）")
        return self

    @property
    def asked(self) -> tuple[str, ...]:
        return tuple(item.indicator for item in self.items)

    @property
    def places_asked(self) -> tuple[tuple[str, tuple[str | int, ...]], ...]:
        return tuple((item.indicator, ("items", at, "indicator")) for at, item in enumerate(self.items))

    @property
    def points_needed(self) -> int:
        """The least points that flag a child."""
        return self.threshold + (1 if self.comparison == "more_than" else 0)

    @property
    def known_needed(self) -> int:
        """How many of the items must be known before `not_flagged` may be said."""
        return ceil(self.min_known_share * len(self.items))
