"""Drafts in the home: kept beside the town's declarations and not read, until somebody confirms one with a reason.

A draft is a folder below `pack/drafts`; confirming moves it, in one step, below `pack/confirmed`, where it is a layer of the
town's pack. Withdrawing moves it back. Who did so, when and why is appended to `pack/confirmations.jsonl`.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import mkdtemp

import yaml
from pydantic import BaseModel

from tsunagu.base import clock
from tsunagu.base.errors import RefusedError
from tsunagu.base.files import TEMPORARY_PREFIX, append_line, new_folder, sweep_unfinished, sync_folder, write_text
from tsunagu.catalog import CONFIRMED, DRAFTS, Pack, PurposeRow, load_pack, parse, read_document
from tsunagu.drafting.declaring import declarations
from tsunagu.drafting.model import TO_CONFIRM, Draft
from tsunagu.intake import named_sources
from tsunagu.purpose import add_row

DRAFT_FILE = "draft.yaml"
LOG = "confirmations.jsonl"
_NAME = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)?")


class Confirmation(BaseModel):
    """One line of the log: `what` is confirmed or withdrawn."""

    what: str
    name: str
    by: str
    at: str
    reason: str


def drafts(home: Path) -> list[Draft]:
    """Drafts that wait for a person, by name."""
    return [draft for path in _folders(home, DRAFTS) if (draft := _read(path)) is not None]


def confirmed(home: Path) -> list[Draft]:
    """Drafts in force, by name."""
    return [draft for path in _folders(home, CONFIRMED) if (draft := _read(path)) is not None]


def confirmations(home: Path) -> list[Confirmation]:
    """Everything that was confirmed and withdrawn, oldest first."""
    path = home / "pack" / LOG
    if not path.is_file():
        return []
    return [Confirmation.model_validate_json(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def open_draft(home: Path, name: str) -> Draft:
    """The draft of that name. Raises RefusedError (Q008) naming those there are."""
    return _opened(home, DRAFTS, name)


def _opened(home: Path, place: str, name: str) -> Draft:
    found = _read(home / "pack" / place / name) if _NAME.fullmatch(name) else None
    if found is None:
        told = "、".join(path.name for path in _folders(home, place)) or "ありません"
        what = "下書き" if place == DRAFTS else "確認ずみの様式"
        raise RefusedError("Q008", f"{what}「{name}」がありません", f"いまある{what}：{told}")
    return found


def keep(home: Path, pack: Pack, draft: Draft, *, by: str, on: date) -> Draft:
    """Write a new draft; a name nobody chose gets a number where it is taken.

    Raises RefusedError Q003 when a chosen name is taken or cannot be one.
    """
    sweep_unfinished(home / "pack" / DRAFTS, older_than=3600)  # pages keep drafts without a lock, which takes seconds
    named = draft.model_copy(update={"name": _free_name(home, pack, draft), "made_on": on.isoformat(), "made_by": by})
    if draft.is_new_source:
        named = _with_table_named(named, draft.name)
    with new_folder(home / "pack" / DRAFTS / named.name) as building:
        _write(building, named, pack)
    return named


def _free_name(home: Path, pack: Pack, draft: Draft) -> str:
    taken = {path.name for place in (DRAFTS, CONFIRMED) for path in _folders(home, place)}
    taken |= set(pack.tables) | set(pack.sources) | {layout.name for layout in pack.further_layouts}
    plain = draft.name.endswith(".own") or draft.name == "own_source"
    if not _NAME.fullmatch(draft.name) or (not draft.is_new_source and not draft.name.startswith(f"{draft.of}.")):
        shape = f"{draft.of}.名前" if draft.of else "名前"
        raise RefusedError("Q003", f"名前「{draft.name}」は使えません", f"英小文字と数字で {shape} の形にしてください")
    if draft.name not in taken:
        return draft.name
    if not plain:
        raise RefusedError("Q003", f"名前「{draft.name}」はもう使われています", "別の名前を付けてください")
    return next(name for number in range(2, 1000) if (name := f"{draft.name}{number}") not in taken)


def _with_table_named(draft: Draft, before: str) -> Draft:
    """The table of a new source is called like the source."""
    columns = tuple(
        one.model_copy(
            update={
                "column": one.column.model_copy(
                    update={"to": tuple(f"{draft.name}.{target.split('.', 1)[1]}" for target in one.to)}
                )
            }
        )
        for one in draft.columns
    )
    return draft.model_copy(update={"columns": columns})


def change(home: Path, pack: Pack, draft: Draft) -> None:
    """Write a draft that is there once more. Until it is confirmed nothing reads it, so its files are written one by one."""
    folder = home / "pack" / DRAFTS / draft.name
    open_draft(home, draft.name)
    for old in folder.glob("codes/*.csv"):
        old.unlink()
    _write(folder, draft, pack)


def discard(home: Path, name: str) -> None:
    """Throw a draft away. What is confirmed is withdrawn first. Raises RefusedError (Q008)."""
    open_draft(home, name)
    gone = home / "pack" / DRAFTS / f"{TEMPORARY_PREFIX}{name}"
    (home / "pack" / DRAFTS / name).rename(gone)
    shutil.rmtree(gone)


def _write(folder: Path, draft: Draft, pack: Pack) -> None:
    for name, text in declarations(draft, pack).items():
        write_text(folder / name, text)
    told = draft.model_dump(mode="json", by_alias=True, exclude_defaults=True) | {"schema": 1}
    write_text(folder / DRAFT_FILE, yaml.safe_dump(told, allow_unicode=True, width=1_000_000, sort_keys=False))


def confirm(home: Path, pack_name: str, name: str, *, by: str, reason: str) -> Draft:
    """Put a draft in force, after trying it on the town's whole pack. The caller holds the home's lock.

    Raises RefusedError Q004 (an item every row must have is missing), Q005 (no name, no reason), Q006 (要確認 is left), Q007
    (the file would be taken for another source), Q008 (no such draft); DeclarationError with file and line where the
    declarations do not hold. Nothing has changed then.
    """
    if not by.strip() or not reason.strip():
        raise RefusedError("Q005", "確認した人と理由が要ります", "だれが、何と照らして確かめたかを書いてください")
    draft = open_draft(home, name)
    folder = home / "pack" / DRAFTS / name
    _nothing_is_open(draft, folder)
    with _tried(home, folder) as trial:
        pack = load_pack(pack_name, trial)
    taken_for = named_sources(pack, draft.file)
    if taken_for != (draft.of or name,):
        told = "、".join(pack.sources[one].label for one in taken_for) or "どれでもないもの"
        raise RefusedError(
            "Q007",
            f"『{draft.file}』という名前は「{told}」と受け取られます",
            "様式の file_names（ファイル名の型）を、ほかと重ならないように直してください",
        )
    for row in _purposes_of(folder):
        add_row(home, row, by=by, on=clock.today())
    _note(home, Confirmation(what="confirmed", name=name, by=by, at=_now(), reason=reason))
    _move(home, name, DRAFTS, CONFIRMED)
    return draft


def withdraw(home: Path, pack_name: str, name: str, *, by: str, reason: str) -> None:
    """Take a confirmed draft out of force. What was received under it stays. The caller holds the home's lock.

    Raises RefusedError Q005, Q008; DeclarationError where other declarations of the town still need it.
    """
    if not by.strip() or not reason.strip():
        raise RefusedError("Q005", "取り下げる人と理由が要ります", "だれが、なぜ取り下げるかを書いてください")
    _opened(home, CONFIRMED, name)
    with _tried(home, None, without=name) as trial:
        load_pack(pack_name, trial)
    _note(home, Confirmation(what="withdrawn", name=name, by=by, at=_now(), reason=reason))
    _move(home, name, CONFIRMED, DRAFTS)


def _nothing_is_open(draft: Draft, folder: Path) -> None:
    if draft.lacking:
        told = "、".join(f"「{name}」" for name in draft.lacking)
        raise RefusedError(
            "Q004",
            f"なくてはならない項目{told}にあたる列が決まっていません",
            "その列を選ぶか、課にその列のあるファイルをもらってください",
        )
    for path in sorted(folder.rglob("*.yaml")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if path.name != DRAFT_FILE and TO_CONFIRM in line.partition("  # ")[0]:
                raise RefusedError(
                    "Q006",
                    f"{path.relative_to(folder)} の{number}行目が「{TO_CONFIRM}」のままです（{line.strip()}）",
                    "保有する課と、利用目的・法的根拠を責任者に確かめて書いてください",
                )


@contextmanager
def _tried(home: Path, folder: Path | None, without: str = "") -> Iterator[Path]:
    """A copy of the town's own declarations with the draft among those confirmed, or without one that is."""
    trial = Path(mkdtemp(prefix=f"{TEMPORARY_PREFIX}trial-", dir=home))
    try:
        shutil.copytree(home / "pack", trial, ignore=shutil.ignore_patterns(DRAFTS), dirs_exist_ok=True)
        if folder is not None:
            shutil.copytree(folder, trial / CONFIRMED / folder.name)
        if without:
            shutil.rmtree(trial / CONFIRMED / without)
        yield trial
    finally:
        shutil.rmtree(trial, ignore_errors=True)


def _purposes_of(folder: Path) -> list[PurposeRow]:
    path = folder / "purposes.yaml"
    if not path.is_file():
        return []
    document = read_document(path)
    return [
        parse(PurposeRow, document.part("purposes", number)) for number in range(len(document.value["purposes"] or ()))
    ]


def _note(home: Path, line: Confirmation) -> None:
    append_line(home / "pack" / LOG, json.dumps(line.model_dump(), ensure_ascii=False, sort_keys=True))


def _move(home: Path, name: str, start: str, end: str) -> None:
    place = home / "pack" / end
    place.mkdir(parents=True, exist_ok=True)
    (home / "pack" / start / name).rename(place / name)
    sync_folder(place)
    sync_folder(home / "pack" / start)


def _now() -> str:
    return clock.now().isoformat(timespec="seconds")


def _folders(home: Path, place: str) -> list[Path]:
    return sorted(path for path in (home / "pack" / place).glob("[!.]*") if path.is_dir())


def _read(folder: Path) -> Draft | None:
    path = folder / DRAFT_FILE
    return parse(Draft, read_document(path)) if path.is_file() else None
