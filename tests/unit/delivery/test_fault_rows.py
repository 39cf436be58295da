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


def test_a_row_that_was_refused_is_known_within_its_file_only(counter: Counter) -> None:
    nobody = plain(JUKI) | {"宛名番号": ""}
    before = take(counter, "202609", SEPTEMBER, person(101), nobody)
    now = take(counter, "202610", date(2026, 10, 31), person(101), nobody, person(103))
    faults_before = [fault for fault in before.faults if fault.line == 3]
    faults_now = [fault for fault in now.faults if fault.line == 3]
    assert faults_before and faults_now
    assert set(identities(counter.home, counter.pack, before, faults_before).values()).isdisjoint(
        identities(counter.home, counter.pack, now, faults_now).values()
    )
