"""The anchor: Splink 5 on DuckDB, in the anchors' own environment. Imports nothing of ours.

    python -m benchmarks.identity.anchor FOLDER OUT.parquet basic|full|everybody

Reads register.parquet and school_rows.parquet; leaves (record_id, person_id, probability): every pair of at least 0.01.
`basic` compares family name, given name, birth date and sex, with term frequencies and levels for swapped names and for
month and day swapped. `full` is given the other columns too: written name, school with grade, 町字 and guardian. Kana are
folded and become one byte each, or DuckDB's distances would count bytes of UTF-8. Only the school-age slice of the
register is read; `everybody` is `basic` with 町字 over all ages, for other people's data.
"""

from __future__ import annotations

import sys
import unicodedata
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa
import splink.comparison_level_library as level
import splink.comparison_library as comparison
from pyarrow import parquet
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

FIRST_BIRTH, LAST_BIRTH = "2008-04-02", "2021-04-01"
_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_LARGE = str.maketrans("ァィゥェォッャュョヮヂヅヲヴ", "アイウエオツヤユヨワジズオブ")
_ONE_BYTE = {ord(letter): 33 + place for place, letter in enumerate(
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワンガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポー"
)}  # fmt: skip


@cache
def folded(part: str) -> str:
    """One name part as katakana of one width and size, a byte each; Latin letters in lower case stay apart from them."""
    text = unicodedata.normalize("NFKC", part.replace("゜", "\u309a").replace("゛", "\u3099"))
    text = unicodedata.normalize("NFC", text).translate(_TO_KATAKANA).translate(_LARGE)
    return "".join(
        chr(_ONE_BYTE[ord(one)]) if ord(one) in _ONE_BYTE else one.lower()
        for one in text
        if one.isalnum() or one == "ー"
    )


def halves(kana: str | None, families: set[str]) -> tuple[str | None, str | None]:
    """Family and given kana; where no blank parts them, by the longest family name of the register that fits."""
    if not kana:
        return None, None
    tokens = [token for token in unicodedata.normalize("NFKC", kana).replace("・", " ").split(" ") if token]
    if not tokens:
        return None, None
    if len(tokens) > 1:
        return folded(tokens[0]) or None, folded("".join(tokens[1:])) or None
    whole = folded(tokens[0])
    for length in range(len(whole) - 1, 0, -1):
        if whole[:length] in families:
            return whole[:length], whole[length:]
    return whole or None, None


def swapped(birth: str | None) -> str | None:
    """Year, day, month."""
    return f"{birth[:4]}-{birth[8:10]}-{birth[5:7]}" if birth and len(birth) == 10 else None


def bare(name: str | None) -> str | None:
    """The written name without blanks and selectors."""
    return (
        "".join(one for one in name if not one.isspace() and not 0xE0100 <= ord(one) <= 0xE01EF) or None
        if name
        else None
    )


def read(folder: Path, kind: str) -> tuple[pa.Table, pa.Table]:
    """The two sides with the same columns."""
    connection = duckdb.connect()
    ages = f"birth_date IS NULL OR birth_date BETWEEN DATE '{FIRST_BIRTH}' AND DATE '{LAST_BIRTH}'"
    people = connection.execute(
        f"SELECT resident_no AS unique_id, kana, name, CAST(birth_date AS VARCHAR) AS birth, sex, school, grade, town, guardian_kana"
        f" FROM '{folder}/register.parquet'"
        f" WHERE {'true' if kind == 'everybody' else ages}"
    ).to_arrow_table()
    rows = connection.execute(
        "SELECT row_id AS unique_id, kana, name, birth_date AS birth, sex, school,"
        " CASE WHEN fiscal_year = 2026 THEN grade END AS grade, town, guardian_kana"
        f" FROM '{folder}/school_rows.parquet'"
    ).to_arrow_table()
    families: set[str] = set()
    register = prepared(people, families)
    families |= {one for one in register["family"].to_pylist() if one}
    return prepared(rows, families), register


