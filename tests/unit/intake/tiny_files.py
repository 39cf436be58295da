"""One tiny file for each kind of dirt: what is in it, where the receipt says so, and what is kept.

A kind whose fault only shows beside an earlier file names that file too.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import xlsxwriter

from support.counter import FILE_NAMES, cells, csv_bytes, file_bytes, plain, workbook
from tsunagu.base.missing import Missing

GIVEN_UNVOICED = ("アオイ", "タケシ", "ハルカ", "カスミ", "シヨウタ", "コトネ")
JUKI, ATTENDANCE, CHECKUP, LEDGER = "juki_kojin", "shukketsu", "kenshin_3_4m", "jido_sodan"
OTHER = "000000000000102"
Place = tuple[int, str, str]
"""(line or 0, heading or '', code)."""


@dataclass(frozen=True)
class Tiny:
    """A tiny file. `told` must be in its receipt; `kept` is what the last row's columns hold (a Missing: its reason)."""

    name: str
    data: bytes
    told: frozenset[Place]
    kept: dict[str, Any] = field(default_factory=dict)
    refused: bool = False
    before: tuple[tuple[str, bytes, date], ...] = ()


def _odd_cell(source: str, header: str, text: str, code: str, **kept: Any) -> Tiny:
    """A clean row, and one with an odd cell."""
    odd = plain(source, **{"宛名番号": OTHER, "番号": "2", "受付番号": "R002", header: text})
    data = file_bytes(source, [plain(source), odd])
    return Tiny(FILE_NAMES[source], data, frozenset({(3, header, code)}), kept)


def _whole(source: str, data: bytes, *codes: str, **more: Any) -> Tiny:
    """A file whose fault is one of the whole file."""
    return Tiny(FILE_NAMES[source], data, frozenset((0, "", code) for code in codes), **more)


def _clean(source: str, **changes: str) -> bytes:
    return file_bytes(source, [plain(source, **changes)])


def _title_rows() -> Tiny:
    table = [["令和8年度　住民一覧"], ["※取扱注意"], [], *cells(JUKI, [plain(JUKI)])]
    return _whole(JUKI, csv_bytes(table), "file.title_rows", kept={"line": 5})


def _one_more_heading(heading: str, code: str) -> Tiny:
    table = [[*row, more] for row, more in zip(cells(JUKI, [plain(JUKI)]), (heading, "2"), strict=True)]
    return _whole(JUKI, csv_bytes(table), code, kept={"sex": "男"})


def _without_headings() -> Tiny:
    table = cells(JUKI, [plain(JUKI)])[1:]
    return Tiny(FILE_NAMES[JUKI], csv_bytes(table), frozenset({(1, "", "file.header_missing")}), refused=True)


def _wrong_trailer() -> Tiny:
    wrong = file_bytes("kaigo", [plain("kaigo")]).replace(b"3,1\r\n", b"3,2\r\n")
    return Tiny(FILE_NAMES["kaigo"], wrong, frozenset({(3, "", "row.record_count_mismatch")}), {"line": 2})


def _torn_quotes() -> Tiny:
    data = _clean(JUKI, 住所_方書="コーポ葵").replace("コーポ葵".encode(), '"コ"ーポ葵'.encode())
    return Tiny(FILE_NAMES[JUKI], data, frozenset({(2, "", "row.ragged_quotes")}), {"name": "佐藤　葵"})


def _opposite_codes() -> Tiny:
    told = frozenset({(0, "保育料滞納", "cell.opposite_code")})
    return Tiny(FILE_NAMES["hoiku"], _clean("hoiku"), told, {"fee_arrears": False, "extra_staff": True})


def _no_mark() -> Tiny:
    none = {header: "" for header in plain(CHECKUP) if header.startswith("出来事")}
    data = file_bytes(CHECKUP, [plain(CHECKUP), plain(CHECKUP, 宛名番号=OTHER, **none)])
    told = frozenset({(3, "出来事_いずれもなし", "cell.blank_mark")})
    return Tiny(FILE_NAMES[CHECKUP], data, told, {"ev_hit": Missing.NO_ANSWER})


def _second_owner() -> Tiny:
    data = file_bytes("bango_taio", [plain("bango_taio"), plain("bango_taio", 宛名番号=OTHER)])
    told = frozenset((line, "番号", "row.identifier_conflict") for line in (1, 2))
    return Tiny(FILE_NAMES["bango_taio"], data, told, {"resident_no": OTHER})


