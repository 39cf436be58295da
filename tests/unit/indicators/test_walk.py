"""The walk against plain loops, over rows in any order."""

from __future__ import annotations

from random import Random

import numpy
import pyarrow
import pytest

from tsunagu.indicators.compile import Walk
from tsunagu.indicators.walk import Children, in_household_order

HOMES = (10, 10, 20, 40, 40, 50)
PERSONS = (7, 8, 3, 5, 9, 1)
"""Six children; nobody of household 30 is asked about, and persons are not in rising order."""
KINDS = ("least", "certain", "unsure", "reason", "sum", "why", "seen")


def children() -> pyarrow.Table:
    return pyarrow.table({"household_id": HOMES, "person_id": PERSONS})


def by_loops(kind: str, rows: list[dict[str, int]]) -> int:
    """What `StrandKind` says, told slowly."""
    certain, unsure = [row for row in rows if row["b"] == 1], [row for row in rows if row["b"] > 1]
    reasons = [row["b"] for row in unsure]
    return {
        "least": min((row["b"] for row in rows if row["b"]), default=0),
        "certain": len(certain),
        "unsure": len(unsure),
        "reason": min(reasons, default=0),
        "sum": sum(row["v"] for row in certain),
        "why": min(reasons + [row["v"] for row in certain if row["v"]], default=0),
        "seen": int(bool(certain or unsure)),
    }[kind]


def walk_by(key: str) -> Walk:
    walk = Walk("table", key, "w", columns={"byte": "b", "value": "v"})
    for kind in KINDS:
        walk.strand(kind, "b", "v" if kind in ("sum", "why") else None)
    return walk


@pytest.mark.parametrize("key", ["household_id", "person_id"])
@pytest.mark.parametrize("seed", range(20))
def test_a_walk_draws_together_what_loops_do(key: str, seed: int) -> None:
    rng = Random(seed)
    people = [*zip(HOMES, PERSONS, strict=True), (10, 70), (30, 2), (5, 4), (60, 6)]
    rows = []
    for _ in range(rng.choice((0, 5, 60))):
        home, person = rng.choice(people)
        byte = rng.choice((0, 0, 1, 20, 27))
        rows.append({"household_id": home, "person_id": person, "b": byte, "v": rng.choice((0, 3, 21))})
    if seed % 2:
        rows.sort(key=lambda row: (row["household_id"], row["person_id"]))
    table = pyarrow.table(
        {name: pyarrow.array([row[name] for row in rows], kind) for name, kind in
         {key: pyarrow.int64(), "b": pyarrow.uint8(), "v": pyarrow.uint8()}.items()}
    )  # fmt: skip
    drawn = Children(children()).walk(table, walk_by(key))
    for kind, numbers in zip(KINDS, drawn.values(), strict=True):
        asked = HOMES if key == "household_id" else PERSONS
        wanted = [by_loops(kind, [row for row in rows if row[key] == one]) for one in asked]
        assert numbers.tolist() == wanted, kind


def test_without_bytes_a_row_is_seen() -> None:
    walk = Walk("table", "household_id", "w")
    walk.strand("seen", None)
    drawn = Children(children()).walk(pyarrow.table({"household_id": [20, 30, 50]}), walk)
    assert drawn["w_0"].tolist() == [0, 0, 1, 0, 0, 1]


def test_a_sum_is_exact_beyond_what_floats_hold() -> None:
    walk = Walk("table", "person_id", "w", columns={"byte": "b", "value": "v"})
    walk.strand("sum", "b", "v")
    big = 2**53
    rows = pyarrow.table({"person_id": [7, 7], "b": numpy.ones(2, numpy.uint8), "v": [big, 1]})
    assert Children(children()).walk(rows, walk)["w_0"].tolist()[0] == big + 1


def test_a_null_is_refused() -> None:
    walk = Walk("table", "person_id", "w", columns={"byte": "b"})
    walk.strand("least", "b")
    with pytest.raises(ValueError, match="b holds 1 NULL"):
        Children(children()).walk(
            pyarrow.table({"person_id": [7, 8], "b": pyarrow.array([1, None], pyarrow.uint8())}), walk
        )


def test_nobody_to_ask_about() -> None:
    nobody = children().slice(0, 0)
    walk = walk_by("household_id")
    rows = pyarrow.table({"household_id": [10], "b": numpy.ones(1, numpy.uint8), "v": numpy.ones(1, numpy.uint8)})
    assert all(len(numbers) == 0 for numbers in Children(nobody).walk(rows, walk).values())


def test_children_out_of_a_join_are_put_in_household_order() -> None:
    mixed = children().take([4, 1, 5, 0, 2, 3])
    assert in_household_order(mixed).column("person_id").to_pylist() == [7, 8, 3, 5, 9, 1]
    assert in_household_order(children()) is not mixed
