"""Both sides with the same key columns: the register cut to the ages asked about, each distinct part of a name folded once."""

from __future__ import annotations

from tsunagu.base.dates import GRADES
from tsunagu.engines import Engine
from tsunagu.identity.enrolment import grade_index, school_key
from tsunagu.identity.matching.columns import RECORD_COLUMNS, REGISTER_COLUMNS, completed
from tsunagu.identity.matching.parts import PART_KINDS, fold_in_any_order, fold_parts

_SEVERAL_PARTS = "contains(kana_2, ' ') OR contains(name_2, ' ') OR " + " OR ".join(
    f"{column} BETWEEN '{first}' AND '{last}'"
    for column in ("kana_1", "name_1")
    for first, last in ("A{", "Ａ｛", "\u00c0\u0250", "\u1e00\u1f00")
)
"""Names of more than two parts, or with a part in Latin letters, with marks or without, whose parts may come in any order."""
_PART_SIGNS = "　・･·,，、＝"
"""Signs beside the blank that stand between the parts of a name."""
_SPOKEN = "n1.spoken <> '' AND n2.spoken <> ''"
_LOST = "contains(n1.key || n2.key, '_')"
_NAME_KEYS = f"""
    CASE WHEN NOT contains(k1.key || k2.key, '_') THEN nullif(k1.key || k2.key, '') END AS kana,
    nullif(k1.search || k2.search, '') AS search, nullif(k1.loose || k2.loose, '') AS loose, nullif(k1.coded || k2.coded, '') AS coded,
    CASE WHEN k2.key <> '' THEN k1.key END AS kana_family, nullif(k2.key, '') AS kana_given,
    CASE WHEN NOT ({_SPOKEN}) AND NOT {_LOST} THEN nullif(n1.key || n2.key, '') END AS kanji,
    CASE WHEN {_LOST} THEN CASE WHEN NOT contains(n1.key || n2.key, '%') AND replace(n1.key || n2.key, '_', '') <> ''
        THEN n1.key || n2.key END END AS pattern,
    CASE WHEN kanji IS NOT NULL AND n2.key <> '' THEN n1.key END AS kanji_family,
    CASE WHEN kanji IS NOT NULL THEN nullif(n2.key, '') END AS kanji_given,
    coalesce(o.several, CASE WHEN k2.key = '' THEN NULL WHEN k1.key < k2.key THEN k1.key || ' ' || k2.key
        ELSE k2.key || ' ' || k1.key END) AS tokens,
    o.latin, o.read, o.read_turned, nullif(g1.search || g2.search, '') AS guardian, nullif(g2.search, '') AS guardian_given, nullif(t.key, '') AS town"""
_KEYED = {
    "kana_1": "k1",
    "kana_2": "k2",
    "name_1": "n1",
    "name_2": "n2",
    "guardian_1": "g1",
    "guardian_2": "g2",
    "town": "t",
}


_WORDS = "school, cohort, pupil_no, sex, birth, told, kana, name, guardian_kana, town"
"""What rows of one wording share; besides, rows without a 学籍番号 stand alone, for nothing makes them those of one pupil yet."""
_PUPIL = """
    CASE WHEN pupil_no IS NOT NULL THEN hash(school, pupil_no, cohort)
         WHEN kana IS NULL OR birth IS NULL OR cohort IS NULL THEN hash(alone)
         ELSE hash(school, kana, kanji, birth, cohort) END"""
"""Rows of one pupil: one 学籍番号 in one 学年 (it goes along to the next), or the same words in the same school."""


def prepare(engine: Engine, records: str, register: str) -> None:
    """matching.record and matching.candidate: both sides with the same key columns, ready to be joined.

    A record is what is written alike on the rows record_ids, with their years, classes and numbers in the same order.
    A candidate is one name of one person: the official one, the 通称, the 旧氏. Keys: kana (K1), loose (K2), coded (one byte
    a letter), kanji (J1), pattern (a name with lost letters), tokens and latin (parts in any order), read and read_turned (K2 of
    Latin letters), kana and kanji also by their two parts; birth as ISO text; school and cohort; guardian; town. NULL: not known.
    """
    engine.execute("CREATE SCHEMA matching")
    engine.execute(f"""
        CREATE TABLE matching.written_record AS
        SELECT row_number() OVER () AS wording, school, cohort, pupil_no, sex, birth, told, alone, record_ids, years, classes, numbers,
            {_parts("kana", "kana")}, {_parts("name", "name")}, {_parts("guardian_kana", "guardian")},
            coalesce(town, '') AS town, NULL::VARCHAR AS roman, {_SEVERAL_PARTS} AS in_any_order
        FROM (
            SELECT {_WORDS}, CASE WHEN pupil_no IS NULL THEN record_id END AS alone,
                list(record_id) AS record_ids, list(fiscal_year) AS years, list(class) AS classes, list(number) AS numbers
            FROM (
                SELECT record_id, {school_key("school")} AS school, fiscal_year, {_grade("grade")} - fiscal_year AS cohort,
                    nullif(ltrim(trim(pupil_no), '0'), '') AS pupil_no, class, number, nullif(sex, '') AS sex,
                    nullif(birth_date, '') AS birth, told, kana, name, guardian_kana, town
                FROM ({completed(engine, records, RECORD_COLUMNS)}))
            GROUP BY ALL)""")
    _write_people(engine, register)
    written = ("matching.written_record", "matching.written_person")
    fold_parts(engine, written)
    fold_in_any_order(engine, written)
    engine.execute(f"""
        CREATE TABLE matching.record AS
        SELECT wording, school, cohort, pupil_no, sex, birth, told, years, {_NAME_KEYS}, {_PUPIL} AS pupil
        FROM {_keyed(written, 0)}""")
    engine.execute(f"""
        CREATE TABLE matching.candidate AS
        SELECT person_id, kind, household_no, birth, sex, school, cohort, born_cohort, fiscal_year, protected, {_NAME_KEYS}
        FROM {_keyed(written, 1)}""")


