"""はじめの接点, as the pack or the town declares it in `first_contact.yaml`."""

from __future__ import annotations

import functools

from pydantic import Field, model_validator

from tsunagu.base.errors import DeclarationError
from tsunagu.catalog import Declared, Pack, parse
from tsunagu_web.dictionary.entries import current_pack
from tsunagu_web.support.declared import load_support

FILE = "first_contact.yaml"


class Occasion(Declared):
    """Something at which somebody meets the family. `task`: the kind of 対応事項 it may become."""

    label: str
    task: str


class Checkup(Occasion):
    """A check-up for children of these months of age, both ends counted. `source`: whose file tells of it."""

    key: str
    from_months: int = Field(ge=0)
    to_months: int = Field(ge=0)
    source: str

    @model_validator(mode="after")
    def _in_order(self) -> Checkup:
        if self.from_months > self.to_months:
            raise ValueError("from_months: from_months は to_months 以下にします")
        return self


class SchoolEntry(Occasion):
    """就学時健診 in the year before school: first and last month."""

    key: str
    months: tuple[int, int]
    source: str


class Yearly(Occasion):
    """A report due every year in a month by whoever has a standing fact of this name."""

    key: str
    month: int = Field(ge=1, le=12)
    fact: str
    source: str


class Standing(Occasion):
    """A fact that still stands shows that somebody meets the family. `renews`: before its last day there is a procedure.
    `before_school`: it has no last day, and tells nothing any more of a child of school age."""

    key: str
    fact: str
    contains: str = ""
    renews: bool = False
    before_school: bool = False


class Recent(Declared):
    """How many days back a line of the 支援経過 still counts as a contact."""

    days: int = Field(ge=1)
    task: str


class FirstContactRules(Declared):
    """Everything declared for はじめの接点. `task_within_days`: until when a task made of a standing contact is due."""

    schema_: int = Field(alias="schema")
    label: str
    reference: str
    checkups: tuple[Checkup, ...]
    checkup_fact: str
    checkup_done: tuple[str, ...]
    school_entry: SchoolEntry
    yearly: tuple[Yearly, ...]
    standing: tuple[Standing, ...]
    school: Occasion
    nursery: Occasion
    recent: Recent
    task_within_days: int = Field(ge=1)

    @property
    def tasks(self) -> set[str]:
        """Every kind of 対応事項 named."""
        occasions = (*self.checkups, self.school_entry, *self.yearly, *self.standing, self.school, self.nursery)
        return {one.task for one in occasions} | {self.recent.task}


def load_first_contact(pack: Pack) -> FirstContactRules:
    """A pack's declarations, checked.

    Raises DeclarationError E020 (no first_contact.yaml), E021 (a kind of 対応事項 that support.yaml has not).
    """
    documents = pack.documents(FILE)
    if not documents:
        raise DeclarationError(
            "E020", pack.layers.file, 1, f"{FILE}（はじめの接点のきまり）がありません", f"{FILE} を置いてください"
        )
    rules = parse(FirstContactRules, documents[-1])
    unknown = sorted(rules.tasks - {key for key, _ in load_support(pack).kinds})
    if unknown:
        raise DeclarationError(
            "E021",
            documents[-1].path,
            1,
            f"支援の種類 {'、'.join(unknown)} がありません",
            "support.yaml の kinds のコード表にある番号にしてください",
        )
    return rules


def current_first_contact() -> FirstContactRules:
    """The declarations of the home the pages show."""
    return _rules(current_pack().declarations_hash)


@functools.lru_cache(maxsize=2)
def _rules(declarations_hash: str) -> FirstContactRules:
    """Read again only when the declarations changed."""
    return load_first_contact(current_pack())
