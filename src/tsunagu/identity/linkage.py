"""All rules in their order. Reading this file is reading how a row finds its person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from tsunagu.engines import Engine, quoted_text
from tsunagu.identity.candidates import find_candidates
from tsunagu.identity.cases import link_cases_by_family
from tsunagu.identity.crosswalk import link_by_other_number, link_cases, read_crosswalk
from tsunagu.identity.enrolment import read_enrolment
from tsunagu.identity.family import DESK_SHEETS, REGISTER_SHEET, find_affiliations, link_family_sheet, make_housemates
from tsunagu.identity.held_links import hold_sheets_to_the_steps
from tsunagu.identity.households import date_households, find_shared_addresses
from tsunagu.identity.judging import IdentityJudgement, apply_judgements
from tsunagu.identity.kin import find_kin
from tsunagu.identity.kinship import find_parents
from tsunagu.identity.numbers import find_holders, link_by_number
from tsunagu.identity.proposing import PROPOSAL, match_waiting_rows
from tsunagu.identity.pupils import link_pupils
from tsunagu.identity.register import compare_with_register, make_persons, read_register
from tsunagu.identity.roster import link_school_aid
from tsunagu.identity.rows import gather_row_keys
from tsunagu.identity.school_checks import link_pupil_sheets

if TYPE_CHECKING:
    from tsunagu.catalog import Table

WORKING_TABLES = (
    "register",
    "register_name",
    "asked_name",
    "asked_birth",
    "numbered_holder",
    "case_member",
    "person_kana",
    "sole_person",
    "household_step",
    "listed_household",
    "housemate",
    "mate_name",
    "folded_mate",
    "folded_kana",
    "pupil",
    "checked",
    "weighed",
    "sheet_row",
    "roster",
    "changed_home",
    "former_row",
    "former_member",
    "chained",
    "parent_seat",
    "parent_claim",
    "sibling_tie",
)
"""Large tables of the steps that nobody needs afterwards."""


def link_rows(
    engine: Engine,
    tables: Mapping[str, Table],
    as_of: date,
    school_names: Mapping[str, str],
    given: Sequence[IdentityJudgement] = (),
    municipality: str = "",
    entered: str | None = None,
) -> None:
    """Decide every row of every known_<table> and find persons, households and parents as of the day.

    Leaves in `engine`: person, member, household_edge, same_address, kin (with sibling_gone and parent_missing), holder and link (table_name, row_id, person_id, method),
    the last with exactly one row per known row: a person and a LinkMethod, or NULL and a WaitingReason; and proposal
    (table_name, row_id, person_id, rank, step, weight, agrees, differs), whom a waiting row may mean, for people to decide.
    `school_names` gives names of schools by code, as far as the town declares them. `given`: what people decided by the day.
    `municipality`: its name as it stands before addresses and schools of its own. `entered`: relation with table_name, row_id
    and the 宛名番号 of rows that people added on a page, for somebody they named there.
    """
    engine.execute(PROPOSAL)
    day = f"DATE {quoted_text(as_of.isoformat())}"
    read_register(engine)
    find_holders(engine)
    gather_row_keys(engine, tables, entered)
    link_by_number(engine)
    make_persons(engine, day)
    date_households(engine, day)
    find_shared_addresses(engine)

    read_crosswalk(engine)
    link_by_other_number(engine, tables)
    find_candidates(engine)
    link_cases(engine)
    link_cases_by_family(engine)

    make_housemates(engine)
    link_family_sheet(engine, REGISTER_SHEET, municipality)
    read_enrolment(engine)
    compare_with_register(engine)
    if hold_sheets_to_the_steps(engine, tables, (REGISTER_SHEET.table,)):
        read_enrolment(engine)
    link_pupils(engine)
    link_pupil_sheets(engine)
    find_affiliations(engine, school_names)
    for sheet in DESK_SHEETS:
        link_family_sheet(engine, sheet, municipality)
    link_school_aid(engine)
    hold_sheets_to_the_steps(engine, tables)
    _leave_the_rest(engine)
    match_waiting_rows(engine, tables)
    apply_judgements(engine, given)
    find_parents(engine, day)
    find_kin(engine, tables, day)
    for table in WORKING_TABLES:
        engine.execute(f"DROP TABLE {table}")


def _leave_the_rest(engine: Engine) -> None:
    """Rows that no rule could take up wait for want of a number."""
    engine.execute("""
        INSERT INTO link
        SELECT k.table_name, k.row_id, NULL, 'no_number' FROM row_key AS k
        ANTI JOIN link AS l ON l.table_name = k.table_name AND l.row_id = k.row_id WHERE NOT k.numbered""")
