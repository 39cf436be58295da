"""The mother and father of a child as the run knows them, and what was entered about them on a brother's or sister's page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import duckdb

from tsunagu.base.errors import TsunaguError
from tsunagu.engines import open_engine, quoted_path
from tsunagu.mart import Snapshot, find_snapshot
from tsunagu.serving import ServedChild
from tsunagu_web.reading import RunView
from tsunagu_web.town import home_folder
from tsunagu_web.values.models import FATHER, MOTHER, SELF, EnteredRow

UNREADABLE = (TsunaguError, duckdb.Error)
"""What reading a snapshot or a load that is not there or is damaged raises."""


@dataclass(frozen=True)
class Families:
    """Of one snapshot: 整理番号 → mother and father by person, and person → 整理番号 of the children and what they are to each."""

    parents: Mapping[str, Mapping[str, int]]
    children: Mapping[int, Mapping[str, str]]


def entered_about(run: RunView, child: ServedChild) -> dict[int, str]:
    """Key of each row entered that the child's page reads → of whom it is, seen from the child: those entered on its own page,
    and those about the same mother or father entered on the pages of brothers and sisters."""
    own = dict(EnteredRow.objects.filter(child_code=child.child_code).values_list("pk", "about"))
    return own | _about_shared_parents(run, child) if _about_parents_of_others(child) else own


def families_unread(run: RunView, child: ServedChild) -> bool:
    """Whether nobody can say what was entered about the child's mother or father on a brother's or sister's page: the snapshot
    that knows who these are is not there or is damaged."""
    if not _about_parents_of_others(child):
        return False
    try:
        _families(home_folder(), run.meta["snapshot_id"])
    except UNREADABLE:
        return True
    return False


def _about_parents_of_others(child: ServedChild) -> bool:
    return EnteredRow.objects.exclude(about=SELF).exclude(child_code=child.child_code).exists()


def _about_shared_parents(run: RunView, child: ServedChild) -> dict[int, str]:
    try:
        families = _families(home_folder(), run.meta["snapshot_id"])
    except UNREADABLE:
        return {}  # a snapshot that cannot be read tells of no brother or sister: families_unread says so
    withheld = run.serving.withheld.people if not child.protected else frozenset()
    told = {
        (code, theirs): about
        for about, person in families.parents.get(child.child_code, {}).items()
        if person not in withheld
        for code, theirs in families.children[person].items()
        if code != child.child_code
    }
    rows = EnteredRow.objects.filter(child_code__in={code for code, _ in told}).exclude(about=SELF)
    return {row.pk: told[row.child_code, row.about] for row in rows if (row.child_code, row.about) in told}


@lru_cache(maxsize=4)
def _families(home: Path, snapshot_id: str) -> Families:
    """Of a snapshot; it is sealed, so that the answer stays. Raises TsunaguError where it is not there or is damaged."""
    snapshot = find_snapshot(home, snapshot_id)
    engine = open_engine([snapshot.path])
    try:
        codes = quoted_path(snapshot.table_path("child_codes"))
        rows = engine.execute(
            f"SELECT c.code, k.relation, k.relative_id FROM ({parents_sql(snapshot)}) AS k"
            f" JOIN read_parquet({codes}) AS c USING (person_id)"
        ).fetchall()
    finally:
        engine.close()
    parents: dict[str, dict[str, int]] = {}
    children: dict[int, dict[str, str]] = {}
    for code, relation, person in rows:
        parents.setdefault(str(code), {})[str(relation)] = int(person)
        children.setdefault(int(person), {})[str(code)] = str(relation)
    return Families(parents, children)


def parents_sql(snapshot: Snapshot) -> str:
    """SQL: person_id, relation, relative_id of the one mother and the one father who live in a child's household."""
    kin, persons = (quoted_path(snapshot.table_path(name)) for name in ("kin", "persons"))
    return (
        f"SELECT k.person_id, k.relation, min(k.relative_id) AS relative_id FROM read_parquet({kin}) AS k"
        f" JOIN read_parquet({persons}) AS c ON c.person_id = k.person_id"
        f" JOIN read_parquet({persons}) AS p ON p.person_id = k.relative_id AND p.household_id = c.household_id"
        f" WHERE k.relation IN ('{MOTHER}', '{FATHER}')"
        " GROUP BY k.person_id, k.relation HAVING count(DISTINCT k.relative_id) = 1"
    )