def prepared(table: pa.Table, families: set[str]) -> pa.Table:
    """Folded columns of one side."""
    pairs = [halves(kana, families) for kana in table["kana"].to_pylist()]
    births = table["birth"].to_pylist()
    seats = zip(table["school"].to_pylist(), table["grade"].to_pylist(), strict=True)
    columns = {
        "unique_id": table["unique_id"],
        "family": [family for family, _ in pairs],
        "given": [given for _, given in pairs],
        "birth": births,
        "birth_swapped": [swapped(birth) for birth in births],
        "birth_month": [birth[:7] if birth else None for birth in births],
        "birth_year": [birth[:4] if birth else None for birth in births],
        "sex": table["sex"],
        "written": [bare(name) for name in table["name"].to_pylist()],
        "seat": [school + grade if school and grade else None for school, grade in seats],
        "town": table["town"],
        "guardian": [
            "".join(one or "" for one in halves(kana, families)) or None for kana in table["guardian_kana"].to_pylist()
        ],
    }
    return pa.table(
        {
            name: pa.array(values, pa.string()) if isinstance(values, list) else values
            for name, values in columns.items()
        }
    )


def settings(kind: str) -> SettingsCreator:
    """The comparisons of one configuration."""
    name = [
        comparison.CustomComparison(
            output_column_name=column,
            comparison_levels=[
                level.NullLevel(column),
                level.ExactMatchLevel(column, term_frequency_adjustments=True),
                level.ColumnsReversedLevel(column, other),
                level.JaroWinklerLevel(column, 0.92),
                level.JaroWinklerLevel(column, 0.8),
                level.ElseLevel(),
            ],
        )
        for column, other in (("family", "given"), ("given", "family"))
    ]
    birth = comparison.CustomComparison(
        output_column_name="birth",
        comparison_levels=[
            level.NullLevel("birth"),
            level.ExactMatchLevel("birth"),
            level.CustomLevel("birth_l = birth_swapped_r", label_for_charts="month and day swapped"),
            level.DamerauLevenshteinLevel("birth", 1),
            level.ExactMatchLevel("birth_month"),
            level.DamerauLevenshteinLevel("birth", 2),
            level.ElseLevel(),
        ],
    )
    rules = [
        block_on("birth"), block_on("family", "given"), block_on("given", "birth_year"), block_on("family", "birth_month"),
        "l.birth = r.birth_swapped", "l.family = r.given AND l.given = r.family",
    ]  # fmt: skip
    more = []
    if kind == "full":
        more = [
            comparison.ExactMatch("written").configure(term_frequency_adjustments=True),
            comparison.ExactMatch("seat"), comparison.ExactMatch("town"), comparison.ExactMatch("guardian"),
        ]  # fmt: skip
        rules.append(block_on("written"))
    elif kind == "everybody":
        more = [comparison.ExactMatch("town")]
    return SettingsCreator(
        link_type="link_only",
        comparisons=[*name, birth, *([] if kind == "everybody" else [comparison.ExactMatch("sex")]), *more],
        blocking_rules_to_generate_predictions=rules,
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )


def link(rows: pa.Table, register: pa.Table, kind: str) -> pa.Table:
    """Train and predict."""
    api = DuckDBAPI()
    tables = [
        api.register(rows, dataset_display_name="a_rows"),
        api.register(register, dataset_display_name="b_register"),
    ]
    linker = Linker(tables, settings(kind), log_level="ERROR")
    linker.training.estimate_probability_two_random_records_match([block_on("family", "given", "birth")], recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("birth"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("family", "given"))
    found = linker.inference.predict(threshold_match_probability=0.01).as_pyarrow_table()
    return found.select(["unique_id_l", "unique_id_r", "match_probability", "match_weight"]).rename_columns(
        ["record_id", "person_id", "probability", "weight"]
    )


if __name__ == "__main__":
    sides = read(Path(sys.argv[1]), sys.argv[3])
    parquet.write_table(link(*sides, sys.argv[3]), sys.argv[2])
