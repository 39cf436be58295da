"""What was seen in watched folders, kept between two looks: which file when, since when unchanged, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ValidationError

from tsunagu.base.files import write_text
from tsunagu.delivery.names import DELIVERIES

NOTE = "watched.json"


class SeenFile(BaseModel):
    """One file of a watched folder."""

    size: int
    changed_ns: int
    """Its time of change; a copy made on Windows keeps that of the original, so it says nothing about when it came."""
    since: float
    """Seconds since 1970 of the first look at which it was as it is."""
    sha256: str = ""
    """Of the bytes that were taken; '' as long as it was not taken."""
    as_of: date | None = None
    """The month it was taken for, by its last day."""
    taken_at: float | None = None

    def is_as(self, other: SeenFile) -> bool:
        """Whether the file looks the same as at the other look."""
        return (self.size, self.changed_ns) == (other.size, other.changed_ns)


class Note(BaseModel):
    """All of it, as the home keeps it."""

    at: float | None = None
    """Seconds since 1970 of the last look; None before the first."""
    files: dict[str, SeenFile] = {}
    """By place."""
    unreachable: list[str] = []
    unknown: list[str] = []
    settling: list[str] = []


@dataclass(frozen=True)
class Look:
    """What looking found: keys of new trays, and places: folders or files that cannot be read, files that belong to no source
    here, files that may still be written.
    """

    trays: list[str] = field(default_factory=list)
    unreachable: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    settling: list[str] = field(default_factory=list)
    at: float | None = None


def read_note(home: Path) -> Note:
    """The last note; an empty one when there is none or it cannot be read: then files are looked at anew."""
    try:
        return Note.model_validate_json((home / DELIVERIES / NOTE).read_bytes())
    except (OSError, ValidationError):
        return Note()


def write_note(home: Path, files: Mapping[str, SeenFile], found: Look) -> None:
    """Keep what was seen. Files that are gone are forgotten, but not those of a folder that is out of reach just now."""
    kept = {place: seen for place, seen in files.items() if Path(place).exists() or not Path(place).parent.is_dir()}
    note = Note(at=found.at, files=kept, unreachable=found.unreachable, unknown=found.unknown, settling=found.settling)
    write_text(
        home / DELIVERIES / NOTE,
        json.dumps(note.model_dump(mode="json"), ensure_ascii=False, sort_keys=True),
        mode=0o600,
    )


def last_look(home: Path) -> Look:
    """What the last look found; its trays have been taken care of."""
    note = read_note(home)
    return Look([], note.unreachable, note.unknown, note.settling, note.at)


def seen_in_folders(home: Path) -> dict[str, SeenFile]:
    """Every file of a watched folder as the last look saw it, by place."""
    return read_note(home).files


def taken_from_folders(home: Path, as_of: date) -> dict[str, SeenFile]:
    """The files that still lie in watched folders and were taken for a month, by place."""
    return {place: seen for place, seen in sorted(read_note(home).files.items()) if seen.sha256 and seen.as_of == as_of}
