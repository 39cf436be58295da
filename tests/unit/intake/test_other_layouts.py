"""One source in several layouts: fixed width, control and trailer records, a zip of tables, other headings, words in a cell."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest

from support.counter import Counter, csv_bytes, workbook
from support.roster_zip import PAGES, written, zipped
from tsunagu.catalog import Pack, load_pack
from tsunagu.purpose import end_row

KOKUHO = "2000013501{number}2020040101          0000000000010000120200401"
NOTE = "見本の宣言"


@pytest.fixture(scope="module")
def standard() -> Pack:
    return load_pack("standard")


def own(folder: Path, **files: str) -> Pack:
    """The standard pack with a town's own declarations laid over it; `layouts__name` is layouts/name.yaml."""
    for name, text in files.items():
        place, _, stem = name.partition("__")
        (folder / place).mkdir(parents=True, exist_ok=True)
        (folder / place / f"{stem.replace('__', '.')}.yaml").write_text(text, encoding="utf-8")
    return load_pack("standard", folder)


def fixed(*numbers: str) -> bytes:
    return "".join(KOKUHO.format(number=f"{number:>015}") + "\r\n" for number in numbers).encode("cp932")


class TestFixedWidth:
    """国保資格 as the old system writes it."""

    def test_every_record_is_cut_by_bytes_and_typed(self, tmp_path: Path, standard: Pack) -> None:
        counter = Counter(tmp_path, standard)
        receipt = counter.take("国保資格_202610.txt", fixed("101", "102"))
        assert (receipt.status, receipt.rows_in, receipt.counts) == ("accepted", 2, {})
        assert receipt.layout == "固定長（旧システム）"
        first = counter.typed(receipt)[0]
        assert (first["insured_no"], first["branch"], first["resident_no"]) == ("20000135", "01", "000000000000101")
        assert (first["starts_on"], first["start_reason"], first["in_arrears"]) == (date(2020, 4, 1), "転入", True)
        assert first["ends_on"] is None and first["line"] == 1

    def test_a_record_that_is_too_short_or_too_long_is_refused_alone(self, tmp_path: Path, standard: Pack) -> None:
        lines = fixed("101", "102", "103").split(b"\r\n")
        data = b"\r\n".join([lines[0], lines[1][:40], lines[2] + b"X1"]) + b"\r\n"
        receipt = Counter(tmp_path, standard).take("国保資格.dat", data)
        assert (receipt.rows_in, receipt.rows_accepted, receipt.rows_refused) == (3, 1, 2)
        assert [(fault.line, fault.code) for fault in receipt.faults] == [
            (2, "row.too_few_cells"),
            (3, "row.too_many_cells"),
        ]
        assert "72バイト" in str(receipt.faults[1].cell)

    def test_a_place_that_falls_inside_a_letter_is_refused_and_never_guessed(self, tmp_path: Path) -> None:
        pack = own(tmp_path / "town", layouts__kokuho__kana=KANA_LAYOUT)
        data = (
            "12345678"
            + "01"
            + "000000000000101"
            + "カナ"
            + "\r\n"
            + "12345678"
            + "02"
            + "000000000000102"
            + "aカ "
            + "\r\n"
        )
        receipt = Counter(tmp_path, pack).take("国保カナ.txt", data.encode("cp932"))
        assert (receipt.rows_in, receipt.rows_accepted) == (2, 1)
        [fault] = [fault for fault in receipt.faults if fault.code.startswith("row.")]
        assert (fault.line, fault.code) == (2, "row.cut_inside_letter")

    def test_control_and_trailer_records_are_told_from_data_and_counted(self, tmp_path: Path) -> None:
        layout = RECORDS_LAYOUT
        counter = Counter(tmp_path, own(tmp_path / "town", layouts__kokuho__records=layout))
        body = [b"1KOKUHO20261031", *(b"2" + line for line in fixed("101", "102").split(b"\r\n") if line)]
        good = counter.take("国保連携_1.txt", b"\r\n".join([*body, b"300000002"]))
        assert (good.status, good.rows_in, good.counts) == ("accepted", 2, {})
        wrong = counter.take("国保連携_2.txt", b"\r\n".join([*body, b"300000009"]), replace="件数の確認")
        assert wrong.counts == {"row.record_count_mismatch": 1}
        torn = counter.take("国保連携_3.txt", b"\r\n".join(body), replace="再送")
        assert (torn.status, torn.counts) == ("refused", {"file.truncated": 1})
        alien = counter.take("国保連携_4.txt", b"\r\n".join([*body, b"7x", b"300000002"]), replace="再送")
        assert (alien.status, alien.counts) == ("refused", {"file.header_missing": 1})


