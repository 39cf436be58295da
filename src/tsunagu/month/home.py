"""The home: one folder that holds everything a town's Tsunagu knows, and the only place that names its paths."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml

from tsunagu.base.errors import RefusedError
from tsunagu.base.files import sweep_unfinished, write_bytes
from tsunagu.catalog import IntakeLimits, Pack, limits_of, load_pack
from tsunagu.intake import close_home, loads, own_files
from tsunagu.month.protection_limit import hours_of
from tsunagu.purpose import seed_from_pack

SCHEMA = 1
PROTECTION_FOLDER = "protection"
"""What newer lists of protected people withhold from sealed snapshots."""
PROTECTION_HOURS = 24
FOR_YEARS = 24 * 366 * 20
"""In a training home, where nobody hands in a list every day."""


@lru_cache(maxsize=8)
def settings_in(text: str) -> dict[str, object]:
    """What a home.yaml of these words says, not to be changed by who asks; {} where it lists nothing. Read once: a page asks a
    dozen times, and the words change once a year.

    Raises yaml.YAMLError.
    """
    found = yaml.safe_load(text)
    return found if isinstance(found, dict) else {}


@dataclass(frozen=True)
class Home:
    """Paths of one home. The folder may be anywhere; nothing outside it is ever written."""

    folder: Path

    @property
    def settings_file(self) -> Path:
        """What the town chose at the beginning: pack, demo or not."""
        return self.folder / "home.yaml"

    @property
    def runs(self) -> Path:
        """One folder per run, named by its contents."""
        return self.folder / "runs"

    @property
    def current_file(self) -> Path:
        """Which run the pages show; swapped by one rename."""
        return self.folder / "CURRENT"

    @property
    def run_log(self) -> Path:
        """The only place with clock times: when runs happened and how long each station took."""
        return self.folder / "runs.jsonl"

    @property
    def progress_file(self) -> Path:
        """Where the running month stands now, for whoever watches."""
        return self.folder / "run-progress.json"

    @property
    def cancel_file(self) -> Path:
        """Its presence asks the running month to stop."""
        return self.folder / "cancel"

    def settings(self) -> dict[str, object]:
        """The home's settings.

        Raises RefusedError (H001) when the folder is not a home.
        """
        if not self.settings_file.is_file():
            raise RefusedError(
                "H001",
                f"{self.folder} はつなぐのホームではありません（home.yaml がありません）",
                "tsunagu init ホームのフォルダ --pack kaisei で作るか、--home か TSUNAGU_HOME を見直してください",
            )
        settings = settings_in(self.settings_file.read_text(encoding="utf-8"))
        if settings.get("schema") != SCHEMA:
            raise RefusedError(
                "H002",
                f"このホームの版（{settings.get('schema')}）は、このつなぐ（{SCHEMA}）では開けません",
                "つなぐの版を合わせてください",
            )
        return deepcopy(settings)

    def pack(self) -> Pack:
        """The home's pack with the town's own declarations laid over it."""
        own = self.folder / "pack"
        pack = load_pack(str(self.settings()["pack"]), own if own.is_dir() and any(own.iterdir()) else None)
        return replace(pack, limits=self.limits)

    @property
    def limits(self) -> IntakeLimits:
        """How large a file may be that this town takes. Raises RefusedError (N009) when home.yaml cannot be read there."""
        return limits_of(self.settings())

    @property
    def is_demo(self) -> bool:
        """A demo home holds an invented town; every page says so."""
        return bool(self.settings().get("demo"))

    @property
    def is_training(self) -> bool:
        """A training home holds an invented town of its own making, and takes no other file."""
        return self.settings().get("training") is True

    @property
    def protection_hours(self) -> int:
        """How old the list of protected people may be before addresses disappear for everybody."""
        hours = self.settings().get("protection_hours", PROTECTION_HOURS)
        return hours_of(self.folder, hours if isinstance(hours, int) else PROTECTION_HOURS)

    def current_run(self) -> Path | None:
        """The folder of the run the pages show, or None before the first run."""
        if not self.current_file.is_file():
            return None
        return self.runs / str(json.loads(self.current_file.read_text(encoding="utf-8"))["run"])

    def is_busy(self) -> bool:
        """Whether a process is changing the home at this moment. A file left by one that was killed does not count."""
        try:
            with self.locked():
                return False
        except RefusedError:
            return True

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Only one process may change the home. The lock dies with its process, so kill -9 leaves none behind.

        What a killed process left half written is swept when the next one takes the lock.
        """
        from tsunagu.delivery import sweep_laid_out  # most who read a home never take its lock

        with (self.folder / "lock").open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise RefusedError(
                    "H003",
                    "このホームでは別の処理が動いています",
                    "終わるまで待つか、tsunagu cancel で止めてから、もう一度実行してください",
                ) from None
            # Whoever held the lock before may have been killed; what it left half written holds personal data.
            for written_under_lock in (self.folder, self.runs, self.folder / PROTECTION_FOLDER):
                sweep_unfinished(written_under_lock)
            sweep_laid_out(self.folder)
            yield

    def sweep(self) -> None:
        """Remove what a killed process left half written, unless another one is at work: it swept when it began."""
        with suppress(RefusedError), self.locked():
            pass


