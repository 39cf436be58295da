"""A fault is known again next month by the row's own key and its value, wherever the row stands then."""

from __future__ import annotations

from datetime import date

from support.counter import Counter, Row, file_bytes, plain
from tsunagu.delivery import identities
from tsunagu.intake import Receipt

JUKI = "juki_kojin"
SEPTEMBER = date(2026, 9, 30)


def person(number: int, birth: str = "2015-04-01") -> Row:
    """One row of the register."""
    return plain(JUKI) | {"宛名番号": f"{number:015d}", "生年月日": birth}


def told(counter: Counter, receipt: Receipt, code_part: str = "date") -> list[str]:
    """The identities of a receipt's faults about dates."""
    faults = [fault for fault in receipt.faults if fault.column == "生年月日"]
    found = identities(counter.home, counter.pack, receipt, faults)
    return [found[place] for place in range(len(faults))]


def take(counter: Counter, month: str, day: date, *rows: Row) -> Receipt:
    """The register of one month."""
    return counter.take(f"JUKI_KOJIN_{month}.csv", file_bytes(JUKI, rows), day=day)


def test_the_same_row_and_value_is_known_again_on_another_line(counter: Counter) -> None:
    before = take(counter, "202609", SEPTEMBER, person(101, "なぞ"), person(102))
    now = take(counter, "202610", date(2026, 10, 31), person(100), person(102), person(101, "なぞ"))
    assert told(counter, before) == told(counter, now)
    assert len(told(counter, now)) == 1


def test_another_value_or_another_person_is_another_fault(counter: Counter) -> None:
    first = told(counter, take(counter, "202609", SEPTEMBER, person(101, "なぞ")))
    other_value = told(counter, take(counter, "202610", date(2026, 10, 31), person(101, "ふめい")))
    other_person = told(counter, take(counter, "202611", date(2026, 11, 30), person(102, "なぞ")))
    assert len({*first, *other_value, *other_person}) == 3


def refused_of(counter: Counter, receipt: Receipt, line: int) -> set[str]:
    """The identities of a receipt's faults on one line."""
    faults = [fault for fault in receipt.faults if fault.line == line]
    assert faults
    return set(identities(counter.home, counter.pack, receipt, faults).values())


def test_a_row_that_was_refused_is_known_by_its_text_until_it_changes(counter: Counter) -> None:
    nobody = plain(JUKI) | {"宛名番号": ""}
    before = take(counter, "202609", SEPTEMBER, person(101), nobody)
    later = take(counter, "202610", date(2026, 10, 31), person(100), person(101), nobody)
    other = take(counter, "202611", date(2026, 11, 30), person(101), nobody | {"生年月日": "2014-04-01"})
    assert before.rows_refused == later.rows_refused == other.rows_refused == 1
    assert refused_of(counter, before, 3) == refused_of(counter, later, 4)
    assert refused_of(counter, before, 3).isdisjoint(refused_of(counter, other, 3))


def test_a_row_over_two_lines_is_known_by_both(counter: Counter) -> None:
    first = {"宛名番号": "", "氏名": "佐藤\n葵"}
    before = take(counter, "202609", SEPTEMBER, plain(JUKI) | first, person(102))
    same = take(counter, "202610", date(2026, 10, 31), plain(JUKI) | first, person(101))
    other = take(counter, "202611", date(2026, 11, 30), plain(JUKI) | first | {"氏名": "佐藤\n茜"}, person(102))
    assert refused_of(counter, before, 2) == refused_of(counter, same, 2)
    assert refused_of(counter, before, 2).isdisjoint(refused_of(counter, other, 2))


def test_without_the_kept_original_a_refused_row_is_known_within_its_file_only(counter: Counter) -> None:
    nobody = plain(JUKI) | {"宛名番号": ""}
    before = take(counter, "202609", SEPTEMBER, person(101), nobody)
    now = take(counter, "202610", date(2026, 10, 31), person(101), nobody, person(103))
    for receipt in (before, now):
        (counter.home / "originals" / receipt.sha256).unlink()
    assert refused_of(counter, before, 3).isdisjoint(refused_of(counter, now, 3))