HEAD = f"schema: 1\nof: kokuho\nlabel: 見本の様式\nreference: {NOTE}\n"
KANA_LAYOUT = (
    HEAD
    + """name: kokuho.kana
layout: {format: fixed, encoding: cp932, header: false, file_names: [国保カナ*.txt]}
columns:
  - {header: 記号番号, to: health_insurances.insured_no, bytes_wide: 8, required: true}
  - {header: 枝番, to: health_insurances.branch, bytes_wide: 2}
  - {header: 宛名番号, to: health_insurances.resident_no, width: 15, bytes_wide: 15}
  - {header: 区分, bytes_wide: 2}
  - {header: 余り, bytes_wide: 2}
"""
)
RECORDS_LAYOUT = (
    HEAD.replace("見本の様式", "記録の種類つき")
    + """name: kokuho.records
layout:
  format: fixed
  encoding: cp932
  header: false
  file_names: [国保連携*.txt]
  record_types: {control: "1", data: "2", trailer: "3"}
columns:
  - {header: 記号番号, to: health_insurances.insured_no, width: 8, bytes_wide: 8, required: true}
  - {header: 枝番, to: health_insurances.branch, width: 2, bytes_wide: 2, required: true}
  - {header: 宛名番号, to: health_insurances.resident_no, width: 15, bytes_wide: 15}
  - {header: 取得日, to: health_insurances.starts_on, written: ymd8, bytes_wide: 8}
  - {header: 残り, bytes_wide: 37}
"""
)


class TestZip:
    """OneRoster: one member, one table."""

    def test_every_page_becomes_its_table_and_a_page_requires_only_its_own_cells(
        self, tmp_path: Path, standard: Pack
    ) -> None:
        counter = Counter(tmp_path, standard)
        receipt = counter.take("oneroster_jp.zip", zipped(PAGES, manifest__csv=b"a,b\r\n"))
        assert (receipt.status, receipt.rows_in, receipt.rows_accepted, receipt.rows_refused) == ("accepted", 7, 6, 1)
        [lost] = [fault for fault in receipt.faults if fault.code == "row.key_missing"]
        assert (lost.sheet, lost.line, lost.column) == ("enrollments.csv", 3, "enrollments.userSourcedId")
        assert [row["name"] for row in counter.typed(receipt, "roster_users")] == ["佐藤　葵"]
        assert [row["number"] for row in counter.typed(receipt, "roster_enrollments")] == [7]
        assert [row["school_code"] for row in counter.typed(receipt, "roster_schools")] == ["101"]
        assert counter.typed(receipt, "roster_demographics") == []
        assert "file.unread_sheet" not in receipt.counts

    def test_the_password_of_a_pupil_is_nowhere_in_what_is_published(self, tmp_path: Path, standard: Pack) -> None:
        counter = Counter(tmp_path, standard)
        receipt = counter.take("oneroster_jp.zip", zipped(PAGES))
        typed = [
            value
            for table in standard.sources["oneroster"].tables()
            for row in counter.typed(receipt, table)
            for value in row.values()
        ]
        assert "ひみつ" not in map(str, typed) and "ひみつ" not in receipt.model_dump_json()

    def test_a_page_that_must_be_there_is_named_and_nothing_changes(self, tmp_path: Path, standard: Pack) -> None:
        counter = Counter(tmp_path, standard)
        without = {name: table for name, table in PAGES.items() if name != "users.csv"}
        receipt = counter.take("oneroster_jp.zip", zipped(without))
        assert (receipt.status, receipt.counts) == ("refused", {"file.header_missing": 1})
        assert "users.csv" in receipt.sentence and counter.published() == {}

    def test_a_member_nobody_declared_is_told(self, tmp_path: Path, standard: Pack) -> None:
        receipt = Counter(tmp_path, standard).take("oneroster_jp.zip", zipped(PAGES, notes__txt=b"x"))
        [told] = [fault for fault in receipt.faults if fault.code == "file.unread_sheet"]
        assert "notes.txt" in told.cause

    def test_a_zip_that_unpacks_to_a_flood_is_refused_before_it_is_unpacked(
        self, tmp_path: Path, standard: Pack
    ) -> None:
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr("users.csv", b"0" * (16 << 20))
        receipt = Counter(tmp_path, standard).take("oneroster_jp.zip", target.getvalue())
        assert (receipt.status, receipt.counts) == ("refused", {"file.too_large": 1})

    def test_a_locked_zip_is_refused_with_what_to_do(self, tmp_path: Path, standard: Pack) -> None:
        data = bytearray(zipped(PAGES))
        for at in (found.start() for found in re.finditer(b"PK\x01\x02", bytes(data))):
            data[at + 8] |= 1
        receipt = Counter(tmp_path, standard).take("oneroster_jp.zip", bytes(data))
        assert (receipt.status, receipt.counts) == ("refused", {"file.password_protected": 1})
        assert "パスワードを入れて出してください" in receipt.sentence

    def test_the_name_of_a_member_never_becomes_a_path(self, tmp_path: Path, standard: Pack) -> None:
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as package:
            for name, rows in PAGES.items():
                package.writestr(f"../../../{name}", written(name, rows))
        counter = Counter(tmp_path / "deep" / "down", standard)
        assert counter.take("oneroster_jp.zip", target.getvalue()).status == "accepted"
        assert [path.name for path in tmp_path.rglob("users.csv")] == []

    @pytest.mark.parametrize(
        ("data", "code"),
        [(b"PK\x03\x04 torn", "file.archive_broken"), (b"a,b\r\n1,2\r\n", "file.not_what_it_claims")],
    )
    def test_what_is_no_zip_is_refused(self, tmp_path: Path, standard: Pack, data: bytes, code: str) -> None:
        receipt = Counter(tmp_path, standard).take("oneroster_jp.zip", data)
        assert (receipt.status, list(receipt.counts)) == ("refused", [code])


