"""ケース移管, as the pack or the town declares it in `transfer.yaml`: what may be handed on, on what ground, and how long to wait."""

from __future__ import annotations

import functools
from typing import Literal

from pydantic import Field as Bound

from tsunagu.base.errors import DeclarationError
from tsunagu.catalog import Declared, Pack, parse
from tsunagu_web.access import Field
from tsunagu_web.dictionary.entries import current_pack

FILE = "transfer.yaml"


class TransferRules(Declared):
    """`fields`: classes that may be handed on; an address and a judgement are none of them. `confirm`: what whoever hands on
    says to have done. `reply_days`: how long an answer may take."""

    schema_: int = Bound(alias="schema")
    label: str
    reference: str
    ground: str
    confirm: str
    fields: tuple[Literal[Field.NAME, Field.SERVICES, Field.HEALTH, Field.ABUSE], ...] = Bound(min_length=1)
    reply_days: int = Bound(ge=1, le=90)


def load_transfer(pack: Pack) -> TransferRules:
    """A pack's declarations of ケース移管, checked. Raises DeclarationError C150 (no transfer.yaml)."""
    documents = pack.documents(FILE)
    if not documents:
        raise DeclarationError(
            "C150", pack.layers.file, 1, f"{FILE}（ケース移管）がありません", f"{FILE} を置いてください"
        )
    return parse(TransferRules, documents[-1])


def current_transfer() -> TransferRules:
    """The declarations of the home the pages show."""
    return _rules(current_pack().declarations_hash)


@functools.lru_cache(maxsize=2)
def _rules(declarations_hash: str) -> TransferRules:
    """Read again only when the declarations changed."""
    return load_transfer(current_pack())
