"""Which items of school and welfare stand side by side at a meeting, as the pack or the town declares it in `concerns.yaml`."""

from __future__ import annotations

import functools
from collections.abc import Iterable

from pydantic import Field, model_validator

from tsunagu.base.errors import DeclarationError
from tsunagu.catalog import Declared, Pack, parse
from tsunagu.serving import FACT_LABELS
from tsunagu_web.access import RoleKey
from tsunagu_web.dictionary.entries import current_pack
from tsunagu_web.inquiries.declared import load_inquiry

FILE = "concerns.yaml"


class ConcernSide(Declared):
    """One of the two sides."""

    key: str
    label: str


class ConcernItem(Declared):
    """One line: the newest `at_most` facts of some kinds, or what was answered to some groups of questions.

    `roles` only narrows: nobody reads a fact whose class they may not read. `from`: where the field's reports ask for it.
    """

    side: str
    label: str
    facts: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    roles: tuple[RoleKey, ...] = ()
    at_most: int = Field(default=3, ge=1)
    from_: str = Field(alias="from")

    @model_validator(mode="after")
    def _facts_or_answers(self) -> ConcernItem:
        if bool(self.facts) == bool(self.asks):
            raise ValueError(f"items: {self.label} には、facts か asks のどちらかを書いてください")
        return self

    def shown_to(self, roles: Iterable[RoleKey]) -> bool:
        """Whether everybody who reads has a role that is named."""
        return not self.roles or all(one in self.roles for one in roles)


class ConcernRules(Declared):
    """Everything declared for the two sides."""

    schema_: int = Field(alias="schema")
    label: str
    reference: str
    sides: tuple[ConcernSide, ConcernSide]
    items: tuple[ConcernItem, ...] = Field(min_length=1)


def load_concerns(pack: Pack) -> ConcernRules:
    """A pack's two sides, checked.

    Raises DeclarationError C157 (no concerns.yaml), C158 (a side, a kind of fact or a group of questions that is not there).
    """
    documents = pack.documents(FILE)
    if not documents:
        raise DeclarationError(
            "C157", pack.layers.file, 1, f"{FILE}（学校と福祉の見立て）がありません", f"{FILE} を置いてください"
        )
    document = documents[-1]
    rules = parse(ConcernRules, document)
    sides, groups = {one.key for one in rules.sides}, {one.key for one in load_inquiry(pack).groups}
    for place, item in enumerate(rules.items):
        strange = [*({item.side} - sides), *({*item.facts} - FACT_LABELS), *({*item.asks} - groups)]
        if strange:
            raise DeclarationError(
                "C158",
                document.path,
                document.line_of(("items", place)),
                f"「{item.label}」の {'、'.join(sorted(strange))} がありません",
                "sides の名前、こどもの画面の記録の種類、inquiry.yaml の groups のどれかにしてください",
            )
    return rules


def current_concerns() -> ConcernRules:
    """The declarations of the home the pages show."""
    return _concerns(current_pack().declarations_hash)


@functools.lru_cache(maxsize=2)
def _concerns(declarations_hash: str) -> ConcernRules:
    """Read again only when the declarations changed."""
    return load_concerns(current_pack())
