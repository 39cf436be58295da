"""Our own m and u for the linking of municipalities: declared with their source, read once, the same for every engine."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from tsunagu.catalog import Declared, parse, read_document, standard_file

LEVELS = {
    "family": ("same", "swapped", "near", "other"),
    "given": ("same", "swapped", "loose", "near", "other"),
    "written": ("same", "given", "other"),
    "birth_date": ("same", "swapped", "near", "month", "other"),
    "sex": ("same", "other"),
    "move": ("follows", "later", "at_once"),
    "relatives": ("two", "one", "other"),
}
"""Every field that is compared and its levels, the first that holds counts; what they mean stands in splink_settings."""
ROUNDING = 1e-9


class LinkageLevel(Declared):
    """One level: the share of pairs that are one person (m) and that are two (u) in which the field is at it."""

    when: str
    label: str
    m: float = Field(gt=0, lt=1)
    u: float = Field(gt=0, lt=1)
    says: Literal["agrees", "differs", "neither"]
    by_frequency: bool = False
    """Rare values weigh more: u is the share of the value among all records."""


class LinkageField(Declared):
    """A field with the levels of LEVELS, and where its m and u come from."""

    field: str
    label: str
    source: str = Field(min_length=1)
    levels: tuple[LinkageLevel, ...]

    @model_validator(mode="after")
    def _adds_up(self) -> LinkageField:
        if self.field not in LEVELS:
            raise ValueError(f"field: {'・'.join(LEVELS)} のどれかを書いてください")
        if tuple(level.when for level in self.levels) != LEVELS[self.field]:
            raise ValueError(f"levels: when は {'・'.join(LEVELS[self.field])} をこの順に書いてください")
        for name, total in (("m", sum(one.m for one in self.levels)), ("u", sum(one.u for one in self.levels))):
            if abs(total - 1) > ROUNDING:
                raise ValueError(f"levels: {name} の合計が1ではありません（{total:.6g}）")
        return self


class PrefectureParameters(Declared):
    """prefecture.yaml: the fields and their m and u, how rare a pair of one person is, and what becomes a proposal."""

    schema_: int = Field(alias="schema")
    version: str
    reference: str = Field(min_length=1)
    one_in: int = Field(gt=1)
    least_weight: float
    most_proposals: int = Field(ge=1)
    least_frequency: float = Field(gt=0, lt=1)
    list_days: int = Field(ge=1)
    """How many days old the list of protected people behind an extract may be."""
    fields: tuple[LinkageField, ...]

    @model_validator(mode="after")
    def _every_field_once(self) -> PrefectureParameters:
        if sorted(one.field for one in self.fields) != sorted(LEVELS):
            raise ValueError(f"fields: {'・'.join(LEVELS)} を一度ずつ書いてください")
        return self


def read_parameters(path: Path | None = None) -> PrefectureParameters:
    """The parameters of a file, or those shipped. Raises DeclarationError (D001–D004) with file and line."""
    return parse(PrefectureParameters, read_document(path or standard_file("prefecture.yaml")))
