"""What a workbook says beside its cells' values: fills, strike-through, hidden rows, columns and sheets, filters, notes, shapes.

Loaded by its path into the child process that opens workbooks (`workbook_reader`), so it imports nothing of the package. The
parts are read in pieces and never laid out as a tree; what is found is counted beyond a limit, not kept.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any
from xml.parsers import expat

MOST_PLACES = 500
"""Rows kept of one kind in one column; more are only counted."""
_MOST_STYLE_BYTES = 16 << 20
_PIECE = 1 << 20
_WHITE = {
    ("rgb", "FFFFFFFF"),
    ("rgb", "00FFFFFF"),
    ("indexed", "9"),
    ("indexed", "64"),
    ("indexed", "65"),
    ("theme", "0"),
}
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_HIDDEN = rb"\bhidden\s*=\s*[\"'](?:1|true)[\"']"
_TAG_OF_INTEREST = re.compile(rb"<(?:\w+:)?(?:(row|col)\s[^<>]*?" + _HIDDEN + rb"[^<>]*|(filterColumn)\b[^<>]*)>")
_CELL_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_COMMENT = re.compile(rb"<(?:\w+:)?comment\b[^<>]*>")
_SHAPE = re.compile(rb"<(?:\w+:)?(?:twoCellAnchor|oneCellAnchor|absoluteAnchor)\b")


def marks_of(package: zipfile.ZipFile, members: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Sheet name → its marks: `fills` {column: {style: [count, rows]}}, `struck` {column: [count, rows]}, `hidden_rows`
    [count, rows], `hidden_columns` [column], `filtered`, `comments` [[row, column]], `shapes`. Rows and columns from 1.

    `members`: part of the package → name of the sheet it holds.
    """
    fills, struck = _styles(package)
    return {sheet: _marks(package, member, fills, struck) for member, sheet in members.items()}


def hidden_sheets(package: zipfile.ZipFile) -> list[str]:
    """Names of the sheets that are not shown."""
    found: list[str] = []

    def start(name: str, given: dict[str, str]) -> None:
        if _local(name) == "sheet" and given.get("state") in ("hidden", "veryHidden"):
            found.append(given.get("name", ""))

    _walk(package, "xl/workbook.xml", start)
    return found


def _marks(package: zipfile.ZipFile, member: str, fills: dict[int, str], struck: set[int]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "fills": {},
        "struck": {},
        "hidden_rows": [0, []],
        "hidden_columns": [],
        "filtered": False,
        "comments": [],
        "shapes": 0,
    }
    styled = _cells_styled({*fills, *struck})
    for text in _pieces(package, member):
        for tag in _TAG_OF_INTEREST.finditer(text):
            _note_tag(told, tag[1] or tag[2], _attributes(tag[0]))
        for tag in styled.finditer(text) if styled else ():
            _note_cell(told, _attributes(tag[0]), fills, struck)
    _note_relations(package, member, told)
    return told


def _cells_styled(styles: set[int]) -> re.Pattern[bytes] | None:
    """Finds the cells of these styles; ordinary cells never reach Python."""
    if not styles:
        return None
    numbers = b"|".join(str(style).encode() for style in sorted(styles))
    return re.compile(rb"<(?:\w+:)?c\s(?:[^<>]*?\s)?s\s*=\s*[\"'](?:" + numbers + rb")[\"'][^<>]*>")


def _note_tag(told: dict[str, Any], kind: bytes, given: dict[str, str]) -> None:
    if kind == b"filterColumn":
        told["filtered"] = True
    elif kind == b"row" and given.get("r", "").isdigit():
        _keep(told["hidden_rows"], int(given["r"]))
    elif kind == b"col" and given.get("min", "").isdigit() and given.get("max", "").isdigit():
        first, last = int(given["min"]), int(given["max"])
        told["hidden_columns"] += range(first, min(last, first + MOST_PLACES) + 1)


def _note_cell(told: dict[str, Any], given: dict[str, str], fills: dict[int, str], struck: set[int]) -> None:
    place = _place(given.get("r", ""))
    if place is None:
        return
    (row, column), style = place, int(given["s"])
    if style in fills:
        _keep(told["fills"].setdefault(column, {}).setdefault(fills[style], [0, []]), row)
    if style in struck:
        _keep(told["struck"].setdefault(column, [0, []]), row)


