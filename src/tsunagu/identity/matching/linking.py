"""Find who comes into question, judge pupil by pupil, and look from the other side too: no person may be two pupils."""

from __future__ import annotations

from tsunagu.engines import Engine
from tsunagu.identity.matching.evidence import AGREES, DIFFERS
from tsunagu.identity.matching.steps import CAREFUL, KEYS, STEPS, Step

LEAST_OF_DISTRICT = 0.02
"""Share of a school's children from one 町字 from which on it is in the school's district."""
NEVER = "namesake"
ONE_PERSON_ONLY = "min(person_id) = max(person_id)"
ALIKE = {"kana": True, "kanji": True, "loose": False, "household_no": False, "guardian": False}
"""What two people born the same day may share; and whether that makes them namesakes."""
_SOLE = "sole"
_FIELDS = tuple(
    dict.fromkeys(field for agree in (*(step.agree for step in STEPS), *CAREFUL) for field in agree if field != _SOLE)
)
_KNOWN_FIRST = dict.fromkeys(("kana", "near_kana", "birth_date", "near_birth_date"), "TRUE") | dict.fromkeys(
    ("parts", "kana_given", "kanji_given", "birth_date_unknown", "district", _SOLE), "FALSE"
)
"""What need not be asked of pairs of the first key: equal it is, or of no step that could take them."""
_AT_ONCE = tuple(step for step in STEPS if all(_KNOWN_FIRST.get(field) != "FALSE" for field in step.agree))
"""The steps that can take a pupil before all who come into question have been looked at: whether nobody else can be the person
is only known then.
"""


def link_safely(engine: Engine, complete: bool = True) -> None:
    """matched: record_id, person_id, step. matching.found: the same by wording. matching.open: the records no step could take."""
    engine.execute("CREATE TABLE matching.claim (pupil UBIGINT, person_id BIGINT, step TINYINT)")
    engine.execute("CREATE TABLE matching.alike (person_id BIGINT, namesake BOOLEAN, alike BOOLEAN)")
    _find_districts(engine)
    _pair(engine, "record", KEYS[:1], _AT_ONCE)
    _claim(engine, _AT_ONCE)
    columns = ", ".join(dict.fromkeys(column for key in KEYS for column in key))
    engine.execute(f"""
        CREATE TABLE matching.unclaimed AS
        SELECT wording, {columns} FROM matching.record WHERE pupil NOT IN (SELECT pupil FROM matching.claim)""")
    _pair(engine, "unclaimed", KEYS, STEPS)
    _find_sole(engine)
    _claim(engine, STEPS if complete else tuple(step for step in STEPS if _SOLE not in step.agree))
    _take_back_doubles(engine)
    _match(engine)
    engine.execute("""
        CREATE TABLE matching.open AS
        FROM matching.record WHERE wording NOT IN (SELECT wording FROM matching.found)""")


def _find_districts(engine: Engine) -> None:
    """matching.district: school, town — where the children of a school live, by the register."""
    engine.execute(f"""
        CREATE TABLE matching.district AS
        SELECT school, town FROM matching.candidate WHERE kind = 'name' AND school IS NOT NULL AND town IS NOT NULL
        GROUP BY school, town QUALIFY count(*) >= {LEAST_OF_DISTRICT} * sum(count(*)) OVER (PARTITION BY school)""")


def _pair(engine: Engine, records: str, keys: tuple[tuple[str, ...], ...], steps: tuple[Step, ...]) -> None:
    """matching.pair: each pupil with each person who comes into question by these keys, and what agrees and differs between
    them on any row, as far as `steps` ask.
    """
    agrees = AGREES | (_KNOWN_FIRST if keys == KEYS[:1] else {})
    asked = {field for step in steps for field in (*step.agree, *step.not_differing)} | {*sum(CAREFUL, ())}
    fields = [field for field in _FIELDS if field in asked]
    differing = dict.fromkeys(field for step in steps for field in step.not_differing)
    flags = ", ".join(
        [f"bool_or(coalesce({agrees[field]}, FALSE)) AS {field}" for field in fields]
        + [f"bool_or(coalesce({DIFFERS[field]}, FALSE)) AS {field}_differs" for field in differing]
    )
    pairs = " UNION ".join(
        f"SELECT r.wording, c.person_id, c.kind FROM matching.{records} AS r JOIN matching.candidate AS c ON {condition}"
        for condition in _by_one_column(keys)
    )
    engine.execute(f"CREATE OR REPLACE TABLE matching.question AS {pairs}")
    _find_alike(engine)
    engine.execute(f"""
        CREATE OR REPLACE TABLE matching.pair AS
        SELECT r.pupil, q.person_id, bool_or(a.namesake) AS namesake, bool_or(c.protected OR a.alike) AS careful, {flags}
        FROM matching.question AS q JOIN matching.record AS r USING (wording)
        JOIN matching.candidate AS c USING (person_id, kind)
        JOIN matching.alike AS a ON a.person_id = q.person_id
        LEFT JOIN matching.district AS d ON d.school = r.school AND d.town = c.town
        GROUP BY r.pupil, q.person_id""")


