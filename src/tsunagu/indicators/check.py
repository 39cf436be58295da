"""What pydantic cannot see: whether a question fits the tables, columns, codes and sources of the pack. File and line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import Any

from tsunagu.base.dates import GRADES
from tsunagu.base.errors import DeclarationError
from tsunagu.catalog import Document
from tsunagu.indicators.model import PERSONS, Combination, Condition, Indicator, Question, Schema, TableFacts
from tsunagu.indicators.wording import COLUMN_TYPES, PLACEHOLDERS

NUMBERS = ("int", "decimal")
DATES = ("date", "month")
TEXTS = ("key", "text", "long_text", "kana", "code")
KNOWN_ON = "known_on"

Location = tuple[Any, ...]


@dataclass(frozen=True)
class DeclaredIndicator:
    """An indicator and the place where it is written (`document` is its own part of the file)."""

    indicator: Indicator
    document: Document


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: stable code, place inside the indicator, and the sentence."""

    code: str
    location: Location
    message: str


def check(declared: Sequence[DeclaredIndicator], schema: Schema) -> None:
    """Raise DeclarationError with every problem of the first file that has any; its code is that of the first problem.

    I101 table, I102 column, I103 test or aggregate does not fit the type, I104 value not in the code list,
    I105 source does not feed the table, I106 period, I107 sum of a column that may be negative, I108 id twice,
    I109 placeholder of the sentence, I110 grade, I111 nobody delivers the table, I112 nobody names guardians.
    """
    seen: set[str] = set()
    by_file: dict[Any, list[tuple[int, Problem]]] = {}
    for one in declared:
        problems = list(problems_of(one.indicator, schema))
        if one.indicator.id in seen:
            problems.append(Problem("I108", ("id",), f"id {one.indicator.id} が二度あります"))
        seen.add(one.indicator.id)
        for problem in problems:
            line = one.document.line_of(problem.location)
            by_file.setdefault(one.document.path, []).append((line, problem))
    for path, found in by_file.items():
        found.sort(key=lambda pair: pair[0])
        told = "／".join(f"{line}行目 {problem.message}" for line, problem in found)
        raise DeclarationError(found[0][1].code, path, found[0][0], f"指標の宣言が表の宣言と合いません（{told}）",
                               "示した行を、データ項目の辞書（表・列・コードの一覧）に合わせてください")  # fmt: skip


def problems_of(indicator: Indicator, schema: Schema) -> Iterator[Problem]:
    """Everything wrong with one indicator."""
    if indicator.applies is not None and indicator.applies.grades is not None:
        for grade in indicator.applies.grades:
            if grade not in GRADES:
                yield Problem("I110", ("applies", "grades"), f"学年 {grade} はありません（{'・'.join(GRADES)}）")
    columns: set[str] = set()
    for location, question in located_questions(indicator.ask, ("ask",)):
        yield from _question_problems(question, location, schema)
        table = schema.tables.get(question.table)
        columns |= {name for name, facts in table.columns.items() if facts.type in COLUMN_TYPES} if table else set()
    names = {name for _, name, _, _ in Formatter().parse(indicator.evidence) if name is not None}
    for name in sorted(names - set(PLACEHOLDERS) - columns):
        yield Problem(
            "I109",
            ("evidence",),
            f"文の {{{name}}} に入れるものがありません（{'・'.join(PLACEHOLDERS)} かコード・数・日付の列）",
        )


def located_questions(ask: Question | Combination, location: Location) -> Iterator[tuple[Location, Question]]:
    """Every question with its place in the file."""
    if isinstance(ask, Question):
        yield location, ask
    elif ask.form == "not":
        yield from located_questions(ask.parts()[0], (*location, "not"))
    else:
        for index, part in enumerate(ask.parts()):
            yield from located_questions(part, (*location, ask.form, index))


def _question_problems(question: Question, location: Location, schema: Schema) -> Iterator[Problem]:
    table = schema.tables.get(question.table)
    if table is None:
        yield Problem(
            "I101", (*location, "table"), f"表 {question.table} はありません{_near(question.table, schema.tables)}"
        )
        return
    if not table.sources:
        yield Problem("I111", (*location, "table"), f"表 {question.table} に届く提供データが、この町の宣言にありません")
    if question.scope == "guardian" and not any(
        named.names_guardian and named.sources for named in schema.tables.values()
    ):
        yield Problem(
            "I112",
            (*location, "scope"),
            "保護者を書いた提供データ（学齢簿・児童手当・児童扶養手当）が、この町の宣言にありません",
        )
    yield from _source_problems(question, location, table)
    yield from _period_problems(question, location, table)
    yield from _aggregate_problems(question, location, table)
    if question.where is not None:
        yield from _condition_problems(question.where, (*location, "where"), table)


