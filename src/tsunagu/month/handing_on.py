"""引きわたし: whoever keeps what people entered hands it to the month. The core knows no pages; they join by an entry point."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib.metadata import entry_points
from typing import cast

from tsunagu.catalog import Pack
from tsunagu.intake import Receipt
from tsunagu.month.home import Home

GROUP = "tsunagu.handing_on"
HandOn = Callable[[Home, Pack, date], list[Receipt]]
"""Writes what was entered up to a month's day as files in declared layouts and receives them. Called under the home's lock."""


def handed_on_by_the_pages() -> HandOn | None:
    """What the pages installed beside the core hand on; None where there are none."""
    found = sorted(entry_points(group=GROUP), key=lambda entry: entry.name)
    return cast(HandOn, found[0].load()) if found else None
