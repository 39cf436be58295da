"""Drafts in the home: kept beside the town's declarations and not read, until somebody confirms one with a reason.

A draft is a folder below `pack/drafts`; confirming moves it, in one step, below `pack/confirmed`, where it is a layer of the
town's pack. Withdrawing moves it back. Who did so, when and why stands in the chained log `pack/confirmations.jsonl`: one
line before the move and one after it, so that whatever is in force has somebody's name. Whoever changes anything here holds
the home's lock; what a killed process left is put right by the next one.
"""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import mkdtemp

import yaml
from pydantic import BaseModel

from tsunagu.base import clock
from tsunagu.base.chained_log import append_to_chain, read_chain
from tsunagu.base.errors import RefusedError, TsunaguError
from tsunagu.base.files import TEMPORARY_PREFIX, new_folder, sweep_unfinished, sync_folder, write_text
from tsunagu.base.hashing import sha256_of_text
from tsunagu.catalog import CONFIRMED, DRAFTS, Pack, PurposeRow, load_pack, parse, read_document
from tsunagu.drafting.declaring import PURPOSE_FIELDS, declarations
from tsunagu.drafting.model import TO_CONFIRM, Draft
from tsunagu.intake import named_sources
from tsunagu.purpose import add_row, end_row, rows_of

DRAFT_FILE = "draft.yaml"
LOG = "confirmations.jsonl"
REPLACED = ".replaced-"
"""Where a draft lies for the moment between its old files and its new ones."""
TOGETHER = ".together-"
"""Where new drafts lie for the moment between being written, all at once, and each having its own place."""
_STARTED = {"confirming": ("confirmed", CONFIRMED), "withdrawing": ("withdrawn", DRAFTS)}
"""Event before the move → the event after it, and where the folder lies then."""
_NAME = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)?")


class BrokenConfirmationsError(TsunaguError):
    """The log of confirmations does not hold: a line was changed, removed or put in between."""

    exit_status = 4

    def __init__(self, path: Path, line: int, what: str) -> None:
        super().__init__(
            "Y010",
            f"様式を確認した記録の{line}行目が{what}",
            "責任者と情報担当に伝え、控えの記録から戻してください。戻すまで、確認も取り下げもできません",
        )


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
    """Everything that was confirmed and withdrawn, oldest first. Raises BrokenConfirmationsError (Y010)."""
    done, moved = _log(home)
    return [*done, *moved]


def _log(home: Path) -> tuple[list[Confirmation], list[Confirmation]]:
    """What the log says is done, and what was begun and moved although a killed process could not say so."""
    done: list[Confirmation] = []
    begun: dict[str, Confirmation] = {}
    for entry in read_chain(home / "pack" / LOG, BrokenConfirmationsError):
        name, told = entry.body["name"], {"by": entry.by, "at": entry.on, "reason": entry.body["reason"]}
        if entry.event in _STARTED:
            begun[name] = Confirmation(what=entry.event, name=name, **told)
        else:
            begun.pop(name, None)
            done.append(Confirmation(what=entry.event, name=name, **told))
    moved = []
    for one in begun.values():
        after, place = _STARTED[one.what]
        if (home / "pack" / place / one.name).is_dir():
            moved.append(one.model_copy(update={"what": after}))
    return done, moved


def needs_putting_right(home: Path) -> bool:
    """Whether a killed process, or one at work, has something half done among the drafts."""
    return any((home / "pack" / DRAFTS).glob(".*"))


def put_right(home: Path) -> None:
    """What a killed process left: half-written folders go, drafts that were written together get their places, a draft
    between old and new stays the old one, a move that the log does not know is told there. The caller holds the home's lock."""
    folder = home / "pack" / DRAFTS
    sweep_unfinished(folder)
    if folder.is_dir():
        _spread(folder)
    for old in sorted(folder.glob(f"{REPLACED}*")):
        if (folder / old.name.removeprefix(REPLACED)).exists():
            shutil.rmtree(old)
        else:
            old.rename(folder / old.name.removeprefix(REPLACED))
    try:
        moved = _log(home)[1]
    except BrokenConfirmationsError:
        return  # Told where somebody confirms, withdraws or reads; a draft may be worked on meanwhile.
    for one in moved:
        _note(home, one)


def digest_of(home: Path, name: str) -> str:
    """What stands in a draft, as one hash: who confirms says by it what they saw. Raises RefusedError (Y008)."""
    open_draft(home, name)
    folder = home / "pack" / DRAFTS / name
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return sha256_of_text(
        "\0".join(f"{path.relative_to(folder)}\0{path.read_text(encoding='utf-8')}" for path in files)
    )


def must_be_as_seen(home: Path, name: str, seen: str | None) -> None:
    """Raises RefusedError Y009 where the draft is no longer what the person saw."""
    if seen is not None and seen != digest_of(home, name):
        raise RefusedError(
            "Y009", "画面を開いたあとで、下書きが直されました", "いまの内容を読みなおしてから、もう一度押してください"
        )


