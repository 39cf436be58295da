"""学校の見立てと福祉の見立て: what school and welfare know of one child, side by side, as far as everybody who reads may read it.

Which items stand there, on which side and for which roles, is declared (`concerns.yaml`). What has nothing to say is one line at
the end of its side, apart by why: nothing recorded, not known and why, not for this reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tsunagu_web.access import Field, Form, Grant, RoleKey
from tsunagu_web.child.arrived import arrived_of
from tsunagu_web.child.facts import WHEREABOUTS
from tsunagu_web.conferences.declared import ConcernItem, ConcernSide, current_concerns
from tsunagu_web.inquiries.declared import current_inquiry
from tsunagu_web.inquiries.reading import BLANK, AnswerGroup, AnswerLine, SheetRow

Fact = dict[str, Any]
Answered = tuple[SheetRow, str, list[AnswerGroup], list[str], list[str]]
"""One sheet as `inquiries.reading.answers_for` tells it."""
NEVER_SENT, NOT_ASKED = "受け取ったデータがありません", "聞き取りをしていません"
NOT_BACK, LEFT_OUT = "聞き取りの回答を待っています", "聞き取りのシートに問いがありません"
IN_DOUBT = "同一人確認で、だれのものかを見なおしています"
CALM = {"mark": "-", "yes_no": "いいえ"}
"""Answers of which several make one line, under the answer itself: nothing that was answered is left out."""


@dataclass(frozen=True)
class ConcernLine:
    """One item that has something to say: facts, newest first, with the number of `older` ones left out, or answers in words."""

    label: str
    facts: list[Fact] = field(default_factory=list)
    older: int = 0
    answers: list[tuple[str, bool]] = field(default_factory=list)
    """Words, and whether they tell of a danger."""
    several: bool = False
    """The kinds of fact have to be told apart."""


@dataclass(frozen=True)
class Concerns:
    """One side. `unknown`: why nobody knows, with the items of which that is so; `closed`: items not for this reader."""

    label: str
    lines: list[ConcernLine]
    nothing: list[str]
    unknown: list[tuple[str, list[str]]]
    closed: list[str]


@dataclass(frozen=True)
class Known:
    """What there is of one child for everybody who reads. `facts`: those they may be told; `withdrawn`: lane → how many are in
    doubt; `kinds`: of meta `fact_views`; `answered`: None where sheets are not for this paper."""

    facts: Sequence[Fact]
    withdrawn: Mapping[str, int]
    kinds: Sequence[Mapping[str, Any]]
    grants: Mapping[Field, Grant]
    roles: Sequence[RoleKey]
    answered: Sequence[Answered]


def concerns_of(known: Known) -> list[Concerns]:
    """Both sides, each item once."""
    rules = current_concerns()
    return [_side(side, [one for one in rules.items if one.side == side.key], known) for side in rules.sides]


def _side(side: ConcernSide, items: Iterable[ConcernItem], known: Known) -> Concerns:
    lines, nothing, closed = list[ConcernLine](), list[str](), list[str]()
    unknown: dict[str, list[str]] = {}
    for item in items:
        told = _item(item, known)
        if told is None:
            closed.append(item.label)
        elif isinstance(told, ConcernLine):
            lines.append(told)
        elif told:
            unknown.setdefault(told, []).append(item.label)
        else:
            nothing.append(item.label)
    return Concerns(side.label, lines, nothing, list(unknown.items()), closed)


def _item(item: ConcernItem, known: Known) -> ConcernLine | str | None:
    """The line, why it is not known (empty: it is known that nothing is recorded), or None: not for this reader."""
    if not item.shown_to(known.roles):
        return None
    return _of_facts(item, known) if item.facts else _of_answers(item, known)


def _of_facts(item: ConcernItem, known: Known) -> ConcernLine | str | None:
    kinds = [kind for kind in known.kinds if kind["label"] in item.facts]
    readable = [kind for kind in kinds if _reads(known.grants.get(Field(kind["class"])), kind["lane"])]
    if kinds and not readable:
        return None
    found = [fact for fact in known.facts if fact["label"] in item.facts]
    if found:
        newest = sorted(found, key=lambda fact: fact.get("on") or "", reverse=True)
        return ConcernLine(
            item.label, newest[: item.at_most], max(len(newest) - item.at_most, 0), several=len(item.facts) > 1
        )
    if any(kind["lane"] in known.withdrawn for kind in readable):
        return IN_DOUBT
    arrived = arrived_of(readable)
    if arrived.missing:
        return f"まだ届いていません（未着）：{'、'.join(arrived.missing)}"
    return "" if any(kind.get("files") for kind in readable) else NEVER_SENT


def _reads(grant: Grant | None, lane: str) -> bool:
    return grant is not None and (grant.reads_facts or (grant.form is Form.SCHOOL_ONLY and lane == WHEREABOUTS))


def _of_answers(item: ConcernItem, known: Known) -> ConcernLine | str | None:
    if not known.answered:
        return NOT_ASKED
    back = [one for one in known.answered if one[0].answer is not None]
    if not back:
        return NOT_BACK
    readable = [groups for _, _, groups, _, _ in back if groups]
    if not readable:
        return None
    rules, all_lines = current_inquiry(), [line for groups in readable for group in groups for line in group.lines]
    lines = [line for line in all_lines if rules.group_of(line.question) in item.asks]
    return ConcernLine(item.label, answers=_answers(lines)) if lines else LEFT_OUT


def _answers(lines: Sequence[AnswerLine]) -> list[tuple[str, bool]]:
    """Danger first, then what was answered, then what is calm and 分からない, each on one line; of 記入なし the number."""
    told: list[tuple[str, bool]] = []
    together: dict[str, list[str]] = {}
    for line in sorted(lines, key=lambda one: not one.danger):
        calm = CALM.get(line.question.asks, "")
        if line.state != "told":
            together.setdefault(line.words, []).append(line.question.label)
        elif calm and line.words.startswith(calm) and not line.danger:
            together.setdefault(calm, []).append(line.question.label)
        else:
            told.append((f"{line.question.label}：{line.words}", line.danger))
    blank = together.pop(BLANK, [])
    told += [(f"{answer}：{'、'.join(labels)}", False) for answer, labels in sorted(together.items())]
    return told + ([(f"{BLANK}：{len(blank)}問", False)] if blank else [])
