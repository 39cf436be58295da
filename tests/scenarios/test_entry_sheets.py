"""入力シート: for every source a workbook is made, typed into by hand and received; it becomes what the file would have become."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from scenarios.test_every_standard_source import everything
from support.typed_in import Cell, type_in
from tsunagu.base.dates import read_date
from tsunagu.catalog import Pack, SourceColumn, choices, entry_sheet_name, load_pack, write_entry_sheet
from tsunagu.catalog.entry_sheet import CHOICES_SHEET, NOTES_SHEET, entries
from tsunagu.cli import build_app
from tsunagu.intake import Load, Receipt, loads, receive
from tsunagu.intake.cells import read_cell
from tsunagu.intake.slots import slots_of
from tsunagu.purpose import seed_from_pack
from tsunagu.sample.departments import DEPARTMENTS, Office
from tsunagu.sample.facts import Facts
from tsunagu.sample.town import build_town
from tsunagu.sample.writing import Draft, write_draft

AS_OF = date(2026, 10, 31)
AT_MOST = 25
SOURCES = sorted(load_pack("standard").sources)
BY_HAND: dict[str, dict[str, str]] = {
    "cases_values": {
        "対象宛名番号": "000000001000012",
        "項目": "給食費の滞納",
        "値": "あり",
        "いつの値か": "2026-10-01",
        "入れた課": "学校教育課",
        "入れた人": "担当",
        "入れた日": "2026-10-02",
        "理由": "紙の連絡による",
    }
}
"""Rows of sources of which the invented town has none."""


@dataclass(frozen=True)
class Desk:
    """A clerk's desk: the pack, and the papers of every department."""

    pack: Pack
    office: Office


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    pack = everything(tmp_path_factory.mktemp("pack") / "all")
    town = build_town(4, 300, date(2026, 10, 1))
    return Desk(pack, Office(town, Facts(town.seed, town.register, town.as_of, town.children_wanted), pack))


def papers(desk: Desk, source: str) -> list[Draft]:
    """One file's worth of papers: the first school, every page, at most a few rows each."""
    drafts: list[Draft] = []
    for draft in DEPARTMENTS[source](desk.office):
        if draft.raw is None and (not drafts or (desk.pack.sources[source].pages and draft.name == drafts[0].name)):
            drafts.append(draft)
    for draft in drafts:
        if not draft.rows and source in BY_HAND:
            draft.rows, draft.people = [[BY_HAND[source].get(header, "") for header in draft.headers]], [None]
        for listed in (draft.rows, draft.people, draft.row_sheets):
            del listed[AT_MOST:]
    return drafts


def typed(desk: Desk, source: str, draft: Draft) -> list[list[Cell]]:
    """What a clerk types for each row: words from the lists, days as days, numbers as numbers, the rest as it stands."""
    page = draft.sheet if desk.pack.sources[source].pages else ""
    columns = {column.in_file: column for column in draft.columns()}
    rows: list[list[Cell]] = []
    for row in draft.rows:
        cells = dict(zip(draft.headers, row, strict=False))
        rows.append([])
        for entry in entries(desk.pack, source, page):
            heading = entry.written.in_file
            text = cells.get(heading, "") if heading in columns else named(desk, draft, entry.written)
            rows[-1].append(typed_cell(desk.pack, columns.get(heading, entry.written), entry.column.type, text))
    return rows


def named(desk: Desk, draft: Draft, column: SourceColumn) -> str:
    """What only the file's name told: the school."""
    return next(code.code for code in desk.pack.code_lists[column.codes or ""].codes if code.code in draft.name)


def typed_cell(pack: Pack, column: SourceColumn, kind: str, text: str) -> Cell:
    if not text:
        return None
    if column.codes and kind != "text":
        codes = {code.code: code for code in pack.code_lists[column.codes].codes}
        return codes[text].label if codes[text].label in choices(pack.code_lists[column.codes]) else text
    if kind == "flag":
        return {"1": "はい", "0": "いいえ"}.get(text, text)
    if kind == "date" and len(column.to) == 1:
        return read_date(text, column.written).value
    if kind == "month":
        day = read_date(text, column.written).value
        return f"{day:%Y-%m}" if day else None
    if kind in ("int", "decimal"):
        return float(text) if "." in text else int(text)
    return text


def received(folder: Path, pack: Pack, files: list[Path]) -> tuple[list[Receipt], list[Load]]:
    home = folder / "home"
    home.mkdir(parents=True)
    seed_from_pack(home, pack, date(2026, 4, 1))
    return receive(files, home=home, pack=pack, received_on=AS_OF), loads(home)


