"""Which fonts papers are set in: the town's own folder, then the server's, then the one that is always there. None is shipped."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from tsunagu.base.errors import RefusedError
from tsunagu.month.home import Home

SYSTEM = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts")
WANTED = ("bizudpgothic", "bizudgothic", "notosanscjk", "notosansjp", "ipaexg", "ipag", "takaopgothic", "vl-gothic")
"""Beginnings of the file names of Japanese fonts, those made to be read first; the first that is there is taken."""
KINDS = frozenset({".ttf", ".otf", ".ttc"})
WEIGHTS = ("-regular", "-bold")


def font_files(home: Home, system: tuple[Path, ...] = SYSTEM) -> list[Path]:
    """The files in the order in which a sign is looked up: a sign the first has not is taken from the next.

    Raises RefusedError P012 when home.yaml names a folder that has no font.
    """
    return [*town_fonts(home), *system_fonts(system), *fonts_always_there()]


def town_fonts(home: Home) -> list[Path]:
    """The fonts of the folder `fonts:` in home.yaml, by name; none when the town set none. Raises RefusedError P012."""
    told = home.settings().get("fonts")
    if told is None:
        return []
    folder = home.folder / str(told)
    found = _fonts_in(folder)
    if not found:
        raise RefusedError(
            "P012",
            f"home.yaml の fonts: のフォルダ（{folder}）に、フォント（ttf・otf・ttc）がありません",
            "フォントを置くか、フォルダの名前を直すか、fonts: の行を消してください",
        )
    return found


def system_fonts(folders: tuple[Path, ...] = SYSTEM) -> list[Path]:
    """Regular and bold of the first Japanese font the server has."""
    found = [path for folder in folders for path in _fonts_in(folder)]
    for wanted in WANTED:
        named = [path for path in found if path.name.lower().startswith(wanted)]
        if named:
            plain = [path for path in named if path.stem.lower().endswith(WEIGHTS)]
            return plain or named
    return []


def fonts_always_there() -> list[Path]:
    """IPAexゴシック as the package matplotlib-fontja brings it; that package is found, never run."""
    spec = find_spec("matplotlib_fontja")
    places = [] if spec is None else list(spec.submodule_search_locations or [])
    return [path for place in places for path in _fonts_in(Path(place))]


def _fonts_in(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in KINDS and path.is_file())
