"""社会資源のきまり, as the pack or the town declares them in `resources.yaml`: who keeps the directory, its choices, the steps."""

from __future__ import annotations

import functools
from typing import Literal

from pydantic import Field, model_validator

from tsunagu.base.errors import DeclarationError
from tsunagu.catalog import Declared, Document, Pack, parse
from tsunagu_web.access import ROLES, RoleKey
from tsunagu_web.dictionary.entries import current_pack

FILE = "resources.yaml"
SUPPORT_MENU = "support_menu"
"""The code list of 支援の種類."""
EVERYONE = "*"
"""In the place of a list: for every family, or in the whole town. An empty list is not that: nobody wrote it down."""
ANY_FAMILY, WHOLE_TOWN = "どの家庭でも", "町全体"
Choices = list[tuple[str, str]]


class Choice(Declared):
    """One thing to choose from."""

    key: str
    label: str


class Kind(Choice):
    """種類 of a resource; `support`: the 支援の種類 of a 対応事項 that names one."""

    support: str


class Condition(Choice):
    """What a resource asks for and no file of the town tells; `ask`: what somebody has to find out."""

    ask: str


class Opening(Choice):
    """空きのようす."""

    full: bool = False


class Step(Choice):
    """One step after a resource was named for a family. `days`: until somebody looks again; none: nobody has to.

    `result`: asks how it was. `gap`: counts where the town lacks something. Without `next` it is the end.
    """

    next: tuple[str, ...]
    days: int | None = Field(default=None, ge=1)
    result: bool = False
    gap: bool = False

    @property
    def ends(self) -> bool:
        """Nothing follows."""
        return not self.next


class ResourceRules(Declared):
    """Everything declared for 社会資源."""

    schema_: int = Field(alias="schema")
    label: str
    reference: str
    keepers: tuple[
        Literal[RoleKey.FAMILY_CENTRE, RoleKey.MATERNAL_HEALTH, RoleKey.WELFARE, RoleKey.SCHOOL_BOARD], ...
    ] = Field(min_length=1)
    confirm_days: int = Field(ge=1)
    kinds: tuple[Kind, ...] = Field(min_length=1)
    conditions: tuple[Condition, ...]
    openings: tuple[Opening, ...] = Field(min_length=1)
    wishes: tuple[Choice, ...] = Field(min_length=1)
    first: str
    steps: tuple[Step, ...] = Field(min_length=1)
    results: tuple[Choice, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _keys_are_told_once(self) -> ResourceRules:
        for name in ("kinds", "conditions", "openings", "wishes", "steps", "results"):
            keys = [one.key for one in getattr(self, name)]
            doubled = sorted({key for key in keys if keys.count(key) > 1})
            if doubled:
                raise ValueError(f"{name}: {doubled[0]} が二度書かれています")
        return self

    @property
    def keeper_roles(self) -> frozenset[RoleKey]:
        """Roles that keep the directory."""
        return frozenset(self.keepers)

    @property
    def keeper_labels(self) -> list[str]:
        """What people read of them."""
        return [ROLES[role].label.removeprefix("活用・") for role in self.keepers]

    def kind(self, key: str) -> Kind:
        """The declared kind; one the declarations no longer have bears its key."""
        return next((one for one in self.kinds if one.key == key), Kind(key=key, label=key, support=""))

    def step(self, key: str) -> Step:
        """The declared step; one the declarations no longer have can be taken anywhere, so that nothing stays stuck in it."""
        others = tuple(one.key for one in self.steps if one.key != self.first)
        return next((one for one in self.steps if one.key == key), Step(key=key, label=key, next=others))

    def is_full(self, opening: str) -> bool:
        """Whether the word for the openings says that there is no place."""
        return any(one.full for one in self.openings if one.key == opening)


def choices_of(declared: tuple[Choice, ...]) -> Choices:
    """Key and label, as a form wants them."""
    return [(one.key, one.label) for one in declared]


def label_of(declared: tuple[Choice, ...], key: str) -> str:
    """What people read; a key that the declarations no longer have stands for itself."""
    return next((one.label for one in declared if one.key == key), key)


def load_resources(pack: Pack) -> ResourceRules:
    """A pack's declarations of 社会資源, checked.

    Raises DeclarationError C170 (no resources.yaml), C171 (a kind names a 支援の種類 that is not there), C172 (a step follows that
    is not declared, or one that no way leads to).
    """
    documents = pack.documents(FILE)
    if not documents:
        raise DeclarationError(
            "C170", pack.layers.file, 1, f"{FILE}（社会資源）がありません", f"{FILE} を置いてください"
        )
    document = documents[-1]
    rules = parse(ResourceRules, document)
    known = {code.code for code in pack.code_lists[SUPPORT_MENU].codes} if SUPPORT_MENU in pack.code_lists else set()
    for place, kind in enumerate(rules.kinds):
        if kind.support not in known:
            raise _wrong(
                "C171", document, ("kinds", place), f"支援の種類 {kind.support} は、{SUPPORT_MENU} にありません"
            )
    _check_steps(document, rules)
    return rules


def _check_steps(document: Document, rules: ResourceRules) -> None:
    by_key = {step.key: step for step in rules.steps}
    if rules.first not in by_key:
        raise _wrong("C172", document, ("first",), f"{rules.first} は steps にない、または進む道がない段です")
    reached, waiting = {rules.first}, [rules.first]
    while waiting:
        for after in by_key[waiting.pop()].next:
            if after in by_key and after not in reached:
                reached.add(after)
                waiting.append(after)
    for place, step in enumerate(rules.steps):
        unknown = [after for after in step.next if after not in by_key]
        if unknown or step.key not in reached:
            named = unknown[0] if unknown else step.key
            raise _wrong("C172", document, ("steps", place), f"{named} は steps にない、または進む道がない段です")


def _wrong(code: str, document: Document, location: tuple[object, ...], message: str) -> DeclarationError:
    return DeclarationError(code, document.path, document.line_of(location), message, "示した行を直してください")


def current_resources() -> ResourceRules:
    """The declarations of the home the pages show."""
    return _rules(current_pack().declarations_hash)


@functools.lru_cache(maxsize=2)
def _rules(declarations_hash: str) -> ResourceRules:
    """Read again only when the declarations changed."""
    return load_resources(current_pack())
