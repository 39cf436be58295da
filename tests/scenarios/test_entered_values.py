"""What a section enters on screen lies over its files' rows from the next snapshot on; nothing that was there is changed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from support.entered import enter
from support.loads import MadeHome, kaisei, make_home, resident
from tsunagu.intake import ScreenEntry, loads, receive
from tsunagu.mart import Snapshot, verify

OCTOBER, NOVEMBER = date(2026, 10, 31), date(2026, 11, 30)
FAMILY = [
    resident(1, household=10, name="佐藤 花子", born="1985-05-01", relation="02"),
    resident(2, household=10, name="佐藤 優斗", kana="サトウ ユウト", born="2015-06-01", sex="男", relation="20"),
    resident(3, household=10, name="佐藤 陽菜", kana="サトウ ヒナ", born="2017-06-01", relation="20"),
]
CONSULTED = [
    {
        "desk": "児童相談",
        "receipt_no": "A-1",
        "received_on": "2026-09-10",
        "kind": "養護",
        "urgency": "C",
        "resident_no": 2,
    },
    {
        "desk": "児童相談",
        "receipt_no": "A-2",
        "received_on": "2026-10-05",
        "kind": "保健",
        "urgency": "B",
        "resident_no": 2,
    },
]
COLUMNS = "receipt_no, urgency, source::VARCHAR, file::VARCHAR, person_id"


def consulted(snapshot: Snapshot, home: MadeHome) -> list[tuple[Any, ...]]:
    return sorted(home.rows(snapshot, "consultations", COLUMNS), key=str)


def states(snapshot: Snapshot, home: MadeHome) -> dict[str, tuple[str, list[str]]]:
    rows = home.rows(snapshot, "entered_values", "entry, state, differing")
    return {entry: (state, list(differing)) for entry, state, differing in rows}


@pytest.fixture
def home(tmp_path: Path) -> MadeHome:
    return make_home(tmp_path, {"residents": FAMILY, "consultations": CONSULTED})


def row_of(home: MadeHome, line: int, source: str = "jido_sodan") -> dict[str, Any]:
    load = next(one for one in loads(home.folder) if one.source == source and not one.entered)
    return {"load_id": load.load_id, "at_line": line}


def test_the_sections_words_count_from_the_next_snapshot_on_and_the_file_s_stay(home: MadeHome) -> None:
    before = home.build()
    told = [
        (ScreenEntry(entry="1", act="correct", **row_of(home, 2)), {"緊急度": "A"}),
        (ScreenEntry(entry="2", act="withdraw", **row_of(home, 3)), {}),
        (
            ScreenEntry(entry="3", act="add", number=2),
            {"受付番号": "B-9", "受付日": "R8.10.20", "緊急度": "B", "相談種別": "養護"},
        ),
    ]
    receipt = enter(home, "jido_sodan", told, OCTOBER)
    assert receipt.status == "accepted", receipt.sentence
    assert receipt.sentence == "画面で入力した値 3件（加えた行 1、直した行 1、取り下げた行 1）"
    assert (receipt.source, receipt.owner, receipt.part) == ("jido_sodan", "こども課こども家庭班", "画面で入力した値")
    after = home.build()
    ours = "画面で入力_jido_sodan_202610.json"
    assert consulted(before, home) == [
        ("A-1", "C", "jido_sodan", "jido_sodan.csv", 2),
        ("A-2", "B", "jido_sodan", "jido_sodan.csv", 2),
    ]
    assert consulted(after, home) == [("A-1", "A", "jido_sodan", ours, 2), ("B-9", "B", "jido_sodan", ours, 2)]
    assert states(after, home) == {one: ("counts", []) for one in "123"}
    assert verify(home.folder)[before.snapshot_id] == []


def november(home: MadeHome, rows: list[dict[str, Any]]) -> Snapshot:
    """The next month's files, and what was entered handed on again."""
    home.add({"residents": FAMILY, "consultations": rows}, received_on=NOVEMBER)
    return home.build(NOVEMBER)


CORRECTED = {"緊急度": "A"}
OURS = "画面で入力_jido_sodan_202611.json"


@pytest.mark.parametrize(
    ("newer", "counts", "state"),
    [
        ({"_line": 9}, ("A-1", "A", "jido_sodan", OURS, 2), "counts"),
        ({"urgency": "A"}, ("A-1", "A", "jido_sodan", "jido_sodan.csv", 2), "same"),
        ({"urgency": "AA"}, ("A-1", "AA", "jido_sodan", "jido_sodan.csv", 2), "gone"),
        ({"route": "学校"}, ("A-1", "C", "jido_sodan", "jido_sodan.csv", 2), "gone"),
        ({"resident_no": 3}, ("A-1", "C", "jido_sodan", "jido_sodan.csv", 3), "gone"),
    ],
)
def test_a_correction_lies_over_the_very_same_row_of_a_newer_file_and_no_other(
    home: MadeHome, newer: dict[str, Any], counts: tuple[Any, ...], state: str
) -> None:
    enter(home, "jido_sodan", [(ScreenEntry(entry="1", act="correct", **row_of(home, 2)), CORRECTED)], NOVEMBER)
    snapshot = november(home, [CONSULTED[0] | newer])
    assert consulted(snapshot, home) == [counts], "the file's row as it is, and nothing beside it"
    assert states(snapshot, home) == {"1": (state, [])}


