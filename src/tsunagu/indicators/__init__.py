"""指標: questions about a child on a date, one meaning for each engine, answers that are yes, no or unknown with a reason."""

from tsunagu.indicators.check import DeclaredIndicator, check
from tsunagu.indicators.evaluate import evaluate
from tsunagu.indicators.evidence import evidence
from tsunagu.indicators.field_classes import TOLD_BY_FACTS, field_classes_of
from tsunagu.indicators.load import load_exclusions, load_indicators, read_indicators
from tsunagu.indicators.model import (
    NO,
    PERSONS,
    YES,
    Applies,
    Ask,
    ColumnFacts,
    Combination,
    Indicator,
    Question,
    Schema,
    SourceFacts,
    TableFacts,
    questions_of,
)
from tsunagu.indicators.schema import schema_of

__all__ = [
    "NO",
    "PERSONS",
    "TOLD_BY_FACTS",
    "YES",
    "Applies",
    "Ask",
    "ColumnFacts",
    "Combination",
    "DeclaredIndicator",
    "Indicator",
    "Question",
    "Schema",
    "SourceFacts",
    "TableFacts",
    "check",
    "evaluate",
    "evidence",
    "field_classes_of",
    "load_exclusions",
    "load_indicators",
    "questions_of",
    "read_indicators",
    "schema_of",
]
