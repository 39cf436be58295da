"""What a 情報収集シート asks, as the pack or the town declares it in `inquiry.yaml`."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any, Literal

from pydantic import Field, model_validator

from tsunagu.base.errors import DeclarationError
from tsunagu.catalog import Declared, Pack, parse
from tsunagu_web.dictionary.entries import current_pack

FILE = "inquiry.yaml"
MARKS = ("◎", "○", "△", "-")
YES_NO = ("はい", "いいえ")
UNKNOWN = "分からない"
"""What may be answered to every question; it is kept as unknown and never as a no."""
Kind = Literal["school", "nursery", "person"]


class Choice(Declared):
    """One thing to choose from."""

    key: str
    label: str


class Ground(Choice):
    """根拠 on which somebody may be asked; `text` is printed on the sheet."""

    text: str


class Question(Declared):
    """問い. `types`: 困難の類型 it is asked for, empty: always. `of`: who is asked. `danger`: answers that suggest the alarm."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]{1,30}$")
    group: str
    asks: Literal["mark", "yes_no", "number", "text"]
    label: str
    unit: str = ""
    at_most: int = Field(default=9999, ge=1)
    examples: dict[str, str] = Field(default_factory=dict)
    types: tuple[str, ...] = ()
    of: tuple[Kind, ...] = ("school", "nursery", "person")
    danger: tuple[str, ...] = ()

    @property
    def choices(self) -> tuple[str, ...]:
        """What can be chosen beside 分からない; empty where a number or text is written."""
        return MARKS if self.asks == "mark" else YES_NO if self.asks == "yes_no" else ()

    @model_validator(mode="after")
    def _its_answers_exist(self) -> Question:
        for name, told in (("danger", self.danger), ("examples", tuple(self.examples))):
            strange = [one for one in told if one not in self.choices]
            if strange:
                raise ValueError(f"{name}: {self.key} の答えに {strange[0]} はありません")
        return self


class InquiryRules(Declared):
    """Everything declared for 情報収集シート. `paper_days`: after the deadline paper and Excel must be back."""

    schema_: int = Field(alias="schema")
    version: str
    label: str
    reference: str
    paper_days: int = Field(ge=0)
    grounds: tuple[Ground, ...] = Field(min_length=1)
    duties: tuple[str, ...] = Field(min_length=1)
    groups: tuple[Choice, ...] = Field(min_length=1)
    types: tuple[Choice, ...]
    questions: tuple[Question, ...] = Field(min_length=1)

    def asked(self, kind: str, types: Iterable[str]) -> tuple[Question, ...]:
        """What is asked of a school, nursery or person about these 類型, group by group."""
        chosen, order = set(types), [group.key for group in self.groups]
        found = [one for one in self.questions if kind in one.of and (not one.types or chosen & set(one.types))]
        return tuple(sorted(found, key=lambda one: order.index(one.group)))

    def group_of(self, asked: Question) -> str:
        """Key of the group of a question as a sheet keeps it, with its group in words; empty: neither is declared any more."""
        now = next((one.group for one in self.questions if one.key == asked.key), "")
        return now or next((one.key for one in self.groups if one.label == asked.group), "")

    def ground(self, key: str) -> Ground | None:
        """The declared ground of this key."""
        return next((one for one in self.grounds if one.key == key), None)


def load_inquiry(pack: Pack) -> InquiryRules:
    """A pack's 情報収集シート, checked.

    Raises DeclarationError C020 (no inquiry.yaml), C021 (a key told twice, a group or 類型 that is not declared).
    """
    documents = pack.documents(FILE)
    if not documents:
        raise DeclarationError(
            "C020", pack.layers.file, 1, f"{FILE}（情報収集シート）がありません", f"{FILE} を置いてください"
        )
    document = documents[-1]
    rules = parse(InquiryRules, document)
    for place, problem in _problems(rules):
        line = document.line_of(place)
        raise DeclarationError("C021", document.path, line, problem, "示した行を直してください")
    return rules


def _problems(rules: InquiryRules) -> Iterable[tuple[tuple[Any, ...], str]]:
    groups, types = {one.key for one in rules.groups}, {one.key for one in rules.types}
    seen: set[str] = set()
    for place, one in enumerate(rules.questions):
        if one.key in seen:
            yield ("questions", place), f"問い {one.key} が二度書かれています"
        if one.group not in groups:
            yield ("questions", place), f"まとまり {one.group} は、groups にありません"
        if strange := sorted(set(one.types) - types):
            yield ("questions", place), f"類型 {strange[0]} は、types にありません"
        seen.add(one.key)


def current_inquiry() -> InquiryRules:
    """The declarations of the home the pages show."""
    return _inquiry(current_pack().declarations_hash)


@functools.lru_cache(maxsize=2)
def _inquiry(declarations_hash: str) -> InquiryRules:
    """Read again only when the declarations changed."""
    return load_inquiry(current_pack())
