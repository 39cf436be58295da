"""The files of a month as the home holds them: which were taken, which were not, and their bytes laid out once more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from tsunagu.base.files import TEMPORARY_PREFIX, sweep_unfinished
from tsunagu.delivery.names import DELIVERIES
from tsunagu.delivery.received_bytes import ReceivedBytes
from tsunagu.intake import RECEIPTS, Load, Receipt, ReceiptLine, loads, read_original, receipt_lines

_MONTH = "month-"


def first_day(as_of: date) -> date:
    """The first day of the month that ends (for us) with `as_of`."""
    return as_of.replace(day=1)


def delivered(home: Path, as_of: date) -> list[Load]:
    """The loads received in the month up to `as_of` that nothing has replaced, one per file, by file name."""
    every = loads(home)
    replaced = {load.replaces for load in every}
    month = [load for load in every if first_day(as_of) <= load.received_on <= as_of and load.load_id not in replaced]
    # Bytes read twice, under older and newer declarations, are one file.
    by_file = {(load.sha256, load.source, load.period): load for load in month}
    return sorted(by_file.values(), key=lambda load: (load.file_name, load.load_id))


def refused_lines(home: Path, as_of: date) -> tuple[list[ReceiptLine], list[ReceiptLine]]:
    """The month's files that could not be taken and have not been taken since, each once, by file name; apart from them those of
    which somebody said since that they will not be.

    A file is known by its bytes, and, where its password was taken off since, by what came; of a zip that was opened since,
    its files are told. One that was refused twice for different reasons is told once: the bytes are the same.
    """
    known = ReceivedBytes(home)
    month = [
        line
        for line in receipt_lines(home)
        if first_day(as_of) <= line.received_on <= as_of
        and line.status == "refused"
        and not known.is_settled(line.sha256)
    ]
    once = {(line.file, line.sha256): line for line in month}
    lines = sorted(once.values(), key=lambda line: (line.file, line.sha256))
    unwanted = [line for line in lines if known.is_unwanted(line.package_sha256, line.sha256)]
    return [line for line in lines if line not in unwanted], unwanted


def receipts_of_lines(home: Path, lines: Iterable[ReceiptLine]) -> list[Receipt]:
    """The whole receipts these lines are of, in that order."""
    return [Receipt.model_validate_json((home / RECEIPTS / f"{line.key}.json").read_bytes()) for line in lines]


@contextmanager
def laid_out(home: Path, as_of: date) -> Iterator[Path]:
    """A folder with the month's files under the names they came with; gone when the block ends.

    Of two files with one name the second lies in a folder of its own. Whatever a crash left is swept first: the caller
    holds the home's lock. Raises TsunaguError (I010) when a kept original was changed.
    """
    place = home / DELIVERIES
    place.mkdir(mode=0o700, exist_ok=True)
    sweep_laid_out(home)
    folder = Path(mkdtemp(prefix=f"{TEMPORARY_PREFIX}{_MONTH}", dir=place))
    try:
        for number, load in enumerate(delivered(home, as_of)):
            target = folder / load.file_name
            if target.exists():
                target = folder / str(number) / load.file_name
                target.parent.mkdir()
            target.write_bytes(read_original(home, load.sha256))
        yield folder
    finally:
        rmtree(folder, ignore_errors=True)


def sweep_laid_out(home: Path) -> None:
    """Remove the files of a month that a killed run left opened. The caller holds the home's lock.

    Other things beside them are written without the lock, in moments: of those an hour is spared.
    """
    sweep_unfinished(home / DELIVERIES, kind=_MONTH)
    sweep_unfinished(home / DELIVERIES, older_than=3600)
