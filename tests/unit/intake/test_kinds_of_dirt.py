"""No kind of dirt can be missing: each is declared with what intake does, has a code, a tiny file, and a knob in the sample."""

from __future__ import annotations

import pytest

from support.counter import Counter, kaisei, places
from tests.unit.intake.tiny_files import TINY_FILES
from tsunagu.base.missing import Missing

ALL = set(range(1, 54))
NATIONAL_RULES = {
    **dict.fromkeys((1, 2, 3), "L3-08"),
    **dict.fromkeys((4, 5, 28), "L1-08"),
    **dict.fromkeys((9, 24), "L2-04"),
    **dict.fromkeys((12, 39), "L2-01"),
    13: "L1-06",
    **dict.fromkeys((17, 18, 19), "L3-05"),
    **dict.fromkeys((21, 27), "L1-09"),
    **dict.fromkeys((25,), "L3-02"),
    26: "L3-03",
    29: "L3-02",
    30: "L3-07",
    31: "L3-01",
    32: "L1-12",
    33: "L2-03",
    34: "L1-05",
    36: "L1-14",
    37: "L1-15",
    38: "L3-07",
    40: "L3-04",
    41: "L1-11",
    43: "L1-02",
    44: "L2-02",
    45: "L1-07",
    51: "L1-01",
    53: "L2-06",
}
"""The rule each kind breaks, as the field notes name it; the other kinds break none."""


def test_every_kind_is_declared_and_has_a_code_and_a_tiny_file() -> None:
    declared = kaisei().dirt
    assert declared.keys() == ALL
    assert [kind for kind in declared if not kaisei().codes_of_dirt(kind)] == []
    assert TINY_FILES.keys() == declared.keys()


def test_every_code_of_dirt_belongs_to_a_declared_kind() -> None:
    assert {int(fault.dirt) for fault in kaisei().faults.values() if fault.dirt} == kaisei().dirt.keys()


@pytest.mark.parametrize("kind", NATIONAL_RULES)
def test_the_national_rule_is_named(kind: int) -> None:
    rules = {kaisei().faults[code].rule for code in kaisei().codes_of_dirt(kind)}
    assert rules == {NATIONAL_RULES[kind]}


@pytest.mark.parametrize("kind", TINY_FILES)
def test_a_tiny_file_of_the_kind_is_read_as_declared(counter: Counter, kind: int) -> None:
    tiny = TINY_FILES[kind]()
    for name, data, day in tiny.before:
        assert counter.take(name, data, day=day).taken
    receipt = counter.take(tiny.name, tiny.data)
    assert receipt.taken != tiny.refused, receipt.sentence
    assert tiny.told <= places(receipt)
    assert {code for _, _, code in tiny.told} <= set(kaisei().codes_of_dirt(kind)), "the code is one of this kind"
    assert receipt.rows_in == receipt.rows_accepted + receipt.rows_refused
    if tiny.kept:
        row = counter.typed(receipt)[-1]
        for column, kept in tiny.kept.items():
            why = row.get(f"{column}__why")
            assert (Missing(why) if row[column] is None and why is not None else row[column]) == kept, column


def test_the_page_of_the_documents_is_as_declared() -> None:
    from tsunagu.catalog.kinds_of_dirt import main

    assert main(["--check"]) == 0