def screening_sheet(**marks: str) -> bytes:
    """One class with one pupil; every mark is − where nothing else is said."""
    headings = [column.header for column in load_pack("standard").sources["screening"].columns[1:]]
    row = (
        {heading: "−" for heading in headings}
        | {"学年": "1", "組": "1", "番号": "1", "氏名": "佐藤　葵", "メモ": ""}
        | marks
    )
    return workbook([("1年1組", [headings, [row[heading] for heading in headings]])])


class TestNameOfTheFile:
    """スクリーニング_<学校>.xlsx: the school stands in the name only."""

    def test_the_school_is_taken_from_the_name(self, tmp_path: Path, standard: Pack) -> None:
        counter = Counter(tmp_path, standard)
        data = screening_sheet(欠席="◎")
        receipt = counter.take("スクリーニング_みどり小学校_202610.xlsx", data)
        assert (receipt.status, receipt.part, receipt.period) == ("accepted", "101", "2026-10")
        [row] = counter.typed(receipt)
        assert (row["school"], row["absent"], row["wish_to_die"]) == ("101", "◎", "-")

    def test_a_school_nobody_knows_is_refused_in_a_sentence(self, tmp_path: Path, standard: Pack) -> None:
        data = screening_sheet(欠席="◎")
        receipt = Counter(tmp_path, standard).take("スクリーニング_となり町小学校.xlsx", data)
        assert receipt.status == "refused" and receipt.counts["file.not_what_it_claims"] == 1


KOKORO = [
    "アカウントID",
    "学校",
    "クラス",
    "出席番号",
    "表示名",
    "日時",
    "気分",
    "体調",
    "相談希望",
    "相談相手",
    "相談内容",
    "コメント",
]


def test_a_code_of_a_number_may_say_refused_and_words_of_a_cell_are_read_one_by_one(
    tmp_path: Path, standard: Pack
) -> None:
    counter = Counter(tmp_path, standard)
    rows = [
        ["a1", "みどり小学校", "1", "1", "葵", "2026-10-01 08:10:00", "9", "2", "1", "担任", "友達、学習", ""],
        ["a2", "みどり小学校", "1", "2", "蓮", "2026-10-01 08:11:00", "7", "1", "0", "先輩", "部活・友達", ""],
    ]
    receipt = counter.take("心の健康観察_202610.csv", csv_bytes([KOKORO, *rows], "utf-8-sig"))
    first, second = counter.typed(receipt)
    assert (first["mood"], first["mood__why"], first["condition"]) == (None, 23, 2)
    assert (second["mood"], second["mood__why"]) == (None, 24)
    assert (first["topic"], second["topic"], second["talk_to"]) == ("友達・学習", "部活・友達", "先輩")
    assert first["answered_on"] == date(2026, 10, 1) and first["answered_at"] == "2026-10-01 08:10:00"
    assert receipt.counts == {"cell.unknown_code": 1, "cell.word_not_listed": 2}


