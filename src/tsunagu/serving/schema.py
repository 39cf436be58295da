"""The serving file's tables, field classes and fixed settings: what the pages read and nothing else.

One SQLite file per run. It is written once, in order, by `writer`, and afterwards only ever opened read-only.
"""

from __future__ import annotations

SERVING_FILE = "serving.sqlite"
SERVING_SCHEMA = 1
PAGE_SIZE = 16384

RECORD_CLASSES = ("F2", "F3", "F4", "F5", "F6", "F7")
"""F2 names · F3 services · F4 health · F5 abuse and consultations · F6 address · F7 reasons of the judgement."""

NOT_FLAGGED, FLAGGED, UNDETERMINABLE, OUTSIDE = 0, 1, 2, 3
"""The bytes of `children.states`, one per criterion in the order of meta `criteria`."""

NO_AFFILIATION = "所属なし"
UNKNOWN_AFFILIATION = "所属は把握していません"
"""No department that was read holds the place of this child (high-school age, or the file has not arrived)."""

TABLES: dict[str, tuple[str, ...]] = {
    "meta": ("key", "value"),
    "children": (
        "child_code",
        "household_code",
        "person_id",
        "sex",
        "age",
        "fiscal_age",
        "grade",
        "affiliation",
        "protected",
        "answers",
        "states",
        "points",
        "total_points",
        "known",
        "items",
        "history",
    ),
    "households": ("household_code", "household_id", "place", "members"),
    "records": ("child_code", "field_class", "body"),
    "waiting_records": ("place", "record_key", "table_name", "body"),
    "linked_records": ("place", "record_key", "table_name", "person_id", "method", "body"),
    "births": ("child_code", "mother_id", "birth_date"),
    "expecting": ("person_id", "body"),
    "sheltered": ("person_id",),
    "entitlements": ("child_code", "answers"),
}
"""Columns in the order the rows are inserted."""

CREATE = (
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE children(
        child_code TEXT PRIMARY KEY, household_code TEXT NOT NULL, person_id INTEGER NOT NULL, sex TEXT, age INTEGER,
        fiscal_age INTEGER, grade TEXT, affiliation TEXT, protected INTEGER NOT NULL, answers BLOB NOT NULL,
        states BLOB NOT NULL, points BLOB NOT NULL, total_points INTEGER NOT NULL, known INTEGER NOT NULL,
        items INTEGER NOT NULL, history TEXT NOT NULL)""",
    """CREATE TABLE households(
        household_code TEXT PRIMARY KEY, household_id INTEGER NOT NULL, place TEXT NOT NULL, members TEXT NOT NULL)""",
    """CREATE TABLE records(
        child_code TEXT NOT NULL, field_class TEXT NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY(child_code, field_class)) WITHOUT ROWID""",
    """CREATE TABLE waiting_records(
        place INTEGER PRIMARY KEY, record_key TEXT NOT NULL, table_name TEXT NOT NULL, body TEXT NOT NULL)""",
    """CREATE TABLE linked_records(
        place INTEGER PRIMARY KEY, record_key TEXT NOT NULL, table_name TEXT NOT NULL, person_id INTEGER NOT NULL,
        method TEXT NOT NULL, body TEXT NOT NULL)""",
    "CREATE TABLE births(child_code TEXT PRIMARY KEY, mother_id INTEGER NOT NULL, birth_date TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE expecting(person_id INTEGER PRIMARY KEY, body TEXT NOT NULL)",
    "CREATE TABLE sheltered(person_id INTEGER PRIMARY KEY)",
    "CREATE TABLE entitlements(child_code TEXT PRIMARY KEY, answers BLOB NOT NULL) WITHOUT ROWID",
)
INDEXES = (
    "CREATE INDEX children_by_household ON children(household_code)",
    "CREATE UNIQUE INDEX waiting_records_by_key ON waiting_records(record_key)",
    "CREATE INDEX linked_records_by_key ON linked_records(record_key)",
    "CREATE INDEX linked_records_by_person ON linked_records(person_id)",
    "CREATE INDEX linked_records_by_people ON linked_records(place) WHERE method = 'judged'",
)

META_KEYS = (
    "run",
    "indicators",
    "criteria",
    "counts",
    "months",
    "worklist",
    "departments",
    "receipts_summary",
    "waiting",
    "protection",
    "fact_views",
    "entitlements",
)
"""`entitlements`: the rules of services asked (in the order of the answers' bytes) and those not asked, see `serving.entitled`.
`fact_views`: [{lane, label, class, place, files, missing}] in the order in which facts name them by number."""
