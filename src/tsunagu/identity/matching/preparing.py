"""Both sides with the same key columns: the register cut to the ages asked about, each distinct part of a name folded once."""

from __future__ import annotations

from tsunagu.base.dates import GRADES
from tsunagu.engines import Engine
from tsunagu.identity.enrolment import grade_index, school_key
from tsunagu.identity.matching.columns import RECORD_COLUMNS, REGISTER_COLUMNS, completed
from tsunagu.identity.matching.parts import fold_parts

_SEVERAL_PARTS = "contains(kana_2, ' ') OR contains(name_2, ' ') OR " + " OR ".join(
    f"{column} BETWEEN '{first}' AND '{last}'" for column in ("kana_1", "name_1") for first, last in ("A{", "Ａ｛")
)
"""Names of more than two parts, or with a part in Latin letters whose parts may come in any order."""
_NAME_KEYS = """
    CASE WHEN NOT contains(kana_1 || kana_2, '_') THEN nullif(kana_1 || kana_2, '') END AS kana,
    nullif(search_1 || search_2, '') AS search, nullif(loose_1 || loose_2, '') AS loose, nullif(coded_1 || coded_2, '') AS coded,
    CASE WHEN kana_2 <> '' THEN kana_1 END AS kana_family, nullif(kana_2, '') AS kana_given,
    CASE WHEN without_kanji_1 AND without_kanji_2 THEN '' ELSE name_1 || name_2 END AS written,
    CASE WHEN NOT contains(written, '_') THEN nullif(written, '') END AS kanji,
    CASE WHEN contains(written, '_') AND NOT contains(written, '%') AND replace(written, '_', '') <> '' THEN written END AS pattern,
    CASE WHEN kanji IS NOT NULL AND name_2 <> '' THEN name_1 END AS kanji_family,
    CASE WHEN kanji IS NOT NULL THEN nullif(name_2, '') END AS kanji_given,
    coalesce(several, nullif(concat_ws(' ', least(kana_family, kana_given), greatest(kana_family, kana_given)), '')) AS tokens,
    latin, nullif(guardian_1 || guardian_2, '') AS guardian, nullif(guardian_2, '') AS guardian_given, nullif(town, '') AS town"""


_PUPIL = """
    CASE WHEN pupil_no IS NOT NULL THEN hash(pupil_no, cohort)
         WHEN kana IS NULL OR birth IS NULL OR cohort IS NULL THEN hash(record_id)
         ELSE hash(school, kana, kanji, birth, cohort) END"""
"""Rows of one pupil: one 学籍番号 in one 学年 (it goes along to the next), or the same words in the same school."""


def prepare(engine: Engine, records: str, register: str) -> None:
    """matching.record and matching.candidate: both sides with the same key columns, ready to be joined.

    A candidate is one name of one person: the official one, the 通称, the 旧氏. Keys: kana (K1), loose (K2), coded (one byte
    a letter), kanji (J1), pattern (a name with lost letters), tokens and latin (parts in any order), kana and kanji also
    by their two parts; birth as ISO text; school and cohort; guardian; town. NULL: not known.
    """
    engine.execute("CREATE SCHEMA matching")
    written = engine.execute(f"""
        SELECT record_id, {school_key("school")} AS school, fiscal_year, {_grade("grade")} - fiscal_year AS cohort,
            nullif(trim(pupil_no), '') AS pupil_no, class, number, nullif(sex, '') AS sex, nullif(birth_date, '') AS birth,
            {_parts("kana", "kana")}, {_parts("name", "name")}, {_parts("guardian_kana", "guardian")},
            coalesce(town, '') AS town, NULL AS roman, {_SEVERAL_PARTS} AS in_any_order
        FROM ({completed(engine, records, RECORD_COLUMNS)})""").to_arrow_table()
    engine.register("matching_rows", fold_parts(written))
    engine.execute(f"""
        CREATE TABLE matching.record AS
        SELECT record_id, school, fiscal_year, cohort, pupil_no, class, number, sex, birth, {_NAME_KEYS},
            {_PUPIL} AS pupil FROM matching_rows""")
    engine.unregister("matching_rows")
    _cut(engine, register)
    _name_candidates(engine)


