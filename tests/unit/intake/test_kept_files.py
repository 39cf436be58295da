"""What lies in the home afterwards: sealed originals, typed tables of the declared types, receipts in three forms."""

from __future__ import annotations

import json
import os
import stat
from html.parser import HTMLParser

import pyarrow.parquet
import pytest

from support.counter import DAY, FILE_NAMES, PLAIN_ROWS, Counter, file_bytes, kaisei, plain
from tsunagu.base.errors import TsunaguError
from tsunagu.catalog import ANSWER_TYPES
from tsunagu.intake import loads, read_original, receipt_text, receipts, receive, sweep

JUKI, NAME = "juki_kojin", "JUKI_KOJIN_20261031.csv"
ARROW = {"int": "int32", "decimal": "double", "date": "date32[day]", "month": "date32[day]", "flag": "bool"}


def test_every_table_has_its_declared_columns_with_a_reason_beside_every_answer(counter: Counter) -> None:
    for source, row in PLAIN_ROWS.items():
        receipt = counter.take_rows(source, [row])
        load = next(load for load in loads(counter.home) if load.load_id == receipt.load_id)
        for table in load.tables:
            schema = pyarrow.parquet.read_schema(load.table_path(counter.home, table))
            wanted = []
            for name, column in kaisei().tables[table].columns.items():
                wanted.append((name, ARROW.get(column.type, "string")))
                if column.type in ANSWER_TYPES:
                    wanted.append((f"{name}__why", "uint8"))
            assert [(field.name, str(field.type)) for field in schema] == [
                *wanted,
                ("sheet", "string"),
                ("line", "int32"),
            ]


def test_a_value_and_a_reason_never_stand_together_nor_both_away(counter: Counter) -> None:
    for source, row in PLAIN_ROWS.items():
        receipt = counter.take_rows(
            source,
            [
                row,
                {
                    header: cell
                    for header, cell in row.items()
                    if header
                    in (
                        "宛名番号",
                        "氏名",
                        "学校コード",
                        "年度",
                        "月",
                        "受付番号",
                        "被保険者番号",
                        "番号種別",
                        "番号",
                        "世帯番号",
                    )
                },
            ],
        )
        table = kaisei().sources[source].tables()[0]
        for typed in counter.typed(receipt):
            for name, column in kaisei().tables[table].columns.items():
                if column.type in ANSWER_TYPES:
                    assert (typed[name] is None) != (typed[f"{name}__why"] is None), (source, name)


def test_the_original_is_sealed_and_comes_back_byte_for_byte(counter: Counter) -> None:
    data = file_bytes(JUKI, [plain(JUKI)])
    receipt = counter.take(NAME, data)
    sealed = counter.home / "originals" / receipt.sha256
    key = counter.home / "keys" / "originals.key"
    assert "佐藤".encode() not in sealed.read_bytes()
    assert read_original(counter.home, receipt.sha256) == data
    assert stat.S_IMODE(key.stat().st_mode) == stat.S_IMODE(sealed.stat().st_mode) == 0o600


def test_a_changed_original_is_not_opened(counter: Counter) -> None:
    receipt = counter.take(NAME, file_bytes(JUKI, [plain(JUKI)]))
    sealed = counter.home / "originals" / receipt.sha256
    data = bytearray(sealed.read_bytes())
    data[40] ^= 1
    sealed.chmod(0o600)
    sealed.write_bytes(bytes(data))
    with pytest.raises(TsunaguError, match="I010"):
        read_original(counter.home, receipt.sha256)


def test_the_same_files_make_the_same_bytes_in_another_home(tmp_path_factory: pytest.TempPathFactory) -> None:
    homes = [Counter(tmp_path_factory.mktemp("same")) for _ in range(2)]
    for counter in homes:
        for source, row in PLAIN_ROWS.items():
            counter.take_rows(
                source,
                [
                    row,
                    {**row, "宛名番号": "9", "番号": "77", "受付番号": "R9", "被保険者番号": "77", "生年月日": "不詳"},
                ],
            )
    kept = [{name: data for name, data in counter.published().items() if name.startswith("loads")} for counter in homes]
    assert kept[0] == kept[1]
    written = [{path.name: path.read_bytes() for path in (counter.home / "receipts").iterdir()} for counter in homes]
    assert written[0] == written[1]


def test_a_receipt_page_escapes_what_the_file_says_and_loads_nothing(counter: Counter) -> None:
    counter.take(NAME, file_bytes(JUKI, [plain(JUKI, 性別="<b>&"), plain(JUKI, 宛名番号="<script>alert(1)</script>")]))
    [page] = (counter.home / "receipts").glob("*.html")
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "&lt;script&gt;" in text

    class Links(HTMLParser):
        found: list[str] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            Links.found += [f"{tag} {name}" for name, _ in attrs if name in ("src", "href", "onclick")]

    Links().feed(text)
    assert Links.found == []
    assert '<html lang="ja">' in text


def test_the_text_says_place_cause_and_remedy_without_any_cell(counter: Counter) -> None:
    receipt = counter.take_rows(JUKI, [plain(JUKI), plain(JUKI, 宛名番号="9", 氏名="●田　葵")])
    told = receipt_text(receipt, kaisei().faults)
    assert "3行目「氏名」" in told
    assert kaisei().faults["cell.gaiji_lost"].remedy in told
    assert "●田" not in told


def test_receipts_of_a_day_are_found_again(counter: Counter) -> None:
    counter.take_rows(JUKI, [plain(JUKI)])
    counter.take("なぞ.csv", b"x")
    counter.take("あさ.csv", b"y")
    came = {NAME: 1, "なぞ.csv": 2, "あさ.csv": 3}
    for path in (counter.home / "receipts").glob("*.json"):  # a file system's clock may be too slow to tell them apart
        at = came[json.loads(path.read_text(encoding="utf-8"))["file"]]
        os.utime(path, (at, at))
    assert [(receipt.file, receipt.status) for receipt in receipts(counter.home)] == [
        (NAME, "accepted"),
        ("なぞ.csv", "refused"),
        ("あさ.csv", "refused"),
    ], "as they came, whatever their names"
    assert json.loads(next((counter.home / "receipts").glob("*accepted.json")).read_text())["rows_in"] == 1


def test_a_file_read_again_under_new_declarations_is_a_new_load(counter: Counter) -> None:
    from dataclasses import replace

    first = counter.take_rows(JUKI, [plain(JUKI)])
    newer = replace(counter.pack, declarations_hash="f" * 64)
    path = counter.folder / "inbox" / FILE_NAMES[JUKI]
    [second] = receive([path], home=counter.home, pack=newer, received_on=DAY)
    assert (second.status, second.replaces) == ("accepted", None)
    assert first.load_id != second.load_id


def test_sweeping_removes_what_a_crash_left_and_nothing_else(counter: Counter) -> None:
    counter.take_rows(JUKI, [plain(JUKI)])
    before = counter.published()
    (counter.home / "loads" / ".unfinished-abc").mkdir()
    (counter.home / "originals" / ("0" * 64)).write_bytes(b"orphan")
    assert sorted(sweep(counter.home)) == [".unfinished-abc", "0" * 64]
    assert counter.published() == before
