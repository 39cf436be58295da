"""引きわたし: what people entered goes into the next snapshot as files in declared layouts, received like a department's file.

Only the newest file of a source counts in a snapshot, so each file holds everything up to its month: the rows of the newest file
that came from elsewhere, and those entered on the pages, which count where both speak of the same thing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

from tsunagu.base.errors import RefusedError, TsunaguError
from tsunagu.base.files import TEMPORARY_PREFIX
from tsunagu.catalog import Pack, Source
from tsunagu.delivery import DELIVERIES
from tsunagu.engines import open_engine, quoted_path
from tsunagu.intake import Load, Receipt, in_force, loads, read_original, receive
from tsunagu.mart import find_snapshot
from tsunagu.month import Home

OURS = "つなぐの画面"
"""In a file of our own under `written_at`, and on its receipt as the medium."""
NEWER = "画面で入れたものが増えたか、変わった"
"""Why a file of this month takes the place of the one before."""
SUBJECT = "対象宛名番号"
_NUMBER_WIDTH = 15
"""宛名番号 as the declared layouts write it, zeros in front."""


@dataclass(frozen=True)
class Entered:
    """One thing people entered about a child: cells by heading of the declared layout, without the 宛名番号."""

    child_code: str
    cells: Mapping[str, str]


RowsUntil = Callable[[date], Iterable[Entered]]
"""What a feature kept up to and including a day, each thing once, as it is told by its newest version."""

_KEPT: dict[str, RowsUntil] = {}


def hands_on(source: str, rows: RowsUntil) -> None:
    """Let a feature's rows enter the next snapshot as this source. Called once, when the feature's app is ready."""
    _KEPT[source] = rows


@dataclass(frozen=True)
class FileMade:
    """A file that a feature writes by itself: its name and text; `stands`: one of this month is there already."""

    name: str
    text: str
    stands: bool


FilesUntil = Callable[[Home, Pack, date, list[Load]], Iterable[FileMade]]
"""What a feature kept up to and including a day, as files of 画面で入力した値; given all loads of the home."""

_MADE: list[FilesUntil] = []


def hands_on_files(files: FilesUntil) -> None:
    """Let a feature's own files enter the next snapshot. Called once, when the feature's app is ready."""
    _MADE.append(files)


def hand_on(home: Home, pack: Pack, as_of: date) -> list[Receipt]:
    """Write and receive the files of what was entered up to a month's day; a receipt for each, none where nothing was entered.

    The same rows give the same bytes, so a month that is run again receives nothing anew. The caller holds the home's lock.
    Raises RefusedError C050 (a child nobody has a number for), C051 (a file from elsewhere that cannot be carried on).
    """
    known = loads(home.folder)
    files = [
        (source, told)
        for source in (pack.sources[name] for name in sorted(_KEPT) if name in pack.sources)
        if (told := _file_of(home, source, list(_KEPT[source.source](as_of)), known, as_of)) is not None
    ]
    made = [one for files_until in _MADE for one in files_until(home, pack, as_of, known)]
    receipts: list[Receipt] = []
    with _desk(home) as folder:
        for one in made:
            path = folder / one.name
            path.write_text(one.text, encoding="utf-8")
            receipts += receive(
                [path],
                home=home.folder,
                pack=pack,
                received_on=as_of,
                replace=NEWER if one.stands else None,
                medium=OURS,
                entered=True,
            )
        for source, text in files:
            path = folder / file_name(source, as_of)
            path.write_text(text, encoding="utf-8")
            stands = in_force(known, source.source, f"{as_of:%Y-%m}", as_of)
            receipts += receive(
                [path],
                home=home.folder,
                pack=pack,
                received_on=as_of,
                replace=NEWER if stands else None,
                medium=OURS,
                ours=True,
            )
    return receipts


def files_about(home: Home, codes: set[str], since: date) -> list[tuple[date, str]]:
    """Day and name of the files handed on since a day that hold something about one of these children, in their order.

    A file whose original has been wiped tells nothing any more and is not among them.
    """
    numbers = set(_known_numbers(home, codes).values()) if codes else set()
    found = []
    for load in loads(home.folder) if numbers else []:
        if load.source not in _KEPT or load.received_on < since:
            continue
        try:
            document = _document(home, load)
        except (TsunaguError, OSError):
            continue
        if _is_ours(document) and any(
            str(row.get(SUBJECT, "")).zfill(_NUMBER_WIDTH) in numbers for row in document["rows"]
        ):
            found.append((load.received_on, load.file_name))
    return found


def file_name(source: Source, as_of: date) -> str:
    """cases_decisions_202610.json: a name by which the source and the month are known again."""
    return source.layout.file_names[0].replace("*", f"_{as_of:%Y%m}")


def _file_of(home: Home, source: Source, entered: list[Entered], known: list[Load], as_of: date) -> str | None:
    """The file's text; None where nothing was ever entered."""
    mine = [load for load in known if load.source == source.source and load.received_on <= as_of]
    documents = [(load, _document(home, load)) for load in mine]
    if not entered and not any(_is_ours(document) for _, document in documents):
        return None
    elsewhere = [one for one in documents if not _is_ours(one[1])]
    rows = {_key(source, row): row for row in (_rows_from_elsewhere(*elsewhere[-1]) if elsewhere else ())}
    numbers = _numbers(home, {one.child_code for one in entered})
    for one in entered:
        row = {SUBJECT: numbers[one.child_code], **one.cells}
        rows[_key(source, row)] = row
    headings = [column.header for column in source.columns]
    told = [{name: rows[key].get(name, "") for name in headings} for key in sorted(rows)]
    document = {"schema": 1, "source": source.source, "written_at": OURS, "rows": told}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _document(home: Home, load: Load) -> Any:
    try:
        return json.loads(read_original(home.folder, load.sha256))
    except ValueError:
        return None


