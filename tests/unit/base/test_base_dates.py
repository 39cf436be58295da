"""和暦 and every other spelling of a date: what is read, what is noted, what stays unknown."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagu.base.dates import Written, excel_serial, read_date, write_date
from tsunagu.base.eras import ERAS, WarekiStyle, era_on, write_wareki
from tsunagu.base.missing import Missing

DAY = date(2015, 4, 1)
DAYS = st.dates(date(1873, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize("text", ["H27.4.1", "H27.04.01"])
def test_the_usual_spelling_of_a_wareki_column_carries_no_note(text: str) -> None:
    assert read_date(text, "wareki") == (DAY, None, None, None)


@pytest.mark.parametrize(
    "text",
    [
        "平成27年4月1日",
        "㍻27年4月1日",
        "H27/4/1",
        "h27.4.1",
        "H 27.4.1",
        "H27-4-1",
        "2015-04-01",
        "20150401",
        "2015/4/1",
        "2015年4月1日",
        "平27.4.1",
        "H270401",
    ],
)
def test_other_spellings_are_read_and_noted(text: str) -> None:
    assert read_date(text, "wareki") == (DAY, None, "cell.wareki_variant", None)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和元年5月1日", date(2019, 5, 1)),
        ("R元.5.1", date(2019, 5, 1)),
        ("昭和64年1月7日", date(1989, 1, 7)),
    ],
)
def test_first_years_are_converted_and_noted(text: str, day: date) -> None:
    assert read_date(text, "wareki") == (day, None, "cell.wareki_variant", None)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("平成31年5月1日", date(2019, 5, 1)),
        ("H32.4.1", date(2020, 4, 1)),
        ("4320401", date(2020, 4, 1)),
        ("S64.1.8", date(1989, 1, 8)),
        ("平成元年1月7日", date(1989, 1, 7)),
        ("M1.1.1", date(1868, 1, 1)),
    ],
)
def test_an_era_that_was_over_or_had_not_begun_is_converted_and_noted(text: str, day: date) -> None:
    assert read_date(text, "wareki") == (day, None, "cell.era_overflow", None)


def test_the_old_era_on_its_last_day_is_no_fault_and_a_day_later_is() -> None:
    assert read_date("H31.4.30", "wareki").note is None
    assert read_date("H31.5.1", "wareki") == (date(2019, 5, 1), None, "cell.era_overflow", None)


@pytest.mark.parametrize(
    ("text", "note"), [("S64.1", None), ("H1.1", None), ("H31.4", None), ("H31.5", "cell.era_overflow")]
)
def test_a_month_belongs_to_the_eras_of_its_first_and_its_last_day(text: str, note: str | None) -> None:
    assert read_date(text, "wareki_month").note == note


def test_a_packed_date_is_noted_where_another_writing_is_declared_and_usual_where_it_is() -> None:
    assert read_date("5060401", "wareki") == (date(2024, 4, 1), None, "cell.packed_date", None)
    assert read_date("5060401", "wareki7") == (date(2024, 4, 1), None, None, None)
    assert read_date("05060401", "wareki8") == (date(2024, 4, 1), None, None, None)
    assert read_date("05060401", "ymd8").note == "cell.impossible_date"


@pytest.mark.parametrize("text", ["27.4.1", "27/04/01", "27年4月1日", "270401", "２７．４．１"])
def test_a_year_in_two_digits_without_an_era_is_not_guessed(text: str) -> None:
    assert read_date(text, "iso") == (None, Missing.UNREADABLE, "cell.year_in_two_digits", None)


@pytest.mark.parametrize("text", ["Ｈ２７．４．１", "Ｈ27.4.1"])
def test_full_width_digits_are_their_own_fault(text: str) -> None:
    assert read_date(text, "wareki") == (DAY, None, "cell.fullwidth_digits", None)


@pytest.mark.parametrize(
    ("text", "partial"),
    [
        ("不詳", None),
        ("不明", None),
        ("2015-04-00", (2015, 4)),
        ("2015-00-00", (2015, None)),
        ("20150400", (2015, 4)),
        ("H27.4.0", (2015, 4)),
        ("平成27年4月不詳", (2015, 4)),
        ("平成27年不詳", (2015, None)),
        ("2015-04", (2015, 4)),
        ("平成27年4月", (2015, 4)),
        ("令和元年", (2019, None)),
    ],
)
def test_an_unknown_day_stays_unknown_and_keeps_what_is_known(
    text: str, partial: tuple[int, int | None] | None
) -> None:
    assert read_date(text, "iso") == (None, Missing.UNKNOWN_DATE, "cell.unknown_date", partial)


@pytest.mark.parametrize(
    "text", ["0", "00000000", "99999999", "9999-12-31", "0000-00-00", "999999", "９９９９９９９９"]
)
def test_sentinels_are_empty_and_noted(text: str) -> None:
    assert read_date(text, "ymd8") == (None, Missing.BLANK, "cell.sentinel_date", None)


@pytest.mark.parametrize("text", ["2023-02-29", "2015-13-01", "H27.2.30", "平成99年1月1日", "H0.4.1", "20151301"])
def test_impossible_dates_are_refused_as_cells(text: str) -> None:
    assert read_date(text, "iso") == (None, Missing.UNREADABLE, "cell.impossible_date", None)


@pytest.mark.parametrize("text", ["abc", "4月", "15", "123456", "201504", "2015-04-01-01", "来月", "H27.4.1ごろ", "99"])
def test_other_text_is_no_date(text: str) -> None:
    assert read_date(text, "iso") == (None, Missing.UNREADABLE, "cell.not_a_date", None)


@pytest.mark.parametrize("text", ["", " ", "\u3000"])
def test_blank_is_blank_without_a_note(text: str) -> None:
    assert read_date(text, "iso") == (None, Missing.BLANK, None, None)


def test_excel_serials_are_read_and_noted_in_both_calendars() -> None:
    assert read_date("42095", "ymd8") == (DAY, None, "cell.excel_serial", None)
    assert read_date("42095.0", "iso") == (DAY, None, "cell.excel_serial", None)
    assert read_date("40633", "iso", date1904=True).value == DAY


@pytest.mark.parametrize(("written", "text"), [("ym", "2015-04"), ("ym6", "201504"), ("wareki_month", "H27.4")])
def test_months_are_their_first_day(written: Written, text: str) -> None:
    assert read_date(text, written) == (DAY, None, None, None)
    assert read_date("2015-04-20", written) == (DAY, None, "cell.wareki_variant", None)
    assert read_date("平成27年4月", written) == (DAY, None, "cell.wareki_variant", None)


def test_a_month_column_refuses_the_thirteenth_month_and_sets_the_zeroth_aside() -> None:
    assert read_date("2015-13", "ym").note == "cell.impossible_date"
    assert read_date("2015-00", "ym") == (None, Missing.UNKNOWN_DATE, "cell.unknown_date", (2015, None))


@given(DAYS, st.sampled_from(["iso", "ymd8", "wareki"]))
def test_what_is_written_reads_back_without_a_note(day: date, written: Written) -> None:
    assert read_date(write_date(day, written), written) == (day, None, None, None)


@given(DAYS, st.sampled_from(["ym", "ym6", "wareki_month"]))
def test_months_written_read_back(day: date, written: Written) -> None:
    era_began_this_month = era_on(day).first_day.replace(day=1) == day.replace(day=1)
    read = read_date(write_date(day, written), written)
    assert read.value == day.replace(day=1)
    assert read.note is None or era_began_this_month


@given(DAYS, st.sampled_from(["letter", "letter_padded", "letter_slash", "kanji", "square", "packed"]))
def test_every_wareki_style_reads_back_to_its_day(day: date, style: WarekiStyle) -> None:
    assert read_date(write_wareki(day, style), "iso").value == day


@given(st.dates(date(1930, 1, 1), date(2090, 12, 31)))
def test_serials_read_back(day: date) -> None:
    assert read_date(str(excel_serial(day)), "iso").value == day


@given(st.text(max_size=14), st.sampled_from(["plain", "iso", "ymd8", "wareki", "wareki_month", "ym", "ym6"]))
def test_any_text_gives_either_a_value_or_a_reason_and_never_raises(text: str, written: Written) -> None:
    read = read_date(text, written)
    assert (read.value is None) != (read.why is None)


def test_the_eras_follow_each_other_without_a_gap() -> None:
    assert [era_on(era.first_day).name for era in ERAS] == ["明治", "大正", "昭和", "平成", "令和"]
    with pytest.raises(ValueError):
        era_on(date(1860, 1, 1))
