"""Ctrl-C asks for a stop between two steps; it never breaks into the middle of one.

An interrupt inside an engine comes back as an error of that engine, which would read like a fault of the file at hand.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


class Stop:
    """Whether somebody pressed Ctrl-C."""

    def __init__(self) -> None:
        self.asked = False

    def __call__(self) -> bool:
        return self.asked


@contextmanager
def stop_between_steps(when_asked: Callable[[], object] = lambda: None) -> Iterator[Stop]:
    """The first Ctrl-C inside sets the stop and calls `when_asked`; a second one ends the process as Python does.

    Only the main thread hears Ctrl-C; elsewhere the stop is never asked.
    """
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def asked(_signal: int, _frame: FrameType | None) -> None:
        stop.asked = True
        signal.signal(signal.SIGINT, signal.default_int_handler)
        when_asked()

    before = signal.signal(signal.SIGINT, asked)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