def rows_of(load: Load, home: Path) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Every table of a load without the places its rows stood at."""
    for table in load.tables:
        relation = duckdb.sql(f"SELECT * EXCLUDE (sheet, line) FROM read_parquet('{load.table_path(home, table)}')")
        yield table, [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


@pytest.mark.parametrize("source", SOURCES)
def test_a_sheet_typed_by_hand_becomes_what_the_file_becomes(tmp_path: Path, desk: Desk, source: str) -> None:
    drafts = papers(desk, source)
    assert all(draft.rows for draft in drafts) and drafts
    (tmp_path / "inbox").mkdir()
    for draft in drafts:
        write_draft(draft, tmp_path / "inbox")
    _, [by_file] = received(tmp_path / "file", desk.pack, list((tmp_path / "inbox").iterdir()))

    sheet = tmp_path / f"{entry_sheet_name(desk.pack.sources[source])}_202610.xlsx"
    write_entry_sheet(desk.pack, source, sheet)
    for draft in drafts:
        page = draft.sheet if desk.pack.sources[source].pages else None
        type_in(sheet, sheet.with_suffix(".new"), typed(desk, source, draft), sheet=page)
        sheet.with_suffix(".new").replace(sheet)
    [receipt], [by_hand] = received(tmp_path / "sheet", desk.pack, [sheet])

    assert (receipt.status, receipt.layout, receipt.source) == ("accepted", "入力シート", source), receipt.sentence
    assert receipt.counts == {}, [(fault.column, fault.code, fault.cell) for fault in receipt.faults]
    assert (receipt.part, receipt.period) == (by_file.part, "2026-10")
    for (table, wanted), (_, got) in zip(
        rows_of(by_file, tmp_path / "file" / "home"), rows_of(by_hand, tmp_path / "sheet" / "home"), strict=True
    ):
        assert got == wanted, table


@pytest.mark.parametrize("source", SOURCES)
def test_every_word_a_clerk_may_choose_is_read_as_its_code(desk: Desk, source: str) -> None:
    sheet = desk.pack.layouts[source][-1]
    for slot in slots_of(sheet, desk.pack.tables, desk.pack.code_lists):
        if slot.lookup is None or slot.written.codes is None:
            continue
        for word in choices(desk.pack.code_lists[slot.written.codes]):
            cell = read_cell(word, slot)
            assert cell.codes == (), (source, slot.written.header, word, cell)


def test_an_empty_sheet_is_refused_and_an_unknown_word_is_held_with_its_place(tmp_path: Path, desk: Desk) -> None:
    sheet = tmp_path / f"{entry_sheet_name(desk.pack.sources['boshi_homon'])}.xlsx"
    write_entry_sheet(desk.pack, "boshi_homon", sheet)
    [empty], _ = received(tmp_path / "empty", desk.pack, [sheet])
    assert (empty.status, empty.counts) == ("refused", {"file.empty": 1})
    row = ["000000000000101", "佐藤　葵", "乳児", "乳児全戸", "令和8年10月1日", "R8.10.2", "保健師", "会えた", 3]
    type_in(sheet, tmp_path / "filled.xlsx", [row])
    (tmp_path / "filled.xlsx").replace(sheet)
    [receipt], [load] = received(tmp_path / "filled", desk.pack, [sheet])
    assert [
        (fault.line, fault.column, fault.code) for fault in receipt.faults if fault.code == "cell.unknown_code"
    ] == [(2, "結果", "cell.unknown_code")]
    [(_, [typed_row])] = rows_of(load, tmp_path / "filled" / "home")
    assert (typed_row["planned_on"], typed_row["visited_on"]) == (date(2026, 10, 1), date(2026, 10, 2))
    assert (typed_row["outcome"], typed_row["outcome__why"]) == (None, 24)


def test_the_workbook_has_no_macro_explains_itself_and_repeats_byte_for_byte(tmp_path: Path, desk: Desk) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_entry_sheet(desk.pack, "screening", tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as package:
        names = package.namelist()
        workbook = package.read("xl/workbook.xml").decode()
        first = package.read("xl/worksheets/sheet1.xml").decode()
    assert not any("vba" in name.lower() or name.endswith(".bin") for name in names)
    assert NOTES_SHEET in workbook and CHOICES_SHEET in workbook and 'state="hidden"' not in workbook
    assert first.count('type="list"') >= 18 and first.count("<dataValidation ") == 24
    assert "必ず書きます" in first and "一覧から選びます" in first


def test_the_command_makes_a_sheet_and_never_writes_over_one(tmp_path: Path, desk: Desk) -> None:
    out = tmp_path / "訪問.xlsx"
    arguments = ["source", "sheet", "母子の訪問", "--pack", "standard", "--out", str(out)]
    assert CliRunner().invoke(build_app(), arguments).exit_code == 0
    made = out.read_bytes()
    again = CliRunner().invoke(build_app(), arguments)
    assert getattr(again.exception, "code", "") == "E002" and out.read_bytes() == made
    unknown = CliRunner().invoke(build_app(), ["source", "sheet", "F99", "--pack", "standard"])
    assert getattr(unknown.exception, "code", "") == "E001" and "F24 母子の訪問" in str(unknown.exception)
