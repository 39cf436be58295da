"""A fault is known again next month by the row's own key and its value, wherever the row stands then."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest

from support.counter import FILE_NAMES, Counter, Row, file_bytes, plain
from tsunagu.delivery import identities
from tsunagu.intake import Receipt
from tsunagu.intake.rows_as_written import _of_format

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


def ledger(*changes: dict[str, str]) -> list[Row]:
    """Rows of the consultation ledger, an Excel workbook; the first always stands."""
    return [
        plain("jido_sodan"),
        *(plain("jido_sodan") | {"受付番号": "", "児童氏名": "名無し"} | one for one in changes),
    ]


def take_rows(counter: Counter, source: str, rows: list[Row], day: date) -> Receipt:
    """A file of one month under its usual name."""
    return counter.take(FILE_NAMES.get(source, "見守り情報.json"), file_bytes(source, rows), day=day)


def test_a_refused_row_of_a_workbook_is_known_again_on_another_line_until_it_changes(counter: Counter) -> None:
    before = take_rows(counter, "jido_sodan", ledger({}), SEPTEMBER)
    moved = [*ledger(), plain("jido_sodan") | {"受付番号": "R009"}, *ledger({})[1:]]
    later = take_rows(counter, "jido_sodan", moved, date(2026, 10, 31))
    other = take_rows(counter, "jido_sodan", ledger({"児童氏名": "別　人"}), date(2026, 11, 30))
    assert before.rows_refused == later.rows_refused == other.rows_refused == 1
    assert refused_of(counter, before, 3) == refused_of(counter, later, 4)
    assert refused_of(counter, before, 3).isdisjoint(refused_of(counter, other, 3))


def test_a_refused_row_in_a_zip_is_known_again(counter: Counter) -> None:
    nobody = plain(JUKI) | {"宛名番号": ""}
    before = take(counter, "202609", SEPTEMBER, person(101), nobody)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("JUKI_KOJIN_202610.csv", file_bytes(JUKI, [person(100), person(101), nobody]))
    later = counter.take("JUKI_KOJIN_202610.zip", packed.getvalue(), day=date(2026, 10, 31))
    assert refused_of(counter, before, 3) == refused_of(counter, later, 4)


@pytest.mark.parametrize("how", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_a_refused_row_of_a_workbook_in_a_zip_is_known_again(counter: Counter, how: int) -> None:
    before = take_rows(counter, "jido_sodan", ledger({}), SEPTEMBER)
    name, packed = FILE_NAMES["jido_sodan"], io.BytesIO()
    rows = [*ledger(), plain("jido_sodan") | {"受付番号": "R009"}, *ledger({})[1:]]
    with zipfile.ZipFile(packed, "w", how) as package:
        package.writestr(name, file_bytes("jido_sodan", rows))
    later = counter.take(f"{Path(name).stem}.zip", packed.getvalue(), day=date(2026, 10, 31))
    assert later.rows_refused == 1, later.sentence
    assert refused_of(counter, before, 3) == refused_of(counter, later, 4)


def test_refused_rows_of_json_and_fixed_width_are_known_by_their_text() -> None:
    rows = [{"宛名番号": "1", "氏名": "a"}, {"氏名": "b", "宛名番号": ""}]
    document = json.dumps({"rows": rows}, ensure_ascii=False).encode()
    swapped = json.dumps({"rows": [{"宛名番号": "", "氏名": "b"}]}, ensure_ascii=False).encode()
    told = _of_format("json", document, "utf-8", Path(), {("", 2)})
    assert list(told.values()) == list(_of_format("json", swapped, "utf-8", Path(), {("", 1)}).values())
    assert _of_format("json", b"[1", "utf-8", Path(), {("", 1)}) == {}
    fixed = "0001葵\r\n0002茜\r\n".encode("cp932")
    assert _of_format("fixed", fixed, "cp932", Path(), {("", 2), ("", 9)}) == {("", 2): "0002茜"}


NUMBERS = ("123456789018", "100000000005")
"""Twelve digits that are Individual Numbers by their check digit."""


def faults_under(counter: Counter, receipt: Receipt, heading: str) -> set[str]:
    """The identities of a receipt's faults under one heading."""
    faults = [fault for fault in receipt.faults if fault.column == heading]
    assert faults
    return set(identities(counter.home, counter.pack, receipt, faults).values())


@pytest.mark.parametrize(
    ("heading", "one", "other"),
    [
        ("住所_町字", "花園\u3000\u3000号\u00a0", "桜台\u3000\u3000号\u00a0"),
        ("生年月日", NUMBERS[0], NUMBERS[1]),
        ("生年月日", "なぞ" * 20 + "い", "なぞ" * 20 + "ろ"),
    ],
    ids=["withheld heading", "Individual Number", "cut cell"],
)
def test_a_fault_whose_cell_is_not_written_down_is_another_one_when_the_value_changes(
    counter: Counter, heading: str, one: str, other: str
) -> None:
    row = person(101)
    before = take(counter, "202609", SEPTEMBER, row | {heading: one}, person(102))
    later = take(counter, "202610", date(2026, 10, 31), person(102), row | {heading: one})
    changed = take(counter, "202611", date(2026, 11, 30), person(102), row | {heading: other})
    assert faults_under(counter, before, heading) == faults_under(counter, later, heading)
    assert faults_under(counter, before, heading).isdisjoint(faults_under(counter, changed, heading))
    (counter.home / "originals" / later.sha256).unlink()
    assert faults_under(counter, before, heading).isdisjoint(faults_under(counter, later, heading))
