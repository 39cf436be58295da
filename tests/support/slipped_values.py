"""A register of residents in which values of people stand in every column, as in files whose columns slipped."""

from __future__ import annotations

from support.counter import csv_bytes
from support.individual_numbers import my_number
from tools.vendor_files import RESIDENTS

OFTEN = 4
"""As often each value stands in its column: a family's name recurs."""
_LEFT = ("山", "川", "森", "石", "松", "竹")
_RIGHT = ("田", "本", "下", "沢", "原", "崎")
_KANA = ("ヤマ", "カワ", "モリ", "イシ", "マツ", "タケ")


def values_of_people() -> list[str]:
    """Names, family names, kana, addresses, telephones, Individual Numbers; none of them stands in any code list."""
    told = []
    for n, (left, right) in enumerate(zip(_LEFT, _RIGHT, strict=True)):
        told += [
            f"{left}{right}　太郎{n}",
            f"{left}{right}",
            f"{_KANA[n]}タ　タロウ",
            f"{_KANA[n]}タヒメ",
            f"開成町みなみ{n + 3}丁目{n}-1{n}",
            f"090-1234-56{n}8",
        ]
    return told


def slipped_file() -> tuple[bytes, list[str]]:
    """CSV and the values of people in it: below plain rows, every value stands in every column."""
    plain = [
        [
            f"{70_000_000_00 + 7 * n}",
            "8000000001",
            "佐々木　葵",
            "ササキ　アオイ",
            "H20.4.1",
            str(1 + n % 2),
            "20",
            "みどり町",
            "",
        ]
        for n in range(800)
    ]
    people = values_of_people()
    slipped = [[text] * len(RESIDENTS) for text in people for _ in range(OFTEN)]
    numbers = [my_number(40_000_000_000 + 7919 * n) for n in range(len(RESIDENTS))]
    # One Individual Number a column: a column full of them is refused altogether.
    lone = [[number if at == place else "" for at in range(len(RESIDENTS))] for place, number in enumerate(numbers)]
    others = sorted({row[place] for row in plain for place in (0, 1, 2, 3, 7)})
    return csv_bytes([RESIDENTS, *plain, *slipped, *lone]), [*people, *numbers, *others]