def open_draft(home: Path, name: str) -> Draft:
    """The draft of that name. Raises RefusedError (Y008) naming those there are."""
    return _opened(home, DRAFTS, name)


def _opened(home: Path, place: str, name: str) -> Draft:
    found = _read(home / "pack" / place / name) if _NAME.fullmatch(name) else None
    if found is None:
        told = "、".join(path.name for path in _folders(home, place)) or "ありません"
        what = "下書き" if place == DRAFTS else "確認ずみの様式"
        raise RefusedError("Y008", f"{what}「{name}」がありません", f"いまある{what}：{told}")
    return found


def keep(home: Path, pack: Pack, draft: Draft, *, by: str, on: date) -> Draft:
    """Write one new draft, as keep_all does."""
    return keep_all(home, pack, [draft], by=by, on=on)[0]


def keep_all(home: Path, pack: Pack, new: Sequence[Draft], *, by: str, on: date, order: str = "") -> tuple[Draft, ...]:
    """Write new drafts, all in one step; a name nobody chose gets a number where it is taken. Drafts that stand for the
    same `order` already are not made twice. The caller holds the home's lock.

    Raises RefusedError Y003 when a chosen name is taken or cannot be one.
    """
    put_right(home)
    standing = kept_for(home, order)
    if standing:
        return tuple(open_draft(home, name) for name in standing)
    taken: set[str] = set()
    named: list[Draft] = []
    for draft in new:
        name = _free_name(home, pack, draft, taken)
        taken.add(name)
        one = draft.model_copy(update={"name": name, "made_on": on.isoformat(), "made_by": by, "order": order})
        named.append(with_table_named(one) if draft.is_new_source else one)
    place = home / "pack" / DRAFTS
    with new_folder(place / f"{TOGETHER}{secrets.token_hex(4)}") as building:
        for one in named:
            _write(building / one.name, one, pack)
    _spread(place)
    return tuple(named)


def kept_for(home: Path, order: str) -> tuple[str, ...]:
    """Names of the drafts that were made for an order and wait for a person."""
    return tuple(draft.name for draft in drafts(home) if order and draft.order == order)


def _spread(place: Path) -> None:
    """Drafts that were written together each get their own place."""
    for together in sorted(place.glob(f"{TOGETHER}*")):
        for folder in sorted(together.iterdir()):
            folder.rename(place / folder.name)
        together.rmdir()
    sync_folder(place)


def _free_name(home: Path, pack: Pack, draft: Draft, more: Set[str]) -> str:
    taken = {path.name for place in (DRAFTS, CONFIRMED) for path in _folders(home, place)} | more
    taken |= set(pack.tables) | set(pack.sources) | {layout.name for layout in pack.further_layouts}
    plain = draft.name.endswith(".own") or draft.name == "own_source"
    if not _NAME.fullmatch(draft.name) or (not draft.is_new_source and not draft.name.startswith(f"{draft.of}.")):
        shape = f"{draft.of}.名前" if draft.of else "名前"
        raise RefusedError("Y003", f"名前「{draft.name}」は使えません", f"英小文字と数字で {shape} の形にしてください")
    if draft.name not in taken:
        return draft.name
    if not plain:
        raise RefusedError("Y003", f"名前「{draft.name}」はもう使われています", "別の名前を付けてください")
    return next(name for number in range(2, 1000) if (name := f"{draft.name}{number}") not in taken)


def with_table_named(draft: Draft) -> Draft:
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


