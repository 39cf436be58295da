"""What to read: each target column of each file column as one slot, with its code list ready for looking up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tsunagu.base.missing import Missing
from tsunagu.base.text import fold_mark
from tsunagu.catalog import ANSWER_TYPES, Code, CodeList, Column, Source, SourceColumn, Table
from tsunagu.intake.grade_spelling import grades_of

_REASONS = {
    "no_answer": Missing.NO_ANSWER,
    "not_asked": Missing.NOT_ASKED,
    "refused": Missing.REFUSED,
    "not_examined": Missing.NOT_EXAMINED,
    "before_move_in": Missing.BEFORE_MOVE_IN,
    "not_obtainable": Missing.NOT_OBTAINABLE,
    "unknown": Missing.UNKNOWN_CODE,
}
PLAIN_FLAGS = CodeList(
    name="",
    codes=(
        Code(code="1", label="はい", value="yes", meaning="yes", source="つなぐの決まり"),
        Code(code="0", label="いいえ", value="no", meaning="no", source="つなぐの決まり"),
    ),
)
"""How a flag is written where the column names no code list."""

_MARKS = ("○", "◎", "△", "×", "-")
_CODED = ("code", "flag", "key", "int")
SqlValue = str | bool | int


@dataclass(frozen=True)
class Lookup:
    """A code list for one slot: what each written form means. `exact` holds the codes as declared."""

    exact: Mapping[str, SqlValue | Missing]
    """Code → value, or the reason it stands for."""
    words: Mapping[str, SqlValue | Missing]
    """Labels and values (unambiguous ones), for files that write the word instead of the code."""
    numbers: Mapping[int, str]
    """The code of a number, where exactly one all-digit code has it: codes lose zeros and gain .0 in Excel."""
    grades: Mapping[str, str] = field(default_factory=dict)
    """学年 (P3) → its code, where the list is one of 学年: other spellings are read as it."""
    bounds: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Code → first and last day it is in force ('' where there is none), for codes that have such a day."""
    marks: Mapping[str, str] = field(default_factory=dict)
    """The code of each mark (○ ◎ △ × -) that the list holds: look-alikes are read as it. With ○ alone, ◎ is one too."""


@dataclass(frozen=True)
class Slot:
    """One target column: where its text comes from and how it is read. `index` names its SQL columns v<i>, o<i>, w<i>."""

    index: int
    place: int
    """Position of the declared file column."""
    table: str
    name: str
    column: Column
    written: SourceColumn
    piece: int | None = None
    lookup: Lookup | None = None
    names: bool = field(default=False)
    """Holds names or addresses, where a lost 外字 may stand."""
    address: bool = field(default=False)
    """Says where somebody lives, in words: hyphens between numbers are compared."""
    joined: tuple[int, ...] = ()
    """Places of the columns whose cells follow this one's."""
    otherwise: tuple[int, ...] = ()
    """Places of the columns to look into where this one is empty."""
    remembered: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What texts were read as (`CellRead`) so far: the files of a delivery repeat them, school after school."""

    @property
    def answers(self) -> bool:
        """Whether an empty cell has a reason beside it."""
        return self.column.type in ANSWER_TYPES

    @property
    def places(self) -> tuple[int, ...]:
        """Every declared column the text of this slot may come from."""
        return (self.place, *self.joined, *self.otherwise)

    @property
    def looked_up(self) -> bool:
        """Whether the cell is a code of a list."""
        return self.lookup is not None


def slots_of(source: Source, tables: Mapping[str, Table], code_lists: Mapping[str, CodeList]) -> tuple[Slot, ...]:
    """Every slot of a source, in the order of its columns and targets."""
    slots: list[Slot] = []
    places = {(column.page, column.in_file): place for place, column in enumerate(source.columns)}
    for place, written in enumerate(source.columns):
        joined = tuple(places[(written.page, heading)] for heading in written.joined)
        otherwise = tuple(places[(written.page, heading)] for heading in written.otherwise)
        coded = any(_type_of(target, tables) in _CODED for target in written.to)
        for piece, target in enumerate(written.to):
            table, name = target.split(".", 1)
            column = tables[table].columns[name]
            names = column.type in ("text", "kana") and tables[table].sensitivity_of(name) in ("F2", "F6")
            lookup = _lookup(column, written, code_lists, coded)
            slots.append(
                Slot(
                    len(slots),
                    place,
                    table,
                    name,
                    column,
                    written,
                    piece if written.split else None,
                    lookup,
                    names,
                    names and tables[table].sensitivity_of(name) == "F6",
                    joined,
                    otherwise,
                )
            )
    return tuple(slots)


def headings_withheld(source: Source, tables: Mapping[str, Table]) -> frozenset[str]:
    """Headings whose cells no receipt may hold: where somebody lives, and everything in the list of protected people.

    One target of that class withholds the whole column, whatever else it feeds.
    """
    return frozenset(
        written.header
        for written in source.columns
        if any(tables[table].sensitivity_of(name) == "F6" for table, name in (to.split(".", 1) for to in written.to))
    )


def _type_of(target: str, tables: Mapping[str, Table]) -> str:
    table, name = target.split(".", 1)
    return tables[table].columns[name].type


def _lookup(column: Column, written: SourceColumn, code_lists: Mapping[str, CodeList], coded: bool) -> Lookup | None:
    """A text beside a coded target of the same column keeps the cell as written; alone it is explained by the list."""
    if column.type not in _CODED and (column.type != "text" or coded):
        return None
    if written.codes is not None:
        return lookup_of(code_lists[written.codes], flag=column.type == "flag", whole=column.type == "int")
    return lookup_of(PLAIN_FLAGS, flag=True) if column.type == "flag" else None


def lookup_of(code_list: CodeList, *, flag: bool, whole: bool = False) -> Lookup:
    """A code list made ready; for a flag, yes and no become true and false; for whole numbers, values become numbers."""
    exact = {code.code: _means(code, flag, whole) for code in code_list.codes}
    words: dict[str, SqlValue | Missing] = {}
    doubtful: set[str] = set()
    for code in code_list.codes:
        for word in {code.label, code.value} - {"", *exact}:
            if word in words and words[word] != exact[code.code]:
                doubtful.add(word)
            words[word] = exact[code.code]
    numbers: dict[int, list[str]] = {}
    for text in exact:
        if text.isascii() and text.isdigit():
            numbers.setdefault(int(text), []).append(text)
    return Lookup(
        exact,
        {word: means for word, means in words.items() if word not in doubtful},
        {number: texts[0] for number, texts in numbers.items() if len(texts) == 1},
        grades=grades_of(exact.items()),
        bounds={
            code.code: (code.valid_from, code.valid_to) for code in code_list.codes if code.valid_from or code.valid_to
        },
        marks=_marks(exact),
    )


def _marks(codes: Iterable[str]) -> dict[str, str]:
    marks = {fold_mark(code): code for code in codes if fold_mark(code) in _MARKS}
    return {"◎": marks["○"], **marks} if "○" in marks else marks


def _means(code: Code, flag: bool, whole: bool) -> SqlValue | Missing:
    if code.meaning in _REASONS:
        return _REASONS[code.meaning]
    if flag:
        return code.meaning == "yes" if code.meaning in ("yes", "no") else Missing.UNKNOWN_CODE
    return int(code.value) if whole else code.value
