"""The question language: what a municipality may ask about a child on a date. Meaning only; nothing here knows an engine.

A question looks at the rows of one table that belong to the people in its scope, keeps those that meet `where` and
`period`, draws them together by `aggregate` and compares. Its answer is yes, no, or unknown with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, model_validator

from tsunagu.base.missing import Missing

Scope = Literal["self", "household", "others", "mother", "father", "guardian", "siblings"]
"""本人・世帯（本人を含む）・同一世帯人（本人を除く）・母・父・保護者・きょうだい."""
AggregateKind = Literal["any", "count", "count_distinct", "sum", "max", "min", "latest"]
Value = bool | int | float | str

PARENTS = ("mother", "father")
SIBLINGS = ("full_sibling", "half_sibling", "sibling")
RELATIONS: dict[str, tuple[str, ...]] = {
    "mother": ("mother",),
    "father": ("father",),
    "guardian": ("guardian",),
    "siblings": SIBLINGS,
}
"""Scopes that follow a tie of `kin`, wherever in the town the relative lives, and the relations they follow."""
KNOWN_BY: dict[str, tuple[str, ...]] = {**RELATIONS, "siblings": (*PARENTS, *SIBLINGS)}
"""The relations of which one has to be known of the child, or else the scope is nobody we know: an only child whose mother
and father we know has no brothers and sisters; of a child without known parents nobody can say."""
WITHHELD_SIBLING = "withheld_sibling"
"""In kin, without a relative: somebody is a brother or sister and is not named because of 支援措置. Then siblings are unknown."""
SOME_NOT_SEEN: dict[str, dict[str, Missing]] = {
    "siblings": {"gone_sibling": Missing.RELATIVE_LEFT, "missing_parent": Missing.PARENT_NOT_KNOWN}
}
"""In kin, without a relative: that a brother or sister lives here no more, or that the mother or the father is not known. Then
the scope may hold more people than we see: what the rows of those we see do not settle is unknown for this reason."""

NO, YES = 0, 1
"""Answers are small numbers: 0 no, 1 yes, and from 10 on the number of a `Missing` reason."""

COMBINATION_TAGS = ("question", "combination")
"""Names pydantic puts into the location of a fault; they do not stand in the file."""


class Rule(BaseModel):
    """Base of every part of a question: unknown keys are faults, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _exactly_one(rule: Rule, names: tuple[str, ...], what: str) -> str:
    given = [name for name in names if getattr(rule, name) is not None]
    if len(given) != 1:
        written = "・".join(name.rstrip("_") for name in names)
        raise ValueError(f"{what}は {written} のどれか1つです")
    return given[0]


class Bounds(Rule):
    """A comparison with numbers. Of several, all must hold."""

    at_least: float | None = None
    more_than: float | None = None
    at_most: float | None = None
    less_than: float | None = None

    @model_validator(mode="after")
    def _bounds_something(self) -> Bounds:
        if all(bound is None for bound in (self.at_least, self.more_than, self.at_most, self.less_than)):
            raise ValueError("at_least・more_than・at_most・less_than のどれかが要ります")
        return self


class Condition(Rule):
    """`where`: one test of one column, or all / any / not of conditions. True, false, or unknown where the cell is empty."""

    column: str | None = None
    is_: Value | None = Field(default=None, alias="is")
    in_: tuple[Value, ...] | None = Field(default=None, alias="in", min_length=1)
    at_least: float | None = None
    more_than: float | None = None
    at_most: float | None = None
    less_than: float | None = None
    starts_with: tuple[str, ...] | None = Field(default=None, min_length=1)
    yes: bool | None = None
    present: bool | None = None
    age: Bounds | None = None
    fiscal_age: Bounds | None = None
    all: tuple[Condition, ...] | None = Field(default=None, min_length=1)
    any: tuple[Condition, ...] | None = Field(default=None, min_length=1)
    not_: Condition | None = Field(default=None, alias="not")

    @model_validator(mode="after")
    def _one_form(self) -> Condition:
        if self.column is None:
            _exactly_one(self, ("all", "any", "not_"), "column のない条件")
        if self.column is not None and any(part is not None for part in (self.all, self.any, self.not_)):
            raise ValueError("column と all・any・not は一緒に書けません")
        if self.column is None and self._tests():
            raise ValueError("何の列かが要ります（column）")
        if self.column is not None and len(self._tests()) != 1:
            raise ValueError("1つの列の条件は1つです（上と下の限りだけは一緒に書けます）")
        return self

    def _tests(self) -> list[str]:
        single = ("is_", "in_", "starts_with", "yes", "present", "age", "fiscal_age")
        given = [name for name in single if getattr(self, name) is not None]
        if any(getattr(self, name) is not None for name in ("at_least", "more_than", "at_most", "less_than")):
            given.append("bounds")
        return given

    @property
    def test(self) -> str:
        """Which form this condition has: all, any, not, is, in, starts_with, yes, present, age, fiscal_age or bounds."""
        if self.column is not None:
            return self._tests()[0].rstrip("_")
        return "all" if self.all is not None else "any" if self.any is not None else "not"

    def parts(self) -> tuple[Condition, ...]:
        """The conditions directly inside; none for the test of a column."""
        if self.not_ is not None:
            return (self.not_,)
        return self.all or self.any or ()

    def columns(self) -> tuple[str, ...]:
        """Columns whose empty cell makes this condition unknown, each once, in the order written."""
        if self.column is not None:
            return () if self.present is not None else (self.column,)
        return tuple(dict.fromkeys(column for part in self.parts() for column in part.columns()))


