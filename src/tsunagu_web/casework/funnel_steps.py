"""一覧から支援まで: the steps a town counts, as its process.yaml declares them. What counts differs by table, never by code."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from tsunagu.catalog import Declared

DecisionWord = Literal["要支援", "調査継続", "経過観察", "支援不要"]


class FunnelStep(Declared):
    """One step. A child reached it when any one of these is so: it was on a list (`listed`); its case came into one of
    `states` or made one of `moves`; its household was talked about at a meeting of `meetings` that took place; it has a
    decision of its own (`decided`); a 対応事項 for it or its household ended with an outcome (`tasks_done`).

    `decided_as`: of all that only children who were themselves decided so: a brother or sister shares the household's
    state, not the decision.
    """

    key: str
    label: str
    listed: bool = False
    states: tuple[str, ...] = ()
    moves: tuple[str, ...] = ()
    meetings: tuple[str, ...] = ()
    decided: bool = False
    tasks_done: bool = False
    decided_as: tuple[DecisionWord, ...] = ()

    @model_validator(mode="after")
    def _something_counts(self) -> FunnelStep:
        if not (self.listed or self.states or self.moves or self.meetings or self.decided or self.tasks_done):
            raise ValueError(
                f"{self.key}: 何があったら数えるか（listed、states、moves、meetings、decided、tasks_done）が要ります"
            )
        return self


class Funnel(Declared):
    """The steps in their order, and the kinds of fact (labels as the child's page names them) by which a child was known
    before the list."""

    steps: tuple[FunnelStep, ...] = Field(min_length=2)
    known_before: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _steps_are_told_once(self) -> Funnel:
        keys = [step.key for step in self.steps]
        if len(set(keys)) < len(keys):
            raise ValueError("steps: 同じ key が二度書かれています")
        return self
