"""A CSV has one way to be cut: whatever the text, the fast reader gives the records the slow one gives, each on its line."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generative.slow_csv import Rows, cut_slowly
from tsunagu.catalog import Source
from tsunagu.intake import csv_lines
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
    ["", "1", "佐藤　葵", " ", "　", "a b", '"', '""', "x\ny", "x\r\ny", "甲,乙", '甲"乙', "\x1a", "é"]
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


def cut_fast(text: str) -> Outcome:
    """What the intake makes of the text."""
    try:
        table = read_csv(Decoded(text.encode("utf-8"), "utf-8"), THREE_COLUMNS)
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


@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS)
def test_every_record_is_cut_as_the_slow_way_cuts_it(text: str) -> None:
    assert cut_fast(text) == cut_to_compare(text)


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
    monkeypatch.setattr(csv_lines, "_PLAINLY_QUOTED", re.compile(rb".*"))
    text = "\n".join([",".join(HEADINGS), '1,"佐藤"葵,x', ""])
    assert cut_fast(text) != cut_to_compare(text)
