"""What other programs rely on: the names and columns of the truth and of what the commands print, from files to list."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

CHILDREN = 200
DIRT = "0.03"
RUN_KEYS = {
    "files",
    "rows_in",
    "rows_accepted",
    "rows_refused",
    "children",
    "findings",
    "undeterminable",
    "households",
    "snapshot",
    "run",
}
TYPES = {"young_carer", "poverty", "abuse", "withdrawal", "postpartum", "developmental"}


def tsunagu(*arguments: str) -> str:
    command = [sys.executable, "-c", "from tsunagu.cli import main; main()", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder with town and home, and what `run --json` printed."""
    folder = tmp_path_factory.mktemp("contract")
    town, home = str(folder / "town"), str(folder / "home")
    tsunagu("sample", town, "--pack", "kaisei", "--seed", "9", "--children", str(CHILDREN), "--month", "2026-10",
            "--dirt", DIRT)  # fmt: skip
    tsunagu("init", home, "--pack", "kaisei", "--on", "2026-04-01")
    inbox = f"{town}/inbox"
    return folder, tsunagu("run", inbox, "--as-of", "2026-10-31", "--capacity", "5", "--home", home, "--json")


def truth(month: tuple[Path, str], name: str) -> list[dict[str, str]]:
    return rows((month[0] / "town" / "truth" / f"{name}.csv").read_text(encoding="utf-8"))


def printed(month: tuple[Path, str], command: str) -> tuple[list[dict[str, str]], object]:
    """What a command prints of the last run: as CSV and as JSON."""
    home = str(month[0] / "home")
    return rows(tsunagu(command, "--home", home)), json.loads(tsunagu(command, "--home", home, "--json"))


def test_run_ends_with_one_object_and_its_counts_add_up(month: tuple[Path, str]) -> None:
    told = json.loads(month[1].strip().splitlines()[-1])
    assert told.keys() >= RUN_KEYS
    assert told["rows_in"] == told["rows_accepted"] + told["rows_refused"]
    assert told["findings"].keys() == TYPES
    assert told["files"] == len(list((month[0] / "town" / "inbox").iterdir()))
    assert 0 < told["children"] <= CHILDREN
    assert told["households"] <= 5


def test_answers_have_the_columns_of_the_truth(month: tuple[Path, str]) -> None:
    lines, objects = printed(month, "answers")
    assert (
        list(lines[0]) == list(truth(month, "answers")[0]) == ["resident_no", "indicator", "as_of", "answer", "reason"]
    )
    assert lines == objects
    true = {(row["resident_no"], row["indicator"]): row for row in truth(month, "answers")}
    same = sum(true[row["resident_no"], row["indicator"]] == row for row in lines)
    assert same > 0.99 * len(lines)


def test_links_name_rows_as_the_truth_does_and_none_is_wrong(month: tuple[Path, str]) -> None:
    lines, objects = printed(month, "links")
    assert list(lines[0])[:5] == list(truth(month, "links")[0]) == ["source", "file", "sheet", "line", "resident_no"]
    assert [{name: str(cell) for name, cell in one.items()} for one in objects] == lines  # type: ignore[attr-defined]
    true = {tuple(list(row.values())[:4]): row["resident_no"] for row in truth(month, "links")}
    found = {tuple(list(row.values())[:4]): row["resident_no"] for row in lines}
    assert found.keys() <= true.keys()
    assert {place for place, number in found.items() if number and number != true[place]} == set()


def test_every_planted_fault_is_a_line_of_the_receipts(month: tuple[Path, str]) -> None:
    lines, objects = printed(month, "receipts")
    columns = ["file", "sheet", "line", "column", "kind"]
    assert list(lines[0])[:5] == list(truth(month, "faults")[0]) == columns
    told = {tuple(row[name] for name in columns) for row in lines}
    planted = {tuple(row.values()) for row in truth(month, "faults")}
    assert len(planted) > 100
    assert planted - told == set()
    receipts = {receipt["file"]: receipt for receipt in objects}  # type: ignore[attr-defined]
    assert receipts.keys() == {path.name for path in (month[0] / "town" / "inbox").iterdir()}
    for row in lines:
        receipt = receipts[row["file"]]
        assert int(row["rows_in"]) == receipt["rows_in"] == receipt["rows_accepted"] + receipt["rows_refused"]


def test_findings_tell_every_child_and_criterion(month: tuple[Path, str]) -> None:
    lines, objects = printed(month, "findings")
    assert {"resident_no", "criterion", "version", "as_of", "state", "points", "known", "items", "total_points"} == set(
        lines[0]
    )
    assert len(lines) == len(objects)  # type: ignore[arg-type]
    told = json.loads(month[1].strip().splitlines()[-1])
    assert len(lines) == len(TYPES) * told["children"]
    flagged = sum(row["state"] == "flagged" for row in lines)
    assert flagged == sum(told["findings"].values()) > 0


def test_the_worklist_tells_places_reasons_and_who_is_left_out(month: tuple[Path, str]) -> None:
    lines, value = printed(month, "worklist")
    assert isinstance(value, dict)
    headings = ["順", "世帯", "こども", "困難の類型", "該当数", "なぜここに", "いまある接点", "先月から", "職員の推薦"]
    assert list(lines[0]) == headings, "the words of the page: it is opened in Excel"
    assert [row["世帯"] for row in lines] == [entry["household_code"] for entry in value["listed"]]
    assert len(lines) == json.loads(month[1].strip().splitlines()[-1])["households"]
    assert {"listed", "next", "left_out", "cut_sentence", "blind"} <= value.keys()
    assert all(reason["then"] for reason in value["left_out"])
