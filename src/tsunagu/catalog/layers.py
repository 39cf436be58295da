"""A pack is laid over the pack it is based on, and the town's own folder over both: the later file of a name counts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

import tsunagu_packs
from tsunagu.base.errors import DeclarationError, RefusedError
from tsunagu.catalog.declarations import parse, read_document
from tsunagu.catalog.model import Declared, DriftLimits, Expected, Held

SHIPPED = Path(tsunagu_packs.__file__).parent
DRAFTS, CONFIRMED = "drafts", "confirmed"
"""Folders beside a town's own declarations: those nobody has confirmed, which are not read, and those somebody has, each
a layer of its own, so that it comes into force with all its files at once."""


class PackDeclaration(Declared):
    """pack.yaml: who the town is, which sources it uses and who owns them, and what it holds only in part."""

    schema_: int = Field(alias="schema")
    name: str
    label: str
    version: str
    municipality: str
    population: int = Field(ge=0)
    based_on: str | None = None
    sources: tuple[str, ...]
    kept_codes: dict[str, str] = {}
    """Code lists that no column uses yet, each with why it is kept."""
    enable: tuple[str, ...] = ()
    """Sources that are shipped disabled (住民税) and that this town has decided to use."""
    layouts: dict[str, str] = {}
    """By source, the further layout that this town's system writes now; the others are read as well."""
    owners: dict[str, str] = {}
    held: dict[str, Held] = {}
    held_columns: dict[str, Held] = {}
    """`source.見出し`: how a single column is held."""
    held_notes: dict[str, str] = {}
    """By source: on what ground or from whom it is held so."""
    expected: dict[str, Expected] = {}
    """By source, when its files are due here."""
    drift: dict[str, DriftLimits] = {}
    """By source, how far its files may differ from last month's here."""
    drift_of_flags: float = Field(default=0.3, gt=0)
    """How far the share of flagged (or undeterminable) children of a type may change, as a share of last month's."""
    schools: tuple[str, ...] = ()
    """Codes of the schools that deliver files of their own; none written: those that ever did."""
    notes: tuple[str, ...] = ()
    """Assumptions the town should check, in Japanese."""


@dataclass(frozen=True)
class Layers:
    """Folders from the ground up; `declaration` is the pack asked for, `file` the path it was read from."""

    folders: tuple[Path, ...]
    declaration: PackDeclaration
    file: Path
    kept_codes: frozenset[str] = frozenset()
    """Code lists that some layer keeps although no column uses them."""

    def files(self, folder: str, suffix: str) -> list[Path]:
        """Files under `folder` of every layer, by name; a later layer's file hides an earlier one of the same name."""
        found = {path.name: path for layer in self.folders for path in sorted((layer / folder).glob(f"*{suffix}"))}
        return [found[name] for name in sorted(found)]

    def every(self, name: str) -> list[Path]:
        """The file `name` of every layer that has it, ground first: for lists whose rows are laid over each other."""
        return [layer / name for layer in self.folders if (layer / name).is_file()]

    def fingerprint(self) -> str:
        """SHA-256 over every declaration file: place among the layers, relative name and bytes, in order."""
        digest = hashlib.sha256()
        for depth, layer in enumerate(self.folders):
            for path in self._declarations_in(layer):
                digest.update(f"{depth}/{path.relative_to(layer).as_posix()}\0{path.stat().st_size}\0".encode())
                digest.update(path.read_bytes())
        return digest.hexdigest()

    def _declarations_in(self, layer: Path) -> list[Path]:
        """Every YAML and CSV file of a layer but those of drafts and of confirmed drafts, which are layers themselves."""
        found = (path for path in layer.rglob("*") if path.suffix in (".yaml", ".csv") and path.is_file())
        return sorted(path for path in found if path.relative_to(layer).parts[0] not in (DRAFTS, CONFIRMED))


def standard_file(name: str) -> Path:
    """A declaration that ships with Tsunagu and belongs to no town."""
    return SHIPPED / "standard" / name


def find_layers(name_or_path: str | Path, town_folder: Path | None) -> Layers:
    """The layers of a pack, named (shipped with Tsunagu) or given as a folder.

    Raises RefusedError (P002) when there is no such pack, DeclarationError (D008) when packs are based on each other.
    """
    top = _folder_of(str(name_or_path))
    declaration = parse(PackDeclaration, read_document(top / "pack.yaml"))
    folders = [top]
    below, kept = declaration, set(declaration.kept_codes)
    while below.based_on is not None:
        folder = _folder_of(below.based_on)
        if folder in folders:
            raise DeclarationError(
                "D008",
                folders[-1] / "pack.yaml",
                1,
                f"based_on がひと回りしています（{below.based_on}）",
                "土台にするパックを見直してください",
            )
        folders.append(folder)
        below = parse(PackDeclaration, read_document(folder / "pack.yaml"))
        kept |= set(below.kept_codes)
    folders.reverse()
    if town_folder is not None:
        own = [*confirmed_folders(town_folder), town_folder]
        declaration = _with_own_sources(declaration, folders, own)
        folders += own
    return Layers(tuple(folders), declaration, top / "pack.yaml", frozenset(kept))


def confirmed_folders(town_folder: Path) -> list[Path]:
    """The drafts a town has confirmed, by name."""
    place = town_folder / CONFIRMED
    return sorted(path for path in place.glob("[!.]*") if path.is_dir())


def _with_own_sources(declaration: PackDeclaration, shipped: list[Path], own: list[Path]) -> PackDeclaration:
    """What only the town itself declares, it uses: such a source need not be named in the pack it builds on."""
    known = {path.stem for layer in shipped for path in (layer / "sources").glob("*.yaml")}
    added = sorted({path.stem for layer in own for path in (layer / "sources").glob("*.yaml")} - known)
    return declaration.model_copy(update={"sources": (*declaration.sources, *added)}) if added else declaration


def _folder_of(name_or_path: str) -> Path:
    is_path = "/" in name_or_path or "\\" in name_or_path
    folder = Path(name_or_path) if is_path else SHIPPED / name_or_path
    if not (folder / "pack.yaml").is_file():
        known = "、".join(sorted(path.parent.name for path in SHIPPED.glob("*/pack.yaml")))
        raise RefusedError(
            "P002",
            f"パック「{name_or_path}」が見つかりません（pack.yaml がありません）",
            f"付属のパック（{known}）の名前か、pack.yaml のあるフォルダ（./名前 のように / を付けて）を指定してください",
        )
    return folder
