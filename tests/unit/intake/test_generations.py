"""A file, its correction, and the file again: each is a load of its own, and what counts is said truly."""

from __future__ import annotations

from datetime import date

from support.counter import FILE_NAMES, Counter, file_bytes, plain
from tsunagu.intake import loads, receive
from tsunagu.mart.inputs import choose_loads, held_on

JUKI = "juki_kojin"
A, B = file_bytes(JUKI, [plain(JUKI)]), file_bytes(JUKI, [plain(JUKI, 氏名="別の　人")])


def in_use(counter: Counter, day: date) -> list[str]:
    return [load.sha256 for load in choose_loads(held_on(loads(counter.home), day, counter.pack.declarations_hash))]


def test_the_first_file_may_come_back_after_its_correction(counter: Counter) -> None:
    first = counter.take(FILE_NAMES[JUKI], A)
    second = counter.take(FILE_NAMES[JUKI], B, replace="訂正")
    third = counter.take(FILE_NAMES[JUKI], A, replace="訂正が誤り")
    assert (third.status, third.replaces) == ("accepted", second.load_id)
    assert len({first.load_id, second.load_id, third.load_id}) == 3
    assert in_use(counter, date(2026, 10, 31)) == [first.sha256]


def test_a_replaced_file_is_not_taken_for_received(counter: Counter) -> None:
    counter.take(FILE_NAMES[JUKI], A)
    counter.take(FILE_NAMES[JUKI], B, replace="訂正")
    again = counter.take(FILE_NAMES[JUKI], A)
    assert (again.status, again.counts) == ("refused", {"file.other_bytes_same_period": 1})
    assert counter.take(FILE_NAMES[JUKI], B).status == "already_received"


def test_replacing_needs_something_to_replace(counter: Counter) -> None:
    refused = counter.take(FILE_NAMES[JUKI], A, replace="訂正")
    assert (refused.status, refused.counts) == ("refused", {"file.nothing_to_replace": 1})
    assert "2026-10分はまだ受け取っていない" in refused.sentence
    assert loads(counter.home) == []


def test_a_correction_of_november_leaves_october_as_it_was(counter: Counter, tmp_path) -> None:
    first = counter.take(FILE_NAMES[JUKI], A)
    corrected = tmp_path / FILE_NAMES[JUKI]
    corrected.write_bytes(B)
    receive([corrected], home=counter.home, pack=counter.pack, received_on=date(2026, 11, 5), replace="訂正")
    assert in_use(counter, date(2026, 10, 31)) == [first.sha256], "what came later changes no earlier day"
    assert in_use(counter, date(2026, 11, 30)) != [first.sha256]
    assert counter.take(FILE_NAMES[JUKI], A).status == "already_received", "asked as of October it is the file in force"
