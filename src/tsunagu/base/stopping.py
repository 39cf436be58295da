"""Ctrl-C, or the machine going down, asks for a stop between two steps; it never breaks into the middle of one.

An interrupt inside an engine comes back as an error of that engine, which would read like a fault of the file at hand.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


class Stop:
    """Whether somebody asked for a stop."""

    def __init__(self) -> None:
        self.asked = False

    def __call__(self) -> bool:
        return self.asked


_DEFAULTS = (signal.SIG_DFL, signal.default_int_handler)


@contextmanager
def stop_between_steps(when_asked: Callable[[], object] = lambda: None) -> Iterator[Stop]:
    """The first Ctrl-C or SIGTERM inside sets the stop and calls `when_asked`; a second one ends the process at once.

    Ending at once is what kill -9 does, and nothing published is ever half. Only the main thread hears signals, and only
    those that nobody else has chosen to hear (the pages' worker has its own way); elsewhere the stop is never asked.
    """
    stop = Stop()

    def asked(_signal: int, _frame: FrameType | None) -> None:
        if stop.asked:
            os.write(2, "\nいますぐ止めました。公開ずみのデータは元のままです。\n".encode())
            os._exit(130)
        stop.asked = True
        os.write(2, "\nきりのよいところで止めます（いますぐ止めるには、もう一度 Ctrl+C）。\n".encode())
        when_asked()

    heard = {}
    if threading.current_thread() is threading.main_thread():
        before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        heard = {number: handler for number, handler in before.items() if handler in _DEFAULTS}
    for number in heard:
        signal.signal(number, asked)
    try:
        yield stop
    finally:
        for number, handler in heard.items():
            signal.signal(number, handler)
