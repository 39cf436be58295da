"""Writing so that a crash leaves the old or the new, never half: temporary name, fsync, rename, fsync of the folder."""

from __future__ import annotations

import math
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

TEMPORARY_PREFIX = ".unfinished-"
"""Names that start so were left by a crash and may be swept."""


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Make a file's bytes durable."""
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def write_bytes(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Put `data` at `path` in one step; whoever reads sees the old bytes or the new ones."""
    write_pieces(path, (data,), mode=mode)


def write_pieces(path: Path, pieces: Iterable[bytes], *, mode: int = 0o644) -> None:
    """As write_bytes, for bytes that are never together in memory."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=TEMPORARY_PREFIX, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            for piece in pieces:
                stream.write(piece)
            stream.flush()
            os.fchmod(stream.fileno(), mode)
            os.fsync(stream.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def write_text(path: Path, text: str, *, mode: int = 0o644) -> None:
    """As write_bytes, UTF-8 and line ends as given."""
    write_bytes(path, text.encode("utf-8"), mode=mode)


def append_line(path: Path, line: str) -> None:
    """Add one line to a log and make it durable; `line` holds no line end. A line that a crash cut short stays alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as stream:
        cut = stream.seek(0, os.SEEK_END) > 0 and stream.seek(-1, os.SEEK_END) >= 0 and stream.read(1) != b"\n"
        stream.write((b"\n" if cut else b"") + line.encode("utf-8") + b"\n")
        stream.flush()
        os.fsync(stream.fileno())


@contextmanager
def new_folder(final: Path) -> Iterator[Path]:
    """Publish a folder in one step: fill the yielded folder; when the block ends well it appears whole at `final`.

    Raises FileExistsError when `final` is already published (nothing is overwritten). A failed block leaves nothing.
    """
    if final.exists():
        raise FileExistsError(final)
    final.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=f"{TEMPORARY_PREFIX}{final.name}-", dir=final.parent))
    try:
        yield building
        publish_folder(building, final)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise


def publish_folder(building: Path, final: Path) -> None:
    """Make every file of `building` durable, then give it its final name. FileExistsError when the name is taken."""
    for folder, _, names in os.walk(building):
        for name in sorted(names):
            sync_file(Path(folder) / name)
        sync_folder(Path(folder))
    building.chmod(0o755)
    if final.exists():
        raise FileExistsError(final)
    building.rename(final)
    sync_folder(final.parent)


def sweep_unfinished(folder: Path, *, older_than: float = 0, kind: str = "") -> list[str]:
    """Remove what crashes left in `folder` (`kind`: only names that go on so); the names removed, sorted.

    Without a lock around all who write there, `older_than` (seconds) spares what somebody may be writing right now.
    """
    found = folder.glob(f"{TEMPORARY_PREFIX}{kind}*") if folder.exists() else []
    latest = time.time() - older_than
    swept = sorted(path.name for path in found if not older_than or _changed_at(path) < latest)
    for name in swept:
        leftover = folder / name
        if leftover.is_dir():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()
    return swept


def _changed_at(path: Path) -> float:
    """Seconds since 1970; without end where whoever wrote it has just put it in its place."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return math.inf
