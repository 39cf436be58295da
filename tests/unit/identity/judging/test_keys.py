"""The key of a record: the same words meet the same answer, and no other child's."""

from __future__ import annotations

import duckdb

from tsunagu.identity.judging import record_key_sql


def keys(*pupils: tuple[str | None, int]) -> list[str]:
    """Keys of attendance rows of two namesakes' school by 学籍番号 and place in the class."""
    listed = ", ".join(
        f"({row_id}, {'NULL' if no is None else repr(no)}, {seat})" for row_id, (no, seat) in enumerate(pupils)
    )
    with duckdb.connect() as connection:
        found = connection.execute(f"""
            SELECT {record_key_sql("attendance")} FROM (
                SELECT row_id, pupil_no, number, '101' AS school, 2026 AS fiscal_year, 'P3' AS grade, '1' AS class,
                    'サトウ ユイ' AS kana, '佐藤 結衣' AS name, DATE '2017-06-11' AS birth_date
                FROM (VALUES {listed}) AS v(row_id, pupil_no, number)) AS r ORDER BY row_id""").fetchall()
    return [key for (key,) in found]


def test_a_pupil_is_known_by_the_number_wherever_it_sits_and_without_one_by_the_seat() -> None:
    first, moved = keys(("00700", 3), ("700", 4))
    assert first == moved
    third, fourth = keys((None, 3), (None, 4))
    assert third != fourth


def test_a_number_of_nothing_but_zeros_does_not_make_two_seats_one_pupil() -> None:
    third, fourth, seat = keys(("0", 3), ("000", 4), (None, 3))
    assert third != fourth and third == seat
