"""Whom an open record might mean: pairs that share something, weighed, ranked and explained. Never a link."""

from __future__ import annotations

from tsunagu.engines import Engine
from tsunagu.identity.matching.weights import BIRTH_RELATION, LEAST_WEIGHT, MOST_PROPOSALS, WEIGHED_FIELDS, WeighedField

_SHARE_A_NAME = """(r.kana_given = c.kana_given OR r.kana_family = c.kana_family OR r.kanji_given = c.kanji_given
    OR r.kanji_family = c.kanji_family OR r.guardian = c.guardian OR r.school = c.school
    OR ends_with(r.kana, c.kana_given) OR starts_with(r.kana, c.kana_family) OR levenshtein(r.coded, c.coded) <= 2)"""
_SHARE_AN_AGE = "coalesce(r.cohort = c.born_cohort OR hamming(r.birth, c.birth) <= 2, TRUE)"
_SHARE_MORE = "(hamming(r.birth, c.birth) <= 2 OR r.kana_given = c.kana_given OR levenshtein(r.coded, c.coded) <= 3)"
PAIRS = {
    "birth": f"r.birth = c.birth AND {_SHARE_A_NAME}",
    "kana": f"r.kana = c.kana AND {_SHARE_AN_AGE}",
    "loose": f"r.loose = c.loose AND {_SHARE_AN_AGE}",
    "kanji": f"r.kanji = c.kanji AND {_SHARE_AN_AGE}",
    "tokens": f"r.tokens = c.tokens AND {_SHARE_AN_AGE}",
    "latin": f"r.latin = c.latin AND {_SHARE_AN_AGE}",
    "read": f"r.read = c.loose AND {_SHARE_AN_AGE}",
    "read_turned": f"r.read_turned = c.loose AND {_SHARE_AN_AGE}",
    "registered_in_latin": f"c.read = r.loose AND {_SHARE_AN_AGE}",
    "school_given": "r.school = c.school AND r.cohort = c.cohort AND r.kana_given = c.kana_given",
    "school_family": f"r.school = c.school AND r.cohort = c.cohort AND r.kana_family = c.kana_family AND {_SHARE_MORE}",
    "school_guardian": "r.school = c.school AND r.cohort = c.cohort AND r.guardian = c.guardian",
    "guardian_given": "r.guardian = c.guardian AND r.kana_given = c.kana_given",
    "guardian_age": f"r.guardian = c.guardian AND r.cohort = c.born_cohort AND {_SHARE_MORE}",
}
"""Equality first: what a record and a person must share to be looked at together."""


def _another_family() -> str:
    """SQL over b: guardian or 町字 speaks against the pair, and none of them or the school for it."""
    level = {
        (field.field, says): ", ".join(str(place) for place, level in enumerate(field.levels) if level.says == says)
        for field in WEIGHED_FIELDS
        for says in (1, -1)
    }
    against = " OR ".join(f"coalesce(b.{field} IN ({level[field, -1]}), FALSE)" for field in ("guardian", "town"))
    speaks_for = " OR ".join(
        f"coalesce(b.{field} IN ({level[field, 1]}), FALSE)" for field in ("guardian", "town", "school")
    )
    return f"({against}) AND NOT ({speaks_for})"


def propose(engine: Engine) -> None:
    """proposed: record_id, person_id, rank, step, weight, agrees, differs — of the records no step could take.

    Nobody is proposed who sat elsewhere in that school in that 年度, or in another school and of another family.
    """
    _weigh(engine)
    engine.execute(f"""
        CREATE TABLE matching.elsewhere AS
        WITH taken AS (
            SELECT DISTINCT person_id, unnest(r.years) AS fiscal_year, r.school, r.pupil
            FROM matching.found JOIN matching.record AS r USING (wording)
            WHERE person_id IN (SELECT person_id FROM matching.weighed))
        SELECT b.record_id, b.person_id FROM matching.weighed AS b JOIN taken AS t USING (person_id, fiscal_year)
        WHERE t.pupil <> b.pupil AND (t.school = b.seat_school OR {_another_family()})""")
    engine.execute(f"""
        CREATE TABLE proposed AS
        WITH ranked AS (
            SELECT *, row_number() OVER (PARTITION BY record_id ORDER BY weight DESC, person_id) AS rank
            FROM matching.weighed ANTI JOIN matching.elsewhere USING (record_id, person_id))
        SELECT record_id, person_id, rank::INTEGER AS rank, kind AS step, weight::DOUBLE AS weight,
            {_words(1)} AS agrees, {_words(-1)} AS differs
        FROM ranked WHERE rank <= {MOST_PROPOSALS} ORDER BY record_id, rank""")


def _weigh(engine: Engine) -> None:
    """matching.weighed: the pairs worth a look, each person under the name that weighs most, with the level of each field."""
    pairs = " UNION ".join(
        f"SELECT r.wording, c.person_id, c.kind FROM matching.open AS r JOIN matching.candidate AS c ON {shared}"
        for shared in PAIRS.values()
    )
    engine.execute(f"CREATE TABLE matching.look AS {pairs}")
    sides = "JOIN matching.open AS r USING (wording) JOIN matching.candidate AS c USING (person_id, kind)"
    engine.execute(f"""
        CREATE TABLE matching.related AS
        SELECT p.*, {BIRTH_RELATION} AS birth_relation FROM matching.look AS p {sides}""")
    levels = ", ".join(f"{_level(field)} AS {field.field}" for field in WEIGHED_FIELDS)
    engine.execute(f"""
        CREATE TABLE matching.leveled AS
        SELECT p.wording, p.person_id, p.kind, r.pupil, r.school AS seat_school, {levels}
        FROM matching.related AS p {sides}""")
    weight = " + ".join(_by_level(field, [level.weight for level in field.levels], "0") for field in WEIGHED_FIELDS)
    engine.execute(f"""
        CREATE TABLE matching.weighed AS
        WITH best AS (
            FROM (SELECT *, round({weight}, 2) AS weight FROM matching.leveled) WHERE weight >= {LEAST_WEIGHT}
            QUALIFY row_number() OVER (PARTITION BY wording, person_id ORDER BY weight DESC, kind) = 1)
        SELECT b.*, unnest(w.record_ids) AS record_id, unnest(w.years) AS fiscal_year
        FROM best AS b JOIN matching.written_record AS w USING (wording)""")


def _level(field: WeighedField) -> str:
    """SQL: the place of the first level that holds; NULL when either side says nothing."""
    tried = " ".join(f"WHEN {level.when} THEN {place}" for place, level in enumerate(field.levels))
    return f"CASE WHEN NOT ({field.known}) THEN NULL {tried} END"


def _by_level(field: WeighedField, values: list[float], otherwise: str) -> str:
    chosen = " ".join(f"WHEN {place} THEN {value}" for place, value in enumerate(values))
    return f"CASE {field.field} {chosen} ELSE {otherwise} END"


def _words(says: int) -> str:
    """SQL: the list of fields that agree (1) or differ (-1)."""
    told = []
    for field in WEIGHED_FIELDS:
        places = ", ".join(str(place) for place, level in enumerate(field.levels) if level.says == says)
        told.append(f"CASE WHEN {field.field} IN ({places}) THEN '{field.field}' END")
    return f"list_filter([{', '.join(told)}], lambda word: word IS NOT NULL)"