def _keyed(written: tuple[str, ...], side: int) -> str:
    """SQL: a side with the keys of its parts."""
    parts = " ".join(
        f"LEFT JOIN matching.{kind}_part AS {_KEYED[column]} ON {_KEYED[column]}.text = w.{column}"
        for kind, (columns, _) in PART_KINDS.items()
        for column in columns
    )
    return f"{written[side]} AS w {parts} LEFT JOIN matching.any_order AS o ON o.side = {side} AND o.place = w.rowid"


def _parts(column: str, name: str) -> str:
    """SQL: the text up to its first blank or _PART_SIGNS, and the rest; a name without one has no second part."""
    text = f"ltrim(regexp_replace(coalesce({column}, ''), '[{_PART_SIGNS}]', ' ', 'g'))"
    return f"split_part({text}, ' ', 1) AS {name}_1, trim(substr({text}, length({name}_1) + 2)) AS {name}_2"


def _grade(column: str) -> str:
    """SQL: the place of a 学年 counted from 1 at E1; bare figures 1 to 9 are those of 義務教育."""
    return f"coalesce({grade_index(column)}, TRY_CAST({column} AS INTEGER) + {GRADES.index('P1')})"


def _write_people(engine: Engine, register: str) -> None:
    """matching.written_person: the people born when somebody of the 学年 on the records can have been born (or: at an unknown date),
    once for each name.

    Records without a 学年 widen it to the birth dates they give.
    """
    bounds = engine.execute("""
        SELECT min(born), max(born) + INTERVAL 1 YEAR, coalesce(max(fiscal_year), 0) FROM (
            SELECT make_date(-cohort - 3, 4, 1) AS born, list_max(years) AS fiscal_year FROM matching.written_record
            WHERE cohort IS NOT NULL
            UNION ALL SELECT TRY_CAST(birth AS DATE), NULL FROM matching.written_record WHERE cohort IS NULL)""").fetchone()
    first, last, year = bounds or (None, None, 0)
    within = f"birth_date IS NULL OR birth_date BETWEEN DATE '{first}' AND DATE '{last}'" if first else "TRUE"
    several = f"coalesce(roman <> '', FALSE) OR {_SEVERAL_PARTS} AS in_any_order"
    engine.execute(f"""
        CREATE TABLE matching.written_person AS
        SELECT person_id, 'name' AS kind, household_no, birth_date::VARCHAR AS birth, nullif(sex, '') AS sex,
            {school_key("school")} AS school, {_grade("grade")} - coalesce(fiscal_year, {year}) AS cohort,
            -year(birth_date - INTERVAL 3 MONTH - INTERVAL 1 DAY) - 3 AS born_cohort,
            coalesce(fiscal_year, {year}) AS fiscal_year, coalesce(protected, FALSE) AS protected,
            {_parts("kana", "kana")}, {_parts("name", "name")}, {_parts("guardian_kana", "guardian")}, coalesce(town, '') AS town,
            name_roman AS roman, {several}, alias, alias_kana, former_name, former_kana
        FROM ({completed(engine, register, REGISTER_COLUMNS)}) WHERE {within}""")
    # A 旧氏 without a given name takes the official one.
    former_kana, former_name = (
        f"CASE WHEN trim({former}) = '' THEN NULL WHEN contains(replace(trim({former}), '　', ' '), ' ') THEN {former}"
        f" WHEN {former} IS NOT NULL THEN concat_ws(' ', {former}, split_part({given}, ' ', 1)) END"
        for former, given in (("former_kana", "given_kana"), ("former_name", "given_name"))
    )
    for kind, kana, name, known in (
        ("alias", "alias_kana", "alias", "alias <> '' OR alias_kana <> ''"),
        ("former_name", former_kana, former_name, "former_name <> '' OR former_kana <> ''"),
    ):
        engine.execute(f"""
            INSERT INTO matching.written_person
            SELECT *, {_SEVERAL_PARTS} AS in_any_order, NULL, NULL, NULL, NULL FROM (
                SELECT person_id, '{kind}', household_no, birth, sex, school, cohort, born_cohort, fiscal_year, protected,
                    {_parts(kana, "kana")}, {_parts(name, "name")}, guardian_1, guardian_2, town, NULL AS roman
                FROM (SELECT * EXCLUDE (kana_1, kana_2, name_1, name_2), kana_2 AS given_kana, name_2 AS given_name
                    FROM matching.written_person WHERE kind = 'name' AND ({known})))""")
