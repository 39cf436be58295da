"""研修用のホーム: a home that takes no file but those its maker wrote, so that nothing real can ever lie beside what is invented."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from tsunagu.base.errors import RefusedError
from tsunagu.base.files import write_text
from tsunagu.base.hashing import sha256_of_file

OWN_FILES = "own-files.json"
"""Lies in a training home from its first moment: the SHA-256 of every file it may take. A home without it takes any."""
NOT_OF_THIS_TOWN = "file.not_of_this_town"


def close_home(home: Path, files: Iterable[Path]) -> None:
    """Let the home take these files and no others. Called once, before anything is received."""
    _write(home, {sha256_of_file(path) for path in files})


def note_own_file(home: Path, sha256: str) -> None:
    """A file that the pages of a training home wrote themselves: what was entered there goes into its months too."""
    known = own_files(home)
    if known is not None and sha256 not in known:
        _write(home, {*known, sha256})


def _write(home: Path, digests: Iterable[str]) -> None:
    write_text(home / OWN_FILES, json.dumps(sorted(digests), indent=1) + "\n", mode=0o600)


def own_files(home: Path) -> frozenset[str] | None:
    """What a closed home may take; None for a home that takes any file. A list that cannot be read allows nothing."""
    try:
        return frozenset(json.loads((home / OWN_FILES).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError):
        return frozenset()


def refuse_strange_files(home: Path) -> None:
    """Raises RefusedError H006 in a training home: no file of unknown layout is looked at there."""
    if own_files(home) is not None:
        raise RefusedError(
            "H006",
            "研修用のホームでは、様式の分からないファイルを調べられません",
            "ほんとうのファイルは、町のホームで調べてください",
        )


def refuse_foreign_file(home: Path, path: Path) -> None:
    """Raises RefusedError H009 in a training home for a file that was not made for it, before anything is kept of it."""
    own = own_files(home)
    if own is not None and sha256_of_file(path) not in own:
        raise RefusedError(
            "H009",
            f"『{path.name}』は、この研修の町のファイルではありません",
            "ほんとうのファイルは、町のホームで受け取ってください。このファイルは、ここには残していません",
        )