FURTHER = (
    HEAD.replace("of: kokuho", "of: yobosesshu")
    + """name: yobosesshu.other
layout: {format: csv, encoding: utf-8, file_names: [予防接種*.csv]}
columns:
  - {header: 住民番号, to: vaccinations.resident_no, width: 15}
  - {header: 接種名, to: vaccinations.vaccine, codes: vaccine}
  - {header: 何回目, to: vaccinations.dose}
  - {header: 接種年月日, to: vaccinations.given_on, written: iso}
"""
)
OTHER_ROWS = [["住民番号", "接種名", "何回目", "接種年月日"], ["000000000000101", "BCG", "1", "2026-05-01"]]


def test_of_two_layouts_of_one_name_the_headings_decide(tmp_path: Path) -> None:
    counter = Counter(tmp_path, own(tmp_path / "town", layouts__yobosesshu__other=FURTHER))
    new = counter.take("予防接種_202610.csv", csv_bytes(OTHER_ROWS))
    assert (new.status, new.layout) == ("accepted", "見本の様式")
    assert [(row["vaccine"], row["given_on"]) for row in counter.typed(new)] == [("BCG", date(2026, 5, 1))]
    headings = ["宛名番号", "ワクチン種類", "回数", "接種日", "実施方式", "接種区分", "予防接種区分"]
    old_rows = [headings, ["000000000000101", "06", "1", "20260501", "2", "1", "1"]]
    old = counter.take("予防接種_202609.csv", csv_bytes(old_rows, "cp932"))
    assert (old.status, old.layout) == ("accepted", None)


def test_an_item_keeps_its_purpose_whatever_a_vendor_calls_it(tmp_path: Path) -> None:
    layout = (
        FURTHER.replace("yobosesshu", "sanpu")
        .replace(
            FURTHER[FURTHER.index("columns:") :],
            """columns:
  - {header: 母番号, to: postpartum_checkups.resident_no, width: 15, required: true}
  - {header: 検査日, to: postpartum_checkups.examined_on, written: iso}
  - {header: 十番, to: postpartum_checkups.epds_10}
""",
        )
        .replace("予防接種", "産後調査")
    )
    pack = own(tmp_path / "town", layouts__sanpu__other=layout)
    rows = csv_bytes([["母番号", "検査日", "十番"], ["000000000000101", "2026-05-01", "1"]])
    allowed = Counter(tmp_path / "a", pack)
    receipt = allowed.take("産後調査.csv", rows)
    assert allowed.typed(receipt)[0]["epds_10"] == 1
    barred = Counter(tmp_path / "b", pack)
    end_row(
        barred.home, "sanpu_self_harm", last_day=date(2026, 9, 30), reason="見直し", by="責任者", on=date(2026, 9, 1)
    )
    receipt = barred.take("産後調査.csv", rows)
    assert receipt.counts == {"item.no_purpose": 1}
    assert (barred.typed(receipt)[0]["epds_10"], barred.typed(receipt)[0]["epds_10__why"]) == (None, 10)


def test_a_text_beside_a_code_keeps_the_cell_as_written(tmp_path: Path, standard: Pack) -> None:
    headings = [column.header for column in standard.sources["shugaku_enjo"].columns]
    row = {"年度": 2026, "学校名": "みどり小学校", "学年": 1, "氏名": "佐藤　葵", "認定区分": "準要保護"}
    counter = Counter(tmp_path, standard)
    receipt = counter.take(
        "就学援助認定_みどり小学校.xlsx", workbook([("一覧", [headings, [row.get(h, "") for h in headings]])])
    )
    [typed] = counter.typed(receipt)
    assert (typed["school_name"], typed["school"]) == ("みどり小学校", "101")
