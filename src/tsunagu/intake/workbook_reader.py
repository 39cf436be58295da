"""Runs as a child process with hard limits: turns one workbook at a time into plain CSV files, one per sheet.

Protocol, one JSON object per line: first the limits by name; then in {"path", "work", "pages"}, out {"sheets": [{"name",
"file", "rows", "width"}], "date1904", "marks", "hidden_sheets"} for a workbook, {"members": [{"name", "file"}], "unread": [{"name", "file"}],
"others": [name]} where pages of a zip are wanted, {"names": [name]} where "names" is true, {"locked", "file"} where "unlock" is true and a "password" is given or null, or
{"code", "detail", "sheet", "line"}. Run by its path and importing nothing of the package, so that it
starts quickly and knows no resident. {"errno"} says that the machine failed, not the file.
"""

from __future__ import annotations

import datetime
import errno
import html
import importlib.util
import json
import re
import resource
import shutil
import signal
import sys
import zipfile
import zlib
from functools import cache
from pathlib import Path
from typing import Any
from xml.parsers import expat

DATE_SIGN = "\x02"
"""Put before a cell that is a date by its cell type: read as that date, whatever spelling the column declares."""

ANY = "*"
"""In place of the names of pages: every member is wanted."""

MB_A_SECOND = 64
"""Of a zip: how much must at least be unpacked and written in a processor second."""

_UTF8_NAME = 0x800
_BLANK = re.compile(r"[\s\u3000]*")
_SMALL = 1_000_000
"""Cells that are laid out without harm, however few of them are filled."""


Limits = dict[str, int]


class Unfit(Exception):
    """The workbook is refused: stable code, Japanese detail, and the sheet and line where there is such a place."""

    def __init__(self, code: str, detail: str, *, sheet: str | None = None, line: int | None = None) -> None:
        self.code, self.detail, self.sheet, self.line = code, detail, sheet, line
        super().__init__(code)


