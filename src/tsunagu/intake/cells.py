"""Reading one cell: its text and its slot in, a value or a reason out, with the stable codes of what was odd about it.

This is the one meaning of a cell. The engine's SQL only takes a short cut for cells that are clean by a declared pattern
(`cell_sql`); a generated test holds both to the same answer.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from tsunagu.base.dates import SERIAL, read_date
from tsunagu.base.missing import Missing
from tsunagu.base.text import (
    drop_control_characters,
    fold_hyphens,
    fold_mark,
    fold_width,
    has_control_characters,
    has_decomposed_kana,
    has_halfwidth_kana,
    has_hyphen_variant,
    has_ivs_or_surrogate,
    has_lost_gaiji,
    has_private_use,
    join_sound_marks,
    trim_layout,
)
from tsunagu.intake.ditto import DITTO
from tsunagu.intake.grade_spelling import code_of_grade
from tsunagu.intake.limits import in_force
from tsunagu.intake.my_number import looks_like_my_number
from tsunagu.intake.slots import Lookup, Slot
from tsunagu.intake.workbook_reader import DATE_SIGN
from tsunagu.intake.written_numbers import read_number

CellContent = str | int | float | bool | date | None


class CellRead(NamedTuple):
    """Exactly one of `value` and `why` is set; `codes` are the faults and notes, in the order met."""

    value: CellContent
    why: Missing | None
    codes: tuple[str, ...] = ()


_FORMULA = re.compile(r"[=＝@＠]|[+\-＋－](?=[A-Za-z(])")
_WHOLE_FLOAT = re.compile(r"(\d+)\.0+")
_REMARK = re.compile(r"([^()（）]+)[(（][^()（）]*[)）]")
_BETWEEN_FACTS = re.compile("[・、，,/／]")
_EXPONENT = re.compile(r"(\d)(?:\.(\d+))?[eE]\+?(\d{1,2})")
_BLANK = CellRead(None, Missing.BLANK)


def read_cell(text: str, slot: Slot, *, date1904: bool = False) -> CellRead:
    """Read one cell. Never raises; an unreadable cell has a reason and a code, never a guessed value."""
    day = _day_by_cell_type(text) if text.startswith(DATE_SIGN) else None
    if day is not None:
        return _typed_date(day, slot)
    codes: list[str] = []
    if len(text) > in_force().cell_characters:
        return CellRead(None, Missing.UNREADABLE, ("cell.too_long",))
    if has_control_characters(text):
        text = drop_control_characters(text)
        codes.append("cell.control_character")
    trimmed = trim_layout(text)
    if not trimmed:
        return CellRead(None, Missing.BLANK, tuple(codes))
    if (
        slot.column.type != "long_text"
        and _ends_trimmed(text) != trimmed
        or text[0] != trimmed[0]
        or text[-1] != trimmed[-1]
    ):
        codes.append("cell.layout_blanks")
    if slot.column.type == "long_text":
        trimmed = _ends_trimmed(text)
    if _is_empty_token(trimmed, slot):
        return CellRead(None, Missing.BLANK, (*codes, "cell.missing_coded"))
    if trimmed in DITTO and slot.column.type != "long_text":
        return CellRead(None, Missing.UNREADABLE, (*codes, "cell.ditto"))
    if slot.column.type != "key" and looks_like_my_number(trimmed):
        return CellRead(None, Missing.UNREADABLE, ("cell.my_number",))
    read = _by_type(trimmed, slot, date1904)
    return read._replace(codes=(*codes, *read.codes)) if codes else read


def _ends_trimmed(text: str) -> str:
    return text.strip(" \t\u3000\u00a0\u2002\u2003\u2009\u200b\ufeff\r\n")


def _is_empty_token(trimmed: str, slot: Slot) -> bool:
    tokens = slot.written.empty_tokens
    return trimmed in tokens or (len(trimmed) == 1 and "-" in tokens and fold_mark(trimmed) == "-")


def _by_type(trimmed: str, slot: Slot, date1904: bool) -> CellRead:
    kind = slot.column.type
    if slot.lookup is not None and kind == "text":
        return _read_listed_words(trimmed, slot, slot.lookup)
    if slot.lookup is not None:
        return _read_code(trimmed, slot.lookup)
    if kind == "key":
        return _read_key(trimmed, slot.written.width)
    if kind in ("int", "decimal"):
        value, code = read_number(trimmed, whole=kind == "int", least=slot.column.min, most=slot.column.max)
        if value == 0 and slot.written.zero_is_empty:
            return _BLANK
        codes = (code,) if code else ()
        return CellRead(None, Missing.UNREADABLE, codes) if value is None else CellRead(value, None, codes)
    if kind in ("date", "month"):
        return _read_day(trimmed, slot, date1904)
    return _read_text(trimmed, slot)


def _day_by_cell_type(text: str) -> date | None:
    """The day an Excel cell of date type holds; None when the sign was in the text for no such reason."""
    try:
        return date.fromisoformat(text[len(DATE_SIGN) :])
    except ValueError:
        return None


def _typed_date(day: date, slot: Slot) -> CellRead:
    if slot.column.type == "date":
        return CellRead(day, None)
    if slot.column.type == "month":
        return CellRead(day.replace(day=1), None)
    return _by_type(day.isoformat(), slot, date1904=False)


def _read_day(trimmed: str, slot: Slot, date1904: bool) -> CellRead:
    read = read_date(trimmed, slot.written.written, date1904=date1904)
    value = read.value
    if value is not None and slot.column.type == "month":
        value = value.replace(day=1)
    note = read.note
    if note == SERIAL and not 1900 <= (value or date.min).year <= 2100:
        return CellRead(None, Missing.UNREADABLE, ("cell.not_a_date",))
    return CellRead(value, read.why, (note,) if note else ())


def _read_key(trimmed: str, width: int | None) -> CellRead:
    codes: list[str] = []
    hyphened = fold_hyphens(trimmed) if width is None else trimmed
    if hyphened != trimmed:
        codes.append("cell.hyphen_variant")
    text = fold_width(hyphened).replace("\u3000", " ")
    if text != hyphened:
        codes.append("cell.fullwidth_digits")
    whole = _WHOLE_FLOAT.fullmatch(text)
    exponent = _EXPONENT.fullmatch(text)
    if whole:
        text = whole[1]
        codes.append("cell.key_as_float")
    elif exponent:
        digits = exponent[1] + (exponent[2] or "")
        if len(digits) != int(exponent[3]) + 1:
            return CellRead(None, Missing.UNREADABLE, (*codes, "cell.key_exponent"))
        text = digits
        codes.append("cell.key_as_float")
    if width is None:
        return CellRead(text, None, tuple(codes))
    if not (text.isascii() and text.isdigit()):
        return CellRead(None, Missing.UNREADABLE, (*codes, "cell.not_a_number"))
    if not text.strip("0"):
        return CellRead(None, Missing.BLANK, (*codes, "cell.missing_coded"))
    if len(text) > width:
        return CellRead(None, Missing.UNREADABLE, (*codes, "cell.too_long"))
    if len(text) < width:
        # Excel takes every leading zero or none: a short number that still begins with one has lost other digits.
        if text[0] == "0":
            return CellRead(None, Missing.UNREADABLE, (*codes, "cell.key_cut"))
        codes.append("cell.leading_zeros_lost")
    return CellRead(text.zfill(width), None, tuple(codes))


def _read_code(trimmed: str, lookup: Lookup) -> CellRead:
    known = _known(trimmed, lookup)
    if known is not None:
        return known
    return _read_together(trimmed, lookup) or CellRead(None, Missing.UNKNOWN_CODE, ("cell.unknown_code",))


def _known(trimmed: str, lookup: Lookup) -> CellRead | None:
    """What the list says, however it is spelled; None for what it does not hold."""
    for text, codes in _forms(trimmed, lookup):
        means = lookup.exact.get(text)
        if means is None:
            means = lookup.words.get(text)
        if means is not None:
            return CellRead(None, means, codes) if isinstance(means, Missing) else CellRead(means, None, codes)
    return None


def _read_together(trimmed: str, lookup: Lookup) -> CellRead | None:
    """父(35): the known word before a remark in brackets. 身体・心理: known words where one is asked, none of which is taken."""
    remark = _REMARK.fullmatch(trimmed)
    if remark:
        read = _known(remark[1].strip(), lookup)
        return read and read._replace(codes=(*read.codes, "cell.remark_in_cell"))
    words = [word.strip() for word in _BETWEEN_FACTS.split(trimmed)]
    if len(words) > 1 and all(word and _known(word, lookup) for word in words):
        return CellRead(None, Missing.UNKNOWN_CODE, ("cell.several_facts",))
    return None


def _read_listed_words(trimmed: str, slot: Slot, lookup: Lookup) -> CellRead:
    """A text that a list explains: known words as the list says them, anything else as it stands, noted."""
    signs = slot.written.several
    words = [word for word in re.split(f"[{re.escape(signs)}]", trimmed) if word.strip()] if signs else [trimmed]
    read = [_read_code(word.strip(), lookup) for word in words]
    if len(read) == 1 and read[0].why not in (None, Missing.UNKNOWN_CODE):
        return read[0]
    if any(cell.value is None for cell in read):
        kept = _read_text(trimmed, slot)
        return kept._replace(codes=(*kept.codes, "cell.word_not_listed"))
    codes = tuple(dict.fromkeys(code for cell in read for code in cell.codes))
    return CellRead("・".join(dict.fromkeys(str(cell.value) for cell in read)), None, codes)


def _forms(trimmed: str, lookup: Lookup) -> list[tuple[str, tuple[str, ...]]]:
    """Ways to take what is written, the plainest first, each with its note."""
    forms: list[tuple[str, tuple[str, ...]]] = [(trimmed, ())]
    text = fold_width(trimmed)
    codes: tuple[str, ...] = ()
    if text != trimmed:
        codes = ("cell.fullwidth_digits",)
        forms.append((text, codes))
    whole = _WHOLE_FLOAT.fullmatch(text)
    if whole:
        text, codes = whole[1], (*codes, "cell.code_as_float")
        forms.append((text, codes))
    if text.isascii() and text.isdigit() and int(text) in lookup.numbers:
        forms.append((lookup.numbers[int(text)], codes if whole else (*codes, "cell.leading_zeros_lost")))
    grade = code_of_grade(trimmed, lookup.exact, lookup.grades) if lookup.grades else None
    if grade is not None:
        forms.append((grade, ("cell.grade_spelling",)))
    mark = lookup.marks.get(fold_mark(trimmed))
    if mark is not None:
        forms.append((mark, ("cell.mark_lookalike",)))
    return forms


def _read_text(trimmed: str, slot: Slot) -> CellRead:
    codes: list[str] = []
    if "\n" in trimmed or "\r" in trimmed:
        codes.append("cell.line_break")
        trimmed = trimmed.replace("\r\n", "\n").replace("\r", "\n")
    if slot.address and has_hyphen_variant(trimmed):
        codes.append("cell.hyphen_variant")
    if has_private_use(trimmed):
        codes.append("cell.gaiji_private")
    if slot.names and has_lost_gaiji(trimmed):
        codes.append("cell.gaiji_lost")
    if has_ivs_or_surrogate(trimmed):
        codes.append("cell.ivs_or_surrogate")
    if has_halfwidth_kana(trimmed):
        codes.append("cell.halfwidth_kana")
    if has_decomposed_kana(trimmed):
        codes.append("cell.decomposed_kana")
        trimmed = join_sound_marks(trimmed)
    if len(trimmed) > 1 and _FORMULA.match(trimmed):
        codes.append("cell.formula")
    return CellRead(_padded(trimmed, slot.written.width, codes), None, tuple(codes))


def _padded(text: str, width: int | None, codes: list[str]) -> str:
    """A text with a declared number of digits (町字コード) loses its zeros like a key does."""
    if width is None or not (text.isascii() and text.isdigit()) or len(text) >= width:
        return text
    codes.append("cell.leading_zeros_lost")
    return text.zfill(width)
