"""Which school and 学年 a child is enrolled in by the 学齢簿, as evidence for what schools say about their pupils."""

from __future__ import annotations

from tsunagu.base.dates import GRADES
from tsunagu.engines import Engine, quoted_text

GRADE_LIST = "[" + ", ".join(quoted_text(grade) for grade in GRADES) + "]"


def grade_index(column: str) -> str:
    """SQL: the place of a 学年 in E1, …, J3 counted from 1; NULL when it is none."""
    return f"nullif(list_position({GRADE_LIST}, {column}), 0)"


def school_key(column: str) -> str:
    """SQL: a school code as it is compared; Excel takes leading zeros away."""
    return f"coalesce(nullif(ltrim(trim({column}), '0'), ''), trim({column}))"


def read_enrolment(engine: Engine) -> None:
    """enrolment: person_id, school (for comparing), school_code (as written), cohort, load_year, changed_on, guardian_name.

    cohort is the place of the 学年 minus the 年度: it stays the same all through a child's years at school.
    A person entered twice counts with the entry that began last.
    """
    engine.execute(f"""
        CREATE OR REPLACE TABLE enrolment AS
        SELECT l.person_id, {school_key("s.school")} AS school, s.school AS school_code,
            {grade_index("s.grade")} - s.load_year AS cohort, s.load_year, s.changed_on, s.guardian_name
        FROM known_school_register AS s JOIN link AS l ON l.table_name = 'school_register' AND l.row_id = s.row_id
        WHERE l.person_id IS NOT NULL
        QUALIFY row_number() OVER (
            PARTITION BY l.person_id ORDER BY s.entered_on DESC NULLS LAST, s.changed_on DESC NULLS LAST, s.row_id) = 1""")
