"""What a column's values say: whether they can be read as an item is written, and how much that proves."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from tsunagu.base.dates import Written as Spelling
from tsunagu.base.dates import read_date
from tsunagu.base.text import fold_width, to_katakana
from tsunagu.catalog import SourceColumn
from tsunagu.intake import Slot, looks_like_my_number, read_cell

SAMPLE = 40
"""Distinct texts looked at per column, the most frequent first."""
_KANA = re.compile(r"[\u30a1-\u30ff\u3000 ・ー－\-ｦ-ﾟ]+")
_DIGITS = re.compile(r"\d+")
_DAY = re.compile(
    r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|(?:[MTSHRmtshr]|明治|大正|昭和|平成|令和|[明大昭平令])\s*(?:\d{1,2}|元)[-/.年]\d{1,2}[-/.月]\d{1,2}日?"
    r"|(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
)
_SPELLINGS: tuple[Spelling, ...] = ("iso", "ymd8", "wareki", "ym", "ym6", "wareki_month", "plain")
Texts = Sequence[tuple[str, int]]

_WORTH = {
    "cell.leading_zeros_lost": 0.8,
    "cell.key_as_float": 0.6,
    "cell.excel_serial": 0.2,
    "cell.sentinel_date": 0.8,
    "cell.word_not_listed": 0.15,
    "cell.wareki_variant": 0.95,
    "cell.unit_in_number": 0.9,
    "cell.code_as_float": 0.9,
}
"""What a value read with such a note is worth as a proof; other notes take nothing away."""


@dataclass(frozen=True)
class Fit:
    """`share` of the filled rows that read as the item, None where nothing is filled. `proof`: how much that says, 0–1.

    `unread` are the texts (with their rows) that did not."""

    share: float | None
    proof: float
    unread: tuple[tuple[str, int], ...] = ()
    read: float = 0.0
    """Share of the filled rows that read at all, however leniently."""
    notes: frozenset[str] = frozenset()
    """What the reader noted on the way (a key whose leading zeros are lost)."""


def fit_of(texts: Texts, slot: Slot) -> Fit:
    """How the values of a column read as an item is written."""
    sample = list(texts[:SAMPLE])
    worth = total = 0.0
    unread: list[tuple[str, int]] = []
    values: set[object] = set()
    notes: set[str] = set()
    for text, rows in sample:
        read = read_cell(text, slot)
        if read.value is None and "cell.missing_coded" in read.codes:
            continue
        if read.value is None and read.why is not None and not read.codes:
            values.add(read.why)
            worth, total = worth + rows, total + rows
            continue
        total += rows
        if read.value is None:
            unread.append((text, rows))
            continue
        values.add(read.value)
        notes.update(read.codes)
        worth += rows * min([_WORTH.get(code, 1.0) for code in read.codes] + [_likely(text, slot)])
    if not total:
        return Fit(None, 0.0)
    proof = _proof(slot, len(values), [text for text, _ in sample])
    read_rows = total - sum(rows for _, rows in unread)
    return Fit(worth / total, proof, tuple(unread), read_rows / total, frozenset(notes))


def _likely(text: str, slot: Slot) -> float:
    """Readers are lenient so that nothing is lost; a text that reads only by their leniency proves little."""
    kind, folded = slot.column.type, fold_width(text)
    if slot.lookup is not None and kind != "text":
        return 1.0
    if kind == "kana":
        return 1.0 if _KANA.fullmatch(to_katakana(text)) else 0.1
    if kind in ("text", "long_text"):
        return _likely_words(folded)
    if kind == "key":
        return _likely_key(folded, slot)
    if kind in ("int", "decimal"):
        return 0.3 if _DAY.fullmatch(folded) or (len(folded) > 1 and folded[0] == "0" and folded.isdigit()) else 1.0
    if kind == "month":
        return 0.4 if _DAY.fullmatch(folded) else 1.0
    return 1.0


def _likely_words(folded: str) -> float:
    if _DAY.fullmatch(folded):
        return 0.2
    return 0.5 if len(folded) >= 4 and folded.isascii() and folded.isdigit() else 1.0


def _likely_key(folded: str, slot: Slot) -> float:
    if slot.written.width is not None:
        return 1.0
    has_digit = bool(_DIGITS.search(folded)) or (folded.isascii() and folded.isalnum())
    return 1.0 if has_digit and len(folded) <= 40 and not _DAY.fullmatch(folded) else 0.3


def _proof(slot: Slot, distinct: int, sample: Sequence[str]) -> float:
    """How rarely values read so by chance."""
    kind = slot.column.type
    if slot.lookup is not None and kind != "text":
        if distinct < 2:
            return 0.2
        wordy = any(not code.isascii() for code in slot.lookup.exact)
        return 0.85 if wordy else 0.5
    if kind == "key":
        whole = sum(len(text) == slot.written.width for text in sample)
        return 0.1 + 0.65 * whole / len(sample) if slot.written.width is not None and len(sample) > 1 else 0.3
    return {"date": 0.7, "month": 0.6, "kana": 0.7, "decimal": 0.35, "int": 0.25, "long_text": 0.15}.get(kind, 0.1)


def spelling_of(texts: Texts, column: SourceColumn, kind: str) -> Spelling:
    """How most of the dates are written; as the item usually is where all spellings explain them equally."""
    if kind not in ("date", "month"):
        return column.written
    counted = {
        spelling: sum(rows for text, rows in texts[:SAMPLE] if _reads_plainly(text, spelling))
        for spelling in (column.written, *_SPELLINGS)
    }
    return max(counted, key=lambda spelling: (counted[spelling], spelling == column.written))


def _reads_plainly(text: str, spelling: Spelling) -> bool:
    read = read_date(text, spelling)
    return read.value is not None and read.note is None


_SIGN = re.compile(r"[A-Za-z0-9０-９Ａ-Ｚａ-ｚ.+\-－−ー]{1,3}|[ぁ-んァ-ヶ]|[^\w\s]{1,2}")
_LETTERS = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ]{2,3}")
MOST_SIGNS = 20
OFTEN = 3
"""A word that stands there less often may be anything that slipped into the column."""


def is_code(text: str, rows: int, listed: Container[str]) -> bool:
    """Whether a text may be shown as a code: a sign of at most three characters, or a word of the catalogue's own code lists
    (`listed`) that recurs. All else may be a person's name, address or number, and is counted only."""
    if looks_like_my_number(text):
        return False
    if _SIGN.fullmatch(text):
        return rows >= OFTEN or not _LETTERS.fullmatch(text)
    return rows >= OFTEN and text in listed


