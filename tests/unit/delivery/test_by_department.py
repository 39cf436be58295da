"""課ごとの戻し: faults by department and kind, closed ones not counted, the workbook without cells and without formulas."""

from __future__ import annotations

import io
import zipfile
from datetime import date

from python_calamine import CalamineWorkbook

from support.counter import Counter, file_bytes, plain
from support.tray import AS_OF, NAME, put
from tsunagu.delivery import (
    DepartmentReturn,
    by_department,
    department_workbook,
    month_files,
    month_receipts,
    receive_tray,
    trays,
)

JUKI, SCHOOL = "juki_kojin", "shukketsu"
CANARY = "カナリア三太"


def returns(counter: Counter, closed: tuple[str, ...] = ()) -> dict[str, DepartmentReturn]:
    """The month's returns by department."""
    found = by_department(
        month_receipts(counter.home, AS_OF), counter.pack, lambda receipt, fault: fault.code in closed
    )
    return {one.owner: one for one in found}


def faulty(counter: Counter) -> None:
    """A register with an impossible date and a canary in the cell, and an unknown file."""
    rows = [plain(JUKI), plain(JUKI) | {"宛名番号": "000000000000102", "生年月日": CANARY}]
    counter.take_rows(JUKI, rows)
    counter.take("なぞ.csv", b"x")


def test_faults_are_counted_where_they_belong(counter: Counter) -> None:
    faulty(counter)
    found = returns(counter)
    register = found["町民課"]
    assert (register.files, register.rows_in, register.rows_refused) == (1, 2, 0)
    [group] = [group for group in register.ordered() if group.level == "cell"]
    assert (group.count, group.open, group.places[0].line) == (1, 1, 3)
    assert group.remedy
    assert [file for file, _ in found["（課が分からないファイル）"].unread] == ["なぞ.csv"]


def test_a_closed_fault_is_no_longer_asked_for(counter: Counter) -> None:
    faulty(counter)
    [code] = [group.code for group in returns(counter)["町民課"].ordered() if group.level == "cell"]
    group = returns(counter, closed=(code,))["町民課"].groups[code]
    assert (group.count, group.closed, group.open, group.places) == (1, 1, 0, [])


def test_a_file_that_waits_for_a_reason_is_told_to_nobody_as_refused(counter: Counter) -> None:
    faulty(counter)
    other = file_bytes(JUKI, [plain(JUKI) | {"氏名": "別　人"}])
    receive_tray(counter.home, counter.pack, put(counter, {NAME: other}))
    assert [path.name for tray in trays(counter.home, AS_OF) for path in tray.files()] == [NAME]
    told, counted = returns(counter), month_files(counter.home, AS_OF)
    assert (told["町民課"].files, told["町民課"].unread) == (1, [])
    assert sum(len(one.unread) for one in told.values()) == len(counted.refused) == 1
    assert sum(one.files for one in told.values()) == len(counted.taken) + len(counted.refused)


def test_the_department_with_most_to_mend_stands_first(counter: Counter) -> None:
    faulty(counter)
    counter.take("児童手当受給者一覧.csv", file_bytes("jido_teate", [{"宛名番号": "000000000000101"}]))
    order = by_department(month_receipts(counter.home, AS_OF), counter.pack, lambda receipt, fault: False)
    weights = [(-len(one.unread), -one.open_faults) for one in order]
    assert weights == sorted(weights)


def test_the_workbook_says_what_and_where_and_never_a_cell(counter: Counter) -> None:
    faulty(counter)
    data = department_workbook(returns(counter)["町民課"], "開成町", AS_OF)
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.sheet_names == ["次回はこう直してください", "場所", "値のない欄"]
    places = book.get_sheet_by_name("場所").to_python()
    assert places[0][:4] == ["ファイル", "シート", "行", "列"]
    assert any(row[3] == "生年月日" and row[2] == 3.0 for row in places[1:])
    inside = b"".join(
        zipfile.ZipFile(io.BytesIO(data)).read(name) for name in zipfile.ZipFile(io.BytesIO(data)).namelist()
    )
    assert CANARY.encode() not in inside


def test_nothing_in_the_workbook_is_a_formula() -> None:
    one = DepartmentReturn("=1+1", files=1, unread=[("=cmd|' /C calc'!A0.csv", "+1")])
    data = department_workbook(one, "@町", date(2026, 10, 31))
    sheets = [name for name in zipfile.ZipFile(io.BytesIO(data)).namelist() if "worksheets/sheet" in name]
    assert all(b"<f>" not in zipfile.ZipFile(io.BytesIO(data)).read(name) for name in sheets)
