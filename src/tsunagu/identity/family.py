"""The family's word: does a guardian, an address or an affiliation written on a row agree with the register?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from tsunagu.engines import Engine, quoted_text, register_columns
from tsunagu.identity.enrolment import school_key
from tsunagu.identity.folding import fold_distinct, home_key, name_key, place_key
from tsunagu.identity.rows import known, still_open


@dataclass(frozen=True)
class FamilySheet:
    """A table whose rows name a child by kana and birth date, and what else it says about the family."""

    table: str
    guardians: tuple[str, ...] = ()
    address: str | None = None
    affiliation: str | None = None
    household_no: str | None = None
    sex: str | None = "sex"


REGISTER_SHEET = FamilySheet("school_register", ("guardian_name",), "address", None, "household_no")
DESK_SHEETS = (
    FamilySheet("consultations", ("guardian", "adviser"), "address", "affiliation"),
    FamilySheet("support_cases", ("household_text",), None, "affiliation", sex=None),
)


def link_family_sheet(engine: Engine, sheet: FamilySheet, municipality: str) -> None:
    """Decide the open rows of one table by kana and birth date and one of its further fields.

    Persons are counted, not rows: several rows of one name are one person; two kanji names or two sexes under one kana and
    birth date are two.
    """
    open_name = f"SELECT r.kana FROM {known(sheet.table)} AS r WHERE {still_open(sheet.table)}"
    open_key = f"SELECT folded FROM folded_kana WHERE text IN ({open_name})"
    named = f"""
        SELECT r.*, f.folded AS kana_key FROM {known(sheet.table)} AS r LEFT JOIN folded_kana AS f ON f.text = r.kana
        WHERE f.folded IN ({open_key}) OR {still_open(sheet.table)}"""
    sex = f"r.{sheet.sex}" if sheet.sex else "NULL"
    fold_distinct(engine, "folded_own_name", f"SELECT name FROM ({named})", name_key)
    engine.execute(f"""
        CREATE OR REPLACE TABLE sheet_row AS
        SELECT r.*, s.person_id, s.persons, p.household_id, p.household_no AS registered_household,
            count(DISTINCT o.folded) OVER same_person <= 1 AND count(DISTINCT {sex}) OVER same_person <= 1 AS one_person,
            {still_open(sheet.table)} AS open
        FROM ({named}) AS r LEFT JOIN folded_own_name AS o ON o.text = r.name
        LEFT JOIN sole_person AS s ON s.kana_key = r.kana_key AND s.birth_date = r.birth_date
        LEFT JOIN person AS p ON p.person_id = s.person_id
        WINDOW same_person AS (PARTITION BY r.kana_key, r.birth_date)""")
    engine.execute("CREATE OR REPLACE TABLE sheet_evidence (row_id BIGINT, field VARCHAR)")
    _guardian_agrees(engine, sheet)
    _address_agrees(engine, sheet, municipality)
    _affiliation_agrees(engine, sheet, municipality)
    if sheet.household_no:
        engine.execute(f"""
            INSERT INTO sheet_evidence SELECT row_id, 'household' FROM sheet_row
            WHERE open AND TRY_CAST({sheet.household_no} AS BIGINT) = registered_household""")
    engine.execute(f"""
        INSERT INTO link
        WITH judged AS (
            SELECT row_id, person_id,
                CASE WHEN kana_key IS NULL OR birth_date IS NULL THEN 'no_number'
                     WHEN person_id IS NULL THEN 'not_resident'
                     WHEN persons > 1 OR NOT one_person THEN 'not_unique'
                     WHEN row_id IN (SELECT row_id FROM sheet_evidence) THEN 'kana_birth'
                     ELSE 'no_independent_field' END AS method
            FROM sheet_row WHERE open)
        SELECT {quoted_text(sheet.table)}, row_id, CASE WHEN method = 'kana_birth' THEN person_id END, method FROM judged""")


def make_housemates(engine: Engine) -> None:
    """housemate: person_id, mate_id — whoever shares or shared a household with somebody named on a family's sheet."""
    asked = [
        f"SELECT r.kana FROM {known(sheet.table)} AS r WHERE {still_open(sheet.table)}"
        for sheet in (REGISTER_SHEET, *DESK_SHEETS)
    ]
    engine.execute(f"""
        CREATE TABLE housemate AS
        SELECT DISTINCT a.person_id, b.person_id AS mate_id
        FROM household_edge AS a JOIN household_edge AS b USING (household_id)
        WHERE a.person_id <> b.person_id AND a.person_id IN (SELECT person_id FROM sole_person WHERE persons = 1 AND kana_key IN (
            SELECT folded FROM folded_kana WHERE text IN ({" UNION ALL ".join(asked)})))""")
    engine.execute("""
        CREATE TABLE mate_name AS
        SELECT DISTINCT h.person_id, n.name FROM housemate AS h JOIN (
            SELECT person_id, name FROM person UNION ALL SELECT person_id, kana FROM person
            UNION ALL SELECT person_id, alias FROM person UNION ALL SELECT person_id, alias_kana FROM person
            UNION ALL SELECT person_id, name_roman FROM person) AS n ON n.person_id = h.mate_id
        WHERE n.name <> ''""")
    fold_distinct(engine, "folded_mate", "SELECT name FROM mate_name", name_key)


