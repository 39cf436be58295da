"""One meaning, this engine: questions as DuckDB SQL text."""

from tsunagu.indicators.compile.answers import Deliveries
from tsunagu.indicators.compile.groups import Households
from tsunagu.indicators.compile.statement import WHOLE_TOWN, compile_sql

__all__ = ["WHOLE_TOWN", "Deliveries", "Households", "compile_sql"]
