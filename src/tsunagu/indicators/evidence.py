"""The rows that say so: for every yes a Japanese sentence with department and date, and the place of the row in its file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from tsunagu.base.progress import Progress, Silent
from tsunagu.engines import open_engine, quoted_name, quoted_path, quoted_text
from tsunagu.indicators.compile.aggregates import draw_together, place_by_date
from tsunagu.indicators.compile.answers import needed_sources
from tsunagu.indicators.compile.groups import others_join_sql
from tsunagu.indicators.compile.periods import start_column
from tsunagu.indicators.compile.relatives import follows_kin, relatives_join_sql
from tsunagu.indicators.compile.rows import ROW, RowTerms, row_terms
from tsunagu.indicators.evaluate import SealedTables, tables_asked
from tsunagu.indicators.model import PERSONS, YES, Combination, Indicator, Question, Schema, TableFacts, questions_of
from tsunagu.indicators.wording import (
    COLUMN_TYPES,
    column_words_sql,
    date_words_sql,
    number_words_sql,
    period_words,
    sentence_sql,
)

COLUMNS = "person_id, indicator, sentence, department, fact_on, source, file, sheet, line, rows, limited_to"
"""Of evidence: the last row that says so by date, and how many say so. Where none does (not, fewer than …) file is NULL.
`limited_to`: who may see that row (閲覧範囲), empty where it does not say; NULL: rows of this table are not limited."""
MEMORY = "1GB"


def evidence(
    snapshot: SealedTables,
    indicators: Sequence[Indicator],
    schema: Schema,
    answers: Path,
    out: Path,
    *,
    report: Progress | None = None,
) -> int:
    """Write `out` (Parquet: person_id, indicator, sentence, department, fact_on, source, file, sheet, line, rows,
    limited_to); the number of sentences.

    `answers` is what `evaluate` wrote. One query per indicator; ordered by person, then as the indicators are declared.
    """
    paths = {name: snapshot.table_path(name) for name in tables_asked(indicators)}
    folders = sorted({path.parent for path in (*paths.values(), answers, out)})
    engine = open_engine(folders, memory_limit=MEMORY)
    report = report or Silent()
    try:
        engine.execute(
            "CREATE TABLE evidence (place INTEGER, part INTEGER, person_id BIGINT, indicator VARCHAR, sentence VARCHAR,"
            " department VARCHAR, fact_on DATE, source VARCHAR, file VARCHAR, sheet VARCHAR, line INTEGER, rows BIGINT,"
            " limited_to VARCHAR)"
        )
        for place, indicator in enumerate(indicators):
            writing = _Sentences(indicator, schema, paths, answers, snapshot.as_of)
            engine.execute(f"INSERT INTO evidence SELECT {place}, part, {COLUMNS} FROM ({writing.sql()})")
            report.step(indicator.label)
        copied = engine.execute(
            f"COPY (SELECT {COLUMNS} FROM evidence ORDER BY person_id, place, part)"
            f" TO {quoted_path(out)} (FORMAT parquet, COMPRESSION zstd)"
        ).fetchone()
    finally:
        engine.close()
    return int(copied[0]) if copied else 0


class _Sentences:
    """The query that tells every yes of one indicator."""

    def __init__(
        self, indicator: Indicator, schema: Schema, paths: Mapping[str, Path], answers: Path, as_of: date
    ) -> None:
        self._indicator, self._schema, self._as_of = indicator, schema, as_of
        self._relations = {name: f"read_parquet({quoted_path(path)})" for name, path in paths.items()}
        self._answers = f"read_parquet({quoted_path(answers)})"

    def sql(self) -> str:
        """Sentences with rows from each question that says yes; one without a row where no question has any."""
        asked = (
            f"SELECT child.person_id, child.household_id, child.birth_date FROM {self._answers} AS answer"
            f" JOIN {self._relations['children']} AS child USING (person_id)"
            f" WHERE answer.{quoted_name(self._indicator.id)} = {YES}"
        )
        told = [self._from_rows(part, question) for part, question in enumerate(_asked_for_yes(self._indicator.ask))]
        found = " UNION ALL ".join(told) or f"SELECT * FROM ({self._without_rows()}) WHERE FALSE"
        return (
            f"WITH children AS MATERIALIZED ({asked}), told AS MATERIALIZED ({found})"
            f" SELECT * FROM told UNION ALL ({self._without_rows()} WHERE person_id NOT IN (SELECT person_id FROM told))"
        )

    def _from_rows(self, part: int, question: Question) -> str:
        facts = self._schema.tables[question.table]
        terms = row_terms(question, facts, self._as_of)
        day = _day(question, facts)
        names = ("d0", "d1", "d2", "d3")
        drawn = draw_together(question, terms, names, _is_decimal(question, facts), day)
        columns = ", ".join(f"{column} AS {name}" for column, name in zip(drawn.columns, names, strict=False))
        quoted = self._quoted_columns(facts)
        return (
            f"SELECT {part} AS part, person_id, {quoted_text(self._indicator.id)} AS indicator,"
            f" {self._sentence(question, facts)} AS sentence,"
            f" {self._department(question, 'last.source')} AS department, last.fact_on AS fact_on, last.source AS source,"
            f" last.file AS file, last.sheet AS sheet, last.line AS line, rows, last.limited_to AS limited_to FROM ("
            f"SELECT child.person_id AS person_id, {columns}, count(*) FILTER ({terms.counts}) AS rows,"
            f" {_value(question, terms, day)} AS value, {_last_row(question, facts, terms, day, quoted)} AS last"
            f" FROM {self._rows(question)} GROUP BY 1) WHERE {drawn.answer} = {YES} AND rows > 0"
        )

    def _rows(self, question: Question) -> str:
        facts = f"{self._relations[question.table]} AS {ROW}"
        if follows_kin(question.scope):
            return f"{facts} {relatives_join_sql(question.scope, self._relations['kin'])}"
        joined = {
            "self": f"child.person_id = {ROW}.person_id", "household": f"child.household_id = {ROW}.household_id",
            "others": others_join_sql(),
        }[question.scope]  # fmt: skip
        return f"{facts} JOIN children AS child ON {joined}"

    def _quoted_columns(self, facts: TableFacts) -> list[str]:
        return [
            name for name, column in facts.columns.items()
            if column.type in COLUMN_TYPES and f"{{{name}}}" in self._indicator.evidence
        ]  # fmt: skip

    def _sentence(self, question: Question, facts: TableFacts) -> str:
        """The sentence with department and date behind it: …（学校教育課、令和8年4月1日）.

        Rows without a day of their own have that of their file: …（学校教育課、令和8年10月31日受領）.
        """
        day = "last.fact_on"
        column = question.aggregate.column
        told = column is not None and question.aggregate.kind == "latest"
        value = column_words_sql(facts, column, "value") if told and column else number_words_sql("value")
        terms = {
            "value": value, "rows": "CAST(rows AS VARCHAR)", "date": date_words_sql(day),
            "period": quoted_text(period_words(question.period, self._as_of)),
        }  # fmt: skip
        for name in self._quoted_columns(facts):
            terms[name] = column_words_sql(facts, name, f"last.{quoted_name(name)}")
        sentence = sentence_sql(self._indicator.evidence, terms)
        department = self._department(question, "last.source")
        dated = f"coalesce('、' || {date_words_sql(day)}, '')"
        if _has_no_day(question, facts):
            dated = f"coalesce('、' || {date_words_sql('last.received_on')} || '受領', '')"
        return f"({sentence} || '（' || {department} || {dated} || '）')"

    def _department(self, question: Question, source: str) -> str:
        owners = self._owners(question)
        if question.table == PERSONS:
            return quoted_text(owners)
        known = needed_sources(question, self._schema)
        cases = " ".join(
            f"WHEN {quoted_text(name)} THEN {quoted_text(self._schema.sources[name].owner)}" for name in sorted(known)
        )
        return f"(CASE {source} {cases} ELSE {quoted_text(owners)} END)"

    def _owners(self, question: Question) -> str:
        owners = [self._schema.sources[source].owner for source in needed_sources(question, self._schema)]
        return "・".join(dict.fromkeys(owners))

    def _without_rows(self) -> str:
        """What nobody's row says (not, fewer than …): the sentence names the departments that were asked."""
        questions = list(questions_of(self._indicator.ask))
        owners = "・".join(dict.fromkeys(self._owners(question) for question in questions))
        terms = {
            "value": "'0'", "rows": "'0'", "period": quoted_text(period_words(questions[0].period, self._as_of)),
        }  # fmt: skip
        sentence = sentence_sql(self._indicator.evidence, terms)
        return (
            f"SELECT 0 AS part, person_id, {quoted_text(self._indicator.id)} AS indicator,"
            f" {sentence} || {quoted_text(f'（{owners}）')} AS sentence, {quoted_text(owners)} AS department,"
            f" NULL::DATE AS fact_on, NULL::VARCHAR AS source, NULL::VARCHAR AS file, NULL::VARCHAR AS sheet,"
            f" NULL::INTEGER AS line, 0::BIGINT AS rows, NULL::VARCHAR AS limited_to FROM children"
        )