class Months(Rule):
    """A stretch of months around a birth, both ends counted: from_months -10 to to_months 1."""

    from_months: int
    to_months: int

    @model_validator(mode="after")
    def _in_order(self) -> Months:
        if self.from_months > self.to_months:
            raise ValueError("from_months は to_months 以下にします")
        return self


class Period(Rule):
    """Which rows count by their dates. `on` names another start column than the table's own."""

    current: Literal[True] | None = None
    fiscal_year: int | None = Field(default=None, le=0)
    months_back: int | None = Field(default=None, ge=1)
    ever: Literal[True] | None = None
    because: str | None = None
    around_birth: Months | None = None
    on: str | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Period:
        form = _exactly_one(self, ("current", "fiscal_year", "months_back", "ever", "around_birth"), "period")
        if form == "ever" and not (self.because or "").strip():
            raise ValueError("ever（すべての過去）には、期間を区切らない理由 because が要ります")
        if form != "ever" and self.because is not None:
            raise ValueError("because は ever にだけ書きます")
        return self

    @property
    def form(self) -> str:
        """Which of current, fiscal_year, months_back, ever, around_birth."""
        return _exactly_one(self, ("current", "fiscal_year", "months_back", "ever", "around_birth"), "period")


class Aggregate(Rule):
    """How rows become one value. `column` for all but any and count."""

    kind: AggregateKind
    column: str | None = None


def _read_aggregate(written: Any) -> Any:
    if written in ("any", "count"):
        return {"kind": written}
    kinds = ("count_distinct", "sum", "max", "min", "latest")
    if isinstance(written, dict) and len(written) == 1 and next(iter(written)) in kinds:
        kind, column = next(iter(written.items()))
        return {"kind": kind, "column": column}
    if isinstance(written, (Aggregate, dict)) and not (isinstance(written, dict) and "kind" not in written):
        return written
    raise ValueError("aggregate は any、count、または count_distinct・sum・max・min・latest: 列 です")


class Comparison(Rule):
    """What the drawn-together value must meet; `is` and `in` only for latest."""

    at_least: float | None = None
    more_than: float | None = None
    at_most: float | None = None
    less_than: float | None = None
    equals: float | None = None
    is_: Value | None = Field(default=None, alias="is")
    in_: tuple[Value, ...] | None = Field(default=None, alias="in", min_length=1)

    @model_validator(mode="after")
    def _one_form(self) -> Comparison:
        _exactly_one(self, ("at_least", "more_than", "at_most", "less_than", "equals", "is_", "in_"), "compare")
        return self

    @property
    def form(self) -> str:
        """Which of at_least, more_than, at_most, less_than, equals, is, in."""
        names = ("at_least", "more_than", "at_most", "less_than", "equals", "is_", "in_")
        return _exactly_one(self, names, "compare").rstrip("_")

    @property
    def number(self) -> float:
        """The number compared with; only for the forms that have one."""
        return float(getattr(self, self.form))


class Question(Rule):
    """One question to one table."""

    scope: Scope
    table: str
    sources: tuple[str, ...] | None = Field(default=None, min_length=1)
    where: Condition | None = None
    period: Period | None = None
    aggregate: Annotated[Aggregate, BeforeValidator(_read_aggregate)] = Aggregate(kind="any")
    compare: Comparison | None = None

    @model_validator(mode="after")
    def _comparison_fits(self) -> Question:
        if self.aggregate.kind == "any" and self.compare is not None:
            raise ValueError("aggregate: any は「1件でもあるか」なので compare を書きません")
        if self.aggregate.kind != "any" and self.compare is None:
            raise ValueError(f"aggregate: {self.aggregate.kind} には compare が要ります")
        if self.compare is not None and self.compare.form in ("is", "in") and self.aggregate.kind != "latest":
            raise ValueError("compare の is と in は latest にだけ書けます")
        return self


