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
    Unwanted,
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


def may_be_wiped(receipt: Receipt) -> bool:
    """Whether a copy may ever go: of a file that was taken, or came in a zip, or may not be taken because of 個人番号. The copy of
    any other may be all there is."""
    return receipt.taken or MY_NUMBER in receipt.counts or package_of(receipt)[0] is not None


def wipes_of(receipt: Receipt) -> list[Wipe]:
    """What was wiped of a file: copies of it, and of the zips it came in with others."""
    zips = {package.came_as for package in ReceivedBytes(home_folder()).packages_with(receipt.sha256)}
    return [one for one in wipes(home_folder()) if one.sha256 in {receipt.sha256, receipt.locked_sha256} | zips]


def watched_copies(receipt: Receipt) -> list[Path]:
    """The copies of a file that lie in watched folders, by their bytes: as received, as it came with its password, or in a zip
    with others of which each was taken, or will not be.
    """
    known = ReceivedBytes(home_folder())
    whole = [package for package in known.packages_with(receipt.sha256) if not known.missing(package)]
    alone = {receipt.sha256, receipt.locked_sha256} if receipt.taken else set()
    digests = alone | {package.came_as for package in whole}
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


@dataclass(frozen=True)
class NotTaken:
    """A file of a zip that was not taken: why (`sentence`), whether because of 個人番号, and whether it waits in a tray for a
    person to say if it is to replace another."""

    file: str
    sha256: str
    sentence: str
    my_number: bool
    waits: bool


def not_taken_of(package: Package | None, missing: Sequence[PackedFile]) -> list[NotTaken]:
    """The files of a zip of which nothing was decided yet."""
    if package is None or not missing:
        return []
    waiting, found = _in_trays(package, missing), []
    for one in missing:
        told = next(iter(receipts_of_files(home_folder(), [(one.file, one.sha256, None)])), None)
        sentence, counts = (told.sentence, told.counts) if told is not None else ("", {})
        found.append(NotTaken(one.file, one.sha256, sentence, MY_NUMBER in counts, one.sha256 in waiting))
    return found


def _in_trays(package: Package, files: Sequence[PackedFile]) -> set[str]:
    """The SHA-256 of those of a zip's files that lie in a tray. Names may be equal, so the bytes are asked."""
    names, found = {one.file for one in files}, set()
    for tray in trays(home_folder()):
        for path in tray.files():
            if path.name in names and tray.slip.packages.get(tray.place_of(path)) == package.came_as:
                with suppress(OSError):  # received this moment
                    found.add(sha256_of_file(path))
    return found


def decided_of(package: Package | None) -> list[Unwanted]:
    """What was said of a zip's files that will not be taken."""
    return ReceivedBytes(home_folder()).decided(package) if package is not None else []


def settle(receipt: Receipt, chosen: Collection[str], *, by: str, reason: str) -> None:
    """Write down that the chosen files (by SHA-256) of the zip a file came in will not be taken.

    Raises RefusedError K011 when none is chosen, or one that was decided about already or waits in a tray, K009 without a reason.
    """
    package, missing = package_of(receipt)
    free = {one.sha256 for one in not_taken_of(package, missing) if not one.waits}
    if package is None or not chosen or not free.issuperset(chosen):
        raise RefusedError(
            "K011",
            "片づけるファイルを選んでいないか、まだ差し替えの返事を待っています",
            "受け取らないと決めるファイルに印を付けてください。待っているファイルは「月の処理」で、受け取るか取り下げてください",
        )
    wanted = [one for one in missing if one.sha256 in chosen]
    note_unwanted(home_folder(), package, wanted, by=by, reason=reason)


def copy_that_came(receipt: Receipt) -> ReceivedCopy:
    """What lies on the medium a file came on: the file, or its zip. Raises RefusedError (K002) while not all of it is taken.

    A file with 個人番号 is never taken: a person gives it back or wipes it, and that is all there is to write down.
    """
    package, _ = package_of(receipt)
    if package is not None:
        return received_copy(home_folder(), package.came_as, package.file)
    if not receipt.taken and MY_NUMBER in receipt.counts:
        came = receipt.locked_sha256 or receipt.sha256
        return ReceivedCopy(receipt.file, came, receipt.source or "", receipt.period or "", ())
    return received_copy(home_folder(), receipt.sha256, receipt.file)
