"""使える制度 in the serving file: one byte per child and rule, apart from the judgement, and the rules as the run asked them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tsunagu.catalog import Pack
from tsunagu.engines import quoted_name, quoted_path
from tsunagu.entitlements import ENTITLEMENTS, Entitlement, OfferedServices
from tsunagu.indicators import questions_of


@dataclass(frozen=True)
class EntitlementRules:
    """Rules as the run's meta tells them: {id, service, owner, school, tables, reference, assumption, about, how}, and of
    those not asked {id, service, owner, school, why}."""

    asked: tuple[dict[str, Any], ...]
    off: tuple[dict[str, Any], ...]


def rules_told(pack: Pack, offered: OfferedServices) -> dict[str, list[dict[str, Any]]]:
    """The value of meta `entitlements`. A rule whose own file is not the town's belongs to no section."""
    return {
        "asked": [
            {
                **_named(pack, rule),
                "tables": sorted({question.table for question in questions_of(rule.question.ask)}),
                "reference": rule.reference,
                "assumption": rule.assumption,
                "about": rule.letter.about,
                "how": rule.letter.how,
            }
            for rule in offered.rules
        ],
        "off": [{**_named(pack, rule), "why": why} for rule, why in offered.off],
    }


def entitlements_sql(folder: Path, rules: Sequence[Entitlement]) -> str:
    """Rows in the order of TABLES['entitlements']; every answer is below 128, so one character is one byte."""
    answers = ", ".join(f"chr(e.{quoted_name(rule.id)}::INTEGER)" for rule in rules)
    return f"""
        SELECT t.child_code, encode(concat({answers}))
        FROM target AS t JOIN read_parquet({quoted_path(folder / ENTITLEMENTS)}) AS e USING (household_id, person_id)
        ORDER BY t.child_code"""


def _named(pack: Pack, rule: Entitlement) -> dict[str, Any]:
    owner = pack.sources[rule.source].owner if rule.source in pack.sources else ""
    return {"id": rule.id, "service": rule.service, "owner": owner, "school": rule.school}
