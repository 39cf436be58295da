"""Individual Numbers in a file of fixed width whose borders nobody knows yet: they may be glued to what stands beside them.

A border is proposed where another kind of letter begins, so that a number behind a number is one column and no cell is twelve
digits. Every place of a line where twelve digits may begin is therefore looked at as if it were a column.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from tsunagu.intake.my_number import BETWEEN, LEAST, digits_of, passes

_DIGITS = {1: b"[0-9]", 2: rb"\x82[\x4f-\x58]", 3: rb"\xef\xbc[\x90-\x99]"}
"""A digit by its bytes: as everywhere, and a full-width one in CP932 and in UTF-8."""
_ENCODINGS = {1: "ascii", 2: "cp932", 3: "utf-8"}
_SIGNS = {sign.encode(name, "ignore") for sign in BETWEEN.strip("[]?").replace("\\", "") for name in ("cp932", "utf-8")}
_BETWEEN = b"(?:" + b"|".join(re.escape(sign) for sign in sorted(_SIGNS - {b""})) + b")"
_RUNS = {wide: re.compile(b"(?:" + digit + b"){12,}") for wide, digit in _DIGITS.items()}
_FOURS = {
    wide: re.compile(b"(?=(" + _BETWEEN.join([b"(?:" + digit + b"){4}"] * 3) + b"))") for wide, digit in _DIGITS.items()
}
_BEFORE = re.compile(b"(?:" + b"|".join(_DIGITS.values()) + rb")\Z")
_AFTER = re.compile(b"|".join(_DIGITS.values()))
_MOST = 2_000
"""Different numbers of one place that are looked at."""
_MOST_BYTES, _MOST_LINES, _FEWEST_LINES = 1 << 20, 5_000, 100
"""Of a large file only so much is looked at, spread over the whole of it; where that is not even so many lines, nobody can say."""
_LONGEST = _MOST_BYTES + 1
_SHARE = 0.9
"""Running numbers fit a check digit more often than one in eleven; of Individual Numbers all do."""
_NOT_KNOWN = "0" * 12
_Place = tuple[int, int]
"""Where twelve digits begin and end in a line, in bytes."""


def may_hold_numbers(lines: Iterable[bytes]) -> bool:
    """Whether at one place of the lines nearly all numbers of twelve digits, or all different ones, may be Individual Numbers;
    also where the lines are too long to be looked at.

    With so many places to look at, other numbers are taken for such by chance now and then: nothing is refused for it.
    """
    found: dict[_Place, Counter[str]] = defaultdict(Counter)
    looked, left = list[bytes](), _MOST_BYTES
    for line in lines:
        left -= len(line)
        if left < 0 and len(looked) < _FEWEST_LINES:
            return True
        if left < 0:
            break
        looked.append(line)
        for place, number in _windows(line):
            numbers = found[place]
            if number in numbers or len(numbers) < _MOST:
                numbers[number] += 1
    return any(_are_numbers(place, numbers, looked) for place, numbers in found.items())


def lines_spread_over(data: bytes) -> Iterator[bytes]:
    """Lines of a file from its beginning to its end, as many as are worth a look; those of any stretch are spread as well."""
    begun: set[int] = set()
    for first in range(_FEWEST_LINES // 2):
        for number in range(first, _MOST_LINES, _FEWEST_LINES // 2):
            at = data.rfind(
                b"\n", max(0, len(data) * number // _MOST_LINES - _LONGEST), len(data) * number // _MOST_LINES
            )
            if at + 1 not in begun:
                begun.add(at + 1)
                end = data.find(b"\n", at + 1, at + 1 + _LONGEST)
                yield data[at + 1 : end if end >= 0 else at + 1 + _LONGEST].rstrip(b"\r\x1a")


def _windows(line: bytes) -> Iterator[tuple[_Place, str]]:
    """Every twelve digits of a line that stand together or in fours, and where."""
    for wide in _DIGITS:
        for fours in _FOURS[wide].finditer(line):
            digits = b"".join(re.findall(_DIGITS[wide], fours[1]))
            yield fours.span(1), digits_of(digits.decode(_ENCODINGS[wide]))
        for run in _RUNS[wide].finditer(line):
            text = digits_of(run[0].decode(_ENCODINGS[wide]))
            for at in range(len(text) - 11):
                begin = run.start() + at * wide
                yield (begin, begin + 12 * wide), text[at : at + 12]


def _are_numbers(place: _Place, numbers: Counter[str], lines: Sequence[bytes]) -> bool:
    """All zeros stand for a number nobody knows, and are no number. Of fewer different ones than make a column each must stand
    by itself: a code, a day and an amount behind each other hold many twelve digits that never change."""
    counted = {number: rows for number, rows in numbers.items() if number != _NOT_KNOWN}
    passing = {number: rows for number, rows in counted.items() if passes(number)}
    if len(passing) >= LEAST and len(passing) >= _SHARE * len(counted):
        return True
    cells = sum(passing.values())
    if cells < LEAST or cells < _SHARE * sum(counted.values()):
        return False
    return len(passing) >= LEAST or _stands_by_itself(place, lines)


def _stands_by_itself(place: _Place, lines: Sequence[bytes]) -> bool:
    """Whether on either side of a place stands no digit, or not always the same."""
    begin, end = place
    within = [line for line in lines if len(line) >= end]
    before = {told[0] if (told := _BEFORE.search(line[max(0, begin - 3) : begin])) else b"" for line in within}
    after = {told[0] if (told := _AFTER.match(line, end)) else b"" for line in within}
    return all(len(side) > 1 or side == {b""} for side in (before, after))
