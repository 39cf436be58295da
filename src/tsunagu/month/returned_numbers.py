"""Confirmed 学籍番号 and 宛名番号, returned to the 教育委員会: nothing of a child but the two numbers."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pyarrow

from tsunagu.base.errors import RefusedError
from tsunagu.base.files import write_bytes
from tsunagu.engines import open_engine, quoted_path
from tsunagu.identity import IdentityJudgement, PupilNumber, Standing, in_force, judgements, note_returned, standings
from tsunagu.mart import find_snapshot
from tsunagu.month.home import Home

HEADINGS = ("学籍番号", "宛名番号")


def return_numbers(home: Home, folder: Path, *, by: str) -> tuple[list[Path], list[PupilNumber]]:
    """Write one CSV per school into `folder` (学籍番号,宛名番号 as the newest register has it) and note in the log which
    answers left with them. Returns the files, and the 学籍番号 that stay here because nobody can say whose number it is today.

    Raises RefusedError M008 (no number is confirmed), M009 (the folder holds something already), M016 (none can be
    resolved), S001 (no register was built yet), M002.
    """
    given = judgements(home.folder)
    said = standings(given)
    if not said.numbers:
        raise RefusedError("M008", "確認ずみの学籍番号がありません", "同一人確認の画面で「同一人」と答えてください")
    if folder.exists() and any(folder.iterdir()):
        raise RefusedError("M009", f"{folder} は空ではありません", "空のフォルダか、新しい名前を指定してください")
    written = _numbers_of_today(
        home, {person: said.born.get(person) for person in set(said.numbers.values()) - said.unclear}
    )
    by_school: dict[str, list[tuple[str, str]]] = defaultdict(list)
    left_out: list[PupilNumber] = []
    for number, person in sorted(said.numbers.items(), key=lambda one: (one[0].school, one[0].pupil_no)):
        if person in written:
            by_school[number.school].append((number.pupil_no, written[person]))
        else:
            left_out.append(number)
    if not by_school:
        raise RefusedError(
            "M016",
            f"いまの宛名番号が分かる学籍番号がありません（{named_numbers(left_out)}）",
            "住民の台帳と番号の対応を受け取りなおすか、同一人確認で答えなおしてください",
        )
    # First the record, then the files: numbers never leave unnoted.
    files = [folder / f"学籍番号と宛名番号_{school}.csv" for school in by_school]
    leaving = set(said.numbers) - set(left_out)
    note_returned(home.folder, _resting_on(given, leaving), [file.name for file in files], by=by)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for file, rows in zip(files, by_school.values(), strict=True):
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerows([HEADINGS, *rows])
        write_bytes(file, text.getvalue().encode("utf-8-sig"))
    return files, left_out


def named_numbers(numbers: Iterable[PupilNumber]) -> str:
    """学籍番号 by school, as a person reads them."""
    return "、".join(f"学校{number.school}の{number.pupil_no}" for number in numbers)


def _resting_on(given: list[IdentityJudgement], leaving: set[PupilNumber]) -> list[str]:
    """Entries of the answers 同一人 that confirm the numbers; 別人 about the same 学籍番号 confirms none."""
    return [
        one.entry
        for one in in_force(given).values()
        if one.pupil_number in leaving and one.answer.standing is Standing.POSITIVE
    ]


def _numbers_of_today(home: Home, born: dict[int, str | None]) -> dict[int, str]:
    """宛名番号 of the answer → the one in force in the newest snapshot, as the register writes it.

    Old numbers are followed through 旧宛名番号. Whoever held the number and was born on the day the answer knew is meant;
    where nobody is, or more than one, the number is left out: it must not leave as somebody else's.
    """
    snapshot = find_snapshot(home.folder, None)
    persons, identifiers = (
        f"read_parquet({quoted_path(snapshot.table_path(name))})" for name in ("persons", "identifiers")
    )
    asked = pyarrow.table(
        {
            "number": pyarrow.array(list(born), pyarrow.int64()),
            "born": pyarrow.array(list(born.values()), pyarrow.string()),
        }
    )
    engine = open_engine([snapshot.path])
    try:
        engine.register("asked", asked)
        rows = engine.execute(f"""
            WITH held AS (
                SELECT person_id AS number, person_id FROM {persons}
                UNION SELECT TRY_CAST(number AS BIGINT), person_id FROM {identifiers} WHERE kind = '旧宛名番号')
            SELECT a.number, any_value(coalesce(p.resident_no, p.person_id::VARCHAR))
            FROM asked AS a JOIN held AS h USING (number) JOIN {persons} AS p ON p.person_id = h.person_id
            WHERE coalesce(p.birth_date = a.born::DATE, a.born IS NULL)
            GROUP BY a.number HAVING count(DISTINCT p.person_id) = 1""").fetchall()
    finally:
        engine.close()
    return dict(rows)
