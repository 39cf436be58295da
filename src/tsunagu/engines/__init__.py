"""Where it runs. Knows SQL, knows no citizen."""

from tsunagu.engines.duckdb_engine import Engine, open_engine, quoted_name, quoted_path, quoted_text, register_columns
from tsunagu.engines.failures import is_of_the_machine
from tsunagu.engines.spark_engine import LOCAL, open_spark, require_spark

__all__ = [
    "LOCAL",
    "Engine",
    "is_of_the_machine",
    "open_engine",
    "open_spark",
    "quoted_name",
    "quoted_path",
    "quoted_text",
    "register_columns",
    "require_spark",
]
