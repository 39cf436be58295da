"""Two hundred malformed files: no traceback, each names the code of its kind, and says where, what was expected and what to do."""

from __future__ import annotations

import re
import time
from collections import Counter as Tally
from collections.abc import Iterator
from pathlib import Path

import pytest

from generative.malformed import KINDS, Malformed, malformed
from support.counter import DAY, Counter, kaisei
from tsunagu.intake import Receipt, receipt_text, receive
from tsunagu.intake.encoding import Decoded

COUNT = 210
CATCH_ALL = "file.other"
LONGEST_SECONDS = 20


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Malformed, Receipt, float]]:
    """Every malformed file and its receipt. A home for each, so that no file stands in another's way."""
    return list(_take_all(tmp_path_factory.mktemp("malformed"), seed=7))


def _take_all(folder: Path, seed: int) -> Iterator[tuple[Malformed, Receipt, float]]:
    for number, file in enumerate(malformed(seed, COUNT)):
        counter = Counter(folder / str(number))
        before = time.process_time()
        [receipt] = receive([counter.put(file.name, file.data)], home=counter.home, pack=counter.pack, received_on=DAY)
        yield file, receipt, time.process_time() - before


def test_every_kind_of_malformed_file_occurs() -> None:
    assert COUNT >= 200
    assert 4 * len(KINDS) <= COUNT


def test_each_names_the_code_its_kind_expects(taken: list[tuple[Malformed, Receipt, float]]) -> None:
    wrong = [
        (file.kind, sorted(receipt.counts), receipt.sentence)
        for file, receipt, _ in taken
        if not set(file.expected) & set(receipt.counts)
    ]
    assert not wrong, wrong[:10]


def test_hardly_any_falls_into_the_catch_all(taken: list[tuple[Malformed, Receipt, float]]) -> None:
    caught = Tally(file.kind for file, receipt, _ in taken if CATCH_ALL in receipt.counts)
    assert sum(caught.values()) <= 0.02 * len(taken), caught


def test_a_spoilt_file_is_refused_and_a_spoilt_row_or_cell_costs_no_more_than_itself(
    taken: list[tuple[Malformed, Receipt, float]],
) -> None:
    for file, receipt, _ in taken:
        assert receipt.status == ("accepted" if file.accepted else "refused"), (file.kind, receipt.sentence)
        assert receipt.rows_in == receipt.rows_accepted + receipt.rows_refused
        if file.accepted:
            assert receipt.rows_refused <= 1, file.kind


def test_the_message_says_place_expectation_and_remedy(taken: list[tuple[Malformed, Receipt, float]]) -> None:
    """Read back from the text a clerk sees: `[code] 名`, `場所: …`, `対応: …`, all Japanese."""
    shape = re.compile(
        r"・\[(?P<code>(?:file|row|cell|item)\.\w+)\] (?P<label>.+?) [\d,]+件.*\n\s+場所: (?P<place>.+)\n\s+対応: (?P<remedy>.+)"
    )
    for file, receipt, _ in taken:
        text = receipt_text(receipt, kaisei().faults)
        told = {found["code"]: found for found in shape.finditer(text)}
        expected = next(code for code in file.expected if code in told)
        assert told[expected]["remedy"] == kaisei().faults[expected].remedy
        assert re.search(r"\d+行目|ファイル全体|シート|「.+」", told[expected]["place"]), (file.kind, text)
        fault = next(fault for fault in receipt.faults if fault.code == expected)
        assert fault.cause
        assert fault.remedy
        assert "Traceback" not in text + receipt.model_dump_json()
        assert not re.search(r"[A-Za-z]+Error\b|\.py\b", receipt.sentence), receipt.sentence
        if not file.accepted:
            assert receipt.sentence.count("。") >= 1


def test_rows_and_cells_are_named_at_their_line(taken: list[tuple[Malformed, Receipt, float]]) -> None:
    for file, receipt, _ in taken:
        if file.accepted:
            fault = next(fault for fault in receipt.faults if fault.code in file.expected)
            assert fault.line is not None, file.kind
            assert fault.line >= 2, file.kind


def test_none_takes_long(taken: list[tuple[Malformed, Receipt, float]]) -> None:
    """CPU of this process only; the child has its own limit from the operating system."""
    slow = [(file.kind, seconds) for file, _, seconds in taken if seconds > LONGEST_SECONDS]
    assert not slow


def test_a_reader_that_guesses_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin: a reader that replaces what it cannot read takes files, or names other faults, and is found out."""
    monkeypatch.setattr(
        "tsunagu.intake.reading.decode", lambda data: Decoded(data.decode("cp932", "replace").encode(), "cp932")
    )
    guessed = [file for file in malformed(7, len(KINDS)) if file.expected == ("file.undecodable",)]
    wrong = 0
    for number, file in enumerate(guessed):
        receipt = Counter(tmp_path / str(number)).take(file.name, file.data)
        wrong += not set(file.expected) & set(receipt.counts)
    assert len(guessed) >= 5
    assert wrong == len(guessed)
