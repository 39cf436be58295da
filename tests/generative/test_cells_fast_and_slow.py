"""A cell has one meaning: wherever the engine's short cut applies, it gives exactly what `read_cell` gives, without a note."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tsunagu.base.dates import write_date
from tsunagu.catalog import SQL_TYPES, Pack, load_pack
from tsunagu.engines import Engine, open_engine
from tsunagu.intake.cell_sql import LONGEST_LIST, short_cut
from tsunagu.intake.cells import CellRead, read_cell
from tsunagu.intake.digits import read_digits
from tsunagu.intake.distinct_texts import read_distinct
from tsunagu.intake.slots import Slot, slots_of


@cache
def kaisei() -> Pack:
    return load_pack("kaisei")


@cache
def kinds_of_slot() -> tuple[Slot, ...]:
    """One slot per way of reading that occurs in the pack."""
    kinds: dict[object, Slot] = {}
    for source in kaisei().sources.values():
        for slot in slots_of(source, kaisei().tables, kaisei().code_lists):
            written = slot.written
            way = (
                slot.column.type,
                slot.column.min,
                slot.column.max,
                written.codes,
                written.written,
                written.width,
                written.empty_tokens,
                written.zero_is_empty,
                slot.names,
            )
            kinds.setdefault(way, slot)
    return tuple(kinds.values())


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    engine = open_engine([])
    yield engine
    engine.close()


PIECES = st.sampled_from(
    list("0123456789")
    + [
        "00",
        "12",
        "-",
        "・",
        "未",
        "該当なし",
        "無回答",
        ".",
        ".0",
        "E",
        "e+",
        "1.23E+14",
        ",",
        "/",
        "年",
        "月",
        "日",
        "H27",
        "令和元",
        "R8",
        "平成",
        "元",
        "不詳",
        "99999999",
        "00000000",
        "2015-04-01",
        "20150401",
        "2015-02-29",
        "202404",
        "2024-13",
        " ",
        "　",
        "\t",
        "\n",
        "\r\n",
        "\u00a0",
        "\u200b",
        "０",
        "９",
        "Ａ",
        "－",
        "ー",
        "−",
        "○",
        "〇",
        "◯",
        "O",
        "◎",
        "×",
        "△",
        "●",
        "〓",
        "佐藤",
        "髙",
        "﨑",
        "𠮷",
        "葛\U000e0100",
        "か\u3099",
        "タ゛",
        "ﾀﾞ",
        "ｶﾄｳ",
        "\ue000",
        "=",
        "+",
        "@",
        "＝",
        "A1",
        "P3",
        "cm",
        "※",
        "\x02",
        "\x7f",
        "有",
        "無",
        "あり",
        "なし",
        "男",
        "女",
        "1",
        "2",
        "9",
        "X",
        "XX",
        "児童虐待",
        "123456789018",
        "1234-5678-9018",
        "\ufffd",
        "\ufeff",
        '"',
    ]
)
MESSY = st.lists(PIECES, min_size=1, max_size=6).map("".join)
DAYS = st.dates(date(1860, 1, 1), date(2300, 1, 1)).flatmap(
    lambda day: st.sampled_from(
        [day.isoformat(), f"{day:%Y%m%d}", f"{day:%Y%m}", f"{day:%Y-%m}"]
        + ([write_date(day, "wareki"), write_date(day, "wareki_month")] if day >= date(1868, 1, 25) else [])
    )
)
NUMBERS = st.one_of(
    st.integers(-50, 2500).map(str),
    st.decimals(-100, 2000, places=1).map(str),
    st.integers(0, 10**16).map(str),
    st.integers(0, 10**15).map(lambda n: f"{n:015}"),
)
TEXTS = st.lists(st.one_of(MESSY, DAYS, NUMBERS, st.text(max_size=8)), min_size=30, max_size=60)


def codes_of(slot: Slot) -> list[str]:
    if slot.lookup is None:
        return []
    return [form for code in slot.lookup.exact for form in (code, f"{code}.0", f" {code}", code.lstrip("0"))]


def check(engine: Engine, slot: Slot, texts: list[str]) -> int:
    """Compare both ways on `texts`; how many took the short cut."""
    texts = [text for text in texts if text]
    engine.register("given_texts", pa.table({"t": pa.array(texts, pa.string())}))
    cut = short_cut(slot, "t")
    if cut is None:
        return 0
    sql_type = SQL_TYPES[slot.column.type]
    rows = engine.execute(
        f"SELECT t, v FROM (SELECT t, ({cut.value})::{sql_type} AS v FROM given_texts) WHERE {cut.clean_with('v')}"
    ).fetchall()
    for text, fast in rows:
        assert read_cell(text, slot) == CellRead(fast, None, ()), (slot.table, slot.name, text)
    return len(rows) + check_digits(slot, texts)


def check_digits(slot: Slot, texts: list[str]) -> int:
    """The same for the shortest cut of all."""
    read = read_digits(slot, pa.array(texts, pa.string()))
    if read is None:
        return 0
    values, left_over = read
    plain = [
        (text, value)
        for text, value, left in zip(texts, values.to_pylist(), left_over.to_pylist(), strict=True)
        if not left
    ]
    for text, fast in plain:
        assert read_cell(text, slot) == CellRead(fast, None, ()), (slot.table, slot.name, text)
    return len(plain)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(texts=TEXTS)
def test_the_short_cut_gives_what_the_reader_gives(engine: Engine, texts: list[str]) -> None:
    for slot in kinds_of_slot():
        check(engine, slot, texts + codes_of(slot))


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(texts=TEXTS)
def test_many_texts_together_are_read_as_each_one_alone(engine: Engine, texts: list[str]) -> None:
    """Columns of many texts go through the engine, columns of few do not; a reason or a code must not depend on it."""
    for slot in kinds_of_slot():
        many = [*texts, *codes_of(slot), "", *(str(number) for number in range(450))]
        read = read_distinct(engine, slot, pa.array(many, pa.string()), date1904=False)
        whys = read.whys.to_pylist() if read.whys is not None else [None] * len(many)
        for text, value, why in zip(many, read.values.to_pylist(), whys, strict=True):
            alone = read_cell(text, slot) if text else CellRead(None, None)
            assert (value, why) == (alone.value, alone.why), (slot.table, slot.name, text)
            assert not alone.codes or read.read[text] == alone


@settings(max_examples=300, deadline=None)
@given(text=st.one_of(MESSY, DAYS, NUMBERS, st.text(max_size=30)))
def test_the_reader_never_raises_and_never_leaves_a_cell_without_value_or_reason(text: str) -> None:
    for slot in kinds_of_slot():
        read = read_cell(text, slot)
        assert (read.value is None) != (read.why is None), (slot.table, slot.name, text)
        assert all(code in kaisei().faults for code in read.codes), read


def test_the_short_cut_is_taken_by_ordinary_cells(engine: Engine) -> None:
    """A short cut nobody takes would be right and useless."""
    ordinary = {
        "key": ["000000000000123", "0000000123", "00000123", "0000123", "123", "001", "0001"],
        "text": ["佐藤　葵", "吉田島", "1組"],
        "kana": ["サトウ　アオイ"],
        "long_text": ["保護者と面談した。"],
        "int": ["12", "2024", "1"],
        "decimal": ["60.5", "1.5", "3.25", "99.1"],
        "flag": [],
        "code": [],
        "date": ["2015-04-01", "20150401"],
        "month": ["202404", "2024-04"],
    }
    for slot in kinds_of_slot():
        if slot.column.type in ("date", "month") and slot.written.written.startswith("wareki"):
            continue
        if slot.lookup is not None and len(slot.lookup.exact) > LONGEST_LIST:
            continue
        texts = [code for code in slot.lookup.exact] if slot.lookup else ordinary[slot.column.type]
        assert check(engine, slot, texts) > 0, (slot.table, slot.name)


def test_a_short_cut_that_forgets_the_calendar_is_caught(engine: Engine) -> None:
    """The broken twin: eight digits taken for a date without asking the calendar."""
    slot = next(slot for slot in kinds_of_slot() if slot.written.written == "ymd8")
    engine.register("given_texts", pa.table({"t": ["20230229", "99999999"]}))
    taken = engine.execute("SELECT t FROM given_texts WHERE regexp_full_match(t, '[0-9]{8}')").fetchall()
    assert [read_cell(text, slot).value for (text,) in taken] == [None, None]
