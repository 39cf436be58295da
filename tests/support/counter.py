"""受付窓口 for tests: writes small files of a declared source and receives them into a fresh home."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter

from tsunagu.catalog import Pack, load_pack
from tsunagu.intake import Receipt, loads, receive
from tsunagu.purpose import seed_from_pack

DAY = date(2026, 10, 31)
Row = Mapping[str, Any]

PLAIN_ROWS: dict[str, Row] = {
    "juki_kojin": {
        "宛名番号": "000000000000101",
        "世帯番号": "000000000000900",
        "住民種別コード": "1",
        "氏名": "佐藤　葵",
        "氏名_フリガナ": "サトウ　アオイ",
        "生年月日": "2015-04-01",
        "性別": "1",
        "続柄1": "20",
        "住民日": "2015-04-01",
    },
    "kenshin_3_4m": {
        "宛名番号": "000000000000101",
        "受診日": "2026-05-01",
        "受診区分": "受診",
        "身長": "60.1",
        "体重": "6.2",
        "方法_保健師フォロー": "0",
        "出来事_残して外出": "○",
        "育てにくさ": "3",
        "母喫煙": "2",
    },
    "shukketsu": {
        "学校コード": "001",
        "年度": "2026",
        "月": "5",
        "学年": "3",
        "組": "1",
        "番号": "1",
        "氏名": "佐藤　葵",
        "ふりがな": "さとう　あおい",
        "生年月日": "H27.4.1",
        "性別": "女",
        "授業日数": "20",
        "出停": "0",
        "忌引": "0",
        "出席すべき日数": "20",
        "病欠": "1",
        "事故欠": "0",
        "欠席計": "1",
        "遅刻": "2",
        "早退": "0",
        "出席日数": "19",
        "備考": "特になし",
    },
    "bango_taio": {
        "宛名番号": "000000000000101",
        "番号種別": "1",
        "番号": "0000000001",
        "有効開始": "20200401",
        "作成日": "20200401",
    },
    "shiensochi": {"宛名番号": "000000000000101", "支援措置区分": "1", "開始年月日": "2026-04-01"},
    "kaigo": {
        "被保険者番号": "0000000001",
        "宛名番号": "000000000000101",
        "要介護状態区分": "21",
        "認定開始": "20250401",
        "認定日": "20250320",
    },
    "hoiku": {"児童宛名番号": "000000000000101", "入所日": "20240401", "保育料滞納": "1", "障がい児加配": "1"},
    "jido_sodan": {
        "受付番号": "R001",
        "受付日": "R8.5.1",
        "児童氏名": "佐藤　葵",
        "生年月日": "H27.4.1",
        "性別": "女",
        "相談種別": "児童虐待",
    },
    "jido_teate": {
        "受給者宛名番号": "000000000000201",
        "児童宛名番号": "000000000000101",
        "児童氏名": "佐藤　葵",
        "認定年月": "202404",
        "支給区分": "2",
        "手当月額": "5000",
    },
    "shugaku_enjo": {
        "年度": "2026",
        "学校名": "101",
        "学年": "3",
        "組": "1",
        "氏名": "佐藤　葵",
        "フリガナ": "サトウ　アオイ",
        "保護者名": "佐藤　花",
        "認定区分": "準要保護",
        "世帯員数": "3",
    },
}
FILE_NAMES = {
    "juki_kojin": "JUKI_KOJIN_20261031.csv",
    "kenshin_3_4m": "健診_3_4か月.csv",
    "shukketsu": "出欠_月別_開成小学校_2026.csv",
    "bango_taio": "BANGO_TAIO.csv",
    "shiensochi": "SHIENSOCHI.csv",
    "kaigo": "介護認定.csv",
    "hoiku": "保育入所.csv",
    "jido_sodan": "家児相_相談台帳.xlsx",
    "jido_teate": "児童手当受給者一覧.csv",
    "shugaku_enjo": "就学援助認定_みどり小学校.xlsx",
}


@cache
def kaisei() -> Pack:
    return load_pack("kaisei")


def plain(source: str, **changes: Any) -> dict[str, Any]:
    """A clean row of a source with some cells changed."""
    return {**PLAIN_ROWS[source], **changes}


def cells(source: str, rows: Iterable[Row]) -> list[list[str]]:
    """Heading row (where the source has one) and rows, in the order of the declaration."""
    declared = kaisei().sources[source]
    headers = [column.header for column in declared.columns]
    body = [[str(row.get(header, "")) for header in headers] for row in rows]
    return [headers, *body] if declared.layout.header else body


def csv_bytes(table: Sequence[Sequence[str]], encoding: str = "utf-8", quoting: int = csv.QUOTE_MINIMAL) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n", quoting=quoting).writerows(table)
    return text.getvalue().encode(encoding)


def file_bytes(source: str, rows: Iterable[Row]) -> bytes:
    """A file as the department writes it when all is well."""
    layout = kaisei().sources[source].layout
    table = cells(source, rows)
    if layout.record_types:
        table = [["1", "KAIGO", "20261031"], *(["2", *row] for row in table), ["3", str(len(table))]]
    if layout.format == "csv":
        return csv_bytes(table, layout.encoding)
    if layout.format == "json":
        return json.dumps({"schema": 1, "source": source, "rows": list(rows)}, ensure_ascii=False).encode()
    return workbook([("台帳", table)])


def workbook(sheets: Sequence[tuple[str, Sequence[Sequence[Any]]]], **options: Any) -> bytes:
    """An xlsx of plain cells; dates become date cells."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "default_date_format": "yyyy/m/d", **options})
    book.set_properties({"created": datetime(2026, 1, 1)})
    for name, table in sheets:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(table):
            for place, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, place, cell)
                elif cell != "":
                    sheet.write(number, place, cell)
    book.close()
    return target.getvalue()


