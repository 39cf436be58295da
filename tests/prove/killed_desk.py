"""What else a person begins at the desk and a kill may end: the month of files that were handed in, a wiping, a draft, its confirmation.

Each scene says for itself what must hold after the kill, and again after the same command once more.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from tests.prove.acknowledged import acknowledged_rows, lost_rows
from tests.prove.folders import leftovers
from tests.prove.killing import Scene, Trial, must, tsunagu
from tsunagu.base.errors import TsunaguError
from tsunagu.delivery import unfinished_wipes, wipes
from tsunagu.drafting import confirmations, confirmed, drafts
from tsunagu.month import Home

BY = ["--by", "田中"]
COUNTS = {"month of what was handed in": (20, 20), "wipe": (10, 20), "draft": (10, 15), "confirm": (10, 15)}
"""Scene → kills by time, kills by step; beside the three hundred."""
LAYOUT = "juki_kojin.killed"


@dataclass
class WipeScene(Scene):
    """Copies of received files on a stick, wiped one after the other."""

    copies: list[Path] = field(default_factory=list)

    def stick(self, home: Path) -> Path:
        """Where the copies of a home's scene lie: outside the home."""
        return home.with_name(f"stick of {home.name}")

    def fresh(self, name: str) -> Path:
        """A home, and a stick with every copy whole."""
        home = super().fresh(name)
        stick = self.stick(home)
        shutil.rmtree(stick, ignore_errors=True)
        stick.mkdir()
        for copy in self.copies:
            shutil.copy(copy, stick / copy.name)
        return home

    def arguments(self, home: Path) -> list[str]:
        """All copies in one command."""
        named = [str(self.stick(home) / copy.name) for copy in self.copies]
        return ["wipe", *named, *BY, "--medium", "USBメモリ", "--home", str(home)]

    def examine(self, home: Path, trial: Trial) -> Trial:
        """No copy is gone or damaged without a word in the record; what was received is all there; a second wipe ends it."""
        trial.acknowledged = acknowledged_rows(home)
        trial.lost, halves = lost_rows(home)
        trial.problems += halves
        trial.problems += [f"after the kill: {one}" for one in self._unsaid(home)]
        again = tsunagu(self.arguments(home))
        if again.returncode not in (0, 2):
            trial.problems.append(f"the rerun ends with {again.returncode}: {again.stderr.strip()[-300:]}")
        trial.problems += [f"after the rerun: {one}" for one in self._unsaid(home)]
        trial.problems += [f"{copy.name} was left whole" for copy in self.copies if self._is_whole(home, copy)]
        trial.orphans += [f"left behind {name}" for name in leftovers(home)]
        return trial

    def _is_whole(self, home: Path, copy: Path) -> bool:
        place = self.stick(home) / copy.name
        return place.is_file() and place.read_bytes() == copy.read_bytes()

    def _unsaid(self, home: Path) -> list[str]:
        """Copies that are no longer as they were, and of which the record says nothing; and a record that does not hold."""
        try:
            named = {one.place for one in [*wipes(home), *unfinished_wipes(home)]}
            done = {one.place for one in wipes(home)}
        except TsunaguError as error:
            return [f"the record of wiping does not hold ({error.code})"]
        touched = [copy.name for copy in self.copies if not self._is_whole(home, copy)]
        found = [f"{name} is no longer whole, unsaid" for name in touched if str(self.stick(home) / name) not in named]
        return found + [
            f"{Path(place).name} is said to be gone and lies there" for place in done if Path(place).exists()
        ]


@dataclass
class DraftScene(Scene):
    """A layout of an unknown file: drafted, or (`confirms`) put in force."""

    confirms: bool = False

    def examine(self, home: Path, trial: Trial) -> Trial:
        """The draft waits or is in force, whole and once, with somebody's name; the same command once more ends it."""
        trial.problems += [f"after the kill: {one}" for one in self._wrong(home, ended=False)]
        again = tsunagu(self.arguments(home))
        # What the killed command had finished, it need not do again: then the name is taken, or no draft is left to confirm.
        if again.returncode not in (0, 2):
            trial.problems.append(f"the rerun ends with {again.returncode}: {again.stderr.strip()[-300:]}")
        trial.problems += [f"after the rerun: {one}" for one in self._wrong(home, ended=True)]
        hidden = [path for path in (home / "pack").rglob(".*") if path.name not in (".gitkeep",)]
        trial.orphans += [f"left behind {path.relative_to(home)}" for path in hidden]
        return trial

    def _wrong(self, home: Path, *, ended: bool) -> list[str]:
        try:
            waiting = [one.name for one in drafts(home) if one.name == LAYOUT]
            in_force = [one.name for one in confirmed(home) if one.name == LAYOUT]
            said = [one.what for one in confirmations(home) if one.name == LAYOUT]
            Home(home).pack()
        except TsunaguError as error:
            return [f"the drafts or the pack cannot be read ({error.code})"]
        found = (
            ["a layout is in force and nobody's name stands behind it"] if in_force and "confirmed" not in said else []
        )
        if said.count("confirmed") > 1:
            found.append("one confirmation is told twice")
        wanted = ([], [LAYOUT]) if self.confirms else ([LAYOUT], [])
        between = [wanted, ([LAYOUT], [])] if self.confirms else [wanted, ([], [])]
        if (waiting, in_force) not in ([wanted] if ended else between):
            found.append(f"waiting {waiting}, in force {in_force}")
        return found


def scenes_of(folder: Path, received: Path, inbox: Path, as_of: str) -> tuple[Scene, WipeScene, DraftScene, DraftScene]:
    """The four scenes on a home that has `received` the files of the inbox, each passed once undisturbed."""
    handed_in = Scene(
        "month of what was handed in", folder, received, ["run", "--as-of", as_of, "--capacity", "5", "--json"]
    )
    unknown = folder / "住民一覧_年報.csv"
    register = next(path for path in sorted(inbox.iterdir()) if path.name.startswith("JUKI_KOJIN"))
    unknown.write_bytes(b"".join(register.read_bytes().splitlines(keepends=True)[:40]))
    words = ["source", "draft", str(unknown), "--of", "juki_kojin", "--name", LAYOUT, *BY]
    drafted = folder / "drafted"
    shutil.copytree(received, drafted)
    must([*words, "--home", str(drafted)])
    confirming = ["source", "confirm", LAYOUT, *BY, "--reason", "課の様式書と照らした"]
    taken = [path for path in sorted(inbox.iterdir()) if path.suffix in (".csv", ".xlsx")]
    wipe = WipeScene("wipe", folder, received, [], copies=[path for path in taken if _is_received(received, path)][:6])
    draft = DraftScene("draft", folder, received, words)
    confirm = DraftScene("confirm", folder, drafted, confirming, confirms=True)
    for scene in (handed_in, wipe, draft, confirm):
        scene.prepare()
    return handed_in, wipe, draft, confirm


def _is_received(home: Path, path: Path) -> bool:
    from tsunagu.base.hashing import sha256_of_file
    from tsunagu.delivery import ReceivedBytes

    return ReceivedBytes(home).copy(sha256_of_file(path)) is not None
