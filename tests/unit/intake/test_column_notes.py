"""What is told of a whole column, a household or a packed file, and the like of it that is not."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from support.counter import FILE_NAMES, Counter, file_bytes, kaisei, plain
from tests.unit.intake.tiny_files import ATTENDANCE, JUKI, OTHER, UNVOICED, packed
from tsunagu.base.missing import Missing
from tsunagu.catalog import Pack


def told(counter: Counter, *kana: str) -> set[str]:
    rows = [plain(JUKI, 宛名番号=f"{number:015}", 氏名_フリガナ=name) for number, name in enumerate(kana, 1)]
    return set(counter.take_rows(JUKI, rows).counts)


@pytest.mark.parametrize(
    "kana",
    [
        ("サトウ　リョウ", "キヨウタ　シユン", "ホリ　シヨウコ"),
        ("サトウ　ミユウ", "ホリ　ミユキ", "サトウ　ヒヨリ"),
        ("サトウ　シヨウ", "ホリ　ミユキ"),
    ],
)
def test_one_small_letter_or_too_little_to_tell_is_no_column_of_large_kana(
    counter: Counter, kana: tuple[str, ...]
) -> None:
    assert told(counter, *kana) == set()


def test_one_voiced_letter_among_many_or_few_names_are_no_search_kana(counter: Counter) -> None:
    assert "cell.unvoiced_kana" not in told(counter, *UNVOICED, "カトウ　ダイ")


def test_few_names_say_nothing_about_voice(counter: Counter) -> None:
    assert "cell.unvoiced_kana" not in told(counter, *UNVOICED[:10])


def test_codes_without_a_table_are_listed_with_their_numbers_and_not_cell_by_cell(counter: Counter) -> None:
    rows = [plain(JUKI, 宛名番号=f"{number:015}", 性別="07" if number % 3 else "08") for number in range(1, 10)]
    receipt = counter.take_rows(JUKI, rows)
    assert receipt.counts == {"cell.no_code_table": 1}
    assert "「07」6件、「08」3件" in receipt.faults[0].cause


def test_a_few_unknown_codes_are_told_cell_by_cell(counter: Counter) -> None:
    rows = [plain(JUKI, 宛名番号=f"{number:015}", 性別="7" if number < 4 else "1") for number in range(1, 10)]
    assert counter.take_rows(JUKI, rows).counts == {"cell.unknown_code": 3}


def test_a_code_before_its_end_is_in_force(counter: Counter) -> None:
    rows = [
        plain("jido_teate", 認定年月=month, 児童宛名番号=f"{place:015}")
        for place, month in enumerate(("202404", "202409"))
    ]
    assert counter.take_rows("jido_teate", rows[1:]).counts == {}
    assert counter.take_rows("jido_teate", [plain("jido_teate", 認定年月="")], replace="日付なし").counts == {}


HOME = {"住所_番地号表記": "12番地3", "住所_町字コード": "0001000"}


@pytest.mark.parametrize(
    ("parent", "child"),
    [
        ({}, {}),
        ({"住所_番地号表記": "9番地9"}, {"世帯番号": "000000000000901"}),
        ({"生年月日": ""}, {}),
        ({}, {"世帯番号": "000000000000901", "生年月日": "2000-04-01"}),
        ({"住所_方書": "コーポ葵101"}, {"世帯番号": "000000000000901", "住所_方書": "コーポ葵102"}),
    ],
)
def test_families_elsewhere_together_or_grown_up_are_no_split_household(
    counter: Counter, parent: dict[str, str], child: dict[str, str]
) -> None:
    grown = plain(JUKI, **{"宛名番号": OTHER, "生年月日": "1985-05-05", **HOME, **parent})
    assert counter.take_rows(JUKI, [grown, plain(JUKI, **{**HOME, **child})]).counts == {}


def test_a_zip_of_one_file_is_that_file(counter: Counter) -> None:
    data = file_bytes(ATTENDANCE, [plain(ATTENDANCE)])
    receipt = counter.take(
        "出欠_月別_開成小学校.zip", packed((f"提出/{FILE_NAMES[ATTENDANCE]}", data), kind=zipfile.ZipInfo)
    )
    assert receipt.status == "accepted", receipt.sentence
    assert receipt.counts == {}, "a name in UTF-8 needs no word"
    assert (receipt.file, receipt.source) == ("出欠_月別_開成小学校.zip", ATTENDANCE)


@pytest.mark.parametrize("second", ["メモ.txt", f"桜小/{FILE_NAMES[ATTENDANCE]}"])
def test_a_zip_of_two_files_is_refused_with_what_to_do(counter: Counter, second: str) -> None:
    data = file_bytes(ATTENDANCE, [plain(ATTENDANCE)])
    receipt = counter.take("出欠.zip", packed((f"緑小/{FILE_NAMES[ATTENDANCE]}", data), (second, b"memo")))
    assert (receipt.status, receipt.counts) == ("refused", {"file.unknown_source": 1})
    assert "2個" in receipt.sentence


def test_a_zip_with_a_password_is_refused_with_what_to_do(counter: Counter) -> None:
    data = bytearray(packed((FILE_NAMES[ATTENDANCE], file_bytes(ATTENDANCE, [plain(ATTENDANCE)]))))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(sign) + place] |= 1
    receipt = counter.take("出欠_月別_開成小学校.zip", bytes(data))
    assert receipt.counts == {"file.password_protected": 1}
    assert "パスワードを入れて出してください" in receipt.sentence


def asked_since(day: str) -> Pack:
    """The pack, 手当月額 and 支給区分 of 児童手当 asked from a day on."""
    source = kaisei().sources["jido_teate"]
    columns = tuple(
        column.model_copy(update={"asked_from": day}) if column.header in ("手当月額", "支給区分", "第何子") else column
        for column in source.columns
    )
    changed = source.model_copy(update={"columns": columns})
    return replace(kaisei(), sources={**kaisei().sources, "jido_teate": changed})


@pytest.mark.parametrize(
    ("begins", "empty", "zero"),
    [
        ("202403", Missing.NOT_ASKED, Missing.NOT_ASKED),
        ("202404", Missing.BLANK, 0),
        ("", Missing.BLANK, 0),
    ],
)
def test_before_an_item_existed_nothing_and_zero_are_not_asked(
    tmp_path: Path, begins: str, empty: Missing, zero: Missing | int
) -> None:
    counter = Counter(tmp_path, asked_since("2024-04-01"))
    row = plain("jido_teate", 認定年月=begins, 手当月額="0", 第何子="", 支給区分="2")
    (kept,) = counter.typed(counter.take_rows("jido_teate", [row]))
    told = {
        name: kept[name] if kept[name] is not None else Missing(kept[f"{name}__why"])
        for name in ("child_order", "monthly_yen", "kind")
    }
    assert told == {"child_order": empty, "monthly_yen": zero, "kind": "特例給付"}
