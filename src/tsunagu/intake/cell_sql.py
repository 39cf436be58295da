"""The engine's short cut: for each slot an SQL pattern of cells that are clean beyond doubt, and what they then are.

A cell that does not match is read by `read_cell`; matching must give what `read_cell` would give, without a note.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tsunagu.base.dates import MONTH_WRITINGS
from tsunagu.base.missing import Missing
from tsunagu.engines import quoted_text
from tsunagu.intake.ditto import DITTO
from tsunagu.intake.limits import in_force
from tsunagu.intake.my_number import DASHES
from tsunagu.intake.slots import Slot

_SUSPICIOUS = (
    r"[\x00-\x1f\x7f-\xa0\x{2002}\x{2003}\x{2009}\x{200b}\x{200e}\x{200f}\x{2028}-\x{202e}\x{2060}-\x{206f}"
    r"\x{3099}-\x{309c}\x{e000}-\x{f8ff}\x{fe00}-\x{fe0f}\x{feff}\"\x{ff66}-\x{ff9f}\x{fff0}-\x{fff8}\x{fffd}-\x{ffff}\x{10000}-\x{10ffff}●〓□■]|[ 　][ 　]|^[ 　=＝@＠+\-＋－]|[ 　]$|"
    rf"^[0-9０-９][0-9０-９ \x{{a0}}　{DASHES}]{{11,}}$"
)
"""A text cell holding any of this is looked at by Python; every note `read_cell` can give on text needs one of them."""
_HYPHEN_LIKE = "[0-9０-９][‐‑‒–—―−－ー─━ｰ][0-9０-９]"
"""In an address: what has_hyphen_variant finds."""
_HYPHENS = "-‐−－ー―—─"
_MOST_BYTES = 30_000
LONGEST_LIST = 64
"""Codes the engine compares one by one; of longer lists (市区町村) every distinct text is looked up once in Python."""


class ShortCut(NamedTuple):
    """`value`: SQL for the value of a text, NULL or of no account where the text is not clean; `clean`: SQL condition on
    the text and, as `{value}`, on the value, so that the engine casts once."""

    value: str
    clean: str

    def clean_with(self, value: str) -> str:
        """The condition, the value being named or spelled `value`."""
        return self.clean.replace("{value}", value)


def short_cut(slot: Slot, text: str) -> ShortCut | None:
    """The short cut of a slot, `text` being the SQL expression of the cell's text; None where every cell is read by Python."""
    kind = slot.column.type
    if slot.lookup is not None:
        return _codes(slot, text)
    if kind == "key":
        width = slot.written.width
        pattern = f"[0-9]{{{width}}}" if width else r"[0-9A-Za-z]+(?:-[0-9A-Za-z]+)*"
        return ShortCut(text, _all(_matches(text, pattern), _no_token(slot, text), _key_is_plain(text, width)))
    if kind in ("int", "decimal"):
        return _number(slot, text)
    if kind in ("date", "month"):
        return _day(slot, text)
    return ShortCut(
        text,
        _all(
            f"NOT regexp_matches({text}, {quoted_text(_SUSPICIOUS)})",
            f"NOT regexp_matches({text}, {quoted_text(_HYPHEN_LIKE)})" if slot.address else "",
            "" if kind == "long_text" else f"NOT {_in(text, DITTO)}",
            f"strlen({text}) <= {min(_MOST_BYTES, in_force().cell_characters)}",
            _no_token(slot, text),
            _full_width_of_digits(slot, text),
        ),
    )


def _all(*conditions: str) -> str:
    return " AND ".join(condition for condition in conditions if condition)


def _matches(text: str, pattern: str) -> str:
    return f"regexp_full_match({text}, {quoted_text(pattern)})"


def _in(text: str, values: Iterable[str]) -> str:
    return f"{text} IN ({', '.join(quoted_text(value) for value in values)})"


def _no_token(slot: Slot, text: str) -> str:
    tokens = list(slot.written.empty_tokens)
    if "-" in tokens:
        tokens += [sign for sign in _HYPHENS if sign not in tokens]
    return f"NOT {_in(text, tokens)}" if tokens else ""


def _key_is_plain(text: str, width: int | None) -> str:
    """All zeros is no number; a letter E between digits may be an exponent."""
    return f"{text} <> '{'0' * width}'" if width else f"NOT {_matches(text, '[0-9][eE][0-9]{1,2}')}"


def _full_width_of_digits(slot: Slot, text: str) -> str:
    return f"(strlen({text}) >= {slot.written.width} OR NOT {_matches(text, '[0-9]+')})" if slot.written.width else ""


def _codes(slot: Slot, text: str) -> ShortCut | None:
    assert slot.lookup is not None
    tokens = set(slot.written.empty_tokens)
    known = {
        code: means
        for code, means in slot.lookup.exact.items()
        if not isinstance(means, Missing) and code not in tokens and code not in slot.lookup.bounds
    }
    if not known or len(known) > LONGEST_LIST:
        return None
    if slot.column.type == "flag":
        yes = [code for code, means in known.items() if means is True]
        return ShortCut(_in(text, yes) if yes else "false", _in(text, known))
    if all(code == means for code, means in known.items()):
        return ShortCut(text, _in(text, known))
    if slot.column.type == "int":
        cases = " ".join(f"WHEN {quoted_text(code)} THEN {means}" for code, means in known.items())
        return ShortCut(f"CASE {text} {cases} END", "{value} IS NOT NULL")
    cases = " ".join(f"WHEN {quoted_text(code)} THEN {quoted_text(str(means))}" for code, means in known.items())
    return ShortCut(f"CASE {text} {cases} END", "{value} IS NOT NULL")


def _number(slot: Slot, text: str) -> ShortCut:
    whole = slot.column.type == "int"
    conditions = [_matches(text, r"-?[0-9]{1,9}" if whole else r"-?[0-9]{1,9}(?:\.[0-9]{1,9})?")]
    if slot.column.min is not None:
        conditions.append(f"{{value}} >= {slot.column.min!r}")
    if slot.column.max is not None:
        conditions.append(f"{{value}} <= {slot.column.max!r}")
    if slot.written.zero_is_empty:
        conditions.append("{value} <> 0")
    return ShortCut(f"TRY_CAST({text} AS {'INTEGER' if whole else 'DOUBLE'})", _all(*conditions, _no_token(slot, text)))


def _day(slot: Slot, text: str) -> ShortCut | None:
    written = slot.written.written
    if slot.column.type == "month" and written not in MONTH_WRITINGS:
        return None
    shapes = {
        "iso": (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", f"TRY_CAST({text} AS DATE)"),
        "plain": (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", f"TRY_CAST({text} AS DATE)"),
        "ymd8": (r"[0-9]{8}", f"TRY_STRPTIME({text}, '%Y%m%d')::DATE"),
        "ym": (r"[0-9]{4}-[0-9]{2}", f"TRY_CAST({text} || '-01' AS DATE)"),
        "ym6": (r"[0-9]{6}", f"TRY_STRPTIME({text} || '01', '%Y%m%d')::DATE"),
    }
    if written not in shapes:
        return None
    pattern, value = shapes[written]
    return ShortCut(value, _all(_matches(text, pattern), "{value} BETWEEN DATE '1868-01-01' AND DATE '2200-12-31'"))
