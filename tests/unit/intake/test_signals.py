"""A signal while a file is being read reaches whoever listens, and never becomes a fault of the file."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow
import pytest
from pyarrow import csv

import tsunagu.intake  # noqa: F401  (importing it is what is tested)

ROWS = 60_000
TEXT = b"1,2,3,4,5,6,7,8\n" * ROWS


@contextmanager
def signals_all_the_time(heard: list[int]) -> Iterator[None]:
    """SIGTERM to this process every half millisecond, heard by a handler that only notes it."""
    over = threading.Event()

    def send() -> None:
        while not over.wait(0.0005):
            os.kill(os.getpid(), signal.SIGTERM)

    before = signal.signal(signal.SIGTERM, lambda number, _frame: heard.append(number))
    sender = threading.Thread(target=send)
    sender.start()
    try:
        yield
    finally:
        over.set()
        sender.join()
        signal.signal(signal.SIGTERM, before)


def read_often() -> None:
    for _ in range(20):
        read = csv.read_csv(
            pyarrow.BufferReader(TEXT), csv.ReadOptions(autogenerate_column_names=True, block_size=4096)
        )
        assert read.num_rows == ROWS


def test_a_signal_breaks_no_file_off() -> None:
    heard: list[int] = []
    with signals_all_the_time(heard):
        read_often()
    assert heard


def test_the_twin_that_lets_arrow_listen_breaks_the_file_off() -> None:
    pyarrow.enable_signal_handlers(True)
    try:
        with signals_all_the_time([]), pytest.raises(pyarrow.ArrowCancelled):
            read_often()
    finally:
        pyarrow.enable_signal_handlers(False)
