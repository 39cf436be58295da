"""What each declared type of column is called, and what it is in SQL. One table for reading, storing, dictionary and pages."""

from __future__ import annotations

from tsunagu.catalog.model import ColumnType

SQL_TYPES: dict[ColumnType, str] = {
    "key": "VARCHAR",
    "text": "VARCHAR",
    "long_text": "VARCHAR",
    "kana": "VARCHAR",
    "code": "VARCHAR",
    "int": "INTEGER",
    "decimal": "DOUBLE",
    "date": "DATE",
    "month": "DATE",
    "flag": "BOOLEAN",
}
"""Type in Parquet; a month is the date of its first day."""
TYPE_WORDS: dict[ColumnType, str] = {
    "key": "番号",
    "text": "文字",
    "long_text": "長い文",
    "kana": "カナ",
    "int": "整数",
    "decimal": "小数",
    "date": "日付",
    "month": "年月",
    "flag": "はい・いいえ",
    "code": "コード",
}
KEY_WORDS: dict[str, str] = {
    "resident_no": "宛名番号",
    "resident_no_other": "ほかの人の宛名番号",
    "household_no": "世帯番号",
    "beneficiary_no": "受給者証番号",
    "pupil_no": "学籍番号",
    "case_no": "ケース番号",
    "school": "学校コード",
    "other": "その他の番号",
}
"""What a column of type `key` numbers."""
