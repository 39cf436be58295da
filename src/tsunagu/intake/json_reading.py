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
    document = parse_json(decoded.data)
    if source.layout.rows_at is not None:
        return _flat_table(_rows_at(document, source.layout.rows_at), source, work)
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


def _rows_at(document: Any, path: str) -> list[Any]:
    """The records: a list at a path of names, or the document itself."""
    found = document
    for name in filter(None, path.split(".")):
        found = found.get(name) if isinstance(found, dict) else None
    if not isinstance(found, list):
        where = f"「{path}」" if path else "はじめ"
        raise FileRefused("file.header_missing", f"{where}に行の並びがありません", line=1)
    return found


def _flat_table(rows: list[Any], source: Source, work: Path) -> TextTable:
    flat = [flattened(row) if isinstance(row, dict) else None for row in rows]
    present = list(dict.fromkeys(name for row in flat if row for name in row)) or [one.header for one in source.columns]
    headings = find_headings([present], source)
    path = work / "text.csv"
    faults: list[RowFault] = []
    with path.open("w", encoding="utf-8", newline="") as stream:
        for number, row in enumerate(flat, 1):
            if row is None:
                faults.append(RowFault(number, "row.too_few_cells", cell="項目の組ではありません"))
            else:
                stream.write(csv_line([str(number), *(row.get(name, "") for name in present)]))
    return TextTable([TextSheet(path, headings)], faults)


def flattened(record: dict[str, Any], deepest: int = 6) -> dict[str, str]:
    """A record as one row: what lies within another thing is named by its path (`氏名.姓`), lists of things are numbered
    (`保護者[1].氏名`), lists of plain values stand in one cell."""
    flat: dict[str, str] = {}

    def put(name: str, value: Any, depth: int) -> None:
        if isinstance(value, dict) and value and depth:
            for inner, one in value.items():
                put(f"{name}.{inner}" if name else str(inner), one, depth - 1)
        elif isinstance(value, list) and any(isinstance(one, dict) for one in value) and depth:
            for number, one in enumerate(value[:MOST_NUMBERED], 1):
                put(f"{name}[{number}]", one, depth - 1)
        elif isinstance(value, list):
            flat[name] = "、".join(_text(one) for one in value)
        else:
            flat[name] = _text(value)

    put("", record, deepest)
    flat.pop("", None)
    return flat


MOST_NUMBERED = 20
"""Things of a list within a record that become columns of their own."""


def rows_paths(document: Any, depth: int = 4) -> dict[str, list[Any]]:
    """Every list of records in a document, by its path of names."""
    found: dict[str, list[Any]] = {}

    def look(path: str, value: Any, left: int) -> None:
        if isinstance(value, list) and value and all(isinstance(one, dict) for one in value[:100]):
            found[path] = value
        elif isinstance(value, dict) and left:
            for name, one in value.items():
                if "." not in str(name):
                    look(f"{path}.{name}".strip("."), one, left - 1)

    look("", document, depth)
    return found


def parse_json(data: bytes) -> Any:
    """The document. Raises FileRefused (file.truncated, file.not_what_it_claims)."""
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
