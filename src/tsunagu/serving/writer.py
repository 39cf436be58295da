"""Write the serving file of one run: same rows, same bytes, and never a half-written file under its final name."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from tsunagu.serving.schema import CREATE, INDEXES, META_KEYS, PAGE_SIZE, TABLES


def compact_json(value: Any) -> str:
    """JSON as it stands in the serving file: Japanese readable, no spaces, keys in the order given."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class ServingWriter:
    """Writes `path` through a temporary neighbour; the file appears under its name only when the block ends well.

    Rows must come in a fixed order: the file's bytes follow from it. Used once, as a context manager.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._temporary = path.with_name(path.name + ".writing")
        self._temporary.unlink(missing_ok=True)
        self._connection = sqlite3.connect(self._temporary, isolation_level=None)
        for setting in (f"page_size={PAGE_SIZE}", "journal_mode=OFF", "synchronous=OFF", "auto_vacuum=NONE"):
            self._connection.execute(f"PRAGMA {setting}")
        self._connection.execute("BEGIN")
        for statement in CREATE:
            self._connection.execute(statement)

    def __enter__(self) -> ServingWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._connection.close()
            self._temporary.unlink(missing_ok=True)
            return
        for statement in INDEXES:
            self._connection.execute(statement)
        self._connection.execute("COMMIT")
        self._connection.close()
        with self._temporary.open("rb") as written:
            os.fsync(written.fileno())
        self._temporary.replace(self.path)

    def insert(self, table: str, rows: Iterable[Sequence[Any]]) -> None:
        """Insert rows whose values stand in the order of TABLES[table]."""
        marks = ",".join("?" * len(TABLES[table]))
        self._connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)

    def insert_meta(self, meta: Mapping[str, Any]) -> None:
        """Write every key of META_KEYS; a missing or unknown one is an error of the caller (KeyError, ValueError)."""
        unknown = set(meta) - set(META_KEYS)
        if unknown:
            raise ValueError(f"unknown serving meta: {sorted(unknown)}")
        self.insert("meta", [(key, compact_json(meta[key])) for key in META_KEYS])
