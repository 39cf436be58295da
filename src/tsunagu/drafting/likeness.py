"""How alike two headings are: words of other systems said in ours, then shared pairs of letters, rare pairs counting more."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from tsunagu.intake import fold_heading

_SIGNS = re.compile(r"[\s_・/:：()（）\[\]【】「」『』<>＜＞\-－―.．,，、。~〜※*＊%％]+")
_ORDER_MARK = re.compile(r"^(?:[A-Za-z]{0,3}\d{1,3}[._:\s)）-]+)")
"""A number some systems write before a heading (12_氏名)."""
_CONTAINED = 0.55
"""What a heading that stands whole inside another one is worth at least."""


@dataclass(frozen=True)
class Words:
    """The catalogue's heading words, longest first."""

    means: Mapping[str, str]

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        words = sorted((fold_heading(word).lower() for word in self.means), key=len, reverse=True)
        return re.compile("|".join(map(re.escape, words)) or r"(?!)")

    @cached_property
    def _folded(self) -> dict[str, str]:
        return {fold_heading(word).lower(): means for word, means in self.means.items()}

    def said(self, heading: str) -> str:
        """A heading in our words: widths, signs and order marks folded, words of other systems replaced."""
        folded = _ORDER_MARK.sub("", fold_heading(heading).lower()) or fold_heading(heading).lower()
        plain = _SIGNS.sub("", self._pattern.sub(lambda found: self._folded[found[0]], folded))
        return plain or _SIGNS.sub("", folded) or folded


def pairs(text: str) -> Counter[str]:
    """Neighbouring letters, the ends of the text marked."""
    marked = f"^{text}$"
    return Counter(marked[at : at + 2] for at in range(len(marked) - 1))


@dataclass
class Likeness:
    """Compares headings said in our words. Pairs of letters that many headings of the catalogue share count little."""

    weights: dict[str, float] = field(default_factory=dict)
    most: float = 1.0

    @classmethod
    def of(cls, names: Iterable[str]) -> Likeness:
        """Weights from the headings of the catalogue."""
        known = set(names)
        seen = Counter(pair for name in known for pair in set(pairs(name)))
        most = math.log(1 + len(known)) + 1
        return cls({pair: math.log((1 + len(known)) / count) + 0.5 for pair, count in seen.items()}, most)

    def between(self, one: str, other: str) -> float:
        """0 (nothing in common) to 1 (the same words)."""
        if one == other:
            return 1.0
        mine, theirs = pairs(one), pairs(other)
        shared = self._weight(mine & theirs)
        dice = 2 * shared / ((self._weight(mine) + self._weight(theirs)) or 1.0)
        short, long = sorted((one, other), key=len)
        if len(short) >= 2 and short in long:
            return min(0.95, max(dice, _CONTAINED + 0.35 * len(short) / len(long)))
        return min(0.95, dice)

    def _weight(self, counted: Counter[str]) -> float:
        return sum(self.weights.get(pair, self.most) * count for pair, count in counted.items())
