"""Ask every child of the snapshot which services it could use. Answers only: no sentence, no source, no reason is kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tsunagu.entitlements.model import Entitlement
from tsunagu.indicators import Schema, evaluate
from tsunagu.mart import Snapshot

ENTITLEMENTS = "entitlements.parquet"
"""In the run's folder: household_id, person_id, a UTINYINT per rule: 0 使っている・当てはまらない, 1 当てはまり使っていない,
10 and more 情報不足 by the number of its reason."""


def answer_entitlements(snapshot: Snapshot, rules: Sequence[Entitlement], schema: Schema, folder: Path) -> None:
    """Write the answers into the run's folder; nothing where no rule is asked."""
    if rules:
        evaluate(snapshot, [rule.question for rule in rules], schema, folder / ENTITLEMENTS)
