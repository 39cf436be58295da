"""Files of an invented town's systems that nobody declared: for the manual's "your town's pack in a day", its pictures, its test.

    python -m tools.vendor_files FOLDER

A register of residents with words and codes of its own, one school's old sheet of marks, and a list like nothing in the
catalogue. Every person is invented.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import xlsxwriter

RESIDENTS = (
    "住民コード",
    "世帯コード",
    "氏名",
    "氏名（カナ）",
    "誕生日",
    "男女",
    "続柄コード",
    "住所（町丁）",
    "備考欄",
)
RESIDENTS_FILE = "住民抽出_202610.csv"
SCREENING = ("年", "クラス", "出席番号", "児童氏名", "休み", "遅刻", "忘れ物", "学習", "身なり", "SCへの相談", "気づき")
SCREENING_FILE = "みどり小学校_気になる子シート.xlsx"
CANTEEN = ("住民番号", "食堂の名前", "来た回数", "最後に来た日", "持ち帰り", "世話人の気づき")
CANTEEN_FILE = "こども食堂利用者_202610.csv"
FAMILIES = ("佐藤", "鈴木", "高橋", "田中", "伊藤")
KANA = ("サトウ", "スズキ", "タカハシ", "タナカ", "イトウ")
GIVEN = (("葵", "アオイ"), ("海", "カイ"), ("陽菜", "ヒナ"), ("蓮", "レン"), ("結衣", "ユイ"), ("湊", "ミナト"))
SAVED_ON = datetime(2026, 10, 31)


def residents(count: int = 40, *, sexes: Sequence[str] = ("1", "2"), heading: Sequence[str] = RESIDENTS) -> bytes:
    """CP932 under a title, dates in 和暦, numbers of ten digits."""
    rows = [
        [
            f"{1_000_000_000 + 7 * i}",
            f"{2_000_000_000 + i // 3}",
            f"{FAMILIES[i // 3 % 5]}　{GIVEN[i % 6][0]}",
            f"{KANA[i // 3 % 5]}　{GIVEN[i % 6][1]}",
            f"H{20 + i % 10}.{1 + i % 12}.{1 + i % 28}",
            sexes[i % len(sexes)],
            "20",
            f"みどり町{1 + i % 9}丁目",
            "",
        ]
        for i in range(count)
    ]
    return "住民データ　2026年10月31日作成\r\n".encode("cp932") + _csv([heading, *rows]).encode("cp932")


def old_screening(marks: Sequence[str] = ("◎", "○", "△", "-")) -> bytes:
    """A sheet per class under a title, with marks of the school's own, and a sheet of notes in front."""
    book = io.BytesIO()
    workbook = xlsxwriter.Workbook(book, {"in_memory": True})
    workbook.set_properties({"created": SAVED_ON})
    workbook.add_worksheet("書き方").write_string(0, 0, "よく見て書いてください")
    for room in (1, 2):
        sheet = workbook.add_worksheet(f"3年{room}組")
        sheet.write_string(0, 0, "みどり小学校　気になる子シート")
        for place, heading in enumerate(SCREENING):
            sheet.write_string(2, place, heading)
        for n in range(1, 13):
            cells = [*(marks[(n + k) % len(marks)] for k in range(5)), "あり" if n % 5 == 0 else "なし", ""]
            sheet.write_number(2 + n, 0, 3)
            sheet.write_number(2 + n, 1, room)
            sheet.write_number(2 + n, 2, n)
            sheet.write_string(2 + n, 3, f"{FAMILIES[n % 5]}　{GIVEN[n % 6][0]}")
            for place, cell in enumerate(cells, start=4):
                if cell:
                    sheet.write_string(2 + n, place, cell)
    workbook.close()
    return book.getvalue()


def canteen(count: int = 30) -> bytes:
    """Who comes to the children's canteen: like nothing in the catalogue."""
    rows = [
        [
            f"{i + 100:015d}",
            f"みどり{'東西南'[i % 3]}食堂",
            str(1 + i * 5 % 9),
            f"2026-{1 + i % 9:02d}-{1 + i % 28:02d}",
            "希望する" if i % 4 else "しない",
            "元気に食べている" if i % 6 else "",
        ]
        for i in range(count)
    ]
    return b"\xef\xbb\xbf" + _csv([CANTEEN, *rows]).encode("utf-8")


def _csv(table: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(table)
    return text.getvalue()


def write_vendor_files(folder: Path) -> list[Path]:
    """The three files of the manual: a sex nobody knows the code of, and a school whose marks are A, B and C."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        RESIDENTS_FILE: residents(sexes=("1", "2", "1", "7")),
        SCREENING_FILE: old_screening(("A", "B", "C", "-")),
        CANTEEN_FILE: canteen(),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in files]


if __name__ == "__main__":
    for written in write_vendor_files(Path(sys.argv[1])):
        print(written)
