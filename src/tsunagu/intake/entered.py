"""画面で入力した値 as a file: rows in the source's declared items, and beside them what each stands for.

`{"schema": 1, "source": …, "rows": [{見出し: cell}], "entries": [ScreenEntry as JSON]}`. The rows are read, checked and receipted
like a department's; `entries` says which row of a file each of them lies over, and which rows count no more.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
from pyarrow import parquet
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tsunagu.base.missing import Missing
from tsunagu.catalog import ANSWER_TYPES, ON_SCREEN, Pack, Source, in_screen_layout
from tsunagu.intake.cells import CellRead, read_cell
from tsunagu.intake.json_reading import parse_json
from tsunagu.intake.problems import FileRefused
from tsunagu.intake.slots import Slot, slots_of

ENTERED_FILE = "entered.parquet"
"""In the folder of such a load, beside its table."""
Act = Literal["add", "correct", "withdraw"]
WHYS = (
    Missing.UNKNOWN_CODE,
    Missing.NOT_ASKED,
    Missing.NO_ANSWER,
    Missing.REFUSED,
    Missing.NOT_EXAMINED,
    Missing.NOT_OBTAINABLE,
    Missing.BEFORE_MOVE_IN,
)
"""What people may say of an item that has no value."""
_REFUSING = ("cell", "row")
_KINDS = {
    "entry": pa.string(),
    "act": pa.string(),
    "line": pa.int32(),
    "number": pa.int64(),
    "load_id": pa.string(),
    "sheet": pa.string(),
    "at_line": pa.int32(),
    "changed": pa.list_(pa.string()),
    "missing": pa.list_(pa.string()),
    "whys": pa.list_(pa.uint8()),
}


class ScreenEntry(BaseModel):
    """What one row on screen stands for. `line`: its place among `rows` from 1, None where there is none (withdrawn).

    `load_id`, `sheet`, `at_line`: the row of a file it lies over; None of one that was added. `changed`: headings of which it
    speaks; `missing`: of these, the ones without a value, and why. `number`: 宛名番号 of whom an added row is about. `absent`: the
    month's register of residents has no such child.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    entry: str
    act: Act
    line: int | None = None
    number: int | None = None
    load_id: str | None = Field(default=None, pattern=r"^[0-9a-f]{16}$")
    sheet: str | None = None
    at_line: int | None = None
    changed: tuple[str, ...] = ()
    missing: dict[str, str] = {}
    absent: bool = False


def entered_text(source: Source, rows: Sequence[Mapping[str, str]], entries: Iterable[ScreenEntry], by: str) -> str:
    """The file's text, the same for the same entries. `source`: in the screen's layout; `by`: who wrote, as `written_at`."""
    headings = [column.header for column in source.columns]
    document = {
        "schema": 1,
        "source": source.source,
        "written_at": by,
        "rows": [{heading: row.get(heading, "") for heading in headings} for row in rows],
        "entries": [_told(entry) for entry in entries],
    }
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _told(entry: ScreenEntry) -> dict[str, Any]:
    """`absent` is told only where it is so: of every other entry the file is as it always was."""
    return entry.model_dump(mode="json", exclude=set() if entry.absent else {"absent"})


def entries_in(data: bytes) -> list[ScreenEntry]:
    """The entries of such a file. Raises FileRefused where it has none that can be read."""
    document = parse_json(data)
    listed = document.get("entries") if isinstance(document, dict) else None
    if not isinstance(listed, list):
        raise FileRefused("file.not_what_it_claims", f"{ON_SCREEN}のファイルに entries（何を直したか）がありません")
    try:
        return [ScreenEntry.model_validate(one) for one in listed]
    except ValidationError as error:
        raise FileRefused(
            "file.not_what_it_claims",
            f"{ON_SCREEN}のファイルの entries に読めないところが{error.error_count()}か所あります",
        ) from None


def write_entries(source: Source, entries: Sequence[ScreenEntry], folder: Path) -> None:
    """entered.parquet: the entries, their headings as columns of the table."""
    columns = {column.header: [target.split(".", 1)[1] for target in column.to] for column in source.columns}

    def named(headings: Iterable[str]) -> list[str]:
        return [name for heading in headings for name in columns.get(heading, ())]

    rows = [
        {
            **one.model_dump(include={"entry", "act", "line", "number", "load_id", "sheet", "at_line"}),
            "changed": named(one.changed),
            "missing": named(one.missing),
            "whys": [int(Missing[why]) for heading, why in one.missing.items() for _ in columns.get(heading, ())],
        }
        for one in entries
    ]
    parquet.write_table(pa.Table.from_pylist(rows, schema=pa.schema(list(_KINDS.items()))), folder / ENTERED_FILE)


def said_of(entries: Sequence[ScreenEntry]) -> str:
    """The sentence of the receipt."""
    counted = {act: sum(one.act == act for one in entries) for act in ("add", "correct", "withdraw")}
    absent = sum(one.absent for one in entries)
    told = (
        f"{ON_SCREEN} {len(entries):,}件"
        f"（加えた行 {counted['add']:,}、直した行 {counted['correct']:,}、取り下げた行 {counted['withdraw']:,}）"
    )
    if not absent:
        return told
    return (
        f"{told}。うち{absent:,}件は、こどもがこの月の住民基本台帳にいません（転出・死亡・番号の変更など）。入力は残っています。"
        f"データを持つ課が「{ON_SCREEN}」の画面で確かめてください"
    )


def screen_slots(pack: Pack, source: Source) -> tuple[Slot, ...]:
    """How a source's cells are read when they come from a page."""
    return slots_of(in_screen_layout(source, pack.tables), pack.tables, pack.code_lists)


def read_on_screen(slots: Sequence[Slot], cells: Mapping[str, str]) -> dict[str, CellRead]:
    """What the intake reads in each item of which the row speaks, by table column: the very reading a file gets."""
    found: dict[str, CellRead] = {}
    for slot in slots:
        if any(heading in cells for heading in (slot.written.header, *slot.written.joined, *slot.written.otherwise)):
            found[slot.name] = read_cell(_text_of(slot, cells), slot)
    return found


def faults_on_screen(pack: Pack, slots: Sequence[Slot], cells: Mapping[str, str]) -> dict[str, str]:
    """Heading → what is wrong with its cell and what to do, in the words a receipt has for it. Empty: the row can be taken."""
    wrong: dict[str, str] = {}
    for slot in slots:
        heading = slot.written.header
        if not cells.get(heading):
            continue
        for code in read_cell(_text_of(slot, cells), slot).codes:
            fault = pack.faults[code]
            if fault.level in _REFUSING or code == "cell.my_number":
                wrong.setdefault(heading, f"{fault.cause}。{fault.remedy}（{code}）")
    return wrong


def takes_a_reason(slots: Sequence[Slot], heading: str) -> bool:
    """Whether an empty cell under this heading has a reason beside it."""
    return any(slot.column.type in ANSWER_TYPES for slot in slots if slot.written.header == heading)


def _text_of(slot: Slot, cells: Mapping[str, str]) -> str:
    written = slot.written
    pieces = [cells.get(heading, "") for heading in (written.header, *written.joined)]
    text = written.between.join(piece for piece in pieces if piece)
    if not text:
        text = next((cells[heading] for heading in written.otherwise if cells.get(heading)), "")
    if slot.piece is not None and written.split:
        parts = text.split(written.split)
        return parts[slot.piece] if slot.piece < len(parts) else ""
    return text