@dataclass
class Counter:
    """A home with its purpose ledger, and an inbox."""

    folder: Path
    pack: Pack = field(default_factory=kaisei)

    def __post_init__(self) -> None:
        (self.folder / "inbox").mkdir(parents=True, exist_ok=True)
        self.home.mkdir(exist_ok=True)
        seed_from_pack(self.home, self.pack, date(2026, 4, 1))

    @property
    def home(self) -> Path:
        return self.folder / "home"

    def put(self, name: str, data: bytes, *, grown_to: int = 0) -> Path:
        """Lay a file into the inbox; `grown_to` stretches it with NUL bytes that take no room."""
        path = self.folder / "inbox" / name
        path.write_bytes(data)
        if grown_to:
            os.truncate(path, grown_to)
        return path

    def take(self, name: str, data: bytes, *, day: date = DAY, replace: str | None = None) -> Receipt:
        """Receive one file of these bytes."""
        return receive([self.put(name, data)], home=self.home, pack=self.pack, received_on=day, replace=replace)[0]

    def take_rows(self, source: str, rows: Iterable[Row], **options: Any) -> Receipt:
        """Receive one well-written file of a source."""
        return self.take(FILE_NAMES[source], file_bytes(source, rows), **options)

    def typed(self, receipt: Receipt, table: str | None = None) -> list[dict[str, Any]]:
        """The rows of a load's table, in file order."""
        load = next(load for load in loads(self.home) if load.load_id == receipt.load_id)
        path = load.table_path(self.home, table or load.tables[0])
        relation = duckdb.sql(f"SELECT * FROM '{path}'")
        return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]

    def published(self) -> dict[str, bytes]:
        """Every published file of the home by its path: what must not change when a file is refused."""
        kept = (path for part in ("loads", "originals", "keys") for path in sorted((self.home / part).rglob("*")))
        return {str(path.relative_to(self.home)): path.read_bytes() for path in kept if path.is_file()}


def places(receipt: Receipt) -> set[tuple[int, str, str]]:
    """(line or 0, heading or '', code) of every fault."""
    return {(fault.line or 0, fault.column or "", fault.code) for fault in receipt.faults}
