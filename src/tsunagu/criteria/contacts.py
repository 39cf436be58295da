"""いまある接点: who is in touch with a household already, and when a meeting comes about by itself."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from tsunagu.base.dates import add_months, write_wareki
from tsunagu.criteria.candidates import Contact
from tsunagu.engines import Engine

CONSULTATION_MONTHS = 24
FOLLOW_MONTHS = 6
NEXT_MONTHS = 3
CHECKUPS = ((4, "3・4か月児健診"), (18, "1歳6か月児健診"), (42, "3歳6か月児健診"))
"""Age in months at which a town invites, and what to."""

Contacts = dict[int, tuple[tuple[Contact, ...], bool]]


def read_contacts(engine: Engine, as_of: date) -> Contacts:
    """person_id → (contacts in a fixed order, whether somebody is in touch now), for everybody in table `candidate`.

    The place a child goes to is told but is no contact of ours: nearly everybody has one. It is never named here, so
    that no text can give away where a protected child is.
    """
    told: dict[int, list[Contact]] = defaultdict(list)
    touched: set[int] = set()
    for field_class, sql in _current_contacts(as_of):
        for person, before, day, after in engine.execute(sql).fetchall():
            told[person].append(Contact(_told(before, day, after), field_class))
            touched.add(person)
    for field_class, sql in (("F3", _affiliation()), ("F3", _renewals(as_of)), ("", _next_checkups(as_of))):
        for person, before, day, after in engine.execute(sql).fetchall():
            told[person].append(Contact(_told(before, day, after), field_class))
    return {person: (tuple(dict.fromkeys(found)), person in touched) for person, found in told.items()}


def _told(before: str, day: date | None, after: str) -> str:
    return f"{before}{write_wareki(day, 'kanji') if day is not None else ''}{after}"


def _current_contacts(as_of: date) -> tuple[tuple[str, str], ...]:
    """Field class of the file, and SQL: each gives person_id, text before a date, the date or NULL, text after it; so do the three below."""
    now = f"DATE '{as_of}'"
    return (
        (
            "F5",
            f"""SELECT c.person_id, f.desk || 'の窓口が', max(f.received_on), 'から対応中'
        FROM candidate AS c JOIN s_consultations AS f USING (household_id)
        WHERE f.received_on > DATE '{add_months(as_of, -CONSULTATION_MONTHS)}' AND f.received_on <= {now}
            AND f.desk IS NOT NULL AND (f.closed_on IS NULL OR f.closed_on > {now})
        GROUP BY c.person_id, f.desk ORDER BY 1, 2""",
        ),
        (
            "F5",
            f"""SELECT DISTINCT c.person_id, '要対協の担当者が世帯を支援中', NULL::DATE, ''
        FROM candidate AS c JOIN s_support_cases AS f USING (household_id)
        WHERE f.registered_on <= {now} AND (f.released_on IS NULL OR f.released_on > {now}) ORDER BY 1""",
        ),
        (
            "F4",
            f"""SELECT c.person_id, '保健師が', max(f.examined_on), 'の健診からフォロー中'
        FROM candidate AS c JOIN s_infant_checkups AS f USING (household_id)
        WHERE f.nurse_follow AND f.examined_on > DATE '{add_months(as_of, -FOLLOW_MONTHS)}' AND f.examined_on <= {now}
        GROUP BY c.person_id ORDER BY 1""",
        ),
        (
            "F3",
            f"""SELECT DISTINCT c.person_id, '世帯で障害児通所支援を利用中', NULL::DATE, ''
        FROM candidate AS c JOIN s_disability_services AS f USING (household_id)
        WHERE f.decision = '障害児通所' AND f.starts_on <= {now} AND (f.ends_on IS NULL OR f.ends_on > {now})
        ORDER BY 1""",
        ),
    )


def _affiliation() -> str:
    return """SELECT person_id, CASE WHEN school IS NOT NULL THEN '学校に在籍' ELSE '保育所・幼稚園などに在籍' END, NULL::DATE, ''
        FROM candidate WHERE school IS NOT NULL OR facility IS NOT NULL ORDER BY 1"""


def _renewals(as_of: date) -> str:
    return f"""SELECT c.person_id, '次の接点：', min(f.ends_on), ' 医療費助成の更新'
        FROM candidate AS c JOIN s_medical_subsidies AS f USING (person_id)
        WHERE f.starts_on <= DATE '{as_of}' AND f.ends_on > DATE '{as_of}'
            AND f.ends_on <= DATE '{add_months(as_of, NEXT_MONTHS)}'
        GROUP BY c.person_id ORDER BY 1"""


def _next_checkups(as_of: date) -> str:
    due = " UNION ALL ".join(
        f"SELECT person_id, birth_date + INTERVAL {months} MONTH AS due_on, '{label}' AS label FROM candidate"
        for months, label in CHECKUPS
    )
    return f"""SELECT person_id, '次の接点：', due_on::DATE, 'ごろ ' || label FROM ({due})
        WHERE due_on > DATE '{as_of}' AND due_on <= DATE '{add_months(as_of, NEXT_MONTHS)}' ORDER BY person_id, due_on"""
