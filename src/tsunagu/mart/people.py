"""The tables about people: persons, the children the month is about, their households, relatives and addresses."""

from __future__ import annotations

from datetime import date

from tsunagu.base.dates import GRADES, fiscal_year_of
from tsunagu.engines import quoted_text

CHILD_UP_TO = 18
"""Target children: those who turn this age in the 年度 of the day, or a lower one."""
HIGHEST_GRADE_IN_PRIMARY = "P6"


def persons_sql() -> str:
    """persons.parquet. household_id and household_rank are NULL for whoever does not live here on the day."""
    return """
        SELECT p.person_id, p.household_id,
            CASE WHEN p.household_id IS NOT NULL
                THEN dense_rank() OVER (ORDER BY p.household_id NULLS LAST)::INTEGER END AS household_rank,
            p.resident_no, p.name, p.kana, p.name_roman, p.alias, p.birth_date, p.sex,
            coalesce(p.resident_kind = '外国人', FALSE) AS foreign, p.resident, p.resident_since, p.left_on,
            p.person_id IN (FROM protected_person) AS protected, p.relation_1, p.relation_2, p.relation_3, p.relation_4
        FROM person AS p ORDER BY p.household_id NULLS LAST, p.person_id"""


def fiscal_age_sql(birth: str, as_of: date) -> str:
    """SQL: the age a child reaches by the 1 April after the 年度; born on 1 April belongs to the older year."""
    cohort = f"(year({birth}) - CASE WHEN month({birth}) * 100 + day({birth}) >= 402 THEN 0 ELSE 1 END)"
    return f"({fiscal_year_of(as_of)} - {cohort})::INTEGER"


def first_birth_of_children(as_of: date) -> date:
    """The earliest birth date of whoever turns at most 18 in this 年度."""
    return date(fiscal_year_of(as_of) - CHILD_UP_TO, 4, 2)


def children_sql(as_of: date) -> str:
    """children.parquet: who lives here and turns at most 18 in this 年度, with school and 学年 of the 学齢簿.

    A 学齢簿 from last 年度 is moved on by a year. For whoever is of school age and does not stand in it (不就学, 区域外, not
    yet entered, or no 学齢簿 at all) the 学年 follows from the age, so that questions about pupils are answered with
    unknown, not with no.
    """
    day = f"DATE {quoted_text(as_of.isoformat())}"
    grades = "[" + ", ".join(quoted_text(grade) for grade in GRADES) + "]"
    primary = GRADES.index(HIGHEST_GRADE_IN_PRIMARY) + 1
    by_age = f"CASE WHEN fiscal_age BETWEEN 7 AND 15 THEN {grades}[fiscal_age - 3] END"
    return f"""
        WITH child AS (
            SELECT person_id, household_id, birth_date, sex, date_diff('year', birth_date, {day})
                - (month(birth_date) * 100 + day(birth_date) > month({day}) * 100 + day({day}))::INTEGER AS age,
                {fiscal_age_sql("birth_date", as_of)} AS fiscal_age, resident_since
            FROM person WHERE resident AND birth_date <= {day} AND {fiscal_age_sql("birth_date", as_of)} <= {CHILD_UP_TO}),
        placed AS (
            SELECT person_id, school_code AS school, cohort + {fiscal_year_of(as_of)} AS place, cohort + load_year AS written
            FROM enrolment),
        cared_for AS (
            SELECT l.person_id, arg_max(c.facility, row(c.entered_on, c.row_id)) AS facility
            FROM known_childcare AS c JOIN link AS l ON l.table_name = 'childcare' AND l.row_id = c.row_id
            WHERE c.entered_on <= {day} AND coalesce(c.left_on > {day}, TRUE) AND l.person_id IS NOT NULL
            GROUP BY l.person_id)
        SELECT c.person_id, c.household_id, c.birth_date, c.sex, c.age::INTEGER AS age, c.fiscal_age,
            CASE WHEN p.place IS NULL THEN {by_age} WHEN p.place BETWEEN 1 AND {len(GRADES)} THEN {grades}[p.place] END
                AS grade,
            CASE WHEN p.place <= {len(GRADES)} AND NOT (p.written <= {primary} AND p.place > {primary}) THEN p.school END
                AS school,
            f.facility, c.resident_since
        FROM child AS c LEFT JOIN placed AS p USING (person_id) LEFT JOIN cared_for AS f USING (person_id)
        ORDER BY c.household_id, c.person_id"""


MEMBERS = "SELECT household_id, person_id FROM member ORDER BY household_id, person_id"
HOUSEHOLD_EDGES = """
    SELECT household_id, person_id, from_on, to_on FROM household_edge
    ORDER BY household_id, person_id, from_on NULLS FIRST, to_on NULLS LAST"""
KIN = """
    WITH tie AS (
        SELECT k.*, p.household_id <> r.household_id AND (k.person_id IN (FROM sheltered) OR k.relative_id IN (FROM sheltered))
            AS withheld
        FROM kin AS k JOIN person AS p USING (person_id) JOIN person AS r ON r.person_id = k.relative_id),
    gone AS (
        SELECT person_id, person_id IN (FROM sheltered) OR relative_id IN (FROM sheltered) AS withheld FROM sibling_gone)
    SELECT person_id, relative_id, relation, from_on, to_on FROM tie WHERE NOT withheld
    UNION ALL
    SELECT person_id, NULL, relation, NULL, NULL FROM (
        SELECT person_id, 'withheld_sibling' AS relation FROM tie WHERE withheld AND ends_with(relation, 'sibling')
        UNION SELECT person_id, CASE WHEN withheld THEN 'withheld_sibling' ELSE 'gone_sibling' END FROM gone
        UNION SELECT person_id, 'missing_parent' FROM parent_missing)
    ORDER BY person_id, relation DESC, relative_id"""
"""Nobody protected, nor anyone in their household, is tied to a household they do not live in. That there is a brother or
sister whom nobody may name, or who lives here no more, or that a mother or father is not known, is said, or else a child would
seem to have none. That somebody protected has left is not said."""
SAME_ADDRESSES = """
    SELECT a.household_id, a.other_id, a.parted_on FROM same_address AS a
    WHERE NOT EXISTS (FROM person AS p WHERE p.household_id IN (a.household_id, a.other_id) AND p.person_id IN (FROM sheltered))
    ORDER BY 1, 2"""
ADDRESSES = """
    SELECT person_id, town_code, town, lot, building FROM person
    WHERE resident AND person_id NOT IN (FROM sheltered) ORDER BY person_id"""
