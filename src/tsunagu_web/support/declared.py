"""支援の選択肢ときまり, as the pack or the town declares them in `support.yaml`."""

from __future__ import annotations

import functools

from pydantic import Field, model_validator

from tsunagu.base.errors import DeclarationError
from tsunagu.catalog import Declared, Pack, parse
from tsunagu_web.dictionary.entries import current_pack

FILE = "support.yaml"
Choices = list[tuple[str, str]]


class Choice(Declared):
    """One thing to choose from."""

    key: str
    label: str


class Template(Declared):
    """ひな形 of a contact record: what belongs into each of its three fields."""

    key: str
    label: str
    way: str
    fact: str
    heard: str
    opinion: str


class AgeDays(Declared):
    """How many days may pass between two sightings of a child of this age or younger; without an age: of all others."""

    until_age: int | None = Field(default=None, ge=0)
    days: int = Field(ge=1)


class SightingRules(Declared):
    """最終目視確認の間隔. `states`: a state of the case → days, where that is shorter."""

    ages: tuple[AgeDays, ...] = Field(min_length=1)
    states: dict[str, int] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _everybody_has_days(self) -> SightingRules:
        if self.ages[-1].until_age is not None:
            raise ValueError("ages: 最後の行は、年齢を書かずに全員のための日数にしてください")
        return self

    def days_for(self, age: int, state: str) -> int:
        """Days that may pass for a child of this age in a case of this state."""
        by_age = next(one.days for one in self.ages if one.until_age is None or age <= one.until_age)
        return min(by_age, self.states.get(state, by_age))


class SupportRules(Declared):
    """Everything declared for 支援. `kinds` and `outcomes` name code lists of the pack."""

    schema_: int = Field(alias="schema")
    label: str
    reference: str
    kinds: str
    outcomes: str
    ways: tuple[Choice, ...] = Field(min_length=1)
    templates: tuple[Template, ...]
    grounds: tuple[Choice, ...] = Field(min_length=1)
    given: tuple[Choice, ...] = Field(min_length=1)
    sighting: SightingRules

    @model_validator(mode="after")
    def _templates_use_declared_ways(self) -> SupportRules:
        ways = {way.key for way in self.ways}
        for template in self.templates:
            if template.way not in ways:
                raise ValueError(f"templates: {template.key} のかかわり方 {template.way} は、ways にありません")
        return self

    def template(self, key: str) -> Template | None:
        """The declared template of this key."""
        return next((one for one in self.templates if one.key == key), None)


class Support:
    """The rules with the code lists they name."""

    def __init__(self, rules: SupportRules, pack: Pack) -> None:
        self.rules = rules
        self.kinds = _choices(pack, rules.kinds)
        self.outcomes = _choices(pack, rules.outcomes)
        self.ways = [(one.key, one.label) for one in rules.ways]
        self.grounds = [(one.key, one.label) for one in rules.grounds]
        self.given = [(one.key, one.label) for one in rules.given]


def label_of(choices: Choices, key: str) -> str:
    """What people read; a key that the declarations no longer have stands for itself."""
    return dict(choices).get(key, key)


def _choices(pack: Pack, name: str) -> Choices:
    return [(code.code, code.label) for code in pack.code_lists[name].codes]


def load_support(pack: Pack) -> Support:
    """A pack's declarations of 支援, checked.

    Raises DeclarationError C040 (no support.yaml), C041 (it names a code list that is not there).
    """
    documents = pack.documents(FILE)
    if not documents:
        raise DeclarationError(
            "C040", pack.layers.file, 1, f"{FILE}（支援のきまり）がありません", f"{FILE} を置いてください"
        )
    document = documents[-1]
    rules = parse(SupportRules, document)
    for field, name in (("kinds", rules.kinds), ("outcomes", rules.outcomes)):
        if name not in pack.code_lists:
            line = document.line_of((field,))
            raise DeclarationError(
                "C041",
                document.path,
                line,
                f"コード表 {name} がありません",
                f"codes/{name}.csv を置くか、行を直してください",
            )
    return Support(rules, pack)


def current_support() -> Support:
    """The declarations of the home the pages show."""
    return _support(current_pack().declarations_hash)


@functools.lru_cache(maxsize=2)
def _support(declarations_hash: str) -> Support:
    """Read again only when the declarations changed."""
    return load_support(current_pack())
