"""Signs a font lacks. 〓 stands where there is no shape for one, with its code, and a list at the end tells of each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

GETA = "〓"
_VOICED = re.compile("(.)([\u3099\u309a])")


@dataclass(frozen=True)
class Shapes:
    """What one font can draw: signs, and (selector, sign) for the shapes of names (異体字セレクタ)."""

    signs: frozenset[int]
    chosen: frozenset[tuple[int, int]] = frozenset()


class Drawn(Protocol):
    """One font as typst lists it: its file, and its place in the file."""

    path: str | None
    index: int


def shapes_of(font: Drawn) -> Shapes:
    """Read what a font can draw."""
    from fontTools.ttLib import TTFont

    with TTFont(font.path, fontNumber=font.index, lazy=True) as read:
        table = read["cmap"]
        signs = frozenset(table.getBestCmap() or {})
        chosen = frozenset(
            (selector, base)
            for one in table.tables
            if one.format == 14
            for selector, pairs in one.uvsDict.items()
            for base, _ in pairs
        )
    return Shapes(signs, chosen)


@dataclass
class Signs:
    """Puts 〓 where no font has the sign. `lacking` and `shapeless` tell which, in the order they came up."""

    fonts: Sequence[Shapes]
    lacking: dict[str, None] = field(default_factory=dict)
    shapeless: dict[str, None] = field(default_factory=dict)

    def printable(self, told: Any) -> Any:
        """The same data with every text in it printable; keys are ours and stay."""
        if isinstance(told, str):
            return self.text(told)
        if isinstance(told, dict):
            return {key: self.printable(value) for key, value in told.items()}
        return [self.printable(one) for one in told] if isinstance(told, list) else told

    def text(self, text: str) -> str:
        """One text. What cannot be seen (marks of direction, joiners) is left out; line breaks stay."""
        composed = _VOICED.sub(lambda pair: unicodedata.normalize("NFC", pair[0]), text)
        written: list[str] = []
        for sign in composed.replace("\r\n", "\n").replace("\r", "\n"):
            if sign == "\n" or self._shown_after(written, sign):
                written.append(sign)
            elif _is_selector(sign) or unicodedata.category(sign) == "Cf":
                continue
            elif sign.isspace():
                written.append(" ")
            else:
                self.lacking[f"U+{ord(sign):04X}"] = None
                written.append(f"{GETA}(U+{ord(sign):04X})")
        return "".join(written)

    def _shown_after(self, written: list[str], sign: str) -> bool:
        if unicodedata.category(sign) == "Cf":
            return False
        if not _is_selector(sign):
            return any(ord(sign) in font.signs for font in self.fonts)
        base = written[-1] if written and len(written[-1]) == 1 else ""
        # Whoever draws the base draws the shape: the first font that has it.
        font = next((one for one in self.fonts if base and ord(base) in one.signs), None)
        if font is None or (ord(sign), ord(base)) in font.chosen:
            return font is not None
        self.shapeless[f"{base} U+{ord(base):04X} U+{ord(sign):04X}"] = None
        return False


def _is_selector(sign: str) -> bool:
    return 0xFE00 <= ord(sign) <= 0xFE0F or 0xE0100 <= ord(sign) <= 0xE01EF