def _source_problems(question: Question, location: Location, table: TableFacts) -> Iterator[Problem]:
    if question.sources is not None and table.name == PERSONS:
        yield Problem("I105", (*location, "sources"), "persons（世帯員）には sources を書けません")
        return
    for source in question.sources or ():
        if source not in table.sources:
            feeding = "・".join(table.sources)
            yield Problem(
                "I105", (*location, "sources"), f"{source} は表 {table.name} に届きません（届くのは {feeding}）"
            )


def _period_problems(question: Question, location: Location, table: TableFacts) -> Iterator[Problem]:
    period, place = question.period, (*location, "period")
    if period is None:
        if table.start is not None:
            yield Problem(
                "I106",
                location,
                f"表 {table.name} には日付があるので period が要ります（すべての過去なら ever と because）",
            )
        return
    if period.on is not None and period.on != KNOWN_ON:
        if period.on not in table.columns:
            yield _no_column(period.on, (*place, "on"), table)
        elif table.columns[period.on].type not in DATES:
            yield Problem("I106", (*place, "on"), f"列 {period.on} は日付ではありません")
    if period.on == KNOWN_ON and table.name == PERSONS:
        yield Problem("I106", (*place, "on"), "persons（世帯員）に known_on はありません")
    if period.on is None and table.start is None and period.form not in ("current", "ever"):
        yield Problem("I106", place, f"表 {table.name} には始まりの日付がないので、on: で日付の列を示してください")


def _aggregate_problems(question: Question, location: Location, table: TableFacts) -> Iterator[Problem]:
    aggregate, place = question.aggregate, (*location, "aggregate")
    if aggregate.column is None:
        return
    column = table.columns.get(aggregate.column)
    if column is None:
        yield _no_column(aggregate.column, place, table)
        return
    if aggregate.kind in ("sum", "max", "min") and column.type not in NUMBERS:
        yield Problem("I103", place, f"{aggregate.kind} は数の列にだけ使えます（{aggregate.column} は {column.type}）")
    if aggregate.kind == "sum" and column.type in NUMBERS and not column.not_negative:
        yield Problem(
            "I107", place, f"負の値がありうる列 {aggregate.column} は sum で足せません（表の宣言に min: 0 が要ります）"
        )
    if aggregate.kind == "latest":
        if table.start is None and (question.period is None or question.period.on is None):
            yield Problem("I106", location, f"表 {table.name} には日付がないので latest は使えません")
        if table.name == PERSONS:
            yield Problem("I103", place, "persons（世帯員）に latest は使えません")
        yield from _latest_problems(question, (*location, "compare"), table)


def _latest_problems(question: Question, place: Location, table: TableFacts) -> Iterator[Problem]:
    compare, name = question.compare, question.aggregate.column
    assert compare is not None and name is not None
    column = table.columns[name]
    if compare.form in ("is", "in"):
        values = (compare.is_,) if compare.form == "is" else compare.in_
        for value in values or ():
            yield from _value_problems(value, name, place, table)
    elif column.type not in NUMBERS:
        yield Problem("I103", place, f"列 {name}（{column.type}）は大きさを比べられません。is か in を使ってください")


def _condition_problems(condition: Condition, location: Location, table: TableFacts) -> Iterator[Problem]:
    if condition.column is None:
        for index, part in enumerate(condition.parts()):
            step: Location = ("not",) if condition.test == "not" else (condition.test, index)
            yield from _condition_problems(part, (*location, *step), table)
        return
    column = table.columns.get(condition.column)
    if column is None:
        yield _no_column(condition.column, (*location, "column"), table)
        return
    fitting = {"yes": ("flag",), "bounds": NUMBERS, "starts_with": TEXTS, "age": DATES, "fiscal_age": DATES}
    if condition.test in fitting and column.type not in fitting[condition.test]:
        written = "大小の比較" if condition.test == "bounds" else condition.test
        yield Problem("I103", location, f"列 {condition.column}（{column.type}）に {written} は使えません")
    if condition.test in ("is", "in"):
        for value in (condition.is_,) if condition.is_ is not None else condition.in_ or ():
            yield from _value_problems(value, condition.column, location, table)


def _value_problems(value: Any, name: str, location: Location, table: TableFacts) -> Iterator[Problem]:
    column = table.columns[name]
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    fits = number if column.type in NUMBERS else isinstance(value, str) if column.type in TEXTS else False
    if column.type == "flag":
        yield Problem("I103", location, f"列 {name} は はい・いいえ の列です。yes: true か yes: false を使ってください")
    elif not fits:
        yield Problem("I103", location, f"列 {name}（{column.type}）は {value} と比べられません")
    elif column.values is not None and value not in column.values:
        allowed = "・".join(column.values)
        yield Problem("I104", location, f"列 {name} に値 {value} はありません（あるのは {allowed}）")


def _no_column(name: str, location: Location, table: TableFacts) -> Problem:
    return Problem("I102", location, f"表 {table.name} に列 {name} はありません{_near(name, table.columns)}")


def _near(name: str, known: Any) -> str:
    words = set(re.split("_", name))
    near = sorted(other for other in known if words & set(other.split("_")))
    return f"（近い名前: {'・'.join(near[:5])}）" if near else ""
