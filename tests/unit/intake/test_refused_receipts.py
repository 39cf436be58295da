"""Every refused file keeps a receipt of its own: no other file's, and no other month's, is written over it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from support.counter import Counter
from tsunagu.base.hashing import sha256_of_bytes
from tsunagu.intake import Receipt, receipt_lines, receipts_of_files

OCTOBER, NOVEMBER = date(2026, 10, 31), date(2026, 11, 30)
UNKNOWN = b"a,b\r\n1,2\r\n"


def kept(counter: Counter) -> list[tuple[str, date]]:
    """File and day of every refused receipt the home holds."""
    return sorted((line.file, line.received_on) for line in receipt_lines(counter.home) if line.status == "refused")


def told_again(counter: Counter, receipt: Receipt) -> list[str]:
    """The names on the receipts that are found for a refused file."""
    return [one.file for one in receipts_of_files(counter.home, [(receipt.file, receipt.sha256, None)])]


def test_two_documents_refused_by_name_have_two_receipts_in_each_month(counter: Counter) -> None:
    for day in (OCTOBER, NOVEMBER):
        for name in ("案内.pdf", "通知.pdf"):
            receipt = counter.take(name, name.encode(), day=day)
            assert receipt.counts == {"file.document": 1}
            assert receipt.sha256 == sha256_of_bytes(name.encode()), "it is known by its bytes like every other file"
            assert told_again(counter, receipt) == [name]
    assert kept(counter) == [(name, day) for name in ("案内.pdf", "通知.pdf") for day in (OCTOBER, NOVEMBER)]


def test_the_same_unknown_bytes_are_refused_in_each_month_and_under_each_name(counter: Counter) -> None:
    for day in (OCTOBER, NOVEMBER):
        counter.take("なぞ.csv", UNKNOWN, day=day)
        counter.take("写し.csv", UNKNOWN, day=day)
    assert kept(counter) == [(name, day) for name in ("なぞ.csv", "写し.csv") for day in (OCTOBER, NOVEMBER)]


def test_a_file_handed_in_twice_in_a_month_has_one_receipt(counter: Counter) -> None:
    first, again = (counter.take("なぞ.csv", UNKNOWN, day=day) for day in (date(2026, 10, 1), OCTOBER))
    assert (first.status, again.status) == ("refused", "refused")
    assert kept(counter) == [("なぞ.csv", OCTOBER)]


def test_files_whose_bytes_cannot_be_had_are_told_apart_by_name(
    counter: Counter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Path, *args: object, **more: object) -> None:
        raise OSError("読めない媒体")

    with monkeypatch.context() as medium:
        medium.setattr("tsunagu.intake.receiving.bytes_of", broken)
        medium.setattr("tsunagu.intake.receiving.sha256_of_file", broken)
        receipts = [counter.take(name, UNKNOWN) for name in ("ひとつ.csv", "ふたつ.csv")]
    assert [(one.sha256, list(one.counts)) for one in receipts] == [("", ["file.unreadable"])] * 2
    assert [name for name, _ in kept(counter)] == ["ひとつ.csv", "ふたつ.csv"]
    assert [told_again(counter, one) for one in receipts] == [["ひとつ.csv"], ["ふたつ.csv"]]
