"""Scopes that follow a tie of kin: 母, 父, 保護者, きょうだい. Relies on one row of kin per child, relative and scope."""

from __future__ import annotations

from tsunagu.indicators.compile.literals import listed_sql
from tsunagu.indicators.compile.rows import ROW
from tsunagu.indicators.model import KNOWN_BY, RELATIONS, WITHHELD_SIBLING


def follows_kin(scope: str) -> bool:
    """Whether the people of a scope are found in kin, and not by where they live."""
    return scope in RELATIONS


def relations_sql(scope: str) -> str:
    """The relations that lead to the people of a scope, as a list in SQL."""
    return listed_sql(RELATIONS[scope])


def known_by_sql(scope: str) -> str:
    """The relations of which one must be known, or nobody can say who the people of the scope are."""
    return listed_sql(KNOWN_BY[scope])


def known_sql(scope: str, kin: str) -> str:
    """SELECT of the children of whom it is known who the people of the scope are; `kin` is the relation to read."""
    if not names_withheld(scope):
        return f"SELECT DISTINCT person_id FROM {kin} WHERE relation IN {known_by_sql(scope)}"
    return (
        f"SELECT person_id FROM {kin} GROUP BY person_id"
        f" HAVING bool_or(relation IN {known_by_sql(scope)}) AND NOT bool_or(relation = '{WITHHELD_SIBLING}')"
    )


def names_withheld(scope: str) -> bool:
    """Whether some people of the scope may be kept back, and not all of them."""
    return scope == "siblings"


def relatives_join_sql(scope: str, kin: str) -> str:
    """JOIN of the rows of a table with the children whose relatives they are about; `kin` is the relation to read."""
    tie = f"{kin} AS kin ON kin.relative_id = {ROW}.person_id AND kin.relation IN {relations_sql(scope)}"
    return f"JOIN {tie} JOIN children AS child ON child.person_id = kin.person_id"
