"""Headings in two rows, groups above (merged cells) and single headings below (dirt 32): what they say together."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import zip_longest


@lru_cache(1 << 14)
def fold_heading(text: str) -> str:
    """A heading as it is compared: NFKC, no blanks, no line breaks. Many files of a month have the same headings."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text.replace("\ufeff", "")))


def join_levels(upper: Sequence[str], lower: Sequence[str], declared: Collection[str]) -> list[str]:
    """Column by column the heading of two rows: 欠席 over 病欠 is 欠席_病欠, or 病欠 where that is what is `declared` (folded).

    A merged cell holds its text in its first column only, so an empty one above belongs to the group before it.
    """
    joined: list[str] = []
    group = ""
    for above, below in zip_longest(upper, lower, fillvalue=""):
        above, below = above.strip(), below.strip()
        group = above or (group if below else "")
        joined.append(
            next((text for text in _ways(above, group, below) if fold_heading(text) in declared), _plain(group, below))
        )
    return joined


def _ways(above: str, group: str, below: str) -> Iterator[str]:
    if group and below:
        yield f"{group}_{below}"
        yield f"{group}{below}"
    yield below
    yield above


def _plain(group: str, below: str) -> str:
    return f"{group}_{below}" if group and below else below or group