def _asked_for_yes(ask: Question | Combination) -> Iterator[Question]:
    """Questions whose rows can tell a yes: none below a `not`."""
    if isinstance(ask, Question):
        yield ask
    elif ask.form != "not":
        for part in ask.parts():
            yield from _asked_for_yes(part)


def _is_decimal(question: Question, facts: TableFacts) -> bool:
    column = question.aggregate.column
    return column is not None and facts.columns[column].type == "decimal"


def _value(question: Question, terms: RowTerms, day: str) -> str:
    """What {value} says: the number of rows, the sum, the greatest, the least or the last value."""
    kind = question.aggregate.kind
    if kind in ("any", "count"):
        return f"count(*) FILTER ({terms.counts})"
    if kind == "count_distinct":
        return f"count(DISTINCT {terms.value}) FILTER ({terms.counts})"
    if kind == "latest":
        return f"arg_max({terms.value}, {place_by_date(day)}) FILTER ({terms.counts})"
    return f"{kind}({terms.value}) FILTER ({terms.counts})"


def _day(question: Question, facts: TableFacts) -> str:
    """SQL: the day a row is of. Of a whole month its last day, for then it was over; without a day, when it became known."""
    if question.table == PERSONS:
        return "NULL::DATE"
    start = start_column(question, facts)
    day = f"{ROW}.{quoted_name(start or 'known_on')}"
    return f"last_day({day})" if facts.whole_months and start == facts.start else day


