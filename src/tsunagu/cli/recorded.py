"""見た記録 at the terminal: before anything about residents leaves a command, whoever keeps the record writes that it does.

The core keeps no record of looks; the pages join by an entry point. What they raise stops the command with nothing told.
"""

from __future__ import annotations

from collections.abc import Collection
from importlib.metadata import entry_points

from tsunagu.month import Home

GROUP = "tsunagu.recording"


def record_leaving(home: Home, command: str, children: Collection[str] | None = None) -> None:
    """Have it recorded that `command` tells of these children (C-0001), or without them of everybody in the run."""
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        entry.load()(home, command, children)
