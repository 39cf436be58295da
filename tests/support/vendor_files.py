"""Files as vendors nobody declared would write them, each invented."""

from __future__ import annotations

from collections.abc import Sequence

from support.counter import csv_bytes, workbook
from tsunagu.sample.randomness import share

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


def my_number(stem: int) -> str:
    """Twelve digits whose check digit fits."""
    from tsunagu.intake.my_number import check_digit

    digits = [int(sign) for sign in f"{stem:011d}"]
    return f"{stem:011d}{check_digit(digits)}"


def residents(count: int = 40, *, sexes: Sequence[str] = ("1", "2"), heading: Sequence[str] = RESIDENTS) -> bytes:
    """A register of residents in CP932 under a title, dates in 和暦, numbers of ten digits."""
    rows = [
        [
            f"{1_000_000_000 + 7 * i}",
            f"{2_000_000_000 + i // 3}",
            f"佐藤　葵{'一二三四五六七八九'[i % 9]}",
            "サトウ　アオイ",
            f"H{20 + i % 10}.{1 + i % 12}.{1 + i % 28}",
            sexes[i % len(sexes)],
            "20",
            f"みどり町{1 + i % 9}丁目",
            "",
        ]
        for i in range(count)
    ]
    return "住民データ　2026年10月31日作成\r\n".encode("cp932") + csv_bytes([list(heading), *rows], "cp932")


def club_list(count: int = 30) -> bytes:
    """Something like nothing in the catalogue: who uses the town's sports hall."""
    heading = ["住民番号", "クラブの名称", "利用コート", "利用料（円）", "最終利用日", "用具"]
    rows = [
        [
            f"{i + 100:015d}",
            f"みどり{'ABC'[i % 3]}クラブ",
            "北" if share(1, "court", i) < 0.5 else "南",
            str(300 + 50 * (i % 4)),
            f"2026-{1 + i % 9:02d}-{1 + i % 28:02d}",
            "ラケット",
        ]
        for i in range(count)
    ]
    return csv_bytes([heading, *rows], "utf-8-sig")


SCREENING = ("年", "クラス", "出席番号", "児童氏名", "休み", "遅刻", "忘れ物", "学習", "身なり", "SCへの相談", "気づき")
SCREENING_FILE = "みどり小学校_気になる子シート.xlsx"


def old_screening(marks: Sequence[str] = ("◎", "○", "△", "-")) -> bytes:
    """One school's old sheet: a sheet per class, marks of its own, a notes sheet in front."""

    def rows(room: int) -> list[list[str]]:
        return [
            [
                "3",
                str(room),
                str(n),
                f"鈴木　海{'一二三四五六七八九十'[n % 10]}",
                *(marks[(n + k) % len(marks)] for k in range(5)),
                "あり" if n % 5 == 0 else "なし",
                "",
            ]
            for n in range(1, 13)
        ]

    title = [["みどり小学校　気になる子シート"], []]
    sheets = [("書き方", [["よく見て書いてください"]])]
    sheets += [(f"3年{room}組", [*title, list(SCREENING), *rows(room)]) for room in (1, 2)]
    return workbook(sheets)
