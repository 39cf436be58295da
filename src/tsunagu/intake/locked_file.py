"""パスワードの掛かったファイル: opened while somebody is there to type the password, and kept without one.

What is kept, read and known again is the file without its password; the receipt names the fingerprint of what came.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tsunagu.base.files import TEMPORARY_PREFIX, sync_file, sync_folder
from tsunagu.catalog import IntakeLimits
from tsunagu.intake.limits import held_to
from tsunagu.intake.problems import FileRefused
from tsunagu.intake.sniff import OLE2
from tsunagu.intake.xlsx_reading import WorkbookReader

_WORK = f"{TEMPORARY_PREFIX}lock-"
"""What a kill leaves of a file without its password is swept by its name."""


def could_be_locked(path: Path) -> bool:
    """Whether the first bytes are those of a zip or of a workbook: only these are opened with a password."""
    with path.open("rb") as stream:
        return stream.read(8).startswith((b"PK", OLE2))


def locked_files(files: list[Path], *, limits: IntakeLimits, work: Path) -> list[Path]:
    """Those of the files that have a password, or hold a file that has one. What cannot be judged within the limits is none: receiving it says why."""
    candidates = [path for path in files if could_be_locked(path)]
    if not candidates:
        return []
    reader = WorkbookReader()
    try:
        with held_to(limits), TemporaryDirectory(prefix=_WORK, dir=work) as folder:
            return [path for path in candidates if _has_password(reader, path, Path(folder))]
    finally:
        reader.close()


def _has_password(reader: WorkbookReader, path: Path, work: Path) -> bool:
    try:
        return reader.is_locked(path, work)
    except FileRefused:
        return False


def without_password(path: Path, password: str, *, limits: IntakeLimits, work: Path) -> Path:
    """The same file without its password, in `work`; `path` itself where it has none. The files in a zip keep theirs: each is
    opened when it is received. FileRefused as for take_off_password."""
    if not could_be_locked(path):
        return path
    reader = WorkbookReader()
    try:
        with held_to(limits):
            return reader.unlock(path, work, password, inside=False)
    finally:
        reader.close()


def take_off_password(
    path: Path, password: str, *, limits: IntakeLimits, work: Path, first: Callable[[], object] | None = None
) -> None:
    """Put the file without its password, and of a zip without those of its files, in its place, in one step. FileRefused, with the file as it was: file.wrong_password,
    and what refuses a zip or a workbook anyway (file.too_large, file.archive_broken).

    `first` is done when the file is open and before it takes the place of what came, whose bytes nobody has afterwards.
    """
    reader = WorkbookReader()
    try:
        with held_to(limits), TemporaryDirectory(prefix=_WORK, dir=work) as folder:
            plain = reader.unlock(path, Path(folder), password)
            if plain != path:
                plain.chmod(0o600)
                sync_file(plain)
                if first is not None:
                    first()
                plain.replace(path)
                sync_folder(path.parent)
    finally:
        reader.close()
