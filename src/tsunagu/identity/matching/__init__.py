"""The matching core: which person of the register a record without a number means, if that is safe to say; else who might be.

The monthly run and the benchmark use the same function.
"""

from tsunagu.engines import Engine
from tsunagu.identity.matching.linking import link_safely
from tsunagu.identity.matching.preparing import prepare
from tsunagu.identity.matching.proposing import propose
from tsunagu.identity.matching.steps import FIELDS, STEPS, Step

__all__ = ["FIELDS", "STEPS", "Step", "match"]


def match(engine: Engine, records: str, register: str, *, complete: bool = True) -> None:
    """Compare the relation `records` with the relation `register` (columns: matching.columns; a missing one is NULL).

    Leaves matched (record_id, person_id, step) — links that are safe without a person's look — and proposed (record_id,
    person_id, rank, step, weight, agrees, differs) for records that are not linked; and asks_care (person_id), who is
    linked only with care (steps.CAREFUL), of those who came into question. Replaces those of an earlier call.
    `complete`: `records` are all of their kind, so that it counts if nobody else on them can be the person.
    """
    for table in ("matched", "proposed", "asks_care"):
        engine.execute(f"DROP TABLE IF EXISTS {table}")
    prepare(engine, records, register)
    link_safely(engine, complete)
    propose(engine)
    engine.execute("""
        CREATE TABLE asks_care AS
        SELECT person_id FROM matching.alike WHERE alike
        UNION SELECT person_id FROM matching.candidate WHERE protected""")
    engine.execute("DROP SCHEMA matching CASCADE")
