"""成果の表 and the survey beside it, as a pack declares them in `effects.yaml`; a town without that file has neither."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from pydantic import Field, model_validator

from tsunagu.base.errors import DeclarationError
from tsunagu.catalog import Declared, Pack, parse
from tsunagu_web.access import RoleKey
from tsunagu_web.casework.funnel_steps import FunnelStep
from tsunagu_web.casework.process import LISTED_AGAIN, RECEIVED, SENT, Process, load_process
from tsunagu_web.dictionary.entries import current_pack

FILE = "effects.yaml"
UNKNOWN = "分からない"
"""May be answered to every question, and is kept as unknown."""


class Measure(Declared):
    """One row of the table, told in exactly one way. `reported`: what stands in the report for comparison."""

    key: str
    label: str
    reported: str = ""
    note: str = ""
    flagged: bool = False
    step: FunnelStep | None = None
    days_to: tuple[str, ...] = ()
    tasks_by: tuple[RoleKey, ...] = ()
    survey: str = ""

    @model_validator(mode="after")
    def _told_in_one_way(self) -> Measure:
        ways = [bool(one) for one in (self.flagged, self.step, self.days_to, self.tasks_by, self.survey)]
        if sum(ways) != 1:
            raise ValueError(f"{self.key}: flagged、step、days_to、tasks_by、survey のどれか一つを書いてください")
        return self


class Goal(Declared):
    """目標 with what is measured of it."""

    number: int
    label: str
    measures: tuple[Measure, ...] = Field(min_length=1)


class SurveyQuestion(Declared):
    """One question; it is answered by one of the survey's choices or by 分からない."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]{1,30}$")
    label: str


class Survey(Declared):
    """アンケート. `after`: the states that let a case be asked about, once it came into one of them."""

    after: tuple[str, ...] = Field(min_length=1)
    choices: tuple[str, ...] = Field(min_length=2)
    questions: tuple[SurveyQuestion, ...] = Field(min_length=1)

    @property
    def answers(self) -> tuple[str, ...]:
        """What may be chosen."""
        return (*self.choices, UNKNOWN)


class Effects(Declared):
    """Everything declared."""

    schema_: int = Field(alias="schema")
    version: str
    label: str
    reference: str
    goals: tuple[Goal, ...] = Field(min_length=1)
    survey: Survey | None = None

    @property
    def measures(self) -> tuple[Measure, ...]:
        """All rows in order."""
        return tuple(measure for goal in self.goals for measure in goal.measures)


def load_effects(pack: Pack) -> Effects | None:
    """A pack's 成果の表, checked; None where it declares none.

    Raises DeclarationError C092 (it counts a state, move or meeting that is not declared), C093 (a key told twice, or a
    question that is not asked).
    """
    documents = pack.documents(FILE)
    if not documents:
        return None
    document = documents[-1]
    effects = parse(Effects, document)
    unknown = next(_unknown(effects, load_process(pack)), None)
    if unknown:
        raise DeclarationError(
            "C092",
            document.path,
            1,
            f"{unknown} という状態・動き・会議の種類はありません",
            "process.yaml と合わせてください",
        )
    keys = [measure.key for measure in effects.measures]
    questions = [one.key for one in effects.survey.questions] if effects.survey else []
    wrong = {key for some in (keys, questions) for key in some if some.count(key) > 1}
    wrong |= {measure.survey for measure in effects.measures if measure.survey and measure.survey not in questions}
    if wrong:
        raise DeclarationError(
            "C093", document.path, 1, f"{min(wrong)} が二度書かれているか、そのような問いがありません", "直してください"
        )
    return effects


def _unknown(effects: Effects, process: Process) -> Iterator[str]:
    states = {state.key for state in process.states}
    moves = {move.key for move in process.moves} | {RECEIVED, LISTED_AGAIN, SENT}
    meetings = {kind.key for kind in process.meetings}
    yield from sorted(set(effects.survey.after) - states if effects.survey else ())
    for measure in effects.measures:
        yield from sorted(set(measure.days_to) - states)
        if measure.step:
            yield from sorted(set(measure.step.states) - states | set(measure.step.moves) - moves)
            yield from sorted(set(measure.step.meetings) - meetings)


def current_effects() -> Effects | None:
    """The 成果の表 of the home the pages show."""
    return _effects(current_pack().declarations_hash)


@functools.lru_cache(maxsize=2)
def _effects(declarations_hash: str) -> Effects | None:
    """Read again only when the declarations changed."""
    return load_effects(current_pack())
