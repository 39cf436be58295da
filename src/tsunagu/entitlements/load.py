"""Read a pack's rules of services, check them like indicators, and say aloud which of them a town cannot ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tsunagu.base.errors import DeclarationError
from tsunagu.catalog import Document, Pack, parse
from tsunagu.entitlements.model import Entitlement
from tsunagu.indicators import DeclaredIndicator, check, questions_of, schema_of
from tsunagu.purpose import LiveItems

FILE, LIST = "entitlements.yaml", "entitlements"
REGISTER = "residents"
"""Who lives with whom, and whom a letter names, comes from there for every rule."""
NOT_HELD = "使うデータが、この町の宣言にありません"
NO_PURPOSE = "利用目的・法的根拠台帳に、お知らせのために使ってよいとする有効な行がありません"


@dataclass(frozen=True)
class OfferedServices:
    """Rules that are asked this month, in the order declared, and why the others are not (`off`: id → sentence)."""

    rules: tuple[Entitlement, ...]
    off: tuple[tuple[Entitlement, str], ...] = ()


def load_entitlements(pack: Pack) -> tuple[Entitlement, ...]:
    """Every declared rule; none where the pack has no entitlements.yaml.

    Raises DeclarationError D003 (a wrong form), E009 (an id twice), and I… for a rule this town could ask that does not fit
    its tables.
    """
    declared = [(parse(Entitlement, part), part) for document in pack.documents(FILE) for part in _parts(document)]
    seen: set[str] = set()
    for rule, part in declared:
        if rule.id in seen:
            raise DeclarationError(
                "E009", part.path, part.line_of(("id",)), f"制度 {rule.id} が二度あります", "片方を消してください"
            )
        seen.add(rule.id)
    check(
        [DeclaredIndicator(rule.question, part) for rule, part in declared if not _lacks(pack, rule)], schema_of(pack)
    )
    return tuple(rule for rule, _ in declared)


def offered_in(pack: Pack, rules: Iterable[Entitlement], live: LiveItems) -> OfferedServices:
    """Of the rules those this town may ask on a day: every file they read is here, and the ledger allows it for this."""
    asked, off = [], []
    for rule in rules:
        if _lacks(pack, rule):
            off.append((rule, NOT_HELD))
        elif not live.offers(rule.ledger_row, _sources_of(pack, rule)):
            off.append((rule, NO_PURPOSE))
        else:
            asked.append(rule)
    return OfferedServices(tuple(asked), tuple(off))


def _parts(document: Document) -> list[Document]:
    written = document.value.get(LIST)
    if not isinstance(written, list):
        raise DeclarationError(
            "D003",
            document.path,
            document.line_of((LIST,)),
            "entitlements: の下に制度の並びがありません",
            "entitlements: に続けて「- id: …」と書いてください",
        )
    return [document.part(LIST, index) for index in range(len(written))]


def _lacks(pack: Pack, rule: Entitlement) -> bool:
    """Whether the town has not what the rule needs: the service's own file, or any for a table it asks."""
    fed = schema_of(pack).tables
    asked = {question.table for question in questions_of(rule.question.ask)}
    return rule.source not in pack.sources or any(table in fed and not fed[table].sources for table in asked)


def _sources_of(pack: Pack, rule: Entitlement) -> frozenset[str]:
    """Every source a rule reads: of its tables, and the register."""
    tables = schema_of(pack).tables
    read = {*pack.sources_of(REGISTER), rule.source}
    for question in questions_of(rule.question.ask):
        read |= {*(question.sources or tables[question.table].sources)}
    return frozenset(read)
