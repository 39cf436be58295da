"""調べる頼み: files that somebody wants looked at, and the work of looking.

The files lie in a folder of their own in the home, readable by nobody else, until they are looked at; what is kept of them is
the draft. Only a file of fixed width stays there for a day, so that its borders can be moved without choosing it again: while
its draft waits, and no longer, and not where some of its digits may be Individual Numbers. All drafts of one order appear together, however often the order is worked on after a kill.
"""

from __future__ import annotations

import re
import secrets
import shutil
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from pydantic import BaseModel, ValidationError

from tsunagu.base import clock
from tsunagu.base.errors import RefusedError
from tsunagu.base.files import new_folder, sweep_unfinished, write_text
from tsunagu.base.progress import Progress
from tsunagu.drafting.keeping import change, discard, drafts, keep_all, kept_for, put_right, with_table_named
from tsunagu.drafting.matching import Matcher
from tsunagu.drafting.model import Draft
from tsunagu.drafting.proposing import drafts_of, merged
from tsunagu.drafting.recutting import carried_over
from tsunagu.intake import NOTHING_KNOWN, Hints, IndividualNumbersError, refuse_strange_files

FOLDER = "drafting"
ORDER = "order.json"
FIXED_WIDTH_KEPT = timedelta(days=1)
"""How long a file of fixed width stays after it came, while its draft waits."""
STATIONS = ("ファイルを調べる", "下書きを置く")
_KEY = re.compile(r"[0-9a-f]{16}")


class LookOrder(BaseModel):
    """Who wants which files looked at, and what they know of them."""

    by: str
    on: date
    names: tuple[str, ...]
    """Of the files, as they were handed over. They lie as 1, 2, 3 …"""
    of: str = ""
    """The source they are, where a person knows it (NEW: none)."""
    hints: Hints = NOTHING_KNOWN
    replaces: str = ""
    """The draft whose columns were cut otherwise: what is found takes its place."""
    seen: str = ""
    """The digest of that draft as the person saw it."""


@dataclass(frozen=True)
class Looked:
    """What came of it: names of the drafts, and what was wrong with files that could not be read."""

    drafts: tuple[str, ...]
    refused: tuple[RefusedError, ...] = ()


def put_order(home: Path, order: LookOrder, write: Sequence[Callable[[Path], object]]) -> str:
    """Lay the files down, `write` one to a file; the key of the order. It appears whole or not at all.

    Raises RefusedError H006 in a training home.
    """
    refuse_strange_files(home)
    place = home / FOLDER
    place.mkdir(mode=0o700, exist_ok=True)
    key = secrets.token_hex(8)
    with new_folder(place / key) as building:
        write_text(building / ORDER, order.model_dump_json(), mode=0o600)
        for number, put in enumerate(write, start=1):
            put(building / str(number))
            (building / str(number)).chmod(0o600)
    (place / key).chmod(0o700)
    return key


def work_on_order(
    home: Path, key: str, matcher: Matcher, progress: Progress, locked: Callable[[], AbstractContextManager[None]]
) -> Looked:
    """Look at the files of an order and keep their drafts, under the home's lock (`locked`). Then the files are gone.

    Repeated after a kill it does what is left to do; drafts that stand are not made twice. A file that cannot be read is
    named, the others are drafted; where none can be, that is raised.

    Raises RefusedError Y001 (no file can be read), Y009 (the draft to be cut anew was decided about meanwhile), Y012 (the
    files are gone); CancelledError.
    """
    order = _opened(home, key)
    with locked():
        put_right(home)
        standing = kept_for(home, key)
    if order is None or standing:
        _keep_what_is_held(home, key)
        if standing:
            return Looked(standing)
        raise RefusedError(
            "Y012", "調べるファイルは、もう残っていません", "「様式の下書き」で、ファイルをもう一度選んでください"
        )
    progress.station(STATIONS[0], len(order.names))
    found: list[Draft] = []
    refused: list[RefusedError] = []
    folder = home / FOLDER / key
    sweep_unfinished(folder)
    for number, name in enumerate(order.names, start=1):
        try:
            of_file = drafts_of(folder / str(number), matcher, folder, file_name=name, of=order.of, hints=order.hints)
            found += of_file
        except RefusedError as error:
            refused.append(error)
        progress.step(name)
    if not found:
        told = refused[0]
        if isinstance(told, IndividualNumbersError):
            with locked():
                told = _without_replaced(home, order, told)
        forget_order(home, key)
        raise told
    progress.station(STATIONS[1], 1)
    with locked():
        kept = _instead(home, matcher, order, found[0], key) or keep_all(
            home, matcher.pack, merged(found), by=order.by, on=order.on, order=key
        )
    _keep_what_is_held(home, key)
    return Looked(tuple(draft.name for draft in kept), tuple(refused))


