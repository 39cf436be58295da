"""A CSV has one way to be cut: whatever the text, the fast reader gives the records the slow one gives, each on its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generative.slow_csv import Rows, cut_slowly
from tsunagu.catalog import Source
from tsunagu.intake import bytes_column, csv_blocks, csv_lines
from tsunagu.intake.csv_reading import read_csv
from tsunagu.intake.encoding import Decoded
from tsunagu.intake.problems import FileRefused
from tsunagu.intake.text_table import RowFault

HEADINGS = ("宛名番号", "氏名", "備考")
THREE_COLUMNS = Source.model_validate(
    {
        "schema": 1,
        "source": "three",
        "no": "F99",
        "label": "三列の表",
        "owner": "課",
        "layout": {"format": "csv", "encoding": "utf-8", "file_names": ["三列.csv"]},
        "key": ["a"],
        "columns": [{"header": heading, "to": f"t.{name}"} for heading, name in zip(HEADINGS, "abc", strict=True)],
    }
)
CELLS = st.sampled_from(
    ["", "1", "佐藤　葵", "ソ表", " ", "　", "a b", '"', '""', "x\ny", "x\r\ny", "甲,乙", '甲"乙', "\x1a", "髙"]
)
WRITTEN = st.one_of(
    CELLS,
    CELLS.map(lambda cell: '"' + cell.replace('"', '""') + '"'),
    CELLS.map(lambda cell: f'"{cell}"'),
    CELLS.map(lambda cell: f'"{cell}'),
    CELLS.map(lambda cell: f'{cell}"'),
)
LINES = st.lists(WRITTEN, min_size=1, max_size=5).map(",".join) | st.lists(WRITTEN, min_size=3, max_size=3).map(
    ",".join
)
TEXTS = st.tuples(
    st.lists(LINES, max_size=8), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans(), st.sampled_from(["", "一覧\n"])
).map(lambda made: made[3] + made[1].join([",".join(HEADINGS), *made[0]]) + (made[1] if made[2] else ""))

Outcome = tuple[Rows, list[RowFault]] | tuple[str, int | None]


def cut_fast(text: str, encoding: Literal["utf-8", "cp932"] = "utf-8") -> Outcome:
    """What the intake makes of the text, written so."""
    return cut_bytes(Decoded(text.encode(encoding), encoding))


def cut_bytes(decoded: Decoded) -> Outcome:
    """What the intake makes of the bytes."""
    try:
        table = read_csv(decoded, THREE_COLUMNS)
    except FileRefused as refused:
        return refused.code, refused.line
    cells = table.sheets[0].read()
    columns = [cells.columns[place].to_pylist() for place in sorted(cells.columns)]
    rows = [(line, list(row)) for line, *row in zip(cells.lines.to_pylist(), *columns, strict=True)]
    return rows, sorted(table.faults, key=lambda fault: fault.line)


def cut_to_compare(text: str) -> Outcome:
    """What the slow way makes of it."""
    try:
        return cut_slowly(text, 2 + text.startswith("一覧"), len(HEADINGS))
    except FileRefused as refused:
        return refused.code, refused.line


@contextmanager
def blocks_of(size: int) -> Iterator[None]:
    """Blocks so small that a few lines fill several, and columns that are read plainly after the first of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_blocks, "_BLOCK", size)
        patch.setattr(bytes_column, "_LEAST", 1)
        yield


SIZES = st.sampled_from([1, 12, 40, 120, 1 << 20])


@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS, size=SIZES)
def test_every_record_is_cut_as_the_slow_way_cuts_it(text: str, size: int) -> None:
    with blocks_of(size):
        assert cut_fast(text) == cut_fast(text, "cp932") == cut_to_compare(text)


PIECES = st.sampled_from(
    [b"1", b" ", b"\x81\x40", b"\x83\x5c", b"\x95\x5c", b"\x81\x7c", b"\xb1\xde", b"\xfb\xfc", b"\xf0\x40", b"\x87\x40"]
    + [
        b"\x83",
        b"\x80",
        b"\xa0",
        b"\xfd",
        b"\xfe",
        b"\xff",
        "ア".encode(),
        "佐藤".encode(),
        b"\r",
        b"\n",
        b"\r\n",
        b'"',
        b'""',
        b",",
    ]
)
"""Letters whose second byte is a sign of ASCII, half-width kana, letters only Windows has, 外字, and bytes that are no text."""
BYTES = st.lists(st.lists(PIECES, max_size=4).map(b"".join) | st.just(b"1,2,3"), max_size=12).map(
    lambda lines: ",".join(HEADINGS).encode("cp932") + b"\r\n" + b"\r\n".join(lines)
)


@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=BYTES, size=SIZES)
def test_bytes_that_are_no_text_are_refused_as_if_all_had_been_decoded_first(data: bytes, size: int) -> None:
    decoded = Decoded(data, "cp932")
    with blocks_of(size):
        as_written = cut_bytes(decoded)
        first_decoded = Decoded(data, "cp932")
        try:
            text = first_decoded.data.decode("utf-8")
        except FileRefused as refused:
            assert as_written == (refused.code, refused.line)
            return
    assert as_written == cut_to_compare(text)
    assert isinstance(as_written[0], str) or decoded.extension == first_decoded.extension


@pytest.mark.parametrize(
    "line", ['1,"佐藤"葵,x', '1,佐藤"葵,x"', '"1,佐藤,"x"', '1,"佐藤\n葵",x', '1,"佐""藤",x', '1,"佐,藤",x']
)
def test_a_line_with_quotes_of_every_kind_between_plain_ones(line: str) -> None:
    text = "\n".join([",".join(HEADINGS), "0,一,二", line, "9,三,四", ""])
    rows, _ = cut_fast(text)
    assert cut_fast(text) == cut_to_compare(text)
    assert isinstance(rows, list)
    assert rows[0] == (2, ["0", "一", "二"])
    assert rows[-1] == (4 + line.count("\n"), ["9", "三", "四"])


def test_a_reader_that_trusts_every_quote_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: lines go to the fast reader however their quotes stand."""
    monkeypatch.setattr(csv_lines, "_plainly_quoted", lambda width: re.compile(rb".*"))
    text = "\n".join([",".join(HEADINGS), '1,"佐藤"葵,x', ""])
    assert cut_fast(text) != cut_to_compare(text)
