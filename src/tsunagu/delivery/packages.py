"""Zips that hold several files, one per school or one per kind: each file is received as if it had been handed in by itself."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tsunagu.base.errors import RefusedError
from tsunagu.base.files import TEMPORARY_PREFIX, sweep_unfinished, sync_folder
from tsunagu.catalog import Pack
from tsunagu.delivery.names import checked_name
from tsunagu.intake import files_in


def open_package(file: Path, pack: Pack) -> None:
    """Put the files of a zip in the place of it: a folder each, beside the zip's own. Repeated after a kill it gives the same.

    A zip that is to be received as it is stays; so does one whose names nobody can keep, for receiving it says why.
    """
    tray = file.parent.parent
    sweep_unfinished(tray)
    with TemporaryDirectory(prefix=TEMPORARY_PREFIX, dir=tray) as folder:
        found = files_in(file, pack, Path(folder))
        try:
            names = [checked_name(name) for name, _ in found]
        except RefusedError:
            return
        for number, (name, (_, inside)) in enumerate(zip(names, found, strict=True), start=1):
            target = tray / f"{file.parent.name}-{number:03d}" / name
            target.parent.mkdir(mode=0o700, exist_ok=True)
            inside.chmod(0o600)
            inside.replace(target)
    if found:
        sync_folder(tray)
        file.unlink()
