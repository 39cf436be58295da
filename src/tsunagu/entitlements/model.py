"""Declared rules of services: whom a service is for, and how one sees that it is used. In the language of the indicators."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from tsunagu.catalog import Declared
from tsunagu.indicators import Applies, Ask, Combination, Indicator, Question

Sentence = Annotated[str, Field(min_length=1)]


class Letter(Declared):
    """What the letter to a household says: of the service and of how to apply, and of nothing else."""

    about: Sentence
    how: Sentence


class Entitlement(Declared):
    """制度の決まり: `qualifies` whom it is for (left out: everybody of `applies`), `uses` who has it already.

    `source`: the department's file that tells who uses it; its owner looks after the rule and writes the letters.
    `ledger_row`: the row of the purpose ledger (`use: offer`) without which nobody is asked. `school`: the 教育委員会 may
    open it. `assumption`: what of the rule is ours and not the town's own, shown on the page.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    service: Sentence
    source: str
    ledger_row: str
    school: bool = False
    applies: Applies | None = None
    qualifies: Ask | None = None
    uses: Ask
    letter: Letter
    reference: Sentence
    assumption: Sentence

    @property
    def question(self) -> Indicator:
        """The one question of the rule: 当てはまり使っていない. No is 使っている・当てはまらない; unknown keeps its reason."""
        unused = Combination.model_validate({"not": self.uses})
        ask: Question | Combination = unused
        if self.qualifies is not None:
            ask = Combination.model_validate({"all_of": (self.qualifies, unused)})
        told: dict[str, Any] = {"id": self.id, "no": "", "label": self.service, "evidence": self.service}
        return Indicator(**told, applies=self.applies, ask=ask)
