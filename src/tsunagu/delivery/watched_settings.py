"""Which folders departments put files in: read from home.yaml and written there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tsunagu.base.errors import RefusedError
from tsunagu.base.files import write_bytes
from tsunagu.catalog import Pack

REST_SECONDS = 60
BY_FOLDER = "受け取りフォルダ"
_NOTES = r"(?:[ \t]*(?:#.*)?\n)*"
_LINES = re.compile(rf"^watched:.*\n(?:{_NOTES}(?:-|[ \t]+[^\s#]).*\n)*", re.MULTILINE)
"""The whole block, and nothing that stands behind its last line."""


class WatchedFolder(BaseModel):
    """One line of `watched:` in home.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    folder: Path
    sources: tuple[str, ...] = ()
    """Only files of these; none named: of any source of the pack."""
    medium: str = "共有フォルダ"
    carrier: str = BY_FOLDER
    """Who brought the file, as the receipt names it: the department, else that it lay in the folder."""
    rest_seconds: int = Field(default=REST_SECONDS, ge=0)
    """A file is taken when its size and time of change were the same for so long."""

    @property
    def told(self) -> str:
        """What is decided about it, in words."""
        return f"{'、'.join(self.sources) or 'すべての提供データ'}　{self.medium}　{self.carrier}"

    def takes(self, sources: Iterable[str]) -> bool:
        """Whether a file that may belong to these sources is taken from here."""
        named = set(sources)
        return bool(named) and (not self.sources or bool(named & set(self.sources)))


def watched_folders(settings: dict[str, object]) -> list[WatchedFolder]:
    """The folders home.yaml names; none in a training home, which takes no file from outside.

    Raises RefusedError (N002) when a line cannot be read.
    """
    given = [] if settings.get("training") is True else settings.get("watched") or []
    try:
        return [WatchedFolder.model_validate(line) for line in given]  # type: ignore[attr-defined]
    except (ValidationError, TypeError):
        raise RefusedError(
            "N002",
            "home.yaml の watched（受け取りフォルダ）の書き方が違います",
            "folder、sources、medium、carrier、rest_seconds だけを使い、folder は必ず書いてください",
        ) from None


def watch_folder(settings_file: Path, pack: Pack, wanted: WatchedFolder, *, again: bool = False) -> None:
    """Write a folder into home.yaml; `again`: what was said of it before is to be written over.

    Raises RefusedError N006 (no such folder, or the home itself), N007 (no such source), N012 (it is watched already, and
    nobody said that it is to be written over), N002.
    """
    folder, home = wanted.folder.resolve(), settings_file.parent.resolve()
    if not folder.is_dir() or folder.is_relative_to(home) or home.is_relative_to(folder):
        raise RefusedError(
            "N006",
            f"{wanted.folder} は受け取りフォルダにできません",
            "いまあるフォルダで、ホームの中でも、ホームを含むところでもないものを指定してください",
        )
    unknown = [name for name in wanted.sources if name not in pack.sources]
    if unknown:
        raise RefusedError(
            "N007",
            f"提供データ {'、'.join(unknown)} はありません",
            "tsunagu board に出る名前（juki_kojin など）で指定してください",
        )
    placed = wanted.model_copy(update={"folder": folder})
    known = next((one for one in _written(settings_file) if one.folder == folder), None)
    if known is not None and not again:
        raise RefusedError(
            "N012",
            f"{folder} はもう受け取りフォルダです（いまの決め：{known.told}）",
            "何も変えていません。書き直すなら --again を付けて、もう一度実行してください",
        )
    _write(settings_file, [*(one for one in _written(settings_file) if one.folder != folder), placed])


def unwatch_folder(settings_file: Path, folder: Path) -> None:
    """Take a folder out of home.yaml. Nothing in the folder changes.

    Raises RefusedError N008 (it is not watched), N002.
    """
    written = _written(settings_file)
    left = [one for one in written if one.folder not in (folder, folder.resolve())]
    if len(left) == len(written):
        raise RefusedError(
            "N008",
            f"{folder} は受け取りフォルダではありません",
            "tsunagu watch list に出るとおりに指定してください",
        )
    _write(settings_file, left)


def _written(settings_file: Path) -> list[WatchedFolder]:
    return watched_folders(dict(yaml.safe_load(settings_file.read_text(encoding="utf-8"))))


def _write(settings_file: Path, folders: Iterable[WatchedFolder]) -> None:
    """Only the lines of `watched:` change: what people wrote beside them stays, and so do notes on lines of their own."""
    old = settings_file.read_text(encoding="utf-8")
    rest = _LINES.sub(_notes_of, old if old.endswith("\n") else old + "\n")
    lines = [_line(one) for one in folders]
    new = rest + yaml.safe_dump({"watched": lines}, allow_unicode=True, sort_keys=False) if lines else rest
    wanted = _without(yaml.safe_load(old)) | ({"watched": lines} if lines else {})
    if _read_back(new) != wanted:
        raise RefusedError(
            "N002",
            "home.yaml の watched（受け取りフォルダ）の書き方が、書き足せる形ではありません",
            "watched: を行の先頭から書くか、いまの watched を消してから、もう一度実行してください",
        )
    write_bytes(settings_file, new.encode("utf-8"))


def _notes_of(block: re.Match[str]) -> str:
    return "".join(line for line in block[0].splitlines(keepends=True) if line.lstrip().startswith("#"))


def _line(one: WatchedFolder) -> dict[str, Any]:
    told = one.model_dump(exclude_defaults=True, mode="json")
    return {"folder": str(one.folder)} | told


def _without(settings: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in settings.items() if name != "watched"}


def _read_back(text: str) -> object:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return None
