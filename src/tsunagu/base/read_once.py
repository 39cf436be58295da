"""Small files that pages ask for often, each read once as long as nobody writes it anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

Read = TypeVar("Read")
_Stamp = tuple[int, int, int]


class ReadOnce(Generic[Read]):
    """What was read of the files of one folder, of the folder that was asked about last. A file that is written anew has another
    stamp (which file it is, time of its last change in ns, bytes): of two written in one moment time and bytes may be the same.
    What is read is handed to everybody who asks: nobody may change it.
    """

    def __init__(self, read: Callable[[Path], Read]) -> None:
        self._read = read
        self._known: dict[str, tuple[_Stamp, Read]] = {}

    def every(self, folder: Path, within: str = "") -> list[Read]:
        """Of every file of `folder` that ends with .json, or, where `within` is named, of the file of that name in each of its
        folders, by name. Names with a dot before them are somebody's unfinished writing. Empty where there is no folder."""
        place = str(folder)
        found: dict[str, tuple[_Stamp, Read]] = {}
        for name in sorted(_names(place)):
            path = f"{place}/{name}/{within}" if within else f"{place}/{name}"
            if name.startswith(".") or not path.endswith(".json"):
                continue
            try:
                told = Path(path).stat()
                stamp, before = (told.st_ino, told.st_mtime_ns, told.st_size), self._known.get(path)
                found[path] = before if before is not None and before[0] == stamp else (stamp, self._read(Path(path)))
            except (FileNotFoundError, NotADirectoryError):
                # A folder without the file is none of ours; one that is gone was taken away since its name was read.
                continue
        self._known = found
        return [one for _, one in found.values()]


def _names(place: str) -> list[str]:
    try:
        return [one.name for one in Path(place).iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        return []
