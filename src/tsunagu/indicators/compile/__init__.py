"""One meaning, this engine: questions as DuckDB SQL text."""

from tsunagu.indicators.compile.answers import Deliveries
from tsunagu.indicators.compile.place import Households
from tsunagu.indicators.compile.statement import Statements, compile_statements
from tsunagu.indicators.compile.walks import StrandKind, Walk

__all__ = ["Deliveries", "Households", "Statements", "StrandKind", "Walk", "compile_statements"]
