"""Excel workbooks to a text table, opened in a child process that the operating system holds to its limits."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from tsunagu.catalog import Source
from tsunagu.intake import workbook_reader
from tsunagu.intake.headings import SEARCHED_ROWS, find_headings
from tsunagu.intake.limits import in_force
from tsunagu.intake.problems import FileRefused
from tsunagu.intake.text_table import TextSheet, TextTable
from tsunagu.intake.unread_texts import refuse_numbers_in_text


class WorkbookReader:
    """One child for all workbooks of a delivery; started when first needed, again after it was killed by a limit."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[str] | None = None

    def open(self, path: Path, work: Path, pages: list[str] | None = None) -> dict[str, Any]:
        """The child's answer about one workbook, or about one zip whose members `pages` are wanted.

        A child that dies or hangs is the file's fault: FileRefused. A full disk is not: OSError.
        """
        more = 0 if pages is None else in_force().unpacked_mb // workbook_reader.MB_A_SECOND
        return self._ask({"path": str(path), "work": str(work), "pages": pages}, more)

    def names(self, path: Path) -> list[str]:
        """The names of a zip's files, without folders. FileRefused as for open."""
        return list(self._ask({"path": str(path), "work": str(path.parent), "names": True}, 0)["names"])

    def is_locked(self, path: Path, work: Path) -> bool:
        """Whether a zip or a workbook has a password, or a file in the zip."""
        return bool(self._unlock(path, work, None, inside=True)["locked"])

    def unlock(self, path: Path, work: Path, password: str, *, inside: bool = True) -> Path:
        """The same zip or workbook without its password, in `work`; `path` itself where it has none. `inside`: the files of a zip
        without theirs as well.

        The password goes through the pipe to the child and nowhere else. FileRefused: file.wrong_password, and as for open.
        """
        answer = self._unlock(path, work, password, inside=inside)
        return work / str(answer["file"]) if answer["locked"] else path

    def _unlock(self, path: Path, work: Path, password: str | None, *, inside: bool) -> dict[str, Any]:
        task = {"path": str(path), "work": str(work), "unlock": True, "password": password, "inside": inside}
        return self._ask(task, workbook_reader.seconds_to_unlock(path.stat().st_size))

    def _ask(self, task: dict[str, Any], more_seconds: int) -> dict[str, Any]:
        child = self._running()
        assert child.stdin is not None and child.stdout is not None
        clock = threading.Timer((in_force().child_seconds + more_seconds) * 3, child.kill)
        clock.start()
        try:
            child.stdin.write(json.dumps(task) + "\n")
            child.stdin.flush()
            line = child.stdout.readline()
        except (BrokenPipeError, OSError):
            line = ""
        finally:
            clock.cancel()
        if not line:
            self.close()
            raise FileRefused("file.too_large", "ひらくのに要る時間か記憶容量が上限を超えました")
        answer: dict[str, Any] = json.loads(line)
        if "errno" in answer:
            raise OSError(answer["errno"], os.strerror(answer["errno"]))
        if "code" in answer:
            raise FileRefused(answer["code"], answer["detail"], sheet=answer.get("sheet"), line=answer.get("line"))
        return answer

    def _running(self) -> subprocess.Popen[str]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            self._child = subprocess.Popen(
                [sys.executable, "-I", workbook_reader.__file__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
            )
            assert self._child.stdin is not None
            self._child.stdin.write(in_force().model_dump_json() + "\n")
        return self._child

    def close(self) -> None:
        """End the child, if one runs."""
        child, self._child = self._child, None
        if child is None:
            return
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()
        child.kill()
        child.wait()


def read_xlsx(path: Path, source: Source, work: Path, reader: WorkbookReader) -> TextTable:
    """Every sheet that has the source's headings; the names of the others are in `unread_sheets`.

    Raises FileRefused when no sheet has them, and for Individual Numbers on any sheet that is not read.
    """
    answer = reader.open(path, work)
    sheets: list[TextSheet] = []
    unread: list[str] = []
    problem: FileRefused | None = None
    for told in answer["sheets"]:
        if told["rows"] == 0:
            continue
        file = work / told["file"]
        if told["name"] in source.layout.left_unread:
            refuse_numbers_in_text(file, told["name"])
            continue
        try:
            sheets.append(_sheet(file, told, source))
        except FileRefused as refused:
            problem = problem or refused
            refuse_numbers_in_text(file, told["name"])
            unread.append(told["name"])
    if not sheets:
        raise problem or FileRefused("file.empty", "どのシートも空です")
    for sheet in sheets:
        sheet.marks = (answer["marks"] or {}).get(sheet.sheet or "", {})
    return TextTable(
        sheets,
        date1904=answer["date1904"],
        unread_sheets=tuple(unread),
        hidden_sheets=tuple(answer["hidden_sheets"]),
        marks_unread=answer["marks"] is None,
    )


def _sheet(file: Path, told: dict[str, Any], source: Source) -> TextSheet:
    with file.open(encoding="utf-8", newline="") as stream:
        head = [row for _, row in zip(range(SEARCHED_ROWS), csv.reader(stream), strict=False)]
    lines = [int(row[0]) for row in head]
    page = told["name"] if source.pages else ""
    try:
        headings = find_headings([row[1:] for row in head], source, sheet=told["name"], page=page)
    except FileRefused as refused:  # its line counts the rows that are not blank; people count the sheet's
        refused.line = lines[refused.line - 1] if refused.line else None
        raise
    first_line = lines[headings.row - 1] + 1 if headings.row else 1
    return TextSheet(file, headings, sheet=told["name"], first_line=first_line, page=page)