def _replaced(home: Path, order: LookOrder) -> Draft | None:
    return next((draft for draft in drafts(home) if order.replaces and draft.name == order.replaces), None)


def _without_replaced(home: Path, order: LookOrder, error: IndividualNumbersError) -> IndividualNumbersError:
    """Borders that stand right showed Individual Numbers: the draft under the old ones goes, and the file kept for it. What is
    said of it."""
    old = _replaced(home, order)
    if old is None:
        return error
    forget_order(home, old.order)
    discard(home, old.name)
    return IndividualNumbersError(error.code, error.message, f"{error.remedy}。区切りを直す前の下書きも捨てました")


def _instead(home: Path, matcher: Matcher, order: LookOrder, found: Draft, key: str) -> tuple[Draft, ...]:
    """The draft looked at anew in the place of the one it replaces, with what people said of that one and of its columns whose
    borders stand; none where there is none."""
    old = _replaced(home, order)
    if old is None or old.is_new_source != found.is_new_source:
        return ()
    kept = {"label": old.label, "owner": old.owner, "purpose": old.purpose, "expected": old.expected}
    kept |= {"name": old.name, "made_on": order.on.isoformat(), "made_by": order.by, "order": key}
    names = {"file_names": old.layout.file_names, "encoding": found.layout.encoding}
    draft = found.model_copy(update=kept | {"layout": found.layout.model_copy(update=names)})
    draft = carried_over(old, draft, matcher)
    draft = with_table_named(draft) if draft.is_new_source else draft
    change(home, matcher.pack, draft, seen=order.seen)
    _keep_what_is_held(home, old.order)
    return (draft,)


def held_file(home: Path, draft: Draft) -> Path | None:
    """The file a draft of fixed width was made from, while it is still kept; None where there is none."""
    order = _opened(home, draft.order) if draft.layout.format == "fixed" and draft.order else None
    if draft.may_hold_numbers or order is None or draft.file not in order.names:
        return None
    path = home / FOLDER / draft.order / str(order.names.index(draft.file) + 1)
    return path if path.is_file() and clock.now() < held_until(path) else None


def held_until(path: Path) -> datetime:
    """When a kept file goes: its bytes came with it and are not touched, however often they are looked at."""
    return clock.in_japan(path.stat().st_mtime) + FIXED_WIDTH_KEPT


def _keep_what_is_held(home: Path, key: str) -> None:
    """Of an order that was worked on, only the files that drafts of fixed width still wait with stay."""
    held = {path for draft in drafts(home) if draft.order == key and (path := held_file(home, draft))}
    for path in (home / FOLDER / key).glob("[0-9]*") if held else ():
        if path not in held:
            path.unlink(missing_ok=True)
    if not held:
        forget_order(home, key)


def forget_order(home: Path, key: str) -> None:
    """The files of an order go."""
    if not _KEY.fullmatch(key):
        return
    shutil.rmtree(home / FOLDER / key, ignore_errors=True)


def orders(home: Path) -> list[str]:
    """Keys of the orders whose files lie here."""
    return sorted(path.name for path in (home / FOLDER).glob("*") if _KEY.fullmatch(path.name))


def sweep_orders(home: Path, alive: Callable[[str], bool], *, older_than: float) -> list[str]:
    """The files of orders that nobody will work on any more go, but for those kept for a draft, and orders that a crash left
    half laid down; the keys of those that are gone. `older_than` seconds are spared: between the files and the job that works
    on them lies a moment."""
    sweep_unfinished(home / FOLDER, older_than=older_than)
    latest = time.time() - older_than
    done = [key for key in orders(home) if not alive(key) and (home / FOLDER / key).stat().st_mtime <= latest]
    for key in done:
        _keep_what_is_held(home, key)
    left = set(orders(home))
    return [key for key in done if key not in left]


def _opened(home: Path, key: str) -> LookOrder | None:
    path = home / FOLDER / key / ORDER
    if not _KEY.fullmatch(key) or not path.is_file():
        return None
    try:
        return LookOrder.model_validate_json(path.read_bytes())
    except ValidationError:
        return None
