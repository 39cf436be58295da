"""Processes that die, without a last word, at their nth step in a folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

KILLED = 9


def killed_at(number: int, act: Callable[[], Any], home: Path, parts: Sequence[str]) -> bool:
    """Do it in a process that dies at its nth step in one of the `parts` of the home; whether it died."""
    child = os.fork()
    if not child:
        left = [number]

        def hook(event: str, given: tuple[Any, ...]) -> None:
            if event not in ("os.rename", "os.remove", "os.rmdir", "os.mkdir", "open"):
                return
            if event == "open" and not (
                isinstance(given[2], int) and given[2] & (os.O_WRONLY | os.O_RDWR | os.O_APPEND)
            ):
                return
            if any(f"{home}/{part}" in str(given[0]) for part in parts):
                left[0] -= 1
                if not left[0]:
                    os._exit(KILLED)

        sys.addaudithook(hook)
        try:
            act()
        except BaseException:
            os._exit(1)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, KILLED)
    return status == KILLED


def every_kill(act: Callable[[], Any], home: Path, parts: Sequence[str], stride: int = 1) -> Iterator[int]:
    """Kill at one step after another until it is not reached."""
    number = 1
    while killed_at(number, act, home, parts):
        yield number
        number += stride
