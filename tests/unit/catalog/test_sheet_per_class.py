"""The one スクリーニングシート of a town: a sheet per class, an example beside each mark, and it loads like any file."""

from __future__ import annotations

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from support.counter import Counter
from support.typed_in import type_in
from tsunagu.base.errors import RefusedError
from tsunagu.catalog import Pack, load_pack, write_entry_sheet
from tsunagu.catalog.entry_sheet import CHOICES_SHEET, NOTES_SHEET, entries

CLASSES = ("3年1組", "3年2組")


@pytest.fixture(scope="module")
def standard() -> Pack:
    return load_pack("standard")


@pytest.fixture
def sheet(tmp_path: Path, standard: Pack) -> Path:
    write_entry_sheet(standard, "screening", tmp_path / "sheet.xlsx", CLASSES)
    return tmp_path / "sheet.xlsx"


def test_every_mark_of_the_unified_sheet_has_an_example(standard: Pack) -> None:
    marks = {code.code for code in standard.code_lists["screening_mark"].codes}
    marked = [column for column in standard.sources["screening"].columns if column.codes == "screening_mark"]
    assert len(marked) == 18
    assert [column.header for column in marked if set(column.examples) != marks] == []


def test_a_sheet_per_class_with_the_examples_beside_each_mark(sheet: Path) -> None:
    book = CalamineWorkbook.from_path(str(sheet))
    assert book.sheet_names == [*CLASSES, NOTES_SHEET, CHOICES_SHEET]
    headings = [book.get_sheet_by_name(name).to_python()[0] for name in CLASSES]
    assert headings[0] == headings[1]
    assert {"学校", "氏名", "遅刻", "希死念慮", "メモ"} <= set(headings[0])
    notes = [row[:3] for row in book.get_sheet_by_name(NOTES_SHEET).to_python()]
    assert ["遅刻", "◎", "ほぼ毎日"] in notes and ["遅刻", "-", "ほとんどない"] in notes


def test_the_message_beside_a_cell_holds_all_its_examples(standard: Pack) -> None:
    for entry in entries(standard, "screening"):
        told = "\n".join(f"{mark}　{example}" for mark, example in entry.written.examples.items())
        assert len(told) <= 255, entry.written.in_file


def test_what_is_typed_into_every_class_is_received(sheet: Path, tmp_path: Path, standard: Pack) -> None:
    headings = [entry.written.in_file for entry in entries(standard, "screening")]
    filled = tmp_path / "入力シート_スクリーニングシート_みどり小学校_202610.xlsx"
    typed = sheet
    for number, name in enumerate(CLASSES, start=1):
        row = {"学校": "みどり小学校", "学年": "小3", "組": str(number), "番号": 1, "氏名": "鈴木　海", "遅刻": "◎"}
        target = filled if name == CLASSES[-1] else tmp_path / "half.xlsx"
        type_in(typed, target, [[row.get(heading) for heading in headings]], sheet=name)
        typed = target
    counter = Counter(tmp_path, standard)
    receipt = counter.take(filled.name, filled.read_bytes())
    assert (receipt.status, receipt.rows_in, receipt.rows_refused, receipt.part) == ("accepted", 2, 0, "101")
    assert [(row["class"], row["late"]) for row in counter.typed(receipt)] == [("1", "◎"), ("2", "◎")]


@pytest.mark.parametrize(
    ("source", "classes"),
    [
        ("screening", ("3/1",)),
        ("screening", ("あ" * 32,)),
        ("screening", ("1組", "1組")),
        ("screening", (NOTES_SHEET,)),
        ("screening", (" ",)),
        ("oneroster", ("1組",)),
    ],
)
def test_names_no_sheet_can_have_are_refused(tmp_path: Path, standard: Pack, source: str, classes: tuple[str]) -> None:
    with pytest.raises(RefusedError, match="E003"):
        write_entry_sheet(standard, source, tmp_path / "x.xlsx", classes)
    assert not (tmp_path / "x.xlsx").exists()


def test_without_classes_it_is_one_sheet_as_before(tmp_path: Path, standard: Pack) -> None:
    write_entry_sheet(standard, "screening", tmp_path / "x.xlsx")
    assert CalamineWorkbook.from_path(str(tmp_path / "x.xlsx")).sheet_names[0] == "入力"