@pytest.mark.parametrize("kept", [True, False])
def test_a_row_that_says_nobody_s_name_is_never_known_again(tmp_path: Path, kept: bool) -> None:
    empty = {**CONSULTED[0], "receipt_no": None, "resident_no": None}
    row = empty if kept else {**empty, "resident_no": 2}
    home = make_home(tmp_path, {"residents": FAMILY, "consultations": [empty]})
    told = [(ScreenEntry(entry="1", act="withdraw", **row_of(home, 2)), {})]
    enter(home, "jido_sodan", told, OCTOBER)
    assert consulted(home.build(), home) == []
    enter(home, "jido_sodan", told, NOVEMBER)
    snapshot = november(home, [row])
    assert [one[:2] for one in consulted(snapshot, home)] == ([] if kept else [(None, "C")]), (
        "whose nobody knows is nobody's"
    )
    assert states(snapshot, home) == {"1": ("gone", [])}, "not told as if it counted"


def test_a_row_without_a_number_stays_withdrawn_where_it_is_the_same(tmp_path: Path) -> None:
    row = {**CONSULTED[0], "receipt_no": None}
    home = make_home(tmp_path, {"residents": FAMILY, "consultations": [row]})
    told = [(ScreenEntry(entry="1", act="withdraw", **row_of(home, 2)), {})]
    enter(home, "jido_sodan", told, NOVEMBER)
    snapshot = november(home, [row])
    assert consulted(snapshot, home) == []
    assert states(snapshot, home) == {"1": ("counts", [])}


def test_a_row_that_left_the_file_and_one_withdrawn_that_came_back_otherwise(home: MadeHome) -> None:
    told = [
        (ScreenEntry(entry="1", act="correct", **row_of(home, 2)), CORRECTED),
        (ScreenEntry(entry="2", act="withdraw", **row_of(home, 3)), {}),
    ]
    enter(home, "jido_sodan", told, NOVEMBER)
    snapshot = november(home, [{**CONSULTED[1], "urgency": "AA"}])
    assert [row[:2] for row in consulted(snapshot, home)] == [("A-2", "AA")]
    assert states(snapshot, home) == {"1": ("gone", []), "2": ("gone", [])}


def test_a_key_corrected_here_and_in_the_file_does_not_double_the_row(home: MadeHome) -> None:
    told = [(ScreenEntry(entry="1", act="correct", **row_of(home, 2)), {"受付番号": "A-7"})]
    enter(home, "jido_sodan", told, NOVEMBER)
    snapshot = november(home, [{**CONSULTED[0], "receipt_no": "A-7"}])
    assert [row[:2] for row in consulted(snapshot, home)] == [("A-7", "C")]
    assert states(snapshot, home) == {"1": ("same", [])}


def test_an_item_without_a_value_keeps_its_reason(home: MadeHome) -> None:
    entry = ScreenEntry(
        entry="1", act="correct", **row_of(home, 2), missing={"緊急度": "REFUSED", "受付日": "NOT_ASKED"}
    )
    enter(home, "jido_sodan", [(entry, {"緊急度": "", "受付日": ""})], OCTOBER)
    (row,) = home.rows(
        home.build(), "consultations", "urgency, urgency__why, received_on__why, kind", "receipt_no = 'A-1'"
    )
    assert row == (None, 23, 22, "養護")


def test_what_people_entered_is_no_delivery_and_stays_out_of_an_earlier_month(tmp_path: Path) -> None:
    home = make_home(tmp_path, {"residents": FAMILY})
    enter(home, "jido_sodan", [(ScreenEntry(entry="1", act="add", number=2), {"受付番号": "B-9"})], NOVEMBER)
    october = home.build()
    assert home.rows(october, "consultations") == []
    snapshot = home.build(NOVEMBER)
    assert [row[:1] for row in consulted(snapshot, home)] == [("B-9",)]
    assert "jido_sodan" not in {row[0] for row in home.rows(snapshot, "deliveries", "source")}


def test_a_row_without_a_number_of_its_own_is_whose_it_was_said_to_be(tmp_path: Path) -> None:
    home = make_home(tmp_path, {"residents": FAMILY})
    headings = [column.header for column in kaisei().sources["shugaku_enjo"].columns]
    cells = {name: cell for name, cell in {"年度": "2026", "学年": "1", "組": "1"}.items() if name in headings}
    assert cells
    enter(home, "shugaku_enjo", [(ScreenEntry(entry="1", act="add", number=2), cells)], OCTOBER)
    assert home.rows(home.build(), "school_aid", "person_id, source::VARCHAR") == [(2, "shugaku_enjo")]


def test_a_row_about_nobody_the_town_knows_is_told_and_counts_for_nobody(home: MadeHome) -> None:
    """A mother who is not on record: the row must not be called counted while nobody is judged by it."""
    enter(home, "jido_sodan", [(ScreenEntry(entry="1", act="add"), {"受付番号": "B-9"})], OCTOBER)
    snapshot = home.build()
    assert states(snapshot, home) == {"1": ("lost", [])}
    assert "B-9" not in [row[0] for row in consulted(snapshot, home)]


def test_nobody_else_may_say_what_was_entered_on_screen(home: MadeHome, tmp_path: Path) -> None:
    receipt = enter(home, "jido_sodan", [(ScreenEntry(entry="1", act="add", number=2), {"受付番号": "B-9"})], OCTOBER)
    forged = tmp_path / "画面で入力_jido_sodan_202611.json"
    forged.write_text('{"schema": 1, "source": "jido_sodan", "rows": [], "entries": []}', encoding="utf-8")
    (refused,) = receive([forged], home=home.folder, pack=home.pack, received_on=NOVEMBER)
    assert (receipt.status, refused.status, list(refused.counts)) == ("accepted", "refused", ["file.unknown_source"])
