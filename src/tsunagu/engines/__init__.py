"""Where it runs. Knows SQL, knows no citizen."""

from tsunagu.engines.duckdb_engine import Engine, open_engine, quoted_name, quoted_path, quoted_text

__all__ = ["Engine", "open_engine", "quoted_name", "quoted_path", "quoted_text"]
