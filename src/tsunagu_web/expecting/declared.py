"""妊婦・特定妊婦, as the pack or the town declares it in `expecting.yaml`: who begins, what is confirmed, how it ends."""

from __future__ import annotations

import functools
from typing import Literal

from pydantic import Field

from tsunagu.base.errors import DeclarationError
from tsunagu.catalog import Declared, Pack, parse
from tsunagu_web.access import ROLES, RoleKey
from tsunagu_web.dictionary.entries import current_pack

FILE = "expecting.yaml"
YES, NO, UNKNOWN = "yes", "no", "unknown"
ANSWERS = ((YES, "該当"), (NO, "該当しない"), (UNKNOWN, "わからない"))


class Choice(Declared):
    """One thing to choose from."""

    key: str
    label: str


class Ending(Choice):
    """Why a pregnancy is closed; `words`: what the page says about it."""

    words: str


class ExpectingRules(Declared):
    """Everything declared for 妊婦. `grounds`: items of the 特定妊婦の確認, none of them is a point."""

    schema_: int = Field(alias="schema")
    label: str
    reference: str
    begin: tuple[Literal[RoleKey.FAMILY_CENTRE, RoleKey.MATERNAL_HEALTH], ...] = Field(min_length=1)
    grounds: tuple[Choice, ...] = Field(min_length=1)
    no_due_date: tuple[Choice, ...] = Field(min_length=1)
    endings: tuple[Ending, ...] = Field(min_length=1)

    @property
    def beginner_labels(self) -> list[str]:
        """What people read of them."""
        return [ROLES[role].label.removeprefix("活用・") for role in self.begin]

    @property
    def beginners(self) -> frozenset[RoleKey]:
        """Roles that may begin."""
        return frozenset(self.begin)


def label_of(choices: tuple[Choice, ...], key: str) -> str:
    """What people read; a key that the declarations no longer have stands for itself."""
    return next((one.label for one in choices if one.key == key), key)


def load_expecting(pack: Pack) -> ExpectingRules:
    """A pack's declarations of 妊婦, checked. Raises DeclarationError C130 (no expecting.yaml)."""
    documents = pack.documents(FILE)
    if not documents:
        raise DeclarationError(
            "C130", pack.layers.file, 1, f"{FILE}（妊婦・特定妊婦）がありません", f"{FILE} を置いてください"
        )
    return parse(ExpectingRules, documents[-1])


def current_expecting() -> ExpectingRules:
    """The declarations of the home the pages show."""
    return _rules(current_pack().declarations_hash)


@functools.lru_cache(maxsize=2)
def _rules(declarations_hash: str) -> ExpectingRules:
    """Read again only when the declarations changed."""
    return load_expecting(current_pack())
