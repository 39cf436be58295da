"""A record and a person side by side, row by row, with every letter that differs marked."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from tsunagu.month import Question
from tsunagu_web.reading import grade_label

SAME, DIFFERENT, ONE_SIDE = "同じ", "違う", "片方だけ"
NAMES = ("カナ", "氏名", "保護者・家族", "通称")
_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_SELECTORS = range(0xE0100, 0xE01F0)

Pieces = list[tuple[str, bool]]
"""A text in pieces: the letters, and whether they differ from the other side's."""


@dataclass(frozen=True)
class Compared:
    """One row of the page."""

    label: str
    record: Pieces
    person: Pieces
    verdict: str
    is_name: bool = False
    """Whether it names somebody: F9 hides it."""


def compared(question: Question) -> list[Compared]:
    """What both sides say, what only one says, in a fixed order. Rows that neither side fills are left out."""
    words, person = question.record.words, question.person or {}
    rows = [
        _row("カナ", words["kana"], person.get("kana")),
        _row("氏名", words["name"], person.get("name")),
        _row("生年月日", words["birth_date"], person.get("birth_date")),
        _row("性別", words["sex"], person.get("sex")),
        _row("学校", words["school"], person.get("school")),
        _row("学年", _grade(words["grade"]), _grade(person.get("grade"))),
        _row("組・番号", _seat(words), None),
        _row("学籍番号", words["pupil_no"], None),
        _row("保護者・家族", words["guardian"], "、".join(person.get("family") or []) or None, members=True),
        _row("通称", None, person.get("alias")),
    ]
    return [replace(row, is_name=row.label in NAMES) for row in rows if row.record or row.person]


def _row(label: str, record: str | None, person: str | None, *, members: bool = False) -> Compared:
    if not record or not person:
        verdict = ONE_SIDE if record or person else ""
        return Compared(label, [(record, False)] if record else [], [(person, False)] if person else [], verdict)
    if members:
        same = any(letters(record) == letters(one) for one in person.split("、"))
        return Compared(label, [(record, not same)], [(person, not same)], SAME if same else DIFFERENT)
    here, there = marked(record, person)
    differs = any(marks for _, marks in (*here, *there))
    return Compared(label, here, there, DIFFERENT if differs else SAME)


def marked(one: str, other: str) -> tuple[Pieces, Pieces]:
    """Both texts in pieces. Width, script and blanks are not differences; every other letter is."""
    shown = [text.strip() for text in (one, other)]
    units = [_units(text) for text in shown]
    matcher = SequenceMatcher(a=[key for key, _ in units[0]], b=[key for key, _ in units[1]], autojunk=False)
    here: Pieces = []
    there: Pieces = []
    for kind, a, b, c, d in matcher.get_opcodes():
        for pieces, side, start, end in ((here, units[0], a, b), (there, units[1], c, d)):
            text = "".join(written for _, written in side[start:end])
            if text:
                pieces.append((text, kind != "equal"))
    return here, there


def letters(text: str) -> str:
    """What is compared of a text: one width, katakana, no blanks, no selectors."""
    return "".join(key for key, _ in _units(text))


def _units(text: str) -> list[tuple[str, str]]:
    """(what is compared, what is shown) letter by letter; what is not compared hangs on the letter before it."""
    units: list[tuple[str, str]] = []
    for letter in unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text) if _is_half(text) else text):
        key = unicodedata.normalize("NFKC", letter).translate(_TO_KATAKANA).strip()
        if (not key or ord(letter) in _SELECTORS) and units:
            units[-1] = (units[-1][0], units[-1][1] + letter)
        elif key:
            units.append((key, letter))
    return units


def _is_half(text: str) -> bool:
    """Half-width kana carry their marks as letters of their own, so they are widened before they are compared."""
    return any(0xFF61 <= ord(letter) <= 0xFF9F for letter in text)


def _grade(grade: str | None) -> str | None:
    return grade_label(grade) if grade else None


def _seat(words: dict[str, Any]) -> str | None:
    told = [f"{words['class']}組" if words["class"] else "", f"{words['number']}番" if words["number"] else ""]
    return "".join(told) or None
