"""Which kinds of nodes a set of questions contains. The wanted set is read from the model, so a new node must be covered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import get_args

from tsunagu.base.missing import Missing
from tsunagu.indicators import NO, YES, Combination, Indicator, Question, Schema
from tsunagu.indicators.model import (
    AggregateKind,
    Applies,
    Bounds,
    Comparison,
    Condition,
    Period,
    Scope,
    Span,
)

SCOPES, AGGREGATES = get_args(Scope), get_args(AggregateKind)
PERIODS = tuple(name for name in Period.model_fields if name not in ("because", "on"))
BOUNDS = tuple(Bounds.model_fields)
CONDITIONS = tuple(name.rstrip("_") for name in Condition.model_fields if name != "column")
COMPARISONS = tuple(name.rstrip("_") for name in Comparison.model_fields)
COMBINATIONS = tuple(name.rstrip("_") for name in Combination.model_fields)


def wanted() -> set[str]:
    """Every node, every pair of scope with aggregate and with period, every answer and reason."""
    every = {f"scope {scope} {kind}" for scope in SCOPES for kind in AGGREGATES}
    every |= {f"scope {scope} {period}" for scope in SCOPES for period in (*PERIODS, "no period")}
    every |= {f"{kind} of {table}" for kind in AGGREGATES for table in ("record", "register")}
    every |= {
        f"compare {kind} {form}"
        for kind in ("count", "count_distinct", "sum", "max", "min")
        for form in COMPARISONS[:5]
    }
    every |= {f"compare latest {form}" for form in COMPARISONS}
    every |= {f"condition {name}" for name in CONDITIONS} | {"condition nested", "period on another column", "sources"}
    every |= {f"{age} {bound}" for age in ("age", "fiscal_age") for bound in BOUNDS}
    every |= {f"combination {form}" for form in COMBINATIONS} | {"combination nested"}
    every |= {f"applies {name}" for name in Applies.model_fields if name == "grades"}
    every |= {
        f"applies {name} {end.rstrip('_')}"
        for name in Applies.model_fields
        if name != "grades"
        for end in Span.model_fields
    }
    return every | {f"answer {answer}" for answer in (NO, YES, *(int(reason) for reason in Missing))}


def nodes_of(indicator: Indicator, schema: Schema) -> Iterator[str]:
    """The nodes of one indicator."""
    if indicator.applies is not None:
        yield from _applies_nodes(indicator.applies)
    yield from _ask_nodes(indicator.ask, schema, nested=False)


def answer_nodes(answers: Iterable[int]) -> set[str]:
    """The answers and reasons that came up."""
    return {f"answer {answer}" for answer in answers}


def _applies_nodes(applies: Applies) -> Iterator[str]:
    for name in Applies.model_fields:
        limit = getattr(applies, name)
        if name == "grades" and limit is not None:
            yield "applies grades"
        elif limit is not None:
            yield from (
                f"applies {name} {end.rstrip('_')}" for end in Span.model_fields if getattr(limit, end) is not None
            )


def _ask_nodes(ask: Question | Combination, schema: Schema, *, nested: bool) -> Iterator[str]:
    if isinstance(ask, Question):
        yield from _question_nodes(ask, schema)
        return
    yield f"combination {ask.form}"
    if nested:
        yield "combination nested"
    for part in ask.parts():
        yield from _ask_nodes(part, schema, nested=True)


def _question_nodes(question: Question, schema: Schema) -> Iterator[str]:
    kind = question.aggregate.kind
    yield f"scope {question.scope} {kind}"
    yield f"scope {question.scope} {question.period.form if question.period else 'no period'}"
    yield f"{kind} of {'record' if schema.tables[question.table].is_record else 'register'}"
    if question.compare is not None:
        yield f"compare {kind} {question.compare.form}"
    if question.period is not None and question.period.on is not None:
        yield "period on another column"
    if question.sources is not None:
        yield "sources"
    if question.where is not None:
        yield from _condition_nodes(question.where, nested=False)


def _condition_nodes(condition: Condition, *, nested: bool) -> Iterator[str]:
    if condition.column is None:
        yield f"condition {condition.test}"
        if nested:
            yield "condition nested"
        for part in condition.parts():
            yield from _condition_nodes(part, nested=True)
        return
    if condition.test == "bounds":
        yield from (f"condition {bound}" for bound in BOUNDS if getattr(condition, bound) is not None)
        return
    yield f"condition {condition.test}"
    ages = condition.age or condition.fiscal_age
    if ages is not None:
        yield from (f"{condition.test} {bound}" for bound in BOUNDS if getattr(ages, bound) is not None)
