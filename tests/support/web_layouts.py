"""Drafts of layouts as far as the pages look at them: three that wait and one in force."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from support.fixed_file import FIXED_FILE, fixed
from tools.vendor_files import CANTEEN_FILE, RESIDENTS_FILE, canteen, residents
from tsunagu.drafting import NEW, Matcher, confirm, draft_of, keep
from tsunagu.month import Home

WAITING, IN_FORCE, FIXED = "juki_kojin.own", "juki_kojin.kita", "own_source2"


def plant_draft(home: Path, *, in_force: bool = False) -> None:
    """A draft with an unknown code and an open column, one of a new source and one of fixed width; `in_force` adds a layout somebody confirmed."""
    pack = Home(home).pack()
    matcher = Matcher(pack)
    file = home / RESIDENTS_FILE
    file.write_bytes(residents(sexes=("1", "2", "1", "7")))
    for name in (WAITING, IN_FORCE) if in_force else (WAITING,):
        found = draft_of(file, matcher, home, of="juki_kojin", name="" if name == WAITING else name)
        keep(home, pack, found, by="hantei", on=date(2026, 10, 31))
    file.unlink()
    canteens = home / CANTEEN_FILE
    canteens.write_bytes(canteen())
    keep(home, pack, draft_of(canteens, matcher, home), by="hantei", on=date(2026, 10, 31))
    canteens.unlink()
    fixed_width = home / FIXED_FILE
    fixed_width.write_bytes(fixed())
    keep(home, pack, draft_of(fixed_width, matcher, home, of=NEW), by="hantei", on=date(2026, 10, 31))
    fixed_width.unlink()
    if in_force:
        confirm(home, "kaisei", IN_FORCE, by="hantei", reason="町民課の様式書と照らした")