def _written_over() -> Tiny:
    before = file_bytes(LEDGER, [plain(LEDGER), plain(LEDGER, 受付番号="R002")])
    return _whole(
        LEDGER,
        _clean(LEDGER),
        "file.overwritten_history",
        before=((FILE_NAMES[LEDGER], before, date(2026, 9, 30)),),
        kept={"receipt_no": "R001"},
    )


def _second_school() -> Tiny:
    name = "出欠_月別_開成南小学校_2026.csv"
    before = ((FILE_NAMES[ATTENDANCE], _clean(ATTENDANCE), date(2026, 10, 31)),)
    told = frozenset({(2, "性別", "row.double_enrolment")})
    return Tiny(name, _clean(ATTENDANCE, 学校コード="002"), told, {"school": "002"}, before=before)


def _old_excel() -> Tiny:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
    return _whole(LEDGER, data, "file.not_what_it_claims", refused=True)


def _typed_date() -> Tiny:
    """A number where a date is meant; a cell of date type beside it is read without a word."""
    table: list[list[Any]] = [list(row) for row in cells(LEDGER, [plain(LEDGER)])]
    table[1][table[0].index("受付日")] = 46143
    table[1][table[0].index("生年月日")] = date(2015, 4, 1)
    told = frozenset({(2, "受付日", "cell.excel_serial")})
    kept = {"received_on": date(2026, 5, 1), "birth_date": date(2015, 4, 1)}
    return Tiny(FILE_NAMES[LEDGER], workbook([("台帳", table)]), told, kept)


def _ledger_of(rows: int) -> list[list[str]]:
    return cells(LEDGER, [plain(LEDGER, 受付番号=f"R{number:03}") for number in range(1, rows + 1)])


