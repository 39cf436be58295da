"""Individual Numbers in a file of fixed width whose borders nobody knows yet: they may be glued to what stands beside them.

A border is proposed where another kind of letter begins, so that a number behind a number is one column and no cell is twelve
digits. Every place of a line where twelve digits may begin is therefore looked at as if it were a column.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from tsunagu.intake.my_number import LEAST, passes

_WIDE = {2: rb"\x82[\x4f-\x58]", 3: rb"\xef\xbc[\x90-\x99]"}
"""A full-width digit by its bytes, in CP932 and in UTF-8; its last byte counts up from that of 0."""
_ZERO = {1: 0x30, 2: 0x4F, 3: 0x90}
_RUNS = re.compile(b"[0-9]{12,}" + b"".join(b"|(?:" + digit + b"){12,}" for digit in _WIDE.values()))
_FOURS = re.compile(rb"[0-9]{4}[ \-][0-9]{4}[ \-][0-9]{4}")
_MOST = 2_000
"""Different numbers of one place that are looked at."""
_SHARE = 0.9
"""Running numbers fit a check digit more often than one in eleven; of Individual Numbers all do."""
_NOT_KNOWN = "0" * 12


def may_hold_numbers(lines: Iterable[bytes]) -> bool:
    """Whether at one place of the lines nearly all numbers of twelve digits, or all different ones, may be Individual Numbers.

    With so many places to look at, other numbers are taken for such by chance now and then: nothing is refused for it.
    """
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for line in lines:
        for place, number in _windows(line):
            numbers = found[place]
            if number in numbers or len(numbers) < _MOST:
                numbers[number] += 1
    return any(map(_are_numbers, found.values()))


def _windows(line: bytes) -> Iterator[tuple[int, str]]:
    """Every twelve digits of a line that stand together, and the byte they begin at."""
    for fours in _FOURS.finditer(line):
        yield fours.start(), re.sub(rb"\D", b"", fours[0]).decode("ascii")
    for run in _RUNS.finditer(line):
        wide = 1 if run[0][0] < 0x80 else 2 if run[0][0] == 0x82 else 3
        digits = _plain(run[0], wide)
        for at in range(len(digits) - 11):
            yield run.start() + at * wide, digits[at : at + 12]


def _plain(run: bytes, wide: int) -> str:
    return run.decode("ascii") if wide == 1 else "".join(str(sign - _ZERO[wide]) for sign in run[wide - 1 :: wide])


def _are_numbers(numbers: Counter[str]) -> bool:
    """All zeros stand for a number nobody knows, and are no number."""
    counted = {number: rows for number, rows in numbers.items() if number != _NOT_KNOWN}
    passing = [rows for number, rows in counted.items() if passes(number)]
    by_cells = sum(passing) >= LEAST and sum(passing) >= _SHARE * sum(counted.values())
    return by_cells or (len(passing) >= LEAST and len(passing) >= _SHARE * len(counted))
