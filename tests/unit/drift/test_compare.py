"""What counts as a difference a person must look at, and what small numbers do by themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tsunagu.catalog import DriftLimits, Pack, load_pack
from tsunagu.drift import Measures, SourceMeasures, breaches_of, labels_of, sentences
from tsunagu.drift.measure import ColumnMeasures

CHECKUP = "kenshin_3y"
WEIGHT = "infant_checkups.weight_kg"


def file(rows: float = 400, refused: int = 0, **columns: ColumnMeasures) -> SourceMeasures:
    """A file of so many rows; columns by the last part of their name."""
    named = {f"infant_checkups.{name}": measured for name, measured in columns.items()}
    return SourceMeasures(rows=rows, rows_in=int(rows) + refused, rows_refused=refused, columns=named)


def column(cells: int = 400, empty: int = 0, **values: int) -> ColumnMeasures:
    """A column; values of a column of choices by name."""
    return ColumnMeasures(cells=cells, empty=empty, values=values)


def month(measured: SourceMeasures | None = None, flagged: int = 80, children: int = 1000, **more: Any) -> Measures:
    """One month with this one file."""
    sources = {CHECKUP: measured} if measured else {}
    return Measures(
        sources=sources, children=children, flagged={"poverty": flagged}, undeterminable={"poverty": 10}, **more
    )


@pytest.fixture(scope="module")
def pack() -> Pack:
    """Kaisei."""
    return load_pack("kaisei")


def kinds(now: Measures, before: Measures, pack: Pack) -> list[str]:
    """Which kinds of breach there are."""
    return [breach.kind for breach in breaches_of(now, before, pack)]


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (400, 400, []),
        (400, 300, []),
        (400, 500, []),
        (400, 200, ["rows"]),
        (400, 700, ["rows"]),
        (9, 3, []),
        (9, 20, []),
        (0, 30, ["rows"]),
    ],
)
def test_rows(pack: Pack, before: int, now: int, expected: list[str]) -> None:
    assert kinds(month(file(now)), month(file(before)), pack) == expected


@pytest.mark.parametrize(
    ("cells", "before", "now", "expected"),
    [(400, 4, 4, []), (400, 4, 30, []), (400, 4, 120, ["empty"]), (400, 400, 0, ["empty"]), (10, 0, 3, [])],
)
def test_empty_cells(pack: Pack, cells: int, before: int, now: int, expected: list[str]) -> None:
    then = month(file(cells, weight_kg=column(cells, before)))
    assert kinds(month(file(cells, weight_kg=column(cells, now))), then, pack) == expected


def test_rows_refused(pack: Pack) -> None:
    assert kinds(month(file(400, refused=2)), month(file(400)), pack) == []
    assert kinds(month(file(350, refused=90)), month(file(400)), pack) == ["refused"]


def test_a_value_that_changes_its_share_appears_or_is_gone(pack: Pack) -> None:
    then = month(file(attendance=column(受診=360, 未受診=40)))
    assert kinds(month(file(attendance=column(受診=350, 未受診=50))), then, pack) == []
    assert kinds(month(file(attendance=column(受診=200, 未受診=200))), then, pack) == ["value", "value"]
    assert kinds(month(file(attendance=column(受診=400))), then, pack) == ["lost_value"]
    assert kinds(month(file(attendance=column(受診=320, 未受診=40, 謎=40))), then, pack) == ["new_value"]
    assert kinds(month(file(attendance=column(受診=358, 未受診=40, 謎=2))), then, pack) == []


def test_flags(pack: Pack) -> None:
    assert kinds(month(flagged=95), month(flagged=80), pack) == []
    assert kinds(month(flagged=200), month(flagged=80), pack) == ["flagged"]
    assert kinds(month(flagged=20), month(flagged=80), pack) == ["flagged"]
    assert kinds(month(flagged=6, children=100), month(flagged=3, children=100), pack) == []


def test_what_was_not_there_has_nothing_to_drift_from(pack: Pack) -> None:
    assert kinds(month(file()), month(), pack) == []
    assert kinds(month(), month(file()), pack) == []


def test_a_town_may_say_otherwise(pack: Pack) -> None:
    loose = replace(
        pack,
        sources=pack.sources
        | {CHECKUP: pack.sources[CHECKUP].model_copy(update={"drift": DriftLimits(rows=2.0, unwatched=(WEIGHT,))})},
    )
    now, then = month(file(200, weight_kg=column(200, 200))), month(file(400, weight_kg=column(400, 0)))
    assert kinds(now, then, pack) == ["rows", "empty"]
    assert kinds(now, then, loose) == []


def test_what_comes_back_from_our_own_pages_is_not_watched(pack: Pack) -> None:
    ours = {"cases_decisions": file(10)}
    many = {"cases_decisions": file(500)}
    assert kinds(month().model_copy(update={"sources": many}), month().model_copy(update={"sources": ours}), pack) == []


def test_a_wrong_month_hides_everything(pack: Pack) -> None:
    """The broken twin: compared with itself, nothing ever drifts."""
    now = month(file(100, weight_kg=column(100, 100)), flagged=300)
    assert kinds(now, month(file(400, weight_kg=column(400, 0))), pack) == ["rows", "empty", "flagged"]
    assert kinds(now, now, pack) == []


def test_sentences_say_which_file_column_and_how_much(pack: Pack) -> None:
    now = month(file(100, weight_kg=column(100, 98), attendance=column(100, 0, 受診=100)), flagged=300)
    then = month(file(400, weight_kg=column(400, 8), attendance=column(400, 0, 受診=300, 未受診=100)))
    told = sentences(breaches_of(now, then, pack), labels_of(pack, now, {"poverty": "貧困"}))
    assert told[0] == "3歳6か月児健診：行が 400 から 100 に変わりました（-75%、決まりは ±30%）"
    assert "「体重" in told[1] and "2.0% から 98.0% に" in told[1]
    assert "「受診」の割合が 75.0% から 100.0% に" in told[2]
    assert "先月は 25.0% あった「未受診」がありません" in told[3]
    assert told[-1].startswith("貧困：該当するこどもの割合が 8.0% から 30.0% に")