def _by_one_column(keys: tuple[tuple[str, ...], ...]) -> list[str]:
    """SQL: the conditions that pairs by these keys fulfil, all those with a birth date in one: few people are born the same day."""
    dated = [key for key in keys if "birth" in key]
    others = [key for key in keys if key not in dated]
    of_the_day = " OR ".join(_equal(tuple(column for column in key if column != "birth")) for key in dated)
    return [f"r.birth = c.birth AND ({of_the_day})", *map(_equal, others)]


def _equal(columns: tuple[str, ...]) -> str:
    return "(" + " AND ".join(f"r.{column} = c.{column}" for column in columns) + ")"


def _find_sole(engine: Engine) -> None:
    """matching.sole: person_id, pupil, sole — whether nobody else on the records can be the person in the pupil's 年度."""
    engine.execute(f"""
        CREATE TABLE matching.sole AS
        WITH year_of AS (
            SELECT person_id, pupil, coalesce(fiscal_year, 0) AS fiscal_year FROM (
                SELECT person_id, pupil FROM matching.pair UNION ALL SELECT person_id, pupil FROM matching.claim)
            JOIN (SELECT DISTINCT pupil, unnest(years) AS fiscal_year FROM matching.record) USING (pupil)),
        crowded AS (
            SELECT person_id, fiscal_year FROM year_of GROUP BY ALL HAVING min(pupil) <> max(pupil))
        SELECT person_id, pupil, bool_and(c.person_id IS NULL) AS {_SOLE}
        FROM year_of LEFT JOIN crowded AS c USING (person_id, fiscal_year) GROUP BY ALL""")


def _find_alike(engine: Engine) -> None:
    """matching.alike: person_id, namesake, alike — of those in question, who shares more than the birth date with somebody else:
    kana or kanji (a namesake), or household, guardian's name (as twins do) or the name loosely.
    """
    named, loosely = (
        " OR ".join(f"coalesce(a.{key} = b.{key}, FALSE)" for key, namesake in ALIKE.items() if namesake is wanted)
        for wanted in (True, False)
    )
    engine.execute(f"""
        INSERT INTO matching.alike
        WITH newly AS MATERIALIZED (
            SELECT DISTINCT person_id FROM matching.question WHERE person_id NOT IN (SELECT person_id FROM matching.alike)),
        asked AS MATERIALIZED (
            SELECT person_id, birth, {", ".join(ALIKE)} FROM matching.candidate WHERE person_id IN (FROM newly)),
        found AS (
            SELECT a.person_id, bool_or({named}) AS namesake FROM asked AS a JOIN matching.candidate AS b
            ON a.birth = b.birth AND a.person_id <> b.person_id AND ({named} OR {loosely}) GROUP BY a.person_id)
        SELECT person_id, coalesce(namesake, FALSE), f.person_id IS NOT NULL FROM newly LEFT JOIN found AS f USING (person_id)""")


