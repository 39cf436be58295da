"""A training home from nothing: the invented town's files, its month, and the cases as the exercises begin. No network."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tsunagu.base import clock
from tsunagu.base.dates import month_end
from tsunagu.base.files import new_folder, sweep_unfinished
from tsunagu.catalog import load_pack
from tsunagu.intake import receive
from tsunagu.month import Home, create_home, refuse_a_filled_folder, renew_protection, run_month, watching
from tsunagu.sample import write_sample
from tsunagu_web.database import refuse_another_store

if TYPE_CHECKING:
    from tsunagu_web.training.people import LogIn

PACK, SEED, CHILDREN, DIRT, CAPACITY = "kaisei", 4, 220, 0.02, 8
MONTH, LEDGER_FROM = date(2026, 10, 1), date(2026, 4, 1)
"""Always the same month of the same town, so that the exercises say the same in every year."""
LISTS = "SHIENSOCHI*"


def make_training_home(folder: Path, set_up: Callable[[Path | None], Path]) -> list[LogIn]:
    """Make the home and prepare it; the log-ins, to be printed once. It appears whole or not at all.

    Raises RefusedError H004 where something is already, H008 where the environment names another case store.
    """
    refuse_a_filled_folder(folder)
    refuse_another_store()
    final = folder.resolve()
    if final.exists():
        final.rmdir()
    # What a making that was killed left half done; another one may be at work beside us.
    sweep_unfinished(final.parent, older_than=3600, kind=f"{final.name}-")
    with new_folder(final) as building:
        make_town(building)
        set_up(building)
        from tsunagu_web.training.preparing import prepare

        log_ins = prepare()
    final.chmod(0o700)
    return log_ins


def make_town(folder: Path) -> Home:
    """The invented town in a home of its own: its files received, one month judged, its list of protected people laid over it."""
    with tempfile.TemporaryDirectory() as town:
        inbox = _files_of_the_town(Path(town))
        files = sorted(path for path in inbox.rglob("*") if path.is_file())
        home = create_home(folder, PACK, on=LEDGER_FROM, only=files)
        run_month(home, inbox, as_of=month_end(MONTH), capacity=CAPACITY, quiet=True)
        lists = sorted(inbox.glob(LISTS))
        with home.locked(), watching(home, quiet=True) as watch:
            receive(lists, home=home.folder, pack=home.pack(), received_on=clock.today(), progress=watch)
            renew_protection(home)
    return home


def _files_of_the_town(town: Path) -> Path:
    """The folder of the departments' files, with the faults real files have; but the list of protected people is whole: with a
    row that cannot be read nobody's address or school would be shown, and no school would find its own children."""
    pack = load_pack(PACK)
    for name, dirt in (("dirty", DIRT), ("clean", 0.0)):
        write_sample(town / name, pack=pack, seed=SEED, children=CHILDREN, month=MONTH, dirt=dirt)
    dirty, clean = town / "dirty" / "inbox", town / "clean" / "inbox"
    for path in dirty.glob(LISTS):
        path.unlink()
    for path in clean.glob(LISTS):
        shutil.copy2(path, dirty / path.name)
    return dirty
