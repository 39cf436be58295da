"""就学・進学の引きつぎ, as the pack or the town declares it in `transition.yaml`: when, by whom, to whom, and what may go."""

from __future__ import annotations

import functools
from datetime import date, timedelta
from typing import Literal

from pydantic import Field, field_validator, model_validator

from tsunagu.base.errors import DeclarationError
from tsunagu.base.school_years import fiscal_year_of, fiscal_year_start
from tsunagu.catalog import Declared, Pack, parse
from tsunagu.serving import SCHOOL_FACT_LABELS, ServedChild
from tsunagu_web.access import RoleKey
from tsunagu_web.access.url_groups import SUPPORT_ROLES
from tsunagu_web.dictionary.entries import current_pack

FILE = "transition.yaml"
ABOUT_MONEY = frozenset({"就学援助", "保育"})
"""Records that tell of the family's money (保育 of fees not paid) among those of the school: no school gets them this way."""
COMMON_YEAR = 2001
"""Without a 29 February, so that a declared day is one of every year."""
To = Literal["school", "board", "outside"]


class Step(Declared):
    """節目. `fiscal_age`: of the children who reach this age in the 年度; `grade`: as which pupil the next school has the child."""

    key: str
    label: str
    fiscal_age: int = Field(ge=1, le=18)
    to: tuple[To, ...] = Field(min_length=1)
    grade: Literal["P1", "J1"] | None = None

    @model_validator(mode="after")
    def _a_school_takes_a_pupil(self) -> Step:
        if self.grade is None and {"school", "board"} & set(self.to):
            raise ValueError("学校へ渡すには、受け取る学年（grade）が要ります")
        return self


class Question(Declared):
    """問い that the writer answers. `must`: nothing goes without an answer."""

    key: str
    label: str
    asks: str
    must: bool = False


class TransitionRules(Declared):
    """Everything declared for 就学・進学の引きつぎ. `begin`, `due`: MM-DD before 1 April. `facts`: kinds of fact that may go."""

    schema_: int = Field(alias="schema")
    label: str
    reference: str
    duties: tuple[str, ...] = Field(min_length=1)
    by: tuple[RoleKey, ...] = Field(min_length=1)
    decisions: tuple[Literal["要支援", "調査継続", "経過観察", "支援不要"], ...]
    begin: str
    due: str
    reply_days: int = Field(ge=1, le=90)
    open_days: int = Field(ge=1, le=365)
    steps: tuple[Step, ...] = Field(min_length=1)
    facts: tuple[str, ...]
    questions: tuple[Question, ...] = Field(min_length=1)

    @field_validator("by")
    @classmethod
    def _who_works_with_the_family(cls, by: tuple[RoleKey, ...]) -> tuple[RoleKey, ...]:
        if others := set(by) - SUPPORT_ROLES:
            raise ValueError(f"{min(others)} は、家族を支える役割ではありません")
        return by

    @field_validator("begin", "due")
    @classmethod
    def _a_day_of_every_year(cls, day: str) -> str:
        date.fromisoformat(f"{COMMON_YEAR}-{day}")
        return day

    @field_validator("facts")
    @classmethod
    def _of_school_alone(cls, facts: tuple[str, ...]) -> tuple[str, ...]:
        if others := set(facts) - (SCHOOL_FACT_LABELS - ABOUT_MONEY):
            raise ValueError(f"{min(others)} は、学校へ渡せる記録の種類ではありません")
        return facts

    @model_validator(mode="after")
    def _told_once_and_in_order(self) -> TransitionRules:
        for name in ("steps", "questions"):
            keys = [one.key for one in getattr(self, name)]
            if len(set(keys)) < len(keys):
                raise ValueError(f"{name}: 同じ key が二度書かれています")
        day = fiscal_year_start(COMMON_YEAR)
        if not self.begins_on(day) <= self.due_on(day) < day:
            raise ValueError("begin は due より前に、due は4月1日より前にしてください")
        return self

    def begins_on(self, crossing: date) -> date:
        """From which day a hand-over is due for children who cross on this 1 April."""
        return _before(crossing, self.begin)

    def due_on(self, crossing: date) -> date:
        """The day by which it must be given."""
        return _before(crossing, self.due)

    def step(self, key: str) -> Step | None:
        """The declared step of this key."""
        return next((one for one in self.steps if one.key == key), None)

    def step_of(self, child: ServedChild, as_of: date) -> tuple[Step, date] | None:
        """What this child comes to on the next 1 April, or came to on the last one, and that day; None where it is neither."""
        year = fiscal_year_of(as_of)
        for step in self.steps:
            if child.fiscal_age in (step.fiscal_age, step.fiscal_age + 1):
                return step, fiscal_year_start(year + (child.fiscal_age == step.fiscal_age))
        return None


def _before(crossing: date, day: str) -> date:
    """The last such day of a year before 1 April."""
    found = date.fromisoformat(f"{crossing.year}-{day}")
    return found if found < crossing else date.fromisoformat(f"{crossing.year - 1}-{day}")


def last_open_day(rules: TransitionRules, crossing: date, received: date | None) -> date | None:
    """Until when whoever took a child over reads the sheet on the screen; None: for as long as it was not confirmed."""
    return None if received is None else max(received, crossing) + timedelta(days=rules.open_days)


def load_transition(pack: Pack) -> TransitionRules:
    """A pack's declarations of 就学・進学の引きつぎ, checked. Raises DeclarationError C160 (no transition.yaml)."""
    documents = pack.documents(FILE)
    if not documents:
        message = f"{FILE}（就学・進学の引きつぎ）がありません"
        raise DeclarationError("C160", pack.layers.file, 1, message, f"{FILE} を置いてください")
    return parse(TransitionRules, documents[-1])


def current_transition() -> TransitionRules:
    """The declarations of the home the pages show."""
    return _rules(current_pack().declarations_hash)


@functools.lru_cache(maxsize=2)
def _rules(declarations_hash: str) -> TransitionRules:
    """Read again only when the declarations changed."""
    return load_transition(current_pack())
