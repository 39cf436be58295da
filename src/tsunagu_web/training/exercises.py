"""演習: what each role tries out, as declared in `training/<role>.yaml` of the packs."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from datetime import date
from string import Formatter

from django.urls import reverse
from pydantic import Field, model_validator

from tsunagu.base.errors import DeclarationError
from tsunagu.catalog import Declared, Pack, parse
from tsunagu_web.access import RoleKey
from tsunagu_web.access.url_table import BY_ACTION, BY_NAME
from tsunagu_web.dictionary.entries import current_pack
from tsunagu_web.training.evidence import EVIDENCE
from tsunagu_web.training.plan import NAMES, Targets

FOLDER = "training"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Check(Declared):
    """How a step is found done, told in exactly one way. `of`: whom or what it must be about.

    looked: this action was answered; did: this action, which only changes something, was done; refused: it was refused
    (as for what does not exist): these three from the record. kept: the case store holds it (see evidence.py).
    """

    looked: str = ""
    did: str = ""
    refused: str = ""
    kept: str = ""
    of: str = ""

    @property
    def action(self) -> str:
        """The action of the record, if it is one."""
        return self.looked or self.did or self.refused

    @model_validator(mode="after")
    def _told_in_one_way(self) -> Check:
        if sum(map(bool, (self.looked, self.did, self.refused, self.kept))) != 1:
            raise ValueError("looked、did、refused、kept のどれか一つを書いてください")
        if self.action and self.action not in BY_ACTION:
            raise ValueError(f"動作 {self.action} はありません")
        if self.did and "GET" in BY_ACTION[self.did].methods:
            raise ValueError(f"{self.did} は見るだけでも記録に残るので、did ではなく kept で確かめてください")
        if self.kept and self.kept not in EVIDENCE:
            raise ValueError(f"{self.kept} の確かめ方はありません（{'・'.join(sorted(EVIDENCE))}）")
        if self.of and self.of not in NAMES:
            raise ValueError(f"{self.of} は、研修の町にありません")
        return self


class Slip(Declared):
    """A mistake worth teaching: how it is found, and what is said of it."""

    when: Check
    says: str


class Place(Declared):
    """Where a step happens: a page by its name in the table of URLs, and what its address takes."""

    name: str
    args: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _is_a_page(self) -> Place:
        if self.name not in BY_NAME:
            raise ValueError(f"画面 {self.name} はありません")
        return self

    def address(self, targets: Targets) -> str:
        """Where the page is in a prepared town."""
        told = [one.format_map(targets) for one in self.args]
        return reverse(self.name, args=[date.fromisoformat(one) if _DAY.fullmatch(one) else one for one in told])


class Step(Declared):
    """One thing to do. `once`: what was done cannot be done again in the same town."""

    do: str
    see: str
    page: Place | None = None
    check: Check
    slip: Slip | None = None
    once: bool = False


class Exercise(Declared):
    """演習 of one role."""

    schema_: int = Field(alias="schema")
    role: RoleKey
    title: str
    why: str
    steps: tuple[Step, ...] = Field(min_length=3)
    debrief: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_what_is_there(self) -> Exercise:
        unknown = sorted(set(_named(self)) - NAMES)
        if unknown:
            raise ValueError(f"{'・'.join(unknown)} は、研修の町にありません")
        return self


def _named(exercise: Exercise) -> Iterator[str]:
    texts = [exercise.title, exercise.why, *exercise.debrief]
    for step in exercise.steps:
        texts += [step.do, step.see, *(step.page.args if step.page else ()), *((step.slip.says,) if step.slip else ())]
    for text in texts:
        yield from (name for _, name, _, _ in Formatter().parse(text) if name is not None)


def load_exercises(pack: Pack) -> dict[RoleKey, Exercise]:
    """Role → its exercise. Raises DeclarationError C119 where a file says another role than its name, and what parse raises."""
    found: dict[RoleKey, Exercise] = {}
    for document in pack.documents(FOLDER):
        exercise = parse(Exercise, document)
        if document.path.stem != exercise.role.value:
            raise DeclarationError(
                "C119",
                document.path,
                document.line_of(("role",)),
                f"role: {exercise.role} とファイル名 {document.path.name} が違います",
                "ファイル名と同じ役割にしてください",
            )
        found[exercise.role] = exercise
    return found


def current_exercises() -> dict[RoleKey, Exercise]:
    """The exercises of the home the pages show."""
    return _exercises(current_pack().declarations_hash)


@functools.lru_cache(maxsize=2)
def _exercises(declarations_hash: str) -> dict[RoleKey, Exercise]:
    """Read again only when the declarations changed."""
    return load_exercises(current_pack())
