"""Snapshots ○月末時点データ as they lie in the home: found, opened, checked. Nobody ever changes one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tsunagu.base.errors import RefusedError, TsunaguError
from tsunagu.base.files import TEMPORARY_PREFIX
from tsunagu.base.hashing import sha256_of_file
from tsunagu.mart.manifest import MANIFEST_FILE, Manifest, read_manifest


class DamagedSnapshotError(TsunaguError):
    """A snapshot is not what was published. It is not used."""

    exit_status = 4


@dataclass(frozen=True)
class Snapshot:
    """One published snapshot."""

    path: Path
    manifest: Manifest

    @property
    def snapshot_id(self) -> str:
        """Name of the folder and hash of the content."""
        return self.path.name

    @property
    def as_of(self) -> date:
        """The day it shows."""
        return self.manifest.as_of

    def table_path(self, name: str) -> Path:
        """The Parquet file of a table.

        Raises KeyError when the snapshot has no such table.
        """
        if not any(file.name == f"{name}.parquet" for file in self.manifest.files):
            raise KeyError(name)
        return self.path / f"{name}.parquet"

    def rows(self, name: str) -> int:
        """Number of rows of a table; KeyError when there is none of that name."""
        return next(file.rows for file in self.manifest.files if file.name == f"{self.table_path(name).stem}.parquet")


def snapshots_folder(home: Path) -> Path:
    """Where published snapshots lie."""
    return home / "mart" / "snapshots"


def list_snapshots(home: Path) -> list[Snapshot]:
    """All published snapshots with a readable manifest, by day, then in the order they followed each other."""
    found = []
    folder = snapshots_folder(home)
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.name.startswith(TEMPORARY_PREFIX) or not path.is_dir():
            continue
        try:
            found.append(Snapshot(path, read_manifest(path)))
        except (ValueError, OSError):
            continue
    depth = {
        snapshot.snapshot_id: _depth(snapshot, {other.snapshot_id: other for other in found}) for snapshot in found
    }
    return sorted(found, key=lambda snapshot: (snapshot.as_of, depth[snapshot.snapshot_id], snapshot.snapshot_id))


def _depth(snapshot: Snapshot, every: dict[str, Snapshot]) -> int:
    steps = 0
    previous = snapshot.manifest.previous_snapshot
    while previous is not None and previous in every:
        steps += 1
        previous = every[previous].manifest.previous_snapshot
    return steps


def problems_of(path: Path) -> list[str]:
    """What is wrong with a snapshot's folder, in sentences; empty when every byte is as published."""
    try:
        manifest = read_manifest(path)
    except (ValueError, OSError):
        return [f"{MANIFEST_FILE} が読めないか、書き換えられています"]
    problems = []
    if manifest.snapshot_id() != path.name:
        problems.append(f"フォルダ名 {path.name} と中身の番号 {manifest.snapshot_id()} が違います")
    for file in manifest.files:
        sealed = path / file.name
        if not sealed.is_file():
            problems.append(f"{file.name} がありません")
        elif sha256_of_file(sealed) != file.sha256:
            problems.append(f"{file.name} の中身が公開したときと違います")
    known = {MANIFEST_FILE, *(file.name for file in manifest.files)}
    problems += [
        f"{extra.name} は公開したときになかったファイルです"
        for extra in sorted(path.iterdir())
        if extra.name not in known
    ]
    return problems


def open_snapshot(home: Path, snapshot_id: str | None = None) -> Snapshot:
    """The snapshot of that id (or the newest day's), after checking every byte.

    Raises RefusedError (S001) when there is none, DamagedSnapshotError (S002) when it is not as published.
    """
    snapshot = find_snapshot(home, snapshot_id)
    problems = problems_of(snapshot.path)
    if problems:
        raise DamagedSnapshotError(
            "S002",
            f"時点データ {snapshot.path.name} は公開したときのままではありません（{'、'.join(problems)}）",
            "使わずに、tsunagu snapshot build で同じ日付のものを作り直してください",
        )
    return snapshot


def find_snapshot(home: Path, snapshot_id: str | None) -> Snapshot:
    """As open_snapshot, without reading the tables."""
    if snapshot_id is None:
        found = list_snapshots(home)
        if found:
            return found[-1]
        raise RefusedError("S001", "時点データがまだありません", "tsunagu snapshot build --as-of 日付 で作ってください")
    path = snapshots_folder(home) / snapshot_id
    if not snapshot_id.isalnum() or not path.is_dir():
        raise RefusedError(
            "S001", f"時点データ {snapshot_id} はありません", "tsunagu snapshot list で番号を確かめてください"
        )
    try:
        return Snapshot(path, read_manifest(path))
    except (ValueError, OSError):
        raise DamagedSnapshotError(
            "S002",
            f"時点データ {snapshot_id} の {MANIFEST_FILE} が読めないか、書き換えられています",
            "使わずに、tsunagu snapshot build で同じ日付のものを作り直してください",
        ) from None


def verify(home: Path, snapshot_id: str | None = None) -> dict[str, list[str]]:
    """Check one snapshot or all: id → what is wrong, in sentences."""
    folder = snapshots_folder(home)
    if snapshot_id is not None:
        if not snapshot_id.isalnum() or not (folder / snapshot_id).is_dir():
            raise RefusedError(
                "S001", f"時点データ {snapshot_id} はありません", "tsunagu snapshot list で番号を確かめてください"
            )
        return {snapshot_id: problems_of(folder / snapshot_id)}
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    return {
        path.name: problems_of(path) for path in paths if path.is_dir() and not path.name.startswith(TEMPORARY_PREFIX)
    }