def _claim(engine: Engine, steps: tuple[Step, ...]) -> None:
    """matching.claim: the pupils for whom one person only comes into question, and by which step that is safe."""
    tried = " ".join(f"WHEN {_condition(step)} THEN {STEPS.index(step)}" for step in steps)
    of_all = any(_SOLE in step.agree for step in steps)
    careful = " OR ".join(f"({' AND '.join(agree)})" for agree in CAREFUL if of_all or _SOLE not in agree)
    engine.execute(f"""
        INSERT INTO matching.claim
        SELECT pupil, min(person_id), min(step) FROM (
            SELECT pupil, person_id, CASE WHEN {NEVER} OR careful AND NOT ({careful}) THEN NULL {tried} END AS step
            FROM matching.pair {"JOIN matching.sole USING (pupil, person_id)" if of_all else ""})
        GROUP BY pupil HAVING {ONE_PERSON_ONLY} AND min(step) IS NOT NULL""")


def _condition(step: Step) -> str:
    differing = [
        f"NOT ({field}_differs{f' AND NOT {field}' if field in _FIELDS else ''})" for field in step.not_differing
    ]
    return " AND ".join([*step.agree, *differing])


def _take_back_doubles(engine: Engine) -> None:
    """Two seats of one school in one 年度 are two pupils: if one person claims both, neither is linked."""
    engine.execute("""
        DELETE FROM matching.claim WHERE person_id IN (
            SELECT person_id FROM (
                SELECT k.person_id, pupil, r.school, unnest(w.years) AS year, unnest(w.classes) AS class, unnest(w.numbers) AS number
                FROM matching.claim AS k JOIN matching.record AS r USING (pupil) JOIN matching.written_record AS w USING (wording)
                WHERE k.person_id IN (SELECT person_id FROM matching.claim GROUP BY person_id HAVING count(*) > 1))
            GROUP BY person_id, school, year
            HAVING min(pupil) <> max(pupil) AND min(row(class, number)) <> max(row(class, number)))""")


def _match(engine: Engine) -> None:
    """matched: the rows of each claimed pupil that say so themselves: two of kana, kanji and birth date are the person's,
    or one of them and the school with its 学籍番号 is that of another row which does.

    Who asks for care is held to more, for a twin's row with the other's number shares the birth date and half a name: what
    may be somebody else's born that day follows nobody, and of the protected two of the three must be theirs.
    """
    names = "[" + ", ".join(f"'{step.name}'" for step in STEPS) + "]"
    agrees = {field: f"coalesce({AGREES[field]}, FALSE)" for field in ("kanji", "near_kana", "parts")}
    engine.execute(f"""
        CREATE TABLE matching.found AS
        WITH told AS (
            SELECT r.wording, any_value(r.pupil) AS pupil, any_value(k.person_id) AS person_id, any_value(k.step) AS step,
                any_value(r.school) AS school, any_value(r.pupil_no) AS pupil_no, bool_or(c.protected) AS protected,
                bool_or(CASE WHEN r.search = c.search THEN TRUE ELSE {agrees["kanji"]} END) AS named,
                max(CASE WHEN r.search = c.search AND r.birth = c.birth THEN 2
                    ELSE (coalesce(r.search = c.search, FALSE) OR {agrees["parts"]})::INT
                        + {agrees["kanji"]}::INT + coalesce(r.birth = c.birth, FALSE)::INT END) AS fields
            FROM matching.claim AS k JOIN matching.record AS r USING (pupil)
            JOIN matching.candidate AS c ON c.person_id = k.person_id GROUP BY r.wording),
        careful AS (
            SELECT t.wording, t.person_id, t.named FROM told AS t
            WHERE protected OR person_id IN (SELECT person_id FROM matching.alike WHERE alike)),
        another AS (
            SELECT r.wording FROM careful AS t JOIN matching.record AS r USING (wording)
            JOIN matching.candidate AS c ON c.birth = r.birth AND c.person_id <> t.person_id
            WHERE coalesce(r.search = c.search, FALSE) OR {agrees["kanji"]} OR NOT t.named AND {agrees["near_kana"]}),
        sure AS (SELECT DISTINCT pupil, school, pupil_no FROM told WHERE fields >= 2 AND pupil_no IS NOT NULL)
        SELECT wording, person_id, {names}[step + 1] AS step FROM told
        WHERE (fields >= 2 OR fields = 1 AND NOT protected AND (pupil, school, pupil_no) IN (FROM sure))
            AND wording NOT IN (FROM another)""")
    engine.execute("""
        CREATE TABLE matched AS
        SELECT unnest(record_ids) AS record_id, person_id, step FROM matching.found JOIN matching.written_record USING (wording)""")