class Combination(Rule):
    """any_of, all_of or not of questions and combinations, in three values."""

    any_of: tuple[Ask, ...] | None = Field(default=None, min_length=1)
    all_of: tuple[Ask, ...] | None = Field(default=None, min_length=1)
    not_: Ask | None = Field(default=None, alias="not")

    @model_validator(mode="after")
    def _one_form(self) -> Combination:
        _exactly_one(self, ("any_of", "all_of", "not_"), "問いの組み合わせ")
        return self

    @property
    def form(self) -> str:
        """Which of any_of, all_of, not."""
        return "not" if self.not_ is not None else "any_of" if self.any_of is not None else "all_of"

    def parts(self) -> tuple[Question | Combination, ...]:
        """What is combined, in the order written."""
        return (self.not_,) if self.not_ is not None else self.any_of or self.all_of or ()


def _tag(written: Any) -> str:
    if isinstance(written, Combination):
        return "combination"
    keys = ("any_of", "all_of", "not")
    return "combination" if isinstance(written, dict) and any(key in written for key in keys) else "question"


Ask = Annotated[Annotated[Question, Tag("question")] | Annotated[Combination, Tag("combination")], Discriminator(_tag)]


class Span(Rule):
    """From … to …, both counted; an open end is left out."""

    from_: int | None = Field(default=None, alias="from")
    to: int | None = None


class Applies(Rule):
    """Which children are asked at all; for a child outside the answer is no. Of several limits all must hold."""

    grades: tuple[str, ...] | None = Field(default=None, min_length=1)
    fiscal_age: Span | None = None
    age_months: Span | None = None

    @model_validator(mode="after")
    def _limits_something(self) -> Applies:
        if self.grades is None and self.fiscal_age is None and self.age_months is None:
            raise ValueError("applies には grades・fiscal_age・age_months のどれかが要ります")
        return self


class Indicator(Rule):
    """指標: a declared question about a child on a date, with the sentence that tells a yes.

    `label` is what the report it comes from calls it; `short` what people read above a column, where that says it plainer.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    no: str
    label: str
    short: str | None = None
    basic_item: int | None = None
    evidence: str
    applies: Applies | None = None
    ask: Ask


Condition.model_rebuild()
Combination.model_rebuild()
Indicator.model_rebuild()


def questions_of(ask: Question | Combination) -> Iterator[Question]:
    """Every question inside, left to right."""
    if isinstance(ask, Question):
        yield ask
    else:
        for part in ask.parts():
            yield from questions_of(part)


PERSONS = "persons"
"""The register of members, asked like a table; one row per person, without reasons for empty cells."""


class ColumnFacts(Rule):
    """One column: its declared type, the values its code lists allow (None = not a closed list), and whether ≥ 0 is promised."""

    type: str
    label: str = ""
    values: tuple[str, ...] | None = None
    not_negative: bool = False

    @property
    def has_reason(self) -> bool:
        """Whether the table holds `<column>__why` beside it."""
        return self.type in ("int", "decimal", "date", "month", "flag", "code")


class TableFacts(Rule):
    """One table. `sources` are those of the pack that feed it; `record` tables mean unknown by an absent row."""

    name: str
    label: str = ""
    is_record: bool = False
    start: str | None = None
    end: str | None = None
    whole_months: bool = False
    """A row tells about the month that begins at `start`, so it is of that month's last day."""
    columns: dict[str, ColumnFacts]
    sources: tuple[str, ...]
    names_guardian: bool = False
    limited_by: str | None = None
    """Column that says who may see a row."""

    def has_reason(self, column: str) -> bool:
        """Whether `<column>__why` exists in this table's Parquet file."""
        return self.name != PERSONS and column in self.columns and self.columns[column].has_reason


class SourceFacts(Rule):
    """One source: its owner, whether each school sends its own part, and what of it the town holds only in part.

    `partial_columns` are `table.column`; `partial` means the whole source.
    """

    label: str = ""
    owner: str = ""
    per_school: bool = False
    partial: bool = False
    partial_columns: frozenset[str] = frozenset()


class Schema(Rule):
    """Everything a question may name."""

    tables: dict[str, TableFacts]
    sources: dict[str, SourceFacts]
