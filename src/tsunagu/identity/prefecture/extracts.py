"""What one municipality hands to the prefecture: children and who lived with them, by codes that mean nothing outside.

A Parquet file with the columns of PREFECTURE_EXTRACT and a note about itself (`ExtractNote`) in its metadata.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow
from pyarrow import parquet
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tsunagu.base.errors import RefusedError

NOTE = b"tsunagu_prefecture_extract"
FORMAT = 1
PREFECTURE_EXTRACT = pyarrow.schema(
    {
        "record": pyarrow.string(),
        "child": pyarrow.bool_(),
        "kana": pyarrow.string(),
        "name": pyarrow.string(),
        "name_roman": pyarrow.string(),
        "birth_date": pyarrow.date32(),
        "sex": pyarrow.string(),
        "here": pyarrow.bool_(),
        "came_on": pyarrow.date32(),
        "left_on": pyarrow.date32(),
        "relatives": pyarrow.list_(pyarrow.string()),
    }
)
"""`record`: a code only its municipality can resolve; `here`: lives there on the day; `relatives`: records of those who shared a household with the person."""


class ExtractNote(BaseModel):
    """Of which municipality, day and extract the rows are, and for which moment its list of protected people stands."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    municipality: str = Field(pattern=r"^\w")
    as_of: date
    protected_by: datetime
    left_out: int
    """People left out because of the list."""


def write_extract(
    path: Path, rows: pyarrow.Table, *, municipality: str, as_of: date, protected_by: datetime, left_out: int
) -> None:
    """Write the rows (PREFECTURE_EXTRACT) with their note."""
    note = ExtractNote(
        format=FORMAT, municipality=municipality, as_of=as_of, protected_by=protected_by, left_out=left_out
    )
    table = rows.cast(PREFECTURE_EXTRACT).replace_schema_metadata({NOTE: note.model_dump_json()})
    parquet.write_table(table, path, compression="zstd")


def read_notes(paths: Sequence[Path], *, now: datetime, list_days: int) -> list[ExtractNote]:
    """The notes of extracts that are to be linked with each other, in their order.

    Raises RefusedError Z005 (no extract, or not as written), Z006 (fewer than two municipalities, or one of them twice),
    Z007 (its list of protected people is too old, or of a moment to come: somebody may be protected since).
    """
    notes = [_read_note(path) for path in paths]
    towns = [note.municipality for note in notes]
    if len(towns) < 2 or len(set(towns)) < len(towns):
        raise RefusedError(
            "Z006",
            f"照合には、ちがう市町村の抽出が2つ以上要ります（渡されたのは{'、'.join(towns)}）",
            "市町村ごとにいちばん新しい抽出を一つずつ指定してください",
        )
    for path, note in zip(paths, notes, strict=True):
        if not timedelta(0) <= now - note.protected_by <= timedelta(days=list_days):
            raise RefusedError(
                "Z007",
                f"{path.name}（{note.municipality}）は {note.protected_by:%Y-%m-%d %H:%M} の支援措置の一覧で作られていて、"
                f"{list_days}日以内のものではありません",
                "その市町村に、いまの支援措置の一覧を受け取ってから抽出を作りなおしてもらってください",
            )
    return notes


def _read_note(path: Path) -> ExtractNote:
    try:
        schema = parquet.read_schema(path)
        note = ExtractNote.model_validate_json((schema.metadata or {})[NOTE])
    except (OSError, KeyError, ValidationError, pyarrow.ArrowException):
        raise _no_extract(path) from None
    if note.format != FORMAT or not schema.equals(PREFECTURE_EXTRACT):
        raise _no_extract(path)
    return note


def _no_extract(path: Path) -> RefusedError:
    return RefusedError(
        "Z005",
        f"{path.name} は、県の照合のための抽出として読めません",
        "tsunagu prefecture extract で作ったファイルを、そのまま指定してください",
    )
