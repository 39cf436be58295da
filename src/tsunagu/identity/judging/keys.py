"""The key of a record across months: a digest of what the row says of whom it is about, so that the same words next month
meet the same judgement. A row that does not say who it is about is known by its own number only, or not at all: an answer
about a nameless call must never reach another nameless call.
"""

from __future__ import annotations

from dataclasses import dataclass

from tsunagu.engines import quoted_text


@dataclass(frozen=True)
class RecordKey:
    """`words`: what of a row names somebody. `tells_who`: SQL over the row, whether these words are enough to mean one
    person; else `own` are added, the row's own numbers, and where those are blank too, the row itself.
    """

    words: tuple[str, ...]
    tells_who: str = "TRUE"
    own: tuple[str, ...] = ()


_NAME_AND_BIRTH = "coalesce({r}.kana, {r}.name, '') <> '' AND {r}.birth_date IS NOT NULL"
_SEAT = ("school", "grade", "class", "number")
_RECORD_KEYS: dict[str, RecordKey] = {
    "attendance": RecordKey(
        ("school", "pupil", "kana", "name", "birth_date"), "coalesce({r}.kana, {r}.name, '') <> ''"
    ),
    "school_health": RecordKey(
        (*_SEAT, "load_year", "kana", "name", "birth_date"), "coalesce({r}.kana, {r}.name, '') <> ''"
    ),
    "school_screenings": RecordKey(
        (*_SEAT, "load_year", "kana", "name", "birth_date"), "coalesce({r}.kana, {r}.name, '') <> ''"
    ),
    "school_aid": RecordKey(
        ("school", "school_name", "fiscal_year", "grade", "class", "kana", "name", "guardian_name"),
        "coalesce({r}.kana, {r}.name, '') <> '' AND coalesce({r}.guardian_name, '') <> ''",
    ),
    "school_register": RecordKey(
        ("school", "kana", "name", "birth_date", "guardian_name"), _NAME_AND_BIRTH, ("register_no",)
    ),
    "consultations": RecordKey(
        ("desk", "kana", "name", "birth_date", "guardian"), _NAME_AND_BIRTH, ("receipt_no", "received_on")
    ),
    "support_cases": RecordKey(("case_no", "kana", "name", "birth_date"), _NAME_AND_BIRTH, ("case_no", "sequence")),
    "public_assistance": RecordKey(
        ("office_code", "case_no", "member_no", "kana", "birth_date"),
        "coalesce({r}.kana, '') <> '' AND {r}.birth_date IS NOT NULL",
        ("office_code", "case_no", "member_no", "starts_on"),
    ),
}
KEY_COLUMNS: dict[str, tuple[str, ...]] = {table: key.words for table, key in _RECORD_KEYS.items()}
"""Tables whose rows may be judged, and what of a row names somebody. `pupil` is the 学籍番号, or the seat of the 年度."""
_APART = "\x1f"
# A 学籍番号 of nothing but zeros is none: it would hide the seat, and many children would share it.
_PUPIL = (
    "coalesce(nullif(ltrim({r}.pupil_no, '0'), ''), concat_ws('/', {r}.fiscal_year, {r}.grade, {r}.class, {r}.number))"
)


def record_key_sql(table: str, alias: str = "r") -> str:
    """SQL: the key of a row of known_<table> (64 hex digits)."""
    key = _RECORD_KEYS[table]
    parts = [quoted_text(table)]
    for column in key.words:
        value = _PUPIL.format(r=alias) if column == "pupil" else f"{alias}.{column}::VARCHAR"
        parts.append(f"coalesce({value}, '')")
    own = [f"{alias}.{column}::VARCHAR" for column in key.own]
    number = f"nullif(concat_ws('/', {', '.join(own)}), '')" if own else "NULL"
    itself = f"'row ' || {alias}.row_id::VARCHAR"
    parts.append(f"CASE WHEN {key.tells_who.format(r=alias)} THEN '' ELSE coalesce({number}, {itself}) END")
    return f"sha256(concat_ws(chr({ord(_APART)}), {', '.join(parts)}))"
