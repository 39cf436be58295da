"""受け取らないと決めたファイル: what came in a zip beside the tables and will never be taken. Only a person says so, and why."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tsunagu.base import clock
from tsunagu.base.chained_log import append_to_chain, read_chain
from tsunagu.base.errors import RefusedError, TsunaguError
from tsunagu.delivery.names import DELIVERIES
from tsunagu.delivery.packages import Package, PackedFile

FILE = Path(DELIVERIES) / "unwanted.jsonl"
UNWANTED = "unwanted"


class BrokenUnwantedError(TsunaguError):
    """The record of files that are not wanted was changed."""

    exit_status = 4

    def __init__(self, path: Path, line: int, what: str) -> None:
        self.line = line
        super().__init__(
            "K010",
            f"受け取らないと決めた記録 {path.name} の{line}行目が{what}",
            "手で直さず、控えから戻し、責任者に伝えてください",
        )


@dataclass(frozen=True)
class Unwanted:
    """Files of one zip (`package`: the SHA-256 of what came, `file`: its name) that nobody will take."""

    package: str
    file: str
    files: tuple[PackedFile, ...]
    by: str
    reason: str
    at: str


def unwanted(home: Path) -> list[Unwanted]:
    """All that was decided, oldest first. Raises BrokenUnwantedError (K010)."""
    return [
        Unwanted(
            package=entry.body["package"],
            file=entry.body["file"],
            files=tuple(PackedFile(**one) for one in entry.body["files"]),
            by=entry.by,
            reason=entry.body["reason"],
            at=entry.on,
        )
        for entry in read_chain(home / FILE, BrokenUnwantedError)
        if entry.event == UNWANTED
    ]


def problem_of_unwanted(home: Path) -> BrokenUnwantedError | None:
    """What is wrong with the record: until it is put right nothing counts as decided, and no copy is wiped."""
    try:
        unwanted(home)
    except BrokenUnwantedError as error:
        return error
    return None


def note_unwanted(home: Path, package: Package, files: list[PackedFile], *, by: str, reason: str) -> None:
    """Write down that these files of a zip will not be taken; then the zip may go. The caller holds the home's lock.

    Raises RefusedError K009 without a name or a reason, BrokenUnwantedError (K010).
    """
    if not by.strip() or len(reason.strip()) < 2:
        raise RefusedError("K009", "だれが決めたかと、わけが要ります", "なぜ受け取らないかを書いてください")
    body = {
        "package": package.came_as,
        "file": package.file,
        "files": [one.model_dump() for one in files],
        "reason": reason.strip(),
    }
    at = clock.now().isoformat(timespec="seconds")
    append_to_chain(home / FILE, BrokenUnwantedError, event=UNWANTED, on=at, by=by.strip(), body=body)
