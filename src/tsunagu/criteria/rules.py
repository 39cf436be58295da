"""Declared rules of the month's list: order, who is left out and what happens to them, nominations, the blind share."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from tsunagu.catalog import Declared
from tsunagu.criteria.model import Sentence

OrderKeyName = Literal[
    "points", "total_items", "no_affiliation", "more_types", "newer_facts", "no_contact", "younger", "code"
]
JUDGED_BEFORE = "judged_before"
BELOW_CUT = "below_cut"


class OrderKey(Declared):
    """One step of the comparison between two households, and why it stands there."""

    key: OrderKeyName
    because: Sentence
    assumption: bool = False


class LeftOut(Declared):
    """A reason not to list a child: an exclusion indicator answered yes. Unknown leaves nobody out."""

    reason: str
    label: Sentence
    indicator: str
    covers: Literal["child", "household"]
    then: Sentence
    """What happens to these children instead: nobody disappears without a sentence."""


class JudgedBefore(Declared):
    """Children a conference has decided about. The decision lapses, and the child may be listed again."""

    label: Sentence
    lapses_when: Annotated[tuple[Literal["facts_change", "review_date"], ...], Field(min_length=1)]
    then: Sentence


class BelowCut(Declared):
    """Households in order behind the capacity."""

    label: Sentence
    then: Sentence


class Nominations(Declared):
    """Staff nominations stand outside the order. `within_capacity`: they take places of the capacity; `beside`: extra ones.

    Within the capacity neither side crowds out the other: nominations take at most `share` of the places (one at least),
    more only where the order does not fill its own.
    """

    places: Literal["within_capacity", "beside"]
    share: Annotated[float, Field(gt=0, le=1)] = 1.0
    valid_months: Annotated[int, Field(ge=1)]
    because: Sentence
    assumption: bool = False


class BlindShare(Declared):
    """A few low scorers looked at on paper only. Takes no place of the capacity; off unless the ledger allows it."""

    households: Annotated[int, Field(ge=0)] = 0
    ledger_row: str | None = None
    review: Sentence


class SharedWorker(Declared):
    """One worker for several schools, and how many households he or she can take this month."""

    schools: Annotated[tuple[str, ...], Field(min_length=1)]
    households: Annotated[int, Field(ge=0)]


class Workers(Declared):
    """Who looks first, school by school (SSW): beside the capacity of the month, nobody gets more than he or she can take.

    A school that no `shared` names has a worker of its own. A household without a school is nobody's and not held back.
    """

    label: Sentence
    households: Annotated[int, Field(ge=0)]
    """Per worker and month."""
    shared: tuple[SharedWorker, ...] = ()
    because: Sentence
    assumption: bool = False

    @model_validator(mode="after")
    def _one_worker_per_school(self) -> Workers:
        schools = [school for worker in self.shared for school in worker.schools]
        doubled = sorted({school for school in schools if schools.count(school) > 1})
        if doubled:
            raise ValueError(f"shared: 学校 {doubled[0]} に担当が二人います")
        return self

    def of(self, school: str | None) -> tuple[str, int] | None:
        """A name for the worker of a school, and what he or she can take; None without a school."""
        if school is None:
            return None
        shared = next((worker for worker in self.shared if school in worker.schools), None)
        return (school, self.households) if shared is None else ("+".join(shared.schools), shared.households)


class WorklistRules(Declared):
    """検討対象者一覧の決まり."""

    schema_: int = Field(alias="schema")
    version: Sentence
    reference: Sentence
    capacity: Annotated[int, Field(ge=1)]
    workers: Workers | None = None
    order: tuple[OrderKey, ...]
    left_out: tuple[LeftOut, ...]
    judged_before: JudgedBefore
    below_cut: BelowCut
    nominations: Nominations
    blind_share: BlindShare

    @model_validator(mode="after")
    def _order_is_total(self) -> WorklistRules:
        keys = [key.key for key in self.order]
        if len(set(keys)) != len(keys):
            raise ValueError("order に同じ key が二度あります")
        if not keys or keys[-1] != "code":
            raise ValueError("order の最後は code にしてください（同じ順の世帯が残らないように）")
        reasons = [*(left.reason for left in self.left_out), JUDGED_BEFORE, BELOW_CUT]
        if len(set(reasons)) != len(reasons):
            raise ValueError("left_out の reason が重なっています")
        return self
