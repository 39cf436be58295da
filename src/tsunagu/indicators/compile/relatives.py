"""Scopes that follow a tie of kin: 母, 父, 保護者, きょうだい. Relies on one row of kin per child, relative and scope."""

from __future__ import annotations

from tsunagu.indicators.compile.literals import listed_sql
from tsunagu.indicators.compile.rows import ROW
from tsunagu.indicators.model import KNOWN_BY, RELATIONS, SOME_NOT_SEEN, WITHHELD_SIBLING


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
    """SELECT of the children, whether it is `known` who the people of the scope are, and as UTINYINT the reason why they may be
    more than we see: `unseen`, NULL where we see all. `kin` is the relation to read."""
    known = f"bool_or(relation IN {known_by_sql(scope)})"
    if names_withheld(scope):
        known += f" AND NOT bool_or(relation = '{WITHHELD_SIBLING}')"
    return f"SELECT person_id, {known} AS known, {unseen_sql(scope)} AS unseen FROM {kin} GROUP BY person_id"


def unseen_sql(scope: str) -> str:
    """The least reason among the child's ties why the scope may hold more people than we see."""
    cases = " ".join(
        f"WHEN '{relation}' THEN {int(reason)}" for relation, reason in SOME_NOT_SEEN.get(scope, {}).items()
    )
    return f"min(CASE relation {cases} END)::UTINYINT" if cases else "NULL::UTINYINT"


def names_withheld(scope: str) -> bool:
    """Whether some people of the scope may be kept back, and not all of them."""
    return scope == "siblings"


def may_hold_unseen(scope: str) -> bool:
    """Whether people of the scope may be there whom we do not see, and of whom that is said."""
    return scope in SOME_NOT_SEEN


def relatives_join_sql(scope: str, kin: str) -> str:
    """JOIN of the rows of a table with the children whose relatives they are about; `kin` is the relation to read."""
    tie = f"{kin} AS kin ON kin.relative_id = {ROW}.person_id AND kin.relation IN {relations_sql(scope)}"
    return f"JOIN {tie} JOIN children AS child ON child.person_id = kin.person_id"
