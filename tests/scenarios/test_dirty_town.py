"""A town that writes as towns do: every row is accounted for, and every planted fault stands in a receipt at its place."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from support.played import Played, play

Place = tuple[str, str, int, str, str]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return play(tmp_path_factory.mktemp("dirty"), seed=5, children=900, dirt=0.05)


def receipts(town: Played) -> list[dict[str, object]]:
    return [json.loads(path.read_bytes()) for path in sorted((town.home.folder / "receipts").glob("*.json"))]


def noted(town: Played) -> set[Place]:
    return {
        (str(receipt["file"]), fault["sheet"] or "", fault["line"] or 0, fault["column"] or "", fault["code"])
        for receipt in receipts(town)
        for fault in receipt["faults"]  # type: ignore[attr-defined]
    }


def planted(town: Played) -> list[Place]:
    return [
        (row["file"], row["sheet"], int(row["line"] or 0), row["column"], row["kind"]) for row in town.truth("faults")
    ]


def test_every_planted_fault_is_in_a_receipt_at_its_line_with_its_code(town: Played) -> None:
    seen = noted(town)
    missed = [place for place in planted(town) if place not in seen]
    assert len(planted(town)) > 200
    assert not missed, Counter(place[4] for place in missed).most_common() + missed[:10]


def test_every_row_is_accepted_or_refused(town: Played) -> None:
    for receipt in receipts(town):
        assert receipt["rows_in"] == receipt["rows_accepted"] + receipt["rows_refused"], receipt["file"]  # type: ignore[operator]


def test_every_file_of_the_inbox_has_its_receipt(town: Played) -> None:
    import unicodedata

    delivered = {unicodedata.normalize("NFC", path.name) for path in (town.town / "inbox").rglob("*") if path.is_file()}
    assert delivered == {receipt["file"] for receipt in receipts(town)}


def test_truth_knows_every_row_a_clean_reader_would_count(town: Played) -> None:
    """links.csv names each data row once; a file that was taken holds exactly those."""
    rows = Counter(row["file"] for row in town.truth("links"))
    for receipt in receipts(town):
        if receipt["status"] != "refused":
            assert receipt["rows_in"] == rows[str(receipt["file"])], receipt["file"]


def test_a_broken_twin_that_shifts_lines_by_one_is_caught(town: Played) -> None:
    shifted = {(file, sheet, line + 1, column, code) for file, sheet, line, column, code in noted(town)}
    in_lines = [place for place in planted(town) if place[2] > 0]
    assert any(place not in shifted for place in in_lines)
