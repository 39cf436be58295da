"""Confirmed 学籍番号 and 宛名番号, returned to the 教育委員会: nothing of a child but the two numbers."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from pathlib import Path

from tsunagu.base.errors import RefusedError
from tsunagu.base.files import write_bytes
from tsunagu.engines import open_engine, quoted_path
from tsunagu.identity import PupilNumber, in_force, judgements, note_returned, standings
from tsunagu.mart import find_snapshot
from tsunagu.month.home import Home

HEADINGS = ("学籍番号", "宛名番号")


def return_numbers(home: Home, folder: Path, *, by: str) -> list[Path]:
    """Write one CSV per school into `folder` (学籍番号,宛名番号) and note in the log which answers left with them.

    Raises RefusedError M008 (no number is confirmed), M009 (the folder holds something already), M002.
    """
    given = judgements(home.folder)
    numbers = standings(given).numbers
    if not numbers:
        raise RefusedError("M008", "確認ずみの学籍番号がありません", "同一人確認の画面で「同一人」と答えてください")
    if folder.exists() and any(folder.iterdir()):
        raise RefusedError("M009", f"{folder} は空ではありません", "空のフォルダか、新しい名前を指定してください")
    written = _resident_numbers(home, set(numbers.values()))
    by_school: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for number, person in sorted(numbers.items(), key=lambda one: (one[0].school, one[0].pupil_no)):
        by_school[number.school].append((number.pupil_no, written.get(person, str(person))))
    # First the record, then the files: numbers never leave unnoted.
    files = [folder / f"学籍番号と宛名番号_{school}.csv" for school in by_school]
    note_returned(home.folder, _resting_on(home, set(numbers)), [file.name for file in files], by=by)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for file, rows in zip(files, by_school.values(), strict=True):
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerows([HEADINGS, *rows])
        write_bytes(file, text.getvalue().encode("utf-8-sig"))
    return files


def _resting_on(home: Home, numbers: set[PupilNumber]) -> list[str]:
    return [one.entry for one in in_force(judgements(home.folder)).values() if one.pupil_number in numbers]


def _resident_numbers(home: Home, people: set[int]) -> dict[int, str]:
    """宛名番号 as the register writes them."""
    try:
        path = find_snapshot(home.folder, None).table_path("persons")
    except (RefusedError, KeyError):
        return {}
    engine = open_engine([path.parent])
    try:
        rows = engine.execute(f"SELECT person_id, resident_no FROM read_parquet({quoted_path(path)})").fetchall()
    finally:
        engine.close()
    return {person: number for person, number in rows if person in people}
