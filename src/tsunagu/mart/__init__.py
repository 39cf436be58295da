"""Immutable snapshots of everything linked, as of a day: built, published in one step, verified, compared, kept."""

from tsunagu.identity import KEY_COLUMNS
from tsunagu.mart.build import build
from tsunagu.mart.building import sweep
from tsunagu.mart.codes import child_codes
from tsunagu.mart.difference import SnapshotDifference, TableDifference, diff
from tsunagu.mart.inputs import Barred, held_on
from tsunagu.mart.manifest import ENTRY_DIGITS, Input, Manifest, SealedFile, Waiting
from tsunagu.mart.people import first_birth_of_children
from tsunagu.mart.proposals import holds_abuse_data
from tsunagu.mart.protection import LaidOver, lay_over, sheltered_people
from tsunagu.mart.snapshot import DamagedSnapshotError, Snapshot, find_snapshot, list_snapshots, open_snapshot, verify
from tsunagu.mart.tables import TABLES_ABOUT_PEOPLE, values_entered

__all__ = [
    "held_on",
    "Barred",
    "DamagedSnapshotError",
    "ENTRY_DIGITS",
    "Input",
    "KEY_COLUMNS",
    "LaidOver",
    "Manifest",
    "SealedFile",
    "Snapshot",
    "SnapshotDifference",
    "TABLES_ABOUT_PEOPLE",
    "TableDifference",
    "Waiting",
    "build",
    "child_codes",
    "diff",
    "find_snapshot",
    "first_birth_of_children",
    "holds_abuse_data",
    "lay_over",
    "list_snapshots",
    "open_snapshot",
    "sheltered_people",
    "sweep",
    "values_entered",
    "verify",
]