def drawn(draw: Callable[[Any, Any], None], rows: int = 4) -> bytes:
    """A ledger of some rows, on which `draw` does what people do to a sheet."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet("台帳")
    for number, row in enumerate(_ledger_of(rows)):
        sheet.write_row(number, 0, row)
    draw(book, sheet)
    book.close()
    return target.getvalue()


def _coloured() -> Tiny:
    """Yellow for 転出, on the third row of data; struck through on the second."""

    def draw(book: Any, sheet: Any) -> None:
        sheet.write(3, 0, "R003", book.add_format({"bg_color": "yellow"}))
        sheet.write(2, 0, "R002", book.add_format({"font_strikeout": True}))

    told = frozenset({(4, "", "row.coloured"), (3, "", "row.struck_through")})
    return Tiny(FILE_NAMES[LEDGER], drawn(draw), told, {"receipt_no": "R004"})


def hidden() -> Tiny:
    def draw(book: Any, sheet: Any) -> None:
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(2, 2, None, None, {"hidden": True})
        sheet.write_comment(1, 5, "電話番号は別紙")
        sheet.insert_textbox(9, 1, "黄色は転出")
        sheet.autofilter(0, 0, 4, 3)
        sheet.filter_column(0, "x == NonBlanks")
        book.add_worksheet("作業用").hide()

    whole = ("file.hidden_column", "file.hidden_sheet", "file.filtered", "file.shape")
    told = frozenset({(3, "", "row.hidden"), (2, "児童氏名", "cell.comment"), *((0, "", code) for code in whole)})
    return Tiny(FILE_NAMES[LEDGER], drawn(draw), told, {"receipt_no": "R004"})


def _headings_in_two_rows() -> Tiny:
    """欠席 is merged over 病欠 and 事故欠; every other heading is merged downwards."""
    headings, row = cells(ATTENDANCE, [plain(ATTENDANCE)])
    places = [headings.index(name) for name in ("病欠", "事故欠")]
    upper = ["欠席" if place == places[0] else "" if place in places else name for place, name in enumerate(headings)]
    lower = [name if place in places else "" for place, name in enumerate(headings)]
    told = frozenset({(0, "", "file.two_level_header")})
    return Tiny(FILE_NAMES[ATTENDANCE], csv_bytes([upper, lower, row], "cp932"), told, {"sick": 1, "line": 3})


def aid_list(*sheets: tuple[str, list[dict[str, Any]]]) -> bytes:
    """A list of 就学援助, a sheet for every class."""
    return workbook([(name, cells("shugaku_enjo", rows)) for name, rows in sheets])


def _classes_with_totals() -> Tiny:
    """A sheet for each class, both with a row 計 at the end."""
    first, second = plain("shugaku_enjo"), plain("shugaku_enjo", 組="2", 氏名="鈴木　陽")
    total = {"氏名": "計", "世帯員数": "3"}
    data = aid_list(("3年1組", [first, total]), ("3年2組", [second, total]))
    told = frozenset({(3, "", "row.subtotal")})
    return Tiny(FILE_NAMES["shugaku_enjo"], data, told, {"name": "鈴木　陽", "sheet": "3年2組"})


def _omitted_repeats() -> Tiny:
    """〃 and nothing where 学年 and 組 are as above; a 〃 in another column is not filled."""
    rows = [
        plain("shugaku_enjo"),
        plain("shugaku_enjo", 学年="", 組="〃", 氏名="鈴木　陽"),
        plain("shugaku_enjo", 学年="〃", 組="", 氏名="高橋　光", 認定区分="〃"),
    ]
    told = frozenset({(line, header, "cell.ditto_filled") for line in (3, 4) for header in ("学年", "組")})
    kept = {"grade": "P3", "class": "1", "kind": Missing.UNREADABLE}
    return Tiny(FILE_NAMES["shugaku_enjo"], aid_list(("一覧", rows)), told | {(4, "認定区分", "cell.ditto")}, kept)


def _names(kana: Sequence[str], code: str) -> Tiny:
    """A register of children with these kana."""
    rows = [plain(JUKI, 宛名番号=f"{number:015}", 氏名_フリガナ=name) for number, name in enumerate(kana, 1)]
    told = frozenset({(0, "氏名_フリガナ", code)})
    return Tiny(FILE_NAMES[JUKI], file_bytes(JUKI, rows), told, {"kana": kana[-1]})


UNVOICED = [
    f"{family}　{given}" for family in ("ヤマタ", "カトウ", "ササキ", "ハタ", "コハヤシ") for given in GIVEN_UNVOICED
]


def _without_code_table() -> Tiny:
    rows = [plain(JUKI, 宛名番号=f"{number:015}", 性別="07" if number % 3 else "08") for number in range(1, 10)]
    told = frozenset({(0, "性別", "cell.no_code_table")})
    return Tiny(FILE_NAMES[JUKI], file_bytes(JUKI, rows), told, {"sex": Missing.UNKNOWN_CODE})


def _ended_code() -> Tiny:
    """特例給付 of a month in which it was no more, beside one in which it still was."""
    rows = [plain("jido_teate"), plain("jido_teate", 児童宛名番号=OTHER, 認定年月="202411")]
    told = frozenset({(3, "支給区分", "cell.code_out_of_force")})
    return Tiny(FILE_NAMES["jido_teate"], file_bytes("jido_teate", rows), told, {"kind": "特例給付"})


def _split_household() -> Tiny:
    rows = [
        plain(
            JUKI,
            宛名番号=OTHER,
            氏名="佐藤　花",
            生年月日="1985-05-05",
            住所_番地号表記="12番地3",
            住所_町字コード="0001000",
        ),
        plain(JUKI, 世帯番号="000000000000901", 住所_番地号表記="12番地3", 住所_町字コード="0001000"),
    ]
    told = frozenset({(3, "世帯番号", "row.household_split")})
    return Tiny(FILE_NAMES[JUKI], file_bytes(JUKI, rows), told, {"household_no": "000000000000901"})


class NamedInCp932(zipfile.ZipInfo):
    """A member whose name Windows wrote."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("cp932"), self.flag_bits & ~0x800


