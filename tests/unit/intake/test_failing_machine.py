"""A full disk or a lack of memory stops the work; it never reads like a fault of a healthy file."""

from __future__ import annotations

import errno

import duckdb
import pytest

from support.counter import FILE_NAMES, Counter, file_bytes, plain
from tsunagu.base.errors import TsunaguError
from tsunagu.intake import loads, receiving
from tsunagu.intake.receipt_store import receipts

JUKI = "juki_kojin"
HEALTHY = file_bytes(JUKI, [plain(JUKI)])


@pytest.mark.parametrize(
    "failure",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        MemoryError(),
        duckdb.OutOfMemoryException("out of memory"),
        duckdb.IOException("could not write"),
        RuntimeError("Query interrupted"),
    ],
    ids=lambda failure: type(failure).__name__,
)
def test_a_failing_machine_stops_the_work_and_refuses_nothing(
    counter: Counter, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr(receiving, "keep_original", fail)
    with pytest.raises(TsunaguError, match="I003") as stopped:
        counter.take(FILE_NAMES[JUKI], HEALTHY)
    assert FILE_NAMES[JUKI] in str(stopped.value)
    assert loads(counter.home) == [] and receipts(counter.home) == []
    monkeypatch.undo()
    assert counter.take(FILE_NAMES[JUKI], HEALTHY).status == "accepted"


def test_a_file_that_surprises_gets_its_receipt(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    def surprise(*_: object, **__: object) -> None:
        raise ValueError("no such thing was foreseen")

    monkeypatch.setattr(receiving, "read_file", surprise)
    refused = counter.take(FILE_NAMES[JUKI], HEALTHY)
    assert (refused.status, refused.counts) == ("refused", {"file.other": 1})
