"""Whatever the national list, Kaisei and Izumi ask for has its source and column in the standard pack."""

from __future__ import annotations

import pytest

from tsunagu.catalog import CoverageItem, Pack, load_pack
from tsunagu.criteria import load_judgement
from tsunagu.indicators import questions_of

HOW_MANY = {
    "basic_items": 20,
    "kaisei_items": 37,
    "izumi_files": 28,
    "izumi_extras": 17,
    "screening_sheet": 18,
    "dashboard": 22,
}


@pytest.fixture(scope="module")
def standard() -> Pack:
    return load_pack("standard")


def items(pack: Pack, name: str) -> tuple[CoverageItem, ...]:
    return next(listed.items for listed in pack.coverage if listed.name == name)


def test_every_list_is_there_with_all_its_items(standard: Pack) -> None:
    assert {listed.name: len(listed.items) for listed in standard.coverage} == HOW_MANY
    for listed in standard.coverage:
        numbers = [item.no for item in listed.items]
        assert len(set(numbers)) == len(numbers) and listed.reference
    assert [item.no for item in items(standard, "basic_items")] == [str(number) for number in range(1, 21)]


def test_every_item_names_columns_that_become_something(standard: Pack) -> None:
    for listed in standard.coverage:
        for item in listed.items:
            for name in item.columns:
                source, _, header = name.partition(".")
                column = standard.sources[source].column(header)
                assert column is not None and column.to, (listed.name, item.no, name)


def test_the_screening_sheet_is_covered_mark_by_mark(standard: Pack) -> None:
    marks = [column.header for column in standard.sources["screening"].columns if column.codes == "screening_mark"]
    assert [item.item for item in items(standard, "screening_sheet")] == marks


def test_kaisei_s_items_are_its_indicators_and_each_asks_a_table_its_columns_feed(standard: Pack) -> None:
    asked = {indicator.id: indicator for indicator in load_judgement(load_pack("kaisei")).indicators}
    covered = {item.no: item for item in items(standard, "kaisei_items")}
    assert set(covered) == set(asked)
    for name, indicator in asked.items():
        assert covered[name].item == indicator.label
        fed = {target.partition(".")[0] for column in covered[name].columns for target in targets_of(standard, column)}
        assert {question.table for question in questions_of(indicator.ask)} <= fed | {"persons"}, name


def targets_of(pack: Pack, name: str) -> tuple[str, ...]:
    """`table.column` targets of a `source.見出し`."""
    source, _, header = name.partition(".")
    column = pack.sources[source].column(header)
    assert column is not None
    return column.to


def test_the_basic_items_of_kaisei_s_indicators_are_in_the_national_list(standard: Pack) -> None:
    numbers = {indicator.basic_item for indicator in load_judgement(load_pack("kaisei")).indicators}
    assert numbers - {None} <= {int(item.no) for item in items(standard, "basic_items")}