def _parts(column: str, name: str) -> str:
    """SQL: the text up to its first blank, and the rest; a name without a blank has no second part."""
    text = f"ltrim(replace(coalesce({column}, ''), '　', ' '))"
    return f"split_part({text}, ' ', 1) AS {name}_1, trim(substr({text}, length({name}_1) + 2)) AS {name}_2"


def _grade(column: str) -> str:
    """SQL: the place of a 学年 counted from 1 at E1; bare figures 1 to 9 are those of 義務教育."""
    return f"coalesce({grade_index(column)}, TRY_CAST({column} AS INTEGER) + {GRADES.index('P1')})"


def _cut(engine: Engine, register: str) -> None:
    """matching.resident: the people born when somebody of the 学年 on the records can have been born (or: at an unknown date).

    Records without a 学年 widen it to the birth dates they give.
    """
    bounds = engine.execute("""
        SELECT min(born), max(born) + INTERVAL 1 YEAR, coalesce(max(fiscal_year), 0) FROM (
            SELECT make_date(-cohort - 3, 4, 1) AS born, fiscal_year FROM matching.record WHERE cohort IS NOT NULL
            UNION ALL SELECT TRY_CAST(birth AS DATE), NULL FROM matching.record WHERE cohort IS NULL)""").fetchone()
    first, last, year = bounds or (None, None, 0)
    within = f"birth_date IS NULL OR birth_date BETWEEN DATE '{first}' AND DATE '{last}'" if first else "TRUE"
    engine.execute(f"""
        CREATE TABLE matching.resident AS
        SELECT * EXCLUDE (fiscal_year), coalesce(fiscal_year, {year}) AS fiscal_year, birth_date::VARCHAR AS birth,
            {_grade("grade")} - coalesce(fiscal_year, {year}) AS cohort,
            -year(birth_date - INTERVAL 3 MONTH - INTERVAL 1 DAY) - 3 AS born_cohort
        FROM ({completed(engine, register, REGISTER_COLUMNS)}) WHERE {within}""")


def _name_candidates(engine: Engine) -> None:
    """matching.candidate: every name of every resident."""
    fields = f"""person_id, household_no, birth, nullif(sex, '') AS sex, {school_key("school")} AS school, cohort, born_cohort, fiscal_year,
        coalesce(protected, FALSE) AS protected, {_parts("guardian_kana", "guardian")}, coalesce(town, '') AS town"""
    # A 旧氏 without a given name takes the official one.
    former_kana, former_name = (
        f"CASE WHEN trim({former}) = '' THEN NULL WHEN contains(replace(trim({former}), '　', ' '), ' ') THEN {former}"
        f" WHEN {former} IS NOT NULL THEN concat_ws(' ', {former}, split_part(replace({name}, '　', ' '), ' ', 2)) END"
        for former, name in (("former_kana", "kana"), ("former_name", "name"))
    )
    spelled = engine.execute(f"""
        SELECT *, coalesce(roman <> '', FALSE) OR {_SEVERAL_PARTS} AS in_any_order FROM (
            SELECT {fields}, 'name' AS kind, {_parts("kana", "kana")}, {_parts("name", "name")}, name_roman AS roman
            FROM matching.resident
            UNION ALL SELECT {fields}, 'alias', {_parts("alias_kana", "kana")}, {_parts("alias", "name")}, NULL
            FROM matching.resident WHERE alias <> '' OR alias_kana <> ''
            UNION ALL SELECT {fields}, 'former_name', {_parts(former_kana, "kana")}, {_parts(former_name, "name")}, NULL
            FROM matching.resident WHERE former_name <> '' OR former_kana <> '')""").to_arrow_table()
    engine.register("matching_rows", fold_parts(spelled))
    engine.execute(f"""
        CREATE TABLE matching.candidate AS
        SELECT person_id, kind, household_no, birth, sex, school, cohort, born_cohort, fiscal_year, protected, {_NAME_KEYS} FROM matching_rows""")
    engine.unregister("matching_rows")
