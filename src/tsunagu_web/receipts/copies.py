"""The copies a file came from: which were wiped, which still lie in watched folders, and whether its zip may go."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tsunagu.base.errors import RefusedError, TsunaguError
from tsunagu.base.hashing import sha256_of_file
from tsunagu.delivery import (
    Package,
    PackedFile,
    ReceivedBytes,
    ReceivedCopy,
    SeenFile,
    Wipe,
    note_unwanted,
    problem_of_unwanted,
    received_copy,
    seen_in_folders,
    trays,
    watched_folders,
    wipes,
)
from tsunagu.intake import Receipt, receipts_of_files
from tsunagu_web.town import home_folder, home_settings

MY_NUMBER = "file.my_number"


@dataclass(frozen=True)
class Copies:
    """What a receipt says of its copies; `problem`: a record or a setting that cannot be read, so that something is left out."""

    wiped: list[Wipe]
    watched: list[Path]
    problem: TsunaguError | None


def copies_of(receipt: Receipt, *, may_wipe: bool) -> Copies:
    """What was wiped of a file, and what of it lies in watched folders, for those who may wipe it."""
    wiped: list[Wipe] = []
    watched: list[Path] = []
    problem: TsunaguError | None = None
    try:
        wiped = wipes_of(receipt)
    except TsunaguError as error:
        problem = error
    if may_wipe:
        try:
            watched = watched_copies(receipt)
        except TsunaguError as error:
            problem = problem or error
        problem = problem or problem_of_unwanted(home_folder())
    return Copies(wiped, watched, problem)


def wipes_of(receipt: Receipt) -> list[Wipe]:
    """What was wiped of a file: copies of it, and of the zips it came in with others."""
    zips = {package.came_as for package in ReceivedBytes(home_folder()).packages_with(receipt.sha256)}
    return [one for one in wipes(home_folder()) if one.sha256 in {receipt.sha256} | zips]


def watched_copies(receipt: Receipt) -> list[Path]:
    """The copies of a file that lie in watched folders, by their bytes: as received, as it came with its password, or in a zip
    with others that were all taken.
    """
    known = ReceivedBytes(home_folder())
    whole = [package for package in known.packages_with(receipt.sha256) if not known.missing(package)]
    digests = {receipt.sha256, receipt.locked_sha256} | {package.came_as for package in whole}
    names = dict.fromkeys([receipt.file, *(package.file for package in whole)])
    named = [one.folder / name for one in watched_folders(home_settings()) for name in names]
    seen = seen_in_folders(home_folder())
    return [path for path in named if _is_one_of(path, digests, seen)]


def _is_one_of(path: Path, digests: Collection[str | None], seen: Mapping[str, SeenFile]) -> bool:
    """Whether the file at a place has one of these bytes: by what the last look at the folder noted, else by reading it, for it
    may be large. One that is gone, or out of reach, this moment is none. Wiping reads the bytes again in any case.
    """
    with suppress(OSError):
        if path.is_symlink() or not path.is_file():
            return False
        state, noted = path.stat(), seen.get(str(path))
        if noted is not None and noted.sha256 and (noted.size, noted.changed_ns) == (state.st_size, state.st_mtime_ns):
            return noted.sha256 in digests
        return sha256_of_file(path) in digests
    return False


def package_of(receipt: Receipt) -> tuple[Package | None, list[PackedFile]]:
    """The zip a file came in with others, and the files of it that were not taken and still might be."""
    known = ReceivedBytes(home_folder())
    package = known.package(receipt.package_sha256)
    return package, known.missing(package) if package is not None else []


def wait_in_a_tray(package: Package, files: Sequence[PackedFile]) -> list[PackedFile]:
    """Those of a zip's files that lie in a tray: a person is still to say whether they are taken."""
    waiting = {
        path.name
        for tray in trays(home_folder())
        for path in tray.files()
        if tray.slip.packages.get(tray.place_of(path)) == package.came_as
    }
    return [one for one in files if one.file in waiting]


def hold_individual_numbers(files: Sequence[PackedFile]) -> bool:
    """Whether one of them was refused for the 個人番号 in it."""
    told = receipts_of_files(home_folder(), [(one.file, one.sha256, None) for one in files])
    return any(MY_NUMBER in receipt.counts for receipt in told)


def settle(receipt: Receipt, *, by: str, reason: str) -> None:
    """Write down that what the zip holds besides will not be taken.

    Raises RefusedError K011 when nothing is left to decide or a file waits in a tray, K009 without a reason.
    """
    package, missing = package_of(receipt)
    if package is None or not missing or wait_in_a_tray(package, missing):
        raise RefusedError(
            "K011",
            "片づけるファイルがないか、まだ差し替えの返事を待っています",
            "「月の処理」で、待っているファイルを受け取るか取り下げてください",
        )
    note_unwanted(home_folder(), package, missing, by=by, reason=reason)


def copy_that_came(receipt: Receipt) -> ReceivedCopy:
    """What lies on the medium a file came on: the file, or its zip. Raises RefusedError (K002) while not all of it is taken."""
    package, _ = package_of(receipt)
    came, name = (receipt.sha256, receipt.file) if package is None else (package.came_as, package.file)
    return received_copy(home_folder(), came, name)