def _keep(kept: list[Any], row: int) -> None:
    kept[0] += 1
    if len(kept[1]) < MOST_PLACES:
        kept[1].append(row)


def _note_relations(package: zipfile.ZipFile, member: str, told: dict[str, Any]) -> None:
    folder, _, name = member.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in package.namelist():
        return
    for target, kind in _targets(package, relations):
        part = target.removeprefix("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
        if part not in package.namelist():
            continue
        if kind.endswith("/comments"):
            for text in _pieces(package, part):
                places = (_place(_attributes(tag[0]).get("ref", "")) for tag in _COMMENT.finditer(text))
                told["comments"] += [place for place in places if place][: MOST_PLACES - len(told["comments"])]
        elif kind.endswith("/drawing"):
            told["shapes"] += sum(len(_SHAPE.findall(text)) for text in _pieces(package, part))


def _targets(package: zipfile.ZipFile, relations: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []

    def start(name: str, given: dict[str, str]) -> None:
        if _local(name) == "Relationship" and given.get("TargetMode") != "External":
            found.append((given.get("Target", ""), given.get("Type", "")))

    _walk(package, relations, start)
    return found


def _styles(package: zipfile.ZipFile) -> tuple[dict[int, str], set[int]]:
    """Cell style → its fill where that is a colour; and the styles whose letters are struck through."""
    if "xl/styles.xml" not in package.namelist():
        return {}, set()
    inside: list[str] = []
    fonts: list[bool] = []
    colours: list[str] = []
    formats: list[tuple[int, int]] = []

    def start(name: str, given: dict[str, str]) -> None:
        local, within = _local(name), inside[-1] if inside else ""
        inside.append(local)
        if local == "font" and within == "fonts":
            fonts.append(False)
        elif local == "strike" and within == "font" and fonts:
            fonts[-1] = given.get("val", "1") not in ("0", "false")
        elif local == "fill" and within == "fills":
            colours.append("")
        elif local == "fgColor" and within == "patternFill" and colours and "fills" in inside:
            colours[-1] = _colour(given)
        elif local == "xf" and within == "cellXfs":
            formats.append((_number(given.get("fontId")), _number(given.get("fillId"))))

    _walk(package, "xl/styles.xml", start, lambda _: inside.pop())
    fills = {place: colours[fill] for place, (_, fill) in enumerate(formats) if fill < len(colours) and colours[fill]}
    return fills, {place for place, (font, _) in enumerate(formats) if font < len(fonts) and fonts[font]}


def _colour(given: dict[str, str]) -> str:
    """A fill's colour as text; '' for white and for none."""
    for kind in ("rgb", "indexed", "theme"):
        if kind in given:
            value = given[kind].upper()
            return (
                ""
                if (kind, value) in _WHITE and not float(given.get("tint", "0") or 0)
                else f"{kind}{value}{given.get('tint', '')}"
            )
    return ""


def _walk(package: zipfile.ZipFile, member: str, start: Any, end: Any = None) -> None:
    """Read a small part element by element. ValueError for one that is not small."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    if end is not None:
        parser.EndElementHandler = end
    if package.getinfo(member).file_size > _MOST_STYLE_BYTES:
        raise ValueError(member)
    with package.open(member) as stream:
        while piece := stream.read(_PIECE):
            parser.Parse(piece, False)
    parser.Parse(b"", True)


def _pieces(package: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    """A part in pieces that end before a tag begins, so that no tag is cut in two or seen twice."""
    tail = b""
    with package.open(member) as stream:
        while piece := stream.read(_PIECE):
            text = tail + piece
            cut = text.rfind(b"<")
            if cut > 0:
                yield text[:cut]
                tail = text[cut:]
            else:
                tail = text[-_PIECE:]
    yield tail


def _attributes(tag: bytes) -> dict[str, str]:
    return {
        name.decode("ascii", "replace"): (double or single).decode("utf-8", "replace")
        for name, double, single in _ATTRIBUTE.findall(tag)
    }


def _place(reference: str) -> tuple[int, int] | None:
    """B12 → (12, 2)."""
    found = _CELL_PLACE.fullmatch(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0


def _local(name: str) -> str:
    return name.rpartition(":")[2]