def _has_no_day(question: Question, facts: TableFacts) -> bool:
    return question.table != PERSONS and start_column(question, facts) is None


def _last_row(question: Question, facts: TableFacts, terms: RowTerms, day: str, quoted: Sequence[str]) -> str:
    """Day, place in its file and quoted cells of the last row that counts. Members have neither day nor file."""
    cells = [f"{quoted_text(name)}: {ROW}.{quoted_name(name)}" for name in quoted]
    limit = "NULL::VARCHAR"
    if facts.limited_by is not None:
        limit = f"coalesce({ROW}.{quoted_name(facts.limited_by)}, '')"
    cells.append(f"'limited_to': {limit}")
    if question.table == PERSONS:
        nowhere = {"fact_on": "DATE", "source": "VARCHAR", "file": "VARCHAR", "sheet": "VARCHAR", "line": "INTEGER"}
        cells += [f"{quoted_text(name)}: NULL::{kind}" for name, kind in nowhere.items()]
        order = f"{ROW}.person_id"
    else:
        fact_on, received_on = ("NULL::DATE", day) if _has_no_day(question, facts) else (day, "NULL::DATE")
        cells += [
            f"'fact_on': {fact_on}",
            f"'received_on': {received_on}",
            *(f"{quoted_text(name)}: {ROW}.{name}" for name in ("source", "file", "sheet", "line")),
        ]
        order = place_by_date(day)
    return f"arg_max({{{', '.join(cells)}}}, {order}) FILTER ({terms.counts})"
