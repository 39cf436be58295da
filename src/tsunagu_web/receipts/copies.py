"""The copies a file came from: which were wiped, which still lie in watched folders, and whether its zip may go."""

from __future__ import annotations

from pathlib import Path

from tsunagu.base.hashing import sha256_of_file
from tsunagu.delivery import Package, ReceivedBytes, ReceivedCopy, Wipe, received_copy, watched_folders, wipes
from tsunagu.intake import Receipt
from tsunagu_web.town import home_folder, home_settings


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
    return [path for path in named if not path.is_symlink() and path.is_file() and sha256_of_file(path) in digests]


def package_of(receipt: Receipt) -> tuple[Package | None, list[str]]:
    """The zip a file came in with others, and the files of it that were not taken."""
    known = ReceivedBytes(home_folder())
    package = known.package(receipt.package_sha256)
    return package, [one.file for one in known.missing(package)] if package is not None else []


def copy_that_came(receipt: Receipt) -> ReceivedCopy:
    """What lies on the medium a file came on: the file, or its zip. Raises RefusedError (K002) while not all of it is taken."""
    package, _ = package_of(receipt)
    came, name = (receipt.sha256, receipt.file) if package is None else (package.came_as, package.file)
    return received_copy(home_folder(), came, name)