def create_home(
    folder: Path, pack_name: str, *, on: date, demo: bool = False, only: Sequence[Path] | None = None
) -> Home:
    """Make a new home for a town: settings, empty folders, and the purpose ledger as the pack proposes it.

    With `only` a training home, that takes these files and no others; a list of protected people never grows old there.

    Raises RefusedError (H004) when the folder already holds something; nothing is changed then.
    """
    refuse_a_filled_folder(folder)
    pack = load_pack(_absolute_if_path(pack_name))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    for name in ("pack", "originals", "loads", "receipts", "purpose", "keys", "runs", "mart/snapshots"):
        (folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)
    seed_from_pack(folder, pack, on)
    settings = {
        "schema": SCHEMA,
        "pack": _absolute_if_path(pack_name),
        "municipality": pack.municipality,
        "demo": demo or only is not None,
        "protection_hours": PROTECTION_HOURS if only is None else FOR_YEARS,
    }
    if only is not None:
        settings["training"] = True
        close_home(folder, only)
    text = yaml.safe_dump(settings, allow_unicode=True, sort_keys=True)
    write_bytes(folder / "home.yaml", text.encode("utf-8"))
    return Home(folder)


def refuse_a_filled_folder(folder: Path) -> None:
    """Raises RefusedError H004: nothing is ever made over what is there."""
    if folder.exists() and any(folder.iterdir()):
        raise RefusedError("H004", f"{folder} は空ではありません", "空のフォルダか、新しい名前を指定してください")


def find_home(option: Path | None) -> Home:
    """The home named by --home, else by TSUNAGU_HOME.

    Raises RefusedError (H005) when neither names one, H007 for what calls itself a training home and was not made as one.
    """
    named = option or (Path(os.environ["TSUNAGU_HOME"]) if os.environ.get("TSUNAGU_HOME") else None)
    if named is None:
        raise RefusedError(
            "H005",
            "どのホームを使うかが分かりません",
            "--home フォルダ を付けるか、環境変数 TSUNAGU_HOME を設定してください",
        )
    home = Home(named.resolve())
    if home.is_training or own_files(home.folder) is not None:
        _refuse_what_was_not_made_as_one(home)
    return home


def _refuse_what_was_not_made_as_one(home: Home) -> None:
    """A home with real children is never turned into one where log-ins are printed, nor the other way round."""
    own = own_files(home.folder)
    foreign = own is None or any(
        {load.sha256, load.locked_sha256, load.package_sha256}.isdisjoint(own) for load in loads(home.folder)
    )
    if foreign or not home.is_training:
        raise RefusedError(
            "H007",
            f"{home.folder} は、研修用のホームとして作られたままではありません",
            "ほんとうのホームを研修用に、研修用のホームをほんとうのものに変えることはできません。"
            "研修用のホームは tsunagu training make で新しく作ってください",
        )


def _absolute_if_path(pack_name: str) -> str:
    return str(Path(pack_name).resolve()) if "/" in pack_name or os.sep in pack_name else pack_name