def main() -> None:
    """Serve workbooks until the parent closes the pipe."""
    # Ctrl-C at the terminal reaches the whole group of processes; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limits: Limits = json.loads(sys.stdin.readline())
    resource.setrlimit(resource.RLIMIT_AS, (limits["child_memory_mb"] << 20,) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits["unpacked_mb"] << 20,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in sys.stdin:
        task = json.loads(line)
        path, work, pages = Path(task["path"]), Path(task["work"]), task.get("pages")
        if task.get("unlock"):
            _grant_cpu(limits["child_seconds"] + seconds_to_unlock(path.stat().st_size))
            print(
                json.dumps(_serve_locked(path, work, task.get("password"), limits, inside=task["inside"])), flush=True
            )
            continue
        if task.get("names"):
            _grant_cpu(limits["child_seconds"])
            print(json.dumps(_serve_names(path, limits)), flush=True)
            continue
        _grant_cpu(limits["child_seconds"] + (0 if pages is None else limits["unpacked_mb"] // MB_A_SECOND))
        print(
            json.dumps(_serve(path, work, limits) if pages is None else _serve_zip(path, work, pages, limits)),
            flush=True,
        )


def _grant_cpu(seconds: int) -> None:
    """Every file may use the same CPU time, whatever came before it."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = int(usage.ru_utime + usage.ru_stime) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, hard))


def _serve(path: Path, work: Path, limits: Limits) -> dict[str, Any]:
    try:
        date1904 = check_package(path, limits)
        return {"sheets": _sheets(path, work, limits), "date1904": date1904, **_marks(path)}
    except Unfit as error:
        return {"code": error.code, "detail": error.detail, "sheet": error.sheet, "line": error.line}
    except MemoryError:
        return {"code": "file.too_large", "detail": "ひらくのに要る記憶容量が上限を超えました"}
    except Exception as error:  # zipfile and calamine raise many kinds, none of which a clerk can tell apart
        return _failed(error, "Excel")


def _marks(path: Path) -> dict[str, Any]:
    """What stands beside the values. A part that is not understood costs no workbook: then nothing is told of it, and the
    receipt says so."""
    try:
        with zipfile.ZipFile(path) as package:
            marks = _beside("workbook_marks")
            sheets = {member: name for member, name in _sheet_names(package).items() if member in package.namelist()}
            return {"marks": marks.marks_of(package, sheets), "hidden_sheets": marks.hidden_sheets(package)}
    except (ValueError, KeyError, expat.ExpatError):
        return {"marks": None, "hidden_sheets": []}


@cache
def _beside(name: str) -> Any:
    """A module beside this file: the child knows no package to import it from."""
    place = Path(__file__).with_name(f"{name}.py")
    spec = importlib.util.spec_from_file_location(name, place)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _serve_zip(path: Path, work: Path, pages: list[str], limits: Limits) -> dict[str, Any]:
    """Unpack the wanted members under names of ours; what a member is called never becomes a path.

    Where ANY is wanted, members of one name in different folders are different files: each has a place of its own.
    """
    try:
        with zipfile.ZipFile(path) as package:
            _check_members(package.infolist(), limits)
            members: list[dict[str, str]] = []
            unread: list[dict[str, str]] = []
            others: list[str] = []
            legacy = False
            for member in package.infolist():
                name, is_legacy = _member_name(member)
                legacy = legacy or is_legacy
                is_new = pages == [ANY] or (name in pages and name not in [found["name"] for found in members])
                if name and is_new:
                    file = _unpack(package, member, work / f"member{len(members)}.txt")
                    members.append({"name": name, "file": file})
                    continue
                if name:
                    others.append(name)
                if not member.is_dir():
                    file = _unpack(package, member, work / f"unread{len(unread)}.txt")
                    unread.append({"name": name or "__MACOSX", "file": file})
        return {"members": members, "unread": unread, "others": others, "legacy_names": legacy}
    except Unfit as error:
        return {"code": error.code, "detail": error.detail, "sheet": error.sheet, "line": error.line}
    except MemoryError:
        return {"code": "file.too_large", "detail": "ひらくのに要る記憶容量が上限を超えました"}
    except Exception as error:  # zipfile raises many kinds, none of which a clerk can tell apart
        return _failed(error, "ZIP")


def _serve_names(path: Path, limits: Limits) -> dict[str, Any]:
    """What the members of a zip are called that ANY would unpack; nothing is unpacked."""
    try:
        with zipfile.ZipFile(path) as package:
            _check_members(package.infolist(), limits)
            names = [_member_name(member)[0] for member in package.infolist()]
        return {"names": [name for name in names if name]}
    except Unfit as error:
        return {"code": error.code, "detail": error.detail}
    except MemoryError:
        return {"code": "file.too_large", "detail": "ひらくのに要る記憶容量が上限を超えました"}
    except Exception as error:  # zipfile raises many kinds, none of which a clerk can tell apart
        return _failed(error, "ZIP")


def _serve_locked(path: Path, work: Path, password: str | None, limits: Limits, *, inside: bool) -> dict[str, Any]:
    """Whether there is a password (none given: no more than that), and the file without it. `inside`: nor on its members."""
    opener = _beside("lock_opener")
    target = work / "unlocked.bin"
    try:
        locked = opener.is_locked(path)
        if locked and password is not None:
            _check_locked(path, limits)
            opener.open_lock(path, target, password)
        plain = target if locked and password is not None else path
        members = _locked_members(plain, work, limits) if inside and not (locked and password is None) else []
        if members and password is not None:
            target = work / "unlocked-inside.bin"
            opener.open_members(plain, target, password, work, look=lambda inside: _check_locked(inside, limits))
        locked = locked or bool(members)
        return {"locked": locked, "file": target.name if locked and password is not None else None}
    except opener.WrongPassword:
        return {"code": "file.wrong_password", "detail": "パスワードが違います"}
    except Unfit as error:
        return {"code": error.code, "detail": error.detail}
    except MemoryError:
        return {"code": "file.too_large", "detail": "ひらくのに要る記憶容量が上限を超えました"}
    except Exception as error:  # zipfile, msoffcrypto and what they rest on raise many kinds
        return _failed(error, "パスワードつきのファイル")


def _locked_members(path: Path, work: Path, limits: Limits) -> list[str]:
    """The members of a zip that have a password of their own. Nothing is unpacked before the sizes were looked at. Raises Unfit."""
    with path.open("rb") as stream:
        if stream.read(2) != b"PK" or not zipfile.is_zipfile(path):
            return []
    with zipfile.ZipFile(path) as package:
        _check_members(package.infolist(), limits)
    locked: list[str] = _beside("lock_opener").locked_members(path, work)
    return locked


def _check_locked(path: Path, limits: Limits) -> None:
    """Look at the sizes before a locked zip is opened. Raises Unfit."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as package:
            _check_members(package.infolist(), limits, locked=True)


def seconds_to_unlock(size: int) -> int:
    """Processor seconds a locked file of so many bytes may take beside those of every file: ZipCrypto goes byte by byte."""
    return 2 * (size >> 20)


def _failed(error: Exception, kind: str) -> dict[str, Any]:
    """A limit of the operating system is no damage to the file, and a full disk is not the file's at all."""
    number = error.errno if isinstance(error, OSError) else None
    if number == errno.EFBIG:
        return {"code": "file.too_large", "detail": "ひらいた中身の大きさが上限（unpacked_mb）を超えました"}
    if number in (errno.ENOSPC, errno.EDQUOT, errno.EIO):
        return {"errno": number}
    return {"code": "file.archive_broken", "detail": f"{kind}としてひらけません（{type(error).__name__}）"}


def _unpack(package: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> str:
    """Write a member to disk piece by piece, never more than it claims to hold; the name of the file written."""
    with package.open(member) as stream, target.open("wb") as written:
        shutil.copyfileobj(stream, written, 1 << 20)
    return target.name


def _member_name(member: zipfile.ZipInfo) -> tuple[str, bool]:
    """The name without folders, and whether it is CP932: Windows writes it so and sets no sign, macOS writes UTF-8 so."""
    name, legacy = member.filename, False
    if not member.flag_bits & _UTF8_NAME and not name.isascii():
        written = name.encode("cp437", errors="replace")
        try:
            name = written.decode("utf-8")
        except UnicodeDecodeError:
            name, legacy = written.decode("cp932", errors="replace"), True
    if name.startswith("__MACOSX/"):
        return "", False
    return name.rsplit("/", 1)[-1], legacy


def _check_members(members: list[zipfile.ZipInfo], limits: Limits, *, locked: bool = False) -> None:
    """Nothing encrypted (unless it is about to be opened), not too many, not too large once unpacked. Raises Unfit."""
    if not locked and any(member.flag_bits & 1 for member in members):
        raise Unfit("file.password_protected", "パスワードがついています")
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if unpacked > limits["unpacked_mb"] << 20 or len(members) > limits["parts"]:
        raise Unfit("file.too_large", f"ひらくと大きくなりすぎます（{unpacked >> 20:,}MB、{len(members):,}部品）")
    if unpacked > (10 << 20) and unpacked / packed > limits["ratio"]:
        raise Unfit("file.too_large", f"圧縮の割合がふつうではありません（{unpacked // packed}倍）")


def check_package(path: Path, limits: Limits) -> bool:
    """Look at the package before anything is unpacked; whether dates count from 1904. Raises Unfit or BadZipFile."""
    with zipfile.ZipFile(path) as package:
        members = package.infolist()
        names = {member.filename for member in members}
        if "xl/workbook.xml" not in names and not any(member.flag_bits & 1 for member in members):
            if "EncryptedPackage" in names:
                raise Unfit("file.password_protected", "パスワードがついています")
            raise Unfit("file.not_what_it_claims", "ZIPですが、Excelのブックではありません")
        _check_members(members, limits)
        sheets = _sheet_names(package)
        for member in members:
            if member.filename.endswith((".xml", ".rels")):
                _check_part(package, member.filename, sheets.get(member.filename), limits)
        return b'date1904="1"' in package.read("xl/workbook.xml") or b'date1904="true"' in package.read(
            "xl/workbook.xml"
        )


_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br\s*=\s*[\"'](\d+)[\"']")
_FAR_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br\s*=\s*[\"'](?:([A-Z]{3,})(\d+)|[A-Z]+(\d{6,}))[\"']")
"""A cell in the 703rd column or further right, or one below line 99,999."""
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')


def _sheet_names(package: zipfile.ZipFile) -> dict[str, str]:
    """Member of the package → name of the sheet it holds; only for telling a place, so what is not understood is left out."""
    try:
        book = package.read("xl/workbook.xml").decode("utf-8")
        relations = package.read("xl/_rels/workbook.xml.rels").decode("utf-8")
    except (KeyError, UnicodeDecodeError, zipfile.BadZipFile, zlib.error):
        return {}
    told = [dict(_ATTRIBUTE.findall(text)) for text in _RELATION.findall(relations)]
    targets = {one.get("Id", ""): one.get("Target", "") for one in told}
    named = [dict(_ATTRIBUTE.findall(text)) for text in _SHEET.findall(book)]
    places = {one.get("name", ""): targets.get(one.get("r:id", ""), "") for one in named}
    return {f"xl/{place.removeprefix('/xl/')}": html.unescape(name) for name, place in places.items() if place}


def _check_part(package: zipfile.ZipFile, name: str, sheet: str | None, limits: Limits) -> None:
    """No part declares entities; and no cell stands far out, which makes a reader lay out everything between: look
    where the cells are, not what is claimed."""
    cells = name.startswith("xl/worksheets/")
    tail = b""
    with package.open(name) as stream:
        while piece := stream.read(1 << 20):
            text = tail + piece
            if _ENTITY.search(text) or (not tail and text.startswith(_UTF16)):
                raise Unfit(
                    "file.archive_broken", "ブックの中に、表ではない宣言（DOCTYPE・ENTITY）があります", sheet=sheet
                )
            if cells:
                _check_extent(text, sheet, limits)
            tail = text[-200:]


def _check_extent(text: bytes, sheet: str | None, limits: Limits) -> None:
    far = "表から遠く離れたところ（{}）にセルがあります"
    lines = [int(found[1]) for found in _ROW.finditer(text)]
    for column, beside, below in _FAR_CELL.findall(text):
        if column and _column_number(column) > limits["columns"]:
            place = f"{column.decode()}列"
            raise Unfit("file.too_large", far.format(place), sheet=sheet, line=int(beside))
        lines.append(int(beside or below))
    last = max(lines, default=0)
    if last > limits["rows"]:
        raise Unfit("file.too_large", far.format(f"{last:,}行目"), sheet=sheet, line=last)


def _column_number(letters: bytes) -> int:
    """A is 1, ZZ 702, AAA 703."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _sheets(path: Path, work: Path, limits: Limits) -> list[dict[str, Any]]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    names = book.sheet_names
    if len(names) > limits["sheets"]:
        raise Unfit("file.too_large", f"シートが{len(names)}枚あります")
    told, written = [], 0
    for number, name in enumerate(names):
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        width = max(map(len, rows), default=0)
        if width > limits["columns"]:
            raise Unfit("file.too_large", f"{width}列あり、多すぎます", sheet=name)
        spanned, filled = width * len(rows), sum(cell != "" for row in rows for cell in row)
        if spanned > _SMALL and spanned > limits["used_range"] * filled:
            where = f"{len(rows):,}行×{width}列"
            raise Unfit("file.too_large", f"表の広さ（{where}）のほとんどが空のセルです", sheet=name)
        target = work / f"sheet{number}.csv"
        told.append({"name": name, "file": target.name, "rows": _write(target, rows, width), "width": width})
        written += target.stat().st_size
        if written > limits["unpacked_mb"] << 20:
            raise Unfit("file.too_large", "ひらいた中身の大きさが上限（unpacked_mb）を超えました", sheet=name)
    return told


def _write(target: Path, rows: list[list[Any]], width: int) -> int:
    count = 0
    with target.open("w", encoding="utf-8", newline="") as stream:
        for line, row in enumerate(rows, 1):
            # Hardly a row holds one of our signs or a quote: it is looked for in the whole row, not cell by cell.
            cells = [cell if type(cell) is str else cell_text(cell) for cell in row]
            together = "".join(cells)
            if "\0" in together or DATE_SIGN in together:
                cells = [cell_text(cell) for cell in row]
                together = "".join(cells)
            if _BLANK.fullmatch(together):
                continue
            if '"' in together:
                cells = [cell.replace('"', '""') for cell in cells]
            cells += [""] * (width - len(cells))
            stream.write(f'"{line}","' + '","'.join(cells) + '"\n')
            count += 1
    return count


def cell_text(cell: Any) -> str:
    """A typed cell as text: whole numbers without .0, dates by their cell type behind DATE_SIGN."""
    if isinstance(cell, str):
        return cell.replace("\0", "").replace(DATE_SIGN, "")
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e16 else repr(cell)
    if isinstance(cell, datetime.datetime):
        return DATE_SIGN + cell.date().isoformat() if cell.time() == datetime.time() else str(cell)
    if isinstance(cell, datetime.date):
        return DATE_SIGN + cell.isoformat()
    if isinstance(cell, datetime.time):
        return cell.isoformat("minutes")
    return str(cell)


if __name__ == "__main__":
    main()
