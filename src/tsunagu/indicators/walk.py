"""Draw the rows of a table together beside the children: a walk over two columns of keys instead of a join.

Both come in household order out of the sealed files, so that each household is looked for once and its neighbours lie
beside it in memory. Nothing depends on that order: rows in any other order give the same, only more slowly.
"""

from __future__ import annotations

import numpy
import pyarrow
from numpy.typing import NDArray

from tsunagu.indicators.compile import StrandKind, Walk

Numbers = NDArray[numpy.integer]
NOTHING = numpy.uint8(255)
"""A byte of 0 less one: more than every other byte less one."""


def in_household_order(children: pyarrow.Table) -> pyarrow.Table:
    """By household, then by person. They come so out of the sealed file, but not always out of a join."""
    homes, persons = _numbers(children, "household_id"), _numbers(children, "person_id")
    rising = (homes[1:] > homes[:-1]) | ((homes[1:] == homes[:-1]) & (persons[1:] > persons[:-1]))
    return children if rising.all() else children.take(numpy.lexsort((persons, homes)))


class Children:
    """The children of a range, in the order of the answers: who they are and where they live."""

    def __init__(self, children: pyarrow.Table) -> None:
        self._units = {key: _units(_numbers(children, key)) for key in ("household_id", "person_id")}

    def walk(self, rows: pyarrow.Table, walk: Walk) -> dict[str, Numbers]:
        """The strands of a walk by name, a number per child. `rows`: the key and the columns of the walk, no NULL."""
        units, unit_of_child = self._units[walk.key]
        places = _places(_numbers(rows, walk.key), units)
        columns = {name: _numbers(rows, name) for name in walk.columns.values()}
        drawn: dict[str, Numbers] = {}
        byte, met = None, _Rows(places, None)
        for strand, name in walk.strands.items():
            if strand.byte != byte:
                byte, met = strand.byte, _Rows(places, columns[strand.byte] if strand.byte else None)
            value = columns[strand.value] if strand.value else None
            drawn[name] = met.draw(strand.kind, value, len(units))[unit_of_child]
        return drawn


def _numbers(table: pyarrow.Table, name: str) -> Numbers:
    """A column as numbers. ValueError if a cell is NULL, which would turn into something else without a word."""
    column = table.column(name)
    if column.null_count:
        raise ValueError(f"{name} holds {column.null_count} NULL")
    numbers: Numbers = column.to_numpy()
    return numbers


class _Rows:
    """The rows whose byte is not 0, the only ones that matter: where they belong, which they are, and their byte."""

    def __init__(self, places: Numbers, bytes_of_rows: Numbers | None) -> None:
        if bytes_of_rows is None:
            self._which = numpy.arange(len(places))
            self._bytes: Numbers = numpy.ones(len(places), numpy.uint8)
        else:
            self._which = numpy.flatnonzero(bytes_of_rows != 0)
            self._bytes = bytes_of_rows[self._which]
        self._places = places[self._which]

    def draw(self, kind: StrandKind, values: Numbers | None, units: int) -> Numbers:
        """What the rows of each unit come to, as `StrandKind` tells."""
        if kind == "seen":
            seen = numpy.zeros(units + 1, numpy.uint8)
            seen[self._places] = 1
            return seen[:units]
        if kind == "least":
            return _least(self._places, self._bytes, units)
        if kind == "why":
            assert values is not None
            why = numpy.where(self._bytes == 1, values[self._which], self._bytes)
            return _least(self._places, why, units)
        chosen = numpy.flatnonzero(self._bytes == 1 if kind in ("certain", "sum") else self._bytes > 1)
        places = self._places[chosen]
        if kind == "reason":
            return _least(places, self._bytes[chosen], units)
        if kind == "sum":
            assert values is not None
            added = numpy.zeros(units + 1, numpy.int64)
            numpy.add.at(added, places, values[self._which[chosen]].astype(numpy.int64))
            return added[:units]
        return numpy.bincount(places, minlength=units + 1)[:units].astype(numpy.int32)


def _least(places: Numbers, values: Numbers, units: int) -> Numbers:
    """The least of the values that are not 0; 0 where there is none."""
    least = numpy.full(units + 1, NOTHING)
    numpy.minimum.at(least, places, values.astype(numpy.uint8) - 1)
    return (least + 1)[:units]


def _units(keys: Numbers) -> tuple[Numbers, Numbers]:
    """The different keys in rising order, and for each of `keys` its place among them."""
    if len(keys) and bool((keys[1:] >= keys[:-1]).all()):
        first = numpy.concatenate(([True], keys[1:] != keys[:-1]))
        return keys[first], numpy.cumsum(first) - 1
    units, places = numpy.unique(keys, return_inverse=True)
    return units, places


def _places(keys: Numbers, units: Numbers) -> Numbers:
    """For each row the place of its key among `units`; one place behind the last for rows of nobody asked about."""
    nobody = len(units)
    if not len(keys) or not nobody:
        return numpy.full(len(keys), nobody)
    starts = numpy.flatnonzero(numpy.concatenate(([True], keys[1:] != keys[:-1])))
    different = keys[starts]
    found = numpy.minimum(numpy.searchsorted(units, different), nobody - 1)
    found[units[found] != different] = nobody
    return numpy.repeat(found, numpy.diff(starts, append=len(keys)))
