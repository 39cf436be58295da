"""Broken twins of SQL: an engine that puts one mistake into the text of whoever uses it."""

from __future__ import annotations

from typing import Any

from tsunagu.engines import Engine


class Tampered:
    """`sound` in any statement becomes `broken`; `used` says whether there was any."""

    def __init__(self, engine: Engine, sound: str, broken: str) -> None:
        self._engine, self._sound, self._broken, self.used = engine, sound, broken, False

    def execute(self, sql: str) -> Any:
        """As the engine's own."""
        self.used |= self._sound in sql
        return self._engine.execute(sql.replace(self._sound, self._broken))
