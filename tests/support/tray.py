"""Handing files in, for tests."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

from support.counter import FILE_NAMES, Counter
from tsunagu.delivery import Slip, Tray, put_in_tray

AS_OF = date(2026, 10, 31)
NAME = FILE_NAMES["juki_kojin"]


def put(counter: Counter, files: dict[str, bytes] | list[tuple[str, bytes]], as_of: date = AS_OF) -> Tray:
    """A tray with these files."""
    slip = Slip(as_of=as_of, medium="USBメモリ", carrier="町民課 山田", by="hantei")
    pairs = list(files.items()) if isinstance(files, dict) else files
    return put_in_tray(counter.home, slip, [(name, partial(_write, data)) for name, data in pairs])


def _write(data: bytes, path: Path) -> None:
    path.write_bytes(data)
