"""The key of a record across months: a digest of what the row says of whom it is about, so that the same words next month
meet the same judgement.
"""

from __future__ import annotations

import hashlib

from tsunagu.engines import quoted_text

_SEAT = ("school", "grade", "class", "number")
KEY_COLUMNS: dict[str, tuple[str, ...]] = {
    "attendance": ("school", "pupil", "kana", "name", "birth_date"),
    "school_health": (*_SEAT, "load_year", "kana", "name", "birth_date"),
    "school_aid": ("school", "school_name", "fiscal_year", "grade", "class", "kana", "name", "guardian_name"),
    "school_register": ("school", "kana", "name", "birth_date", "guardian_name"),
    "consultations": ("desk", "kana", "name", "birth_date", "guardian"),
    "support_cases": ("case_no", "kana", "name", "birth_date"),
    "public_assistance": ("office_code", "case_no", "member_no", "kana", "birth_date"),
}
"""Tables whose rows may be judged, and what of a row names somebody. `pupil` is the 学籍番号, or the seat of the 年度."""
_APART = "\x1f"
_PUPIL = "coalesce(ltrim({alias}.pupil_no, '0'), concat_ws('/', {alias}.fiscal_year, {alias}.grade, {alias}.class, {alias}.number))"


def record_key_sql(table: str, alias: str = "r") -> str:
    """SQL: the key of a row of known_<table> (64 hex digits)."""
    parts = [quoted_text(table)]
    for column in KEY_COLUMNS[table]:
        value = _PUPIL.format(alias=alias) if column == "pupil" else f"{alias}.{column}::VARCHAR"
        parts.append(f"coalesce({value}, '')")
    return f"sha256(concat_ws(chr({ord(_APART)}), {', '.join(parts)}))"


def record_key(table: str, *words: str) -> str:
    """The same in Python, from the words in the order of KEY_COLUMNS."""
    return hashlib.sha256(_APART.join([table, *words]).encode("utf-8")).hexdigest()
