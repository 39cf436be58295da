"""Where one protected child lives and goes. Neither the snapshot nor the file the pages read holds it: it is read where it
was received, at the moment somebody permitted looks, and kept nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tsunagu.criteria import affiliation_sql
from tsunagu.engines import Engine, open_engine, quoted_path
from tsunagu.intake import loads
from tsunagu.mart import Snapshot, find_snapshot
from tsunagu.serving import NO_AFFILIATION, UNKNOWN_AFFILIATION

REGISTER = "residents"


@dataclass(frozen=True)
class Whereabouts:
    """住所 as the register delivered it for the month, and 所属 on its day. `address` empty: none was delivered."""

    address: str
    affiliation: str


def read_whereabouts(home: Path, snapshot_id: str, person_id: int, school_names: Mapping[str, str]) -> Whereabouts:
    """Of one target child. For whoever a granted 例外表示 names, and for nobody else.

    Raises RefusedError S001, S002 when the snapshot cannot be read.
    """
    snapshot = find_snapshot(home, snapshot_id)
    used = {one.load_id for one in snapshot.manifest.inputs}
    registers = [
        load.table_path(home, REGISTER) for load in loads(home) if load.load_id in used and REGISTER in load.tables
    ]
    engine = open_engine([snapshot.path, *(path.parent for path in registers)])
    try:
        return Whereabouts(
            _address(engine, snapshot, registers, person_id), _affiliation(engine, snapshot, person_id, school_names)
        )
    finally:
        engine.close()


def _address(engine: Engine, snapshot: Snapshot, registers: list[Path], person_id: int) -> str:
    for path in registers:
        found = engine.execute(
            f"SELECT concat_ws(' ', r.town, r.lot, r.building) FROM read_parquet({quoted_path(path)}) AS r"
            f" JOIN read_parquet({quoted_path(snapshot.table_path('persons'))}) AS p"
            " ON TRY_CAST(p.resident_no AS BIGINT) = TRY_CAST(r.resident_no AS BIGINT)"
            f" WHERE p.person_id = {int(person_id)} ORDER BY r.sheet, r.line LIMIT 1"
        ).fetchone()
        if found and found[0]:
            return str(found[0])
    return ""


def _affiliation(engine: Engine, snapshot: Snapshot, person_id: int, school_names: Mapping[str, str]) -> str:
    deliveries = f"read_parquet({quoted_path(snapshot.table_path('deliveries'))})"
    found = engine.execute(
        f"SELECT {affiliation_sql('c', deliveries)}, c.school, c.facility"
        f" FROM read_parquet({quoted_path(snapshot.table_path('children'))}) AS c WHERE c.person_id = {int(person_id)}"
    ).fetchone()
    if found is None or found[0] == "unknown":
        return UNKNOWN_AFFILIATION
    known, school, facility = found
    if known == "none":
        return NO_AFFILIATION
    return str(school_names.get(school, school) if school else facility)