def packed(*members: tuple[str, bytes], kind: type[zipfile.ZipInfo] = NamedInCp932) -> bytes:
    """A zip of these members."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members:
            package.writestr(kind(name, (2026, 1, 1, 0, 0, 0)), data)
    return target.getvalue()


def _packed() -> Tiny:
    data = packed((FILE_NAMES[ATTENDANCE], _clean(ATTENDANCE)))
    told = frozenset({(0, "", "file.member_names_cp932")})
    return Tiny("出欠_月別_開成小学校.zip", data, told, {"name": "佐藤　葵"})


TINY_FILES: dict[int, Callable[[], Tiny]] = {
    1: lambda: _whole(ATTENDANCE, _clean(ATTENDANCE, 氏名="髙橋　①"), "file.cp932_extension", kept={"name": "髙橋　①"}),
    2: lambda: _whole(JUKI, b"\xef\xbb\xbf" + _clean(JUKI), "file.bom", kept={"resident_no": "000000000000101"}),
    3: lambda: _whole(
        ATTENDANCE,
        csv_bytes(cells(ATTENDANCE, [plain(ATTENDANCE)])),
        "file.encoding_differs",
        kept={"name": "佐藤　葵"},
    ),
    4: lambda: _odd_cell(JUKI, "氏名", "\ue000田　葵", "cell.gaiji_private", name="\ue000田　葵"),
    5: lambda: _odd_cell(JUKI, "氏名", "●田　葵", "cell.gaiji_lost", name="●田　葵"),
    6: lambda: _odd_cell(JUKI, "氏名", "𠮷田　葵", "cell.ivs_or_surrogate", name="𠮷田　葵"),
    7: lambda: _odd_cell(JUKI, "氏名_フリガナ", "サトウ　タ゛", "cell.halfwidth_kana", kana="サトウ　タ゛"),
    8: lambda: _odd_cell(JUKI, "氏名_フリガナ", "カ\u3099ク", "cell.decomposed_kana", kana="ガク"),
    9: lambda: _odd_cell(JUKI, "住所_番地号表記", "１－２ー３", "cell.hyphen_variant", lot="１－２ー３"),
    10: lambda: _names(["サトウ　リヨウ", "キヨウタ　シユン", "ホリ　シヨウコ"], "cell.large_kana"),
    11: lambda: _names(UNVOICED, "cell.unvoiced_kana"),
    12: lambda: _odd_cell(JUKI, "性別", "２", "cell.fullwidth_digits", sex="女"),
    13: lambda: _odd_cell(JUKI, "氏名", "佐藤　　葵\u00a0", "cell.layout_blanks", name="佐藤　葵"),
    14: lambda: _odd_cell(JUKI, "世帯番号", "123", "cell.leading_zeros_lost", household_no="000000000000123"),
    15: lambda: _odd_cell(
        JUKI, "世帯番号", "1.23456789012345E+14", "cell.key_as_float", household_no="123456789012345"
    ),
    16: lambda: _odd_cell(JUKI, "性別", "1.0", "cell.code_as_float", sex="男"),
    17: lambda: _odd_cell(JUKI, "生年月日", "平成27年4月1日", "cell.wareki_variant", birth_date=date(2015, 4, 1)),
    18: lambda: _odd_cell(JUKI, "住民日", "平成31年5月1日", "cell.era_overflow", resident_since=date(2019, 5, 1)),
    19: lambda: _odd_cell(JUKI, "住民日", "5060401", "cell.packed_date", resident_since=date(2024, 4, 1)),
    20: _typed_date,
    21: lambda: _odd_cell(JUKI, "異動年月日", "9999-12-31", "cell.sentinel_date", changed_on=Missing.BLANK),
    22: lambda: _odd_cell(JUKI, "生年月日", "2015-04-00", "cell.unknown_date", birth_date=Missing.UNKNOWN_DATE),
    23: lambda: _odd_cell(JUKI, "生年月日", "2023-02-29", "cell.impossible_date", birth_date=Missing.UNREADABLE),
    24: lambda: _odd_cell(ATTENDANCE, "学年", "小学校４年生", "cell.grade_spelling", grade="P4"),
    25: _opposite_codes,
    26: lambda: _odd_cell(JUKI, "性別", "-", "cell.missing_coded", sex=Missing.BLANK),
    27: _no_mark,
    28: lambda: _odd_cell(CHECKUP, "出来事_残して外出", "〇", "cell.mark_lookalike", ev_left_alone=True),
    29: _without_code_table,
    30: _ended_code,
    31: _title_rows,
    32: _headings_in_two_rows,
    33: lambda: _one_more_heading("性別", "file.duplicate_header"),
    34: _without_headings,
    35: _wrong_trailer,
    36: lambda: _odd_cell(JUKI, "住所_方書", "コーポ,葵\r\n101", "cell.line_break", building="コーポ,葵\n101"),
    37: _torn_quotes,
    38: lambda: _one_more_heading("連絡欄", "file.extra_column"),
    39: lambda: _odd_cell(CHECKUP, "身長", "60.1cm", "cell.unit_in_number", height_cm=60.1),
    40: lambda: _odd_cell(CHECKUP, "身長", "601", "cell.out_of_range", height_cm=Missing.UNREADABLE),
    41: _coloured,
    42: hidden,
    43: _classes_with_totals,
    44: _omitted_repeats,
    45: lambda: _odd_cell(LEDGER, "緊急度", "AA・B", "cell.several_facts", urgency=Missing.UNKNOWN_CODE),
    46: _second_owner,
    47: _written_over,
    48: _second_school,
    49: lambda: Tiny(
        FILE_NAMES[ATTENDANCE],
        _clean(ATTENDANCE, 出席日数="18"),
        frozenset({(2, "出席すべき日数", "row.sum_mismatch")}),
        {"present": 18},
    ),
    50: _split_household,
    51: _old_excel,
    52: _packed,
    53: lambda: _odd_cell(JUKI, "住所_方書", "=HYPERLINK(A1)", "cell.formula", building="=HYPERLINK(A1)"),
}
