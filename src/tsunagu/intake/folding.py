"""同じ不備をまとめる: hundreds of the same note become one line with its count and its first places. Nothing is left out:
every fault belongs to exactly one line, and each one stands in the receipt's JSON and in the department's workbook.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

from tsunagu.intake.receipt import Fault

FIRST_PLACES = 3
One = TypeVar("One")


def folded(ones: Iterable[One], alike: Callable[[One], Hashable]) -> list[list[One]]:
    """Those that are `alike` together, each group where its first stood."""
    groups: dict[Hashable, list[One]] = {}
    for one in ones:
        groups.setdefault(alike(one), []).append(one)
    return list(groups.values())


def first_places(faults: Sequence[Fault], most: int = FIRST_PLACES) -> str:
    """2行目、5行目、9行目 ほか297件; of several sheets シート「1組」2行目. The column is said elsewhere."""
    told = list(dict.fromkeys(spot_of(fault) for fault in faults))
    more = len(faults) - min(most, len(told))
    return "、".join(told[:most]) + (f" ほか{more:,}件" if len(told) > most or len(faults) > len(told) else "")


def spot_of(fault: Fault) -> str:
    """Sheet and line of a fault; 列全体 or ファイル全体 where it is in no line."""
    if fault.line is None:
        return f"シート「{fault.sheet}」" if fault.sheet else "列全体" if fault.column else "ファイル全体"
    return (f"シート「{fault.sheet}」" if fault.sheet else "") + f"{fault.line}行目"
