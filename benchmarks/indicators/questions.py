"""The forty questions, in the language, and the tables they ask: 16 about the child, 8 over events, 16 over the household."""

from __future__ import annotations

from datetime import date
from typing import Any

from benchmarks.indicators.shape import FLAGS, KINDS, NUMBERS
from tsunagu.indicators import ColumnFacts, Indicator, Schema, SourceFacts, TableFacts

AS_OF = date(2026, 10, 31)


def _wide_table(name: str, *, record: bool, source: str) -> TableFacts:
    columns = {f"c{index}": ColumnFacts(type="flag") for index in FLAGS}
    columns |= {f"c{index}": ColumnFacts(type="int", not_negative=True) for index in NUMBERS}
    return TableFacts(name=name, is_record=record, columns=columns, sources=(source,))


SCHEMA = Schema(
    tables={
        "child_facts": _wide_table("child_facts", record=True, source="checkups"),
        "home_facts": _wide_table("home_facts", record=False, source="home"),
        "events": TableFacts(
            name="events",
            start="happened_on",
            sources=("desk",),
            columns={
                "kind": ColumnFacts(type="code", values=(*KINDS, "e")),
                "amount": ColumnFacts(type="int", not_negative=True),
                "happened_on": ColumnFacts(type="date"),
            },
        ),
    },
    sources={name: SourceFacts(owner="課") for name in ("checkups", "home", "desk")},
)


def indicators() -> tuple[Indicator, ...]:
    """All forty, in the order of the answer bytes."""
    asks: dict[str, dict[str, Any]] = {}
    for index in (*FLAGS, *NUMBERS):
        asks[f"child{index}"] = {"scope": "self", "table": "child_facts", "where": _test(index), "aggregate": "any"}
    for kind in KINDS:
        asks[f"events_{kind}"] = {
            "scope": "self", "table": "events", "where": {"column": "kind", "is": kind}, "period": {"months_back": 12},
            "aggregate": "count", "compare": {"at_least": 2},
        }  # fmt: skip
    for kind in KINDS:
        asks[f"amount_{kind}"] = {
            "scope": "self", "table": "events", "where": {"column": "kind", "is": kind}, "period": {"fiscal_year": 0},
            "aggregate": {"sum": "amount"}, "compare": {"at_least": 20},
        }  # fmt: skip
    for index in FLAGS:
        asks[f"home{index}"] = {"scope": "household", "table": "home_facts", "where": _test(index), "aggregate": "any"}
    for index in NUMBERS:
        asks[f"home{index}"] = {
            "scope": "household", "table": "home_facts", "where": _test(index), "aggregate": "count",
            "compare": {"at_least": 2},
        }  # fmt: skip
    return tuple(
        Indicator.model_validate({"id": name, "no": "-", "label": name, "evidence": "-", "ask": ask})
        for name, ask in asks.items()
    )


def _test(index: int) -> dict[str, Any]:
    return {"column": f"c{index}", "yes": True} if index in FLAGS else {"column": f"c{index}", "at_least": 30}