def _is_ours(document: Any) -> bool:
    return isinstance(document, dict) and document.get("written_at") == OURS


def _rows_from_elsewhere(load: Load, document: Any) -> list[dict[str, str]]:
    rows = document.get("rows") if isinstance(document, dict) else None
    if not isinstance(rows, list):
        raise RefusedError(
            "C051",
            f"『{load.file_name}』は、画面で入れたものと一つのファイルにできない書き方です",
            "宣言の JSON の様式で受け取り直してください",
        )
    return [{str(name): _cell(cell) for name, cell in row.items()} for row in rows if isinstance(row, dict)]


def _cell(cell: Any) -> str:
    return "" if cell is None else cell if isinstance(cell, str) else json.dumps(cell, ensure_ascii=False)


def _key(source: Source, row: Mapping[str, str]) -> tuple[str, ...]:
    """What tells a row from others, as declared; the 宛名番号 without the zeros some write in front."""
    headings = {target.partition(".")[2]: column.header for column in source.columns for target in column.to}
    cells = [(headings[name], row.get(headings[name], "")) for name in source.key]
    return tuple(cell.lstrip("0") if heading == SUBJECT else cell for heading, cell in cells)


def _numbers(home: Home, codes: set[str]) -> dict[str, str]:
    """As _known_numbers. Raises RefusedError C050 when one of them has none."""
    found = _known_numbers(home, codes) if codes else {}
    unknown = sorted(codes - found.keys())
    if unknown:
        raise RefusedError(
            "C050",
            f"こども {'、'.join(unknown[:5])} の宛名番号が分かりません",
            "このホームの記録と時点データが、同じ町のものかを確かめてください",
        )
    return found


def _known_numbers(home: Home, codes: set[str]) -> dict[str, str]:
    """整理番号 → 宛名番号 as the newest snapshot's register writes it; who left keeps the one the code was given for."""
    snapshot = find_snapshot(home.folder, None)
    engine = open_engine([snapshot.path])
    try:
        given, persons = (
            f"read_parquet({quoted_path(snapshot.table_path(name))})" for name in ("child_codes", "persons")
        )
        rows = engine.execute(
            f"SELECT c.code, coalesce(p.resident_no, c.person_id::VARCHAR) FROM {given} AS c"
            f" LEFT JOIN {persons} AS p USING (person_id)"
        ).fetchall()
    finally:
        engine.close()
    return {code: str(number).zfill(_NUMBER_WIDTH) for code, number in rows if code in codes}


@contextmanager
def _desk(home: Home) -> Iterator[Path]:
    """A folder for files on their way; what a killed process leaves there is swept with the home."""
    place = home.folder / DELIVERIES
    place.mkdir(mode=0o700, exist_ok=True)
    folder = Path(mkdtemp(prefix=f"{TEMPORARY_PREFIX}handed-on-", dir=place))
    try:
        yield folder
    finally:
        rmtree(folder, ignore_errors=True)
