"""The one place where DuckDB is opened: shut off from network, extensions and every folder it was not given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

Engine = duckdb.DuckDBPyConnection

MEMORY_LIMIT = "1GB"
SPILL_LIMIT = "20GB"

_CLOSED = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_unsigned_extensions": "false",
    "allow_persistent_secrets": "false",
    # A name that is no table must be an error, never a Python variable of ours that happens to be called so.
    "python_enable_replacements": "false",
    "preserve_insertion_order": "true",
}


def open_engine(
    folders: Sequence[Path], *, spill: Path | None = None, memory_limit: str = MEMORY_LIMIT, threads: int = 1
) -> Engine:
    """An in-memory DuckDB that reads and writes below `folders` only, and whose settings can no longer be changed.

    `spill` is where sorting and joining may put rows that do not fit in memory: a folder inside the home, never a
    shared temp folder; without it nothing is spilled and a question too large ends in an error. One thread is the
    default, so that the same rows give the same Parquet bytes on every machine.

    For our own SQL. A question written by a person must not run here: `folders` can be written to.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        **_CLOSED,
        "memory_limit": memory_limit,
        "threads": str(threads),
    }
    allowed = [Path(folder) for folder in folders]
    if spill is not None:
        spill.mkdir(parents=True, exist_ok=True, mode=0o700)
        config["temp_directory"] = str(spill)
        config["max_temp_directory_size"] = SPILL_LIMIT
    else:
        config["temp_directory"] = ""
    connection = duckdb.connect(":memory:", config=config)
    listed = ", ".join(quoted_text(f"{folder.resolve()}/") for folder in allowed)
    connection.execute(f"SET allowed_directories = [{listed}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def register_columns(
    engine: Engine, name: str, columns: Mapping[str, Sequence[object]], kinds: Mapping[str, str] | None = None
) -> None:
    """Let `engine` read `columns`, all equally long, as the relation `name`: texts, unless `kinds` says int64 or bool of one."""
    # Arrow takes a tenth of a second to load, and whoever only matches does without.
    import pyarrow

    told = kinds or {}
    arrays = {
        column: pyarrow.array(values, pyarrow.type_for_alias(told.get(column, "string")))
        for column, values in columns.items()
    }
    engine.register(name, pyarrow.table(arrays))


def quoted_text(value: str) -> str:
    """`value` as an SQL text literal."""
    return "'" + value.replace("'", "''") + "'"


def quoted_name(name: str) -> str:
    """`name` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def quoted_path(path: Path) -> str:
    """`path` as an SQL text literal, in the form the folder check expects (no links, no ..)."""
    return quoted_text(str(path.resolve()))