def _guardian_agrees(engine: Engine, sheet: FamilySheet) -> None:
    """Somebody named on the row lives or lived with the child."""
    for column in sheet.guardians:
        fold_distinct(engine, "folded_guardian", f"SELECT {column} FROM sheet_row WHERE open", name_key)
        engine.execute(f"""
            INSERT INTO sheet_evidence
            SELECT DISTINCT r.row_id, 'guardian' FROM sheet_row AS r JOIN folded_guardian AS g ON g.text = r.{column}
            JOIN mate_name AS m ON m.person_id = r.person_id
            JOIN folded_mate AS f ON f.text = m.name AND f.folded = g.folded WHERE r.open AND r.persons = 1""")


def _address_agrees(engine: Engine, sheet: FamilySheet, municipality: str) -> None:
    """Town and lot on the row are the registered ones: neither 本町1-23 nor 新本町1-2 nor the next town's 本町1-2 is 本町1-2."""
    if sheet.address is None:
        return
    column = sheet.address
    registered = """
        SELECT r.row_id, p.town || p.lot AS address FROM sheet_row AS r JOIN person AS p USING (person_id)
        WHERE r.open AND r.persons = 1 AND p.town <> '' AND p.lot <> ''"""
    fold = partial(home_key, municipality=municipality)
    fold_distinct(engine, "folded_written", f"SELECT {column} FROM sheet_row WHERE open", fold)
    fold_distinct(engine, "folded_registered", f"SELECT address FROM ({registered})", fold)
    engine.execute(f"""
        INSERT INTO sheet_evidence
        SELECT r.row_id, 'address' FROM sheet_row AS r JOIN folded_written AS w ON w.text = r.{column}
        JOIN ({registered}) AS p USING (row_id) JOIN folded_registered AS g ON g.text = p.address
        WHERE starts_with(w.folded, g.folded)
          AND NOT regexp_matches(substr(w.folded, length(g.folded) + 1, 1), '[0-9-]')""")


def _affiliation_agrees(engine: Engine, sheet: FamilySheet, municipality: str) -> None:
    """The school or facility on the row is the one the child is enrolled in, not one whose name has it as a part."""
    if sheet.affiliation is None:
        return
    column = sheet.affiliation
    places = "SELECT person_id, place FROM belongs_to"
    fold = partial(place_key, municipality=municipality)
    fold_distinct(engine, "folded_affiliation", f"SELECT {column} FROM sheet_row WHERE open", fold)
    fold_distinct(engine, "folded_place", f"SELECT place FROM ({places})", fold)
    engine.execute(f"""
        INSERT INTO sheet_evidence
        SELECT DISTINCT r.row_id, 'affiliation' FROM sheet_row AS r JOIN folded_affiliation AS a ON a.text = r.{column}
        JOIN belongs_to AS b ON b.person_id = r.person_id JOIN folded_place AS p ON p.text = b.place
        WHERE r.open AND r.persons = 1 AND length(p.folded) >= 2 AND a.folded = p.folded""")


def find_affiliations(engine: Engine, school_names: Mapping[str, str]) -> None:
    """belongs_to: person_id, place — the names of the school a child is enrolled in and of its childcare facility."""
    declared = {"school": list(school_names), "place": list(school_names.values())}
    register_columns(engine, "school_name_rows", declared)
    engine.execute(f"""
        CREATE TABLE school_name AS
        SELECT {school_key("school")} AS school, place FROM school_name_rows
        UNION SELECT {school_key("school")}, school_name FROM known_school_aid
            WHERE school <> '' AND school_name <> '' AND school_name <> school""")
    engine.unregister("school_name_rows")
    engine.execute("""
        CREATE TABLE belongs_to AS
        SELECT e.person_id, n.place FROM enrolment AS e JOIN school_name AS n USING (school)
        UNION SELECT l.person_id, c.facility FROM known_childcare AS c
            JOIN link AS l ON l.table_name = 'childcare' AND l.row_id = c.row_id
        WHERE l.person_id IS NOT NULL AND c.facility <> ''""")