def signs_of(texts: Texts, distinct: int) -> Texts:
    """The texts of a column that holds a few short signs and nothing else; of any other column none: they may be people's."""
    few = distinct <= MOST_SIGNS and all(is_code(text, rows, ()) for text, rows in texts)
    return texts if few else ()


def kind_of(texts: Texts, rows: int, distinct: int) -> str:
    """What a column of an unknown source holds: resident_no, kana, date, month, int, decimal, mark, words, text, empty."""
    sample = [(fold_width(text), count) for text, count in texts[:SAMPLE]]
    filled = sum(count for _, count in sample)
    if not filled:
        return "empty"

    def mostly(fits: re.Pattern[str]) -> bool:
        return sum(count for text, count in sample if fits.fullmatch(text)) >= 0.95 * filled

    if mostly(_DAY):
        return "date"
    if mostly(re.compile(r"\d{4}[-/.年]\d{1,2}月?|(?:19|20)\d{2}(?:0[1-9]|1[0-2])|[SHR]\d{1,2}\.\d{1,2}")):
        return "month"
    if mostly(re.compile(r"[○◎△×〇◯]")):
        return "mark"
    if mostly(re.compile(r"\d{8,15}")) and distinct > 0.5 * min(rows, len(sample)):
        return "resident_no"
    if mostly(re.compile(r"-?\d{1,9}")):
        return "code" if any(len(text) > 1 and text[0] == "0" for text, _ in sample) else "int"
    if mostly(re.compile(r"-?\d{1,9}\.\d+|-?\d{1,9}")):
        return "decimal"
    if mostly(_KANA):
        return "kana"
    return "words" if distinct <= 20 and distinct < 0.5 * rows else "text"
