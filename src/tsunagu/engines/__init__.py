"""Where it runs. Knows SQL, knows no citizen."""

from tsunagu.engines.duckdb_engine import Engine, open_engine, quoted_name, quoted_path, quoted_text, register_columns
from tsunagu.engines.failures import is_of_the_machine

__all__ = [
    "Engine",
    "is_of_the_machine",
    "open_engine",
    "quoted_name",
    "quoted_path",
    "quoted_text",
    "register_columns",
]
