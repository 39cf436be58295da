"""圧縮ファイル: zips that hold several files, one per school or one per kind. Each file is received as if it had been handed in by
itself; which files a zip held is kept, for only that tells whether a copy of the zip is still wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, mkdtemp

from pydantic import BaseModel

from tsunagu.base.errors import RefusedError
from tsunagu.base.files import TEMPORARY_PREFIX, sweep_unfinished, sync_file, sync_folder, write_text
from tsunagu.base.hashing import sha256_of_file
from tsunagu.base.read_once import ReadOnce
from tsunagu.catalog import Pack
from tsunagu.delivery.names import DELIVERIES, checked_name
from tsunagu.intake import FileRefused, files_in, is_system_file, without_password

PACKAGES = "packages"
_OPENED = "package-"


class PackedFile(BaseModel, frozen=True):
    """One file of a zip: its name without folders, and its bytes by their SHA-256."""

    file: str
    sha256: str


class Package(BaseModel, frozen=True):
    """A zip of several files that was opened. `locked_sha256`: of what came, where it had a password."""

    file: str
    sha256: str
    locked_sha256: str | None = None
    files: list[PackedFile]

    @property
    def came_as(self) -> str:
        """The SHA-256 of what came."""
        return self.locked_sha256 or self.sha256

    @property
    def counted(self) -> list[PackedFile]:
        """Its files but for those that machines lay beside them."""
        return [one for one in self.files if not is_system_file(one.file)]


_KNOWN = ReadOnce(lambda path: Package.model_validate_json(path.read_bytes()))


def kept_packages(home: Path) -> list[Package]:
    """Every zip that was opened, in the order of its SHA-256."""
    return _KNOWN.every(home / DELIVERIES / PACKAGES)


def open_package(
    home: Path, file: Path, pack: Pack, *, locked: str | None, note: Callable[[str, list[str]], object]
) -> None:
    """Put the files of a zip in a tray in the place of it: a folder each, beside the zip's own. Repeated after a kill it gives
    the same. `note` is told what came and the places (0001-001/name) before anything lies there.

    A zip that is to be received as it is stays; so does one whose names nobody can keep, for receiving it says why.
    """
    tray = file.parent.parent
    sweep_unfinished(tray)
    with TemporaryDirectory(prefix=TEMPORARY_PREFIX, dir=tray) as folder:
        found = _files_of(file, file.name, pack, Path(folder))
        if not found:
            return
        package = _keep(home, file.name, sha256_of_file(file), locked, found)
        places = [f"{file.parent.name}-{number:03d}/{name}" for number, (name, _) in enumerate(found, start=1)]
        note(package.came_as, places)
        for place, (_, inside) in zip(places, found, strict=True):
            target = tray / place
            target.parent.mkdir(mode=0o700, exist_ok=True)
            inside.chmod(0o600)
            inside.replace(target)
            # The zip was made durable when it was handed in; what takes its place must be so before it goes.
            sync_file(target)
            sync_folder(target.parent)
    sync_folder(tray)
    file.unlink()


@dataclass(frozen=True)
class Opened:
    """Files to receive, and of those out of a zip with others the SHA-256 of that zip as it came."""

    files: list[Path]
    packages: dict[Path, str]


@contextmanager
def opened_packages(home: Path, files: Sequence[Path], pack: Pack, *, password: str | None = None) -> Iterator[Opened]:
    """The files, and in the place of every zip that holds several the files in it, which are gone when the block ends.

    `password` opens a zip that has one. What a crash left opened is swept first: the caller holds the home's lock.
    """
    place = home / DELIVERIES
    sweep_unfinished(place, kind=_OPENED)
    zips = {file for file in files if file.name.lower().endswith(".zip")}
    if not zips:
        yield Opened(list(files), {})
        return
    place.mkdir(mode=0o700, exist_ok=True)
    work = Path(mkdtemp(prefix=f"{TEMPORARY_PREFIX}{_OPENED}", dir=place))
    try:
        opened = Opened([], {})
        for number, file in enumerate(files):
            inside = _laid_out(home, file, pack, password, work / str(number)) if file in zips else {}
            opened.files.extend(inside or [file])
            opened.packages.update(inside)
        yield opened
    finally:
        rmtree(work, ignore_errors=True)


def _laid_out(home: Path, file: Path, pack: Pack, password: str | None, work: Path) -> dict[Path, str]:
    """The files of a zip under their names below `work`, each with what came; empty for a zip that is received as it is."""
    work.mkdir(mode=0o700)
    try:
        plain = file if password is None else without_password(file, password, limits=pack.limits, work=work)
    except (FileRefused, OSError):
        return {}  # receiving it says why
    found = _files_of(plain, file.name, pack, work)
    if not found:
        return {}
    came = sha256_of_file(file)
    package = _keep(home, file.name, sha256_of_file(plain), None if plain == file else came, found)
    laid_out = {}
    for number, (name, inside) in enumerate(found, start=1):
        target = work / f"{number:03d}" / name
        target.parent.mkdir(mode=0o700)
        laid_out[inside.rename(target)] = package.came_as
    return laid_out


def _files_of(file: Path, name: str, pack: Pack, place: Path) -> list[tuple[str, Path]]:
    """As files_in; none where a name cannot be kept."""
    found = files_in(file, name, pack, place)
    try:
        return [(checked_name(name), inside) for name, inside in found]
    except RefusedError:
        return []


def _keep(home: Path, name: str, sha256: str, locked: str | None, found: Sequence[tuple[str, Path]]) -> Package:
    """Write down what a zip held, before anything of it is received. The caller holds the home's lock."""
    place = home / DELIVERIES / PACKAGES
    sweep_unfinished(place)
    inside = [PackedFile(file=file, sha256=sha256_of_file(path)) for file, path in found]
    package = Package(file=name, sha256=sha256, locked_sha256=locked, files=inside)
    write_text(place / f"{package.came_as}.json", package.model_dump_json(indent=1) + "\n", mode=0o600)
    return package