def change(home: Path, pack: Pack, draft: Draft, *, seen: str | None = None) -> None:
    """Write a draft that is there once more, all its files in one step. The caller holds the home's lock. `seen` is the
    digest of what the person saw when deciding.

    Raises RefusedError Y008 (no such draft), Y009 (it is no longer what the person saw).
    """
    put_right(home)
    open_draft(home, draft.name)
    must_be_as_seen(home, draft.name, seen)
    folder = home / "pack" / DRAFTS / draft.name
    old = folder.with_name(f"{REPLACED}{draft.name}")
    building = Path(mkdtemp(prefix=f"{TEMPORARY_PREFIX}{draft.name}-", dir=folder.parent))
    try:
        _write(building, draft, pack)
        building.chmod(0o755)
        folder.rename(old)
        building.rename(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    sync_folder(folder.parent)
    shutil.rmtree(old)


def discard(home: Path, name: str) -> None:
    """Throw a draft away. What is confirmed is withdrawn first. The caller holds the home's lock. Raises RefusedError (Y008)."""
    put_right(home)
    open_draft(home, name)
    gone = Path(mkdtemp(prefix=f"{TEMPORARY_PREFIX}gone-", dir=home / "pack" / DRAFTS))
    (home / "pack" / DRAFTS / name).rename(gone / name)
    shutil.rmtree(gone)


def _write(folder: Path, draft: Draft, pack: Pack) -> None:
    for name, text in declarations(draft, pack).items():
        write_text(folder / name, text)
    told = draft.model_dump(mode="json", by_alias=True, exclude_defaults=True) | {"schema": 1}
    write_text(folder / DRAFT_FILE, yaml.safe_dump(told, allow_unicode=True, width=1_000_000, sort_keys=False))


def confirm(home: Path, pack_name: str, name: str, *, by: str, reason: str, seen: str | None = None) -> Draft:
    """Put a draft in force, after trying it on the town's whole pack. The caller holds the home's lock. `seen` is the digest
    of what the person saw.

    Raises RefusedError Y004 (an item every row must have is missing), Y005 (no name, no reason), Y006 (要確認 is left), Y007
    (the file would be taken for another source), Y008 (no such draft), Y009 (it is no longer what the person saw),
    BrokenConfirmationsError (Y010); DeclarationError with file and line where the declarations do not hold. Nothing has
    changed then.
    """
    if not by.strip() or not reason.strip():
        raise RefusedError("Y005", "確認した人と理由が要ります", "だれが、何と照らして確かめたかを書いてください")
    put_right(home)
    draft = open_draft(home, name)
    must_be_as_seen(home, name, seen)
    folder = home / "pack" / DRAFTS / name
    _nothing_is_open(draft, folder)
    with _tried(home, folder) as trial:
        pack = load_pack(pack_name, trial)
    taken_for = named_sources(pack, draft.file)
    if taken_for != (draft.of or name,):
        told = "、".join(pack.sources[one].label for one in taken_for) or "どれでもないもの"
        raise RefusedError(
            "Y007",
            f"『{draft.file}』という名前は「{told}」と受け取られます",
            "「ファイルの決まりを直す」で、受け取るファイル名を、ほかのデータと重ならない形に直してください",
        )
    begun = Confirmation(what="confirming", name=name, by=by, at=_now(), reason=reason)
    _note(home, begun)
    for row in _purposes_of(folder):
        add_row(home, row, by=by, on=clock.today())
    _move(home, name, DRAFTS, CONFIRMED)
    _note(home, begun.model_copy(update={"what": "confirmed"}))
    return draft


def withdraw(home: Path, pack_name: str, name: str, *, by: str, reason: str) -> None:
    """Take a confirmed draft out of force. What was received under it stays; the purpose of a new source ends today. The caller holds the home's lock.

    Raises RefusedError Y005, Y008; DeclarationError where other declarations of the town still need it.
    """
    if not by.strip() or not reason.strip():
        raise RefusedError("Y005", "取り下げる人と理由が要ります", "だれが、なぜ取り下げるかを書いてください")
    put_right(home)
    _opened(home, CONFIRMED, name)
    with _tried(home, None, without=name) as trial:
        load_pack(pack_name, trial)
    begun = Confirmation(what="withdrawing", name=name, by=by, at=_now(), reason=reason)
    _note(home, begun)
    today = clock.today()
    known = rows_of(home)
    for row in _purposes_of(home / "pack" / CONFIRMED / name):
        if row.id in known and known[row.id].ends_on > today.isoformat():
            end_row(home, row.id, last_day=today, reason=reason, by=by, on=today)
    _move(home, name, CONFIRMED, DRAFTS)
    _note(home, begun.model_copy(update={"what": "withdrawn"}))


def _nothing_is_open(draft: Draft, folder: Path) -> None:
    if draft.lacking:
        told = "、".join(f"「{name}」" for name in draft.lacking)
        raise RefusedError(
            "Y004",
            f"なくてはならない項目{told}にあたる列が決まっていません",
            "その列を選ぶか、課にその列のあるファイルをもらってください",
        )
    open_fields = _open_fields(folder)
    if open_fields:
        raise RefusedError(
            "Y006",
            f"「{TO_CONFIRM}」のままの欄があります（{'、'.join(open_fields)}）",
            "責任者に確かめて、画面の「要確認」の欄に書いてください",
        )


def _open_fields(folder: Path) -> list[str]:
    """Names of the fields in which only a person's word is lacking, as people call them."""
    labels = PURPOSE_FIELDS | {"owner": "保有する課"}
    found: dict[str, None] = {}
    for path in sorted(folder.rglob("*.yaml")):
        for line in path.read_text(encoding="utf-8").splitlines() if path.name != DRAFT_FILE else ():
            said = line.partition("  # ")[0]
            if TO_CONFIRM in said:
                field = said.partition(":")[0].strip(" -")
                found[labels.get(field, field)] = None
    return list(found)


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
    body = {"name": line.name, "reason": line.reason}
    append_to_chain(home / "pack" / LOG, BrokenConfirmationsError, event=line.what, on=line.at, by=line.by, body=body)


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
