"""Writes one department's file of N rows and twenty columns in CP932, with planted faults, and its UTF-8 twin for the anchor.

    python -m benchmarks.intake.world ROWS SEED FOLDER

Leaves 支給_20261031.csv (what intake reads), twin.csv (the same rows in UTF-8, with every record whole) and planted.json
(how often each fault's code was planted). One row in 125 has a fault, one in 1,000 a comma inside quotes. Numbers of persons
occur once; names are made of the invented town's.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from tsunagu.sample.names import FAMILY_NAMES, OLDER_MEN, YOUNG_BOYS, YOUNG_GIRLS

HEADINGS = [
    "宛名番号",
    "世帯番号",
    "氏名",
    "氏名フリガナ",
    "生年月日",
    "性別",
    "町字コード",
    "町字",
    "番地号",
    "続柄",
    "申請日",
    "決定日",
    "決定",
    "区分",
    "支給月",
    "回数",
    "支給額",
    "身長",
    "滞納",
    "備考",
]
FILE, TWIN, PLANTED = "支給_20261031.csv", "twin.csv", "planted.json"
FAULTY_EVERY, QUOTED_EVERY = 125, 1_000
AT_ONCE = 20_000
GIVEN_NAMES = (*YOUNG_BOYS, *YOUNG_GIRLS, *OLDER_MEN)
TOWNS = [
    f"{place}{number}丁目"
    for place in ("本町", "栄町", "緑が丘", "吉田島", "中之名", "下島")
    for number in range(1, 10)
]
FAULTS = {
    "cell.unknown_code": ("性別", "7"),
    "cell.impossible_date": ("生年月日", "2023-02-30"),
    "cell.out_of_range": ("支給額", "9000000"),
    "cell.not_a_number": ("身長", "高い"),
    "cell.fullwidth_digits": ("回数", "１２"),
    "cell.missing_coded": ("町字", "該当なし"),
    "cell.halfwidth_kana": ("氏名フリガナ", "ｻﾄｳ ｱｵｲ"),
    "cell.gaiji_private": ("氏名", "佐\ue000　葵"),
    "cell.layout_blanks": ("氏名", "佐　　藤　葵"),
    "row.key_missing": ("氏名", ""),
}
"""Code → the cell that has it. Faults of whole rows are made in `_spoilt`."""
ROW_FAULTS = (
    "cell.leading_zeros_lost",
    "row.duplicate_key",
    "row.too_few_cells",
    "row.too_many_cells",
    "row.ragged_quotes",
)
ROWS_REFUSED = ("row.key_missing", "row.duplicate_key", "row.too_few_cells", "row.too_many_cells")
"""Faults by which a row is not taken."""
KINDS = (*FAULTS, *ROW_FAULTS)


def write(rows: int, seed: int, folder: Path) -> None:
    """Write the three files."""
    planted: Counter[str] = Counter()
    with (folder / FILE).open("wb") as delivered, (folder / TWIN).open("w", encoding="utf-8", newline="") as twin:
        delivered.write((",".join(HEADINGS) + "\r\n").encode("cp932"))
        twin.write(",".join(HEADINGS) + "\r\n")
        for first in range(0, rows, AT_ONCE):
            lines, plain = _lines(first, min(AT_ONCE, rows - first), Random(f"{seed}/{first}"), planted)
            delivered.write("".join(lines).encode("cp932"))
            twin.write("".join(plain))
    (folder / PLANTED).write_text(json.dumps(planted, sort_keys=True), encoding="utf-8")


def _lines(first: int, count: int, chance: Random, planted: Counter[str]) -> tuple[list[str], list[str]]:
    """The lines as delivered, and those of the twin."""
    lines: list[str] = []
    plain: list[str] = []
    before: list[str] = []
    for number, cells in enumerate(_rows(first, count, chance), first):
        if number % FAULTY_EVERY == FAULTY_EVERY - 1:
            kind = KINDS[number // FAULTY_EVERY % len(KINDS)]
            if kind == "row.duplicate_key" and not before:
                kind = "cell.unknown_code"
            planted[kind] += 1
            spoilt, whole = _spoilt(kind, cells, before)
            lines.append(spoilt)
            plain.append(whole)
            continue
        if number % QUOTED_EVERY == 0:
            cells[8] += ",2号"
        line = _csv_line(cells)
        lines.append(line)
        plain.append(line)
        before = cells
    return lines, plain


def _rows(first: int, count: int, chance: Random) -> Iterator[list[str]]:
    born = [(date(1940, 1, 1) + timedelta(days=day)).isoformat() for day in chance.choices(range(31_000), k=count)]
    days = [(date(2020, 1, 1) + timedelta(days=day)).strftime("%Y%m%d") for day in range(2_490)]
    family, given = chance.choices(FAMILY_NAMES, k=count), chance.choices(GIVEN_NAMES, k=count)
    households = chance.choices(range(10**9, 10**9 + 900_000), k=count)
    lots = zip(chance.choices(range(1, 3_000), k=count), chance.choices(range(1, 20), k=count), strict=True)
    towns = chance.choices(range(len(TOWNS)), k=count)
    drawn = [
        chance.choices(("1", "2"), k=count),
        chance.choices(("02", "11", "12", "20"), k=count),
        chance.choices(days, k=count),
        chance.choices(days, k=count),
        chance.choices(("1", "2", "3"), k=count),
        chance.choices(("01", "02", "03", "04", "05", "41", "42", "43", "44"), k=count),
        chance.choices([f"{year}{month:02}" for year in range(2020, 2026) for month in range(1, 13)], k=count),
        [str(times) for times in chance.choices(range(121), k=count)],
        [str(amount) for amount in chance.choices(range(2_000_000), k=count)],
        [f"{tenths / 10:.1f}" for tenths in chance.choices(range(450, 1_900), k=count)],
        chance.choices(("0", "1"), k=count),
        chance.choices(("", "", "", "", "", "", "面談した", "電話で確認", "家庭訪問で確認した"), k=count),
    ]
    for at, (sex, relation, *rest) in enumerate(zip(*drawn, strict=True)):
        lot, branch = next(lots)
        yield [
            f"{1_000_000_000 + first + at:015}",
            f"{households[at]:015}",
            f"{family[at].written}　{given[at].written}",
            f"{family[at].kana}　{given[at].kana}",
            born[at],
            sex,
            f"{towns[at]:07}",
            TOWNS[towns[at]],
            f"{lot}番地{branch}",
            relation,
            *rest,
        ]


def _spoilt(kind: str, cells: list[str], before: list[str]) -> tuple[str, str]:
    """The row with one fault as a line of the delivered file, and as a line that any reader can cut."""
    if kind in FAULTS:
        heading, cell = FAULTS[kind]
        cells[HEADINGS.index(heading)] = cell
    elif kind == "cell.leading_zeros_lost":
        cells[0] = cells[0].lstrip("0")
    elif kind == "row.duplicate_key":
        cells[0] = before[0]
    line = _csv_line(cells)
    if kind == "row.too_few_cells":
        return _csv_line(cells[:-1]), line
    if kind == "row.too_many_cells":
        return _csv_line([*cells, "余り"]), line
    if kind == "row.ragged_quotes":
        cells[2] = "佐藤　葵"
        return _csv_line(cells).replace("佐藤", '"佐"藤', 1), _csv_line(cells)
    return line, line


def _csv_line(cells: list[str]) -> str:
    if not any("," in cell for cell in cells):
        return ",".join(cells) + "\r\n"
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()


if __name__ == "__main__":
    write(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
