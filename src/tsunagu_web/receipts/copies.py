"""The copies a file came from: which were wiped, and which still lie in watched folders."""

from __future__ import annotations

from pathlib import Path

from tsunagu.base.hashing import sha256_of_file
from tsunagu.delivery import Wipe, watched_folders, wipes
from tsunagu.intake import Receipt
from tsunagu_web.town import home_folder, home_settings


def wipes_of(receipt: Receipt) -> list[Wipe]:
    """What was wiped of a file."""
    return [one for one in wipes(home_folder()) if one.sha256 == receipt.sha256]


def watched_copies(receipt: Receipt) -> list[Path]:
    """The copies of a file that lie in watched folders, by their bytes: as received, or as it came with its password."""
    known = (receipt.sha256, receipt.locked_sha256)
    named = [one.folder / receipt.file for one in watched_folders(home_settings())]
    return [path for path in named if not path.is_symlink() and path.is_file() and sha256_of_file(path) in known]
