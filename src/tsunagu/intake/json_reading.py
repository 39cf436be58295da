"""JSON exports of our own case store ({schema, source, rows: [{heading: text}]}) to a text table."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from tsunagu.catalog import Source
from tsunagu.intake.encoding import Decoded
from tsunagu.intake.headings import find_headings
from tsunagu.intake.problems import FileRefused
from tsunagu.intake.text_table import RowFault, TextSheet, TextTable, csv_line

_HALF_LETTER = re.compile("[\ud800-\udfff]")


def read_json(decoded: Decoded, source: Source, work: Path) -> TextTable:
    """One record per member of `rows`; its `line` is its place in the list, from 1."""
    document = _parse(decoded.data)
    rows = document.get("rows") if isinstance(document, dict) else None
    if not isinstance(rows, list):
        raise FileRefused("file.not_what_it_claims", "rows（行の並び）がありません", line=1)
    named = document.get("source")
    if named != source.source:
        raise FileRefused(
            "file.not_what_it_claims",
            f"中身は「{str(named)[:40]}」のデータで、『{source.label}』ではありません",
            line=1,
        )
    declared = [column.header for column in source.columns]
    present = (
        list(dict.fromkeys([*declared, *(key for row in rows if isinstance(row, dict) for key in row)]))
        if rows
        else declared
    )
    if rows:
        present = [name for name in present if any(isinstance(row, dict) and name in row for row in rows)]
    headings = find_headings([present], source)
    path = work / "text.csv"
    faults: list[RowFault] = []
    with path.open("w", encoding="utf-8", newline="") as stream:
        for number, row in enumerate(rows, 1):
            if not isinstance(row, dict):
                faults.append(RowFault(number, "row.too_few_cells", cell="項目の組ではありません"))
                continue
            stream.write(csv_line([str(number), *(_text(row.get(name)) for name in present)]))
    return TextTable([TextSheet(path, headings)], faults)


def json_source(decoded: Decoded) -> str | None:
    """What a JSON file says it is, or None."""
    try:
        document = json.loads(decoded.data)
    except (ValueError, RecursionError):
        return None
    return document.get("source") if isinstance(document, dict) and isinstance(document.get("source"), str) else None


def _parse(data: bytes) -> Any:
    try:
        document = json.loads(data)
        return _whole_letters(document) if b"\\ud" in data.lower() else document
    except json.JSONDecodeError as error:
        at_end = error.pos >= len(error.doc.rstrip())
        code = "file.truncated" if at_end else "file.not_what_it_claims"
        raise FileRefused(
            code, "JSONが途中で切れています" if at_end else "JSONとして読めないところがあります", line=error.lineno
        ) from None
    except (RecursionError, ValueError):
        raise FileRefused("file.not_what_it_claims", "JSONの入れ子が深すぎるか、数が長すぎます", line=1) from None


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, str):
        return value.replace("\0", "")
    return json.dumps(value, ensure_ascii=False)


def _whole_letters(value: Any) -> Any:
    """Half of a letter (written as \\ud842 alone) cannot be stored: it becomes the sign of a lost letter."""
    if isinstance(value, str):
        return _HALF_LETTER.sub("\ufffd", value)
    if isinstance(value, list):
        return [_whole_letters(one) for one in value]
    if isinstance(value, dict):
        return {_whole_letters(name): _whole_letters(one) for name, one in value.items()}
    return value
