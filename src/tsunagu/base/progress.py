"""Long work says how far it is and can be stopped between two steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from tsunagu.base.errors import TsunaguError


class CancelledError(TsunaguError):
    """Somebody asked for the work to stop; everything published before stays as it was."""

    exit_status = 130

    def __init__(self) -> None:
        super().__init__(
            "R130",
            "取り消しの指示があったので止めました。公開ずみのデータは元のままです",
            "続けるときは同じ命令をもう一度実行してください",
        )


class Progress(Protocol):
    """What a station needs to report its way: a title with a number of steps, and each step's label."""

    def station(self, title: str, steps: int) -> None:
        """A new station begins; `steps` calls of `step` will follow."""

    def step(self, label: str = "") -> None:
        """One step is done. Raises CancelledError when somebody asked to stop."""


class Silent:
    """Reports nothing; stops when `cancelled` says so."""

    def __init__(self, cancelled: Callable[[], bool] = lambda: False) -> None:
        self._cancelled = cancelled

    def station(self, title: str, steps: int) -> None:
        self.step()

    def step(self, label: str = "") -> None:
        if self._cancelled():
            raise CancelledError()
