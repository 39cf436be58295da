"""Households in order: what the list is cut from. Kept with the run, so that another capacity needs no new judging."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from tsunagu.criteria.candidates import Candidate, Contact, Gathered
from tsunagu.criteria.leaving_out import open_nomination, reason_left_out
from tsunagu.criteria.ordering import STEPS, order_value
from tsunagu.criteria.rules import JUDGED_BEFORE, OrderKeyName, WorklistRules
from tsunagu.indicators import TOLD_BY_FACTS

FIRST_MONTH = "はじめての月"
NEWLY, AGAIN = "新しく", "先月も"
UNKNOWN_BEFORE = "先月は情報不足"
"""Not 新しく: what could not be judged the month before may have been so for long."""


ToldReason = tuple[str, Sequence[str], Sequence[str]]
"""A sentence, the field classes it gives away, and who may see the rows it rests on."""


@dataclass(frozen=True)
class Household:
    """One household that may be listed, told for people. `value` and `said` follow the order keys."""

    household_code: str
    children: list[str]
    types: list[dict[str, Any]]
    total_items: int
    reasons: list[str]
    contact: list[str]
    since_last: str
    value: list[int | str]
    said: list[str]
    nominated_on: str | None = None
    flagged_children: int = 0
    flagged: bool = False
    """A criterion flags a child of it, be it one that is left out."""
    worker: str | None = None
    """Who looks first at it, where that is cut by what each can take."""
    reason_classes: list[list[str]] = field(default_factory=list)
    """For each of `reasons` the field classes it gives away. A list made before they were kept has none: closed, not open."""
    contact_classes: list[list[str]] = field(default_factory=list)
    reason_limits: list[list[str]] = field(default_factory=list)
    """For each of `reasons` who may see the rows it rests on (閲覧範囲), where that is limited."""


@dataclass(frozen=True)
class LeftOutCount:
    """How many were not listed for one reason, and what happens to them. Households: those of which nobody is listed."""

    reason: str
    label: str
    then: str
    children: int
    household_codes: list[str]
    flagged_children: int = 0
    flagged_households: int = 0
    unchecked: int = 0
    """Candidates of whom nobody can say whether the reason holds, because the data for it never came."""
    child_codes: list[str] = field(default_factory=list)
    """All left out for this reason, those too of whose household somebody else is listed or waits."""


@dataclass(frozen=True)
class Ranking:
    """All households of a run that are in question, before the cut by capacity. Plain data, written as JSON."""

    run: str
    as_of: str
    keys: list[OrderKeyName]
    households: list[Household]
    """In order; nominated ones are not among them."""
    nominated: list[Household]
    """Earliest nomination first."""
    left_out: list[LeftOutCount]
    below_cut: dict[str, str]
    nominations_within_capacity: bool
    nominations_share: float
    nominations_outside: int
    blind: list[str]
    blind_sentence: str
    worker_label: str = ""
    workers: dict[str, int] = field(default_factory=dict)
    """How many households each worker can take this month."""
    candidates: int = 0
    """Children in question: flagged or nominated."""
    denominators: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def ranking_from_json(value: dict[str, Any]) -> Ranking:
    """The ranking as `as_json` wrote it."""
    lists = {
        "households": [Household(**entry) for entry in value["households"]],
        "nominated": [Household(**entry) for entry in value["nominated"]],
        "left_out": [LeftOutCount(**entry) for entry in value["left_out"]],
    }
    return Ranking(**{**value, **lists})


def rank(
    gathered: Gathered,
    rules: WorklistRules,
    labels: dict[str, str],
    counting: dict[str, tuple[str, ...]],
    *,
    run: str,
    as_of: date,
    denominators: dict[str, int],
    ungraded: Collection[str] = (),
    field_classes: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Ranking:
    """Order the households of all candidates.

    `labels`: type → Japanese label in the order of the criteria. `counting`: type → indicators that count for it.
    `ungraded`: types that flag a child or do not, without more or less. `field_classes`: as in Judgement.
    A household stands where its foremost child stands. Nothing here depends on the order of the candidates.
    """
    keys = [step.key for step in rules.order]
    families: dict[str, list[Candidate]] = defaultdict(list)
    for child in sorted(gathered.candidates, key=lambda child: (order_value(child, keys), child.child_code)):
        families[child.household_code].append(child)
    ordered: list[Household] = []
    nominated: list[Household] = []
    workers: dict[str, int] = {}
    out: dict[str, list[Candidate]] = defaultdict(list)
    households_out: dict[str, list[str]] = defaultdict(list)
    flagged = {code for code, family in families.items() if any(child.flagged for child in family)}
    for code, family in families.items():
        reasons = {child.child_code: reason_left_out(child, rules, as_of) for child in family}
        for child in family:
            out[reasons[child.child_code] or ""].append(child)
        staying = [child for child in family if reasons[child.child_code] is None]
        if not staying:
            households_out[str(reasons[family[0].child_code])].append(code)
            continue
        household = _household(staying, keys, labels, counting, code in flagged, ungraded, field_classes)
        if rules.workers is not None and (worker := rules.workers.of(_school_of(staying))) is not None:
            workers[worker[0]] = worker[1]
            household = replace(household, worker=worker[0])
        (nominated if household.nominated_on else ordered).append(household)
    return Ranking(
        run=run,
        as_of=as_of.isoformat(),
        keys=keys,
        households=sorted(ordered, key=lambda household: household.value),
        nominated=sorted(nominated, key=lambda household: (household.nominated_on, household.household_code)),
        left_out=_left_out(rules, out, households_out, flagged, gathered.unchecked),
        below_cut={"label": rules.below_cut.label, "then": rules.below_cut.then},
        nominations_within_capacity=rules.nominations.places == "within_capacity",
        nominations_share=rules.nominations.share,
        nominations_outside=gathered.nominations_outside,
        blind=gathered.blind_pool,
        blind_sentence=_blind_sentence(rules),
        worker_label=rules.workers.label if rules.workers is not None else "",
        workers=dict(sorted(workers.items())),
        candidates=len(gathered.candidates),
        denominators=denominators,
    )


def _school_of(children: Sequence[Candidate]) -> str | None:
    """The school of the foremost child that goes to one."""
    return next((child.school for child in children if child.school is not None), None)


def _household(
    children: Sequence[Candidate],
    keys: Sequence[OrderKeyName],
    labels: dict[str, str],
    counting: dict[str, tuple[str, ...]],
    is_flagged: bool,
    ungraded: Collection[str],
    field_classes: Mapping[str, Sequence[str]],
) -> Household:
    foremost = children[0]
    flagged = [(points, name, child.child_code) for child in children for name, points in child.points.items()]
    flagged.sort(key=lambda entry: -entry[0])
    nominations = [child.nomination for child in children if child.nomination and open_nomination(child)]
    contacts = list(dict.fromkeys(contact for child in children for contact in child.contacts))
    if not any(child.has_contact for child in children):
        contacts.insert(0, Contact("なし"))
    reasons: list[ToldReason] = [(nomination.sentence, (), ()) for nomination in nominations]
    reasons += _reasons(children, counting, field_classes)
    return Household(
        household_code=foremost.household_code,
        children=[child.child_code for child in children],
        types=[
            {
                "type": name,
                "label": labels[name],
                "points": None if name in ungraded else points,
                "child_code": code,
            }
            for points, name, code in flagged
        ],
        total_items=foremost.total_items,
        reasons=[sentence for sentence, _, _ in reasons],
        contact=[contact.words for contact in contacts],
        since_last=_since_last(children, ungraded),
        value=order_value(foremost, keys),
        said=[STEPS[key].said(foremost) for key in keys],
        nominated_on=min(nomination.nominated_on for nomination in nominations).isoformat() if nominations else None,
        flagged_children=sum(child.flagged for child in children),
        flagged=is_flagged,
        reason_classes=[list(classes) for _, classes, _ in reasons],
        reason_limits=[list(limits) for _, _, limits in reasons],
        contact_classes=[[contact.field_class] if contact.field_class else [] for contact in contacts],
    )


def _reasons(
    children: Sequence[Candidate], counting: dict[str, tuple[str, ...]], field_classes: Mapping[str, Sequence[str]]
) -> list[ToldReason]:
    """Sentences, the field classes each gives away and who may see its rows, of what counts for a flagged type, newest facts first; the rest as one line with its number.

    Where nothing counts (a nominated child) every yes is told. A sentence that holds for only one of several children
    says whose it is.
    """
    counted = {
        indicator for child in children for name in child.points for indicator in child.on_way.get(name, counting[name])
    }
    newest: dict[tuple[str, str], int] = {}
    owners: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
    limits: dict[tuple[str, str], set[str]] = defaultdict(set)
    for child in children:
        for reason in child.reasons:
            told = (reason.sentence, reason.indicator)
            owners[told].append(child)
            if reason.limited_to is not None:
                limits[told].add(reason.limited_to)
            newest[told] = max(reason.on.toordinal() if reason.on else 0, newest.get(told, 0))
    chosen = [told for told in owners if told[1] in counted] or list(owners)
    sentences: list[ToldReason] = []
    for told in sorted(chosen, key=lambda told: (-newest[told], told)):
        whose = owners[told]
        ages = "・".join(f"{child.age}歳" for child in whose)
        sentence = told[0] if len(whose) == len(children) else f"{ages}：{told[0]}"
        sentences.append((sentence, field_classes.get(told[1], TOLD_BY_FACTS), sorted(limits[told])))
    others = len({indicator for _, indicator in owners} - {indicator for _, indicator in chosen})
    if others:
        sentences.append((f"ほかに該当する項目が{others}（こどもの画面にあります）", (), ()))
    return sentences


def _since_last(children: Sequence[Candidate], ungraded: Collection[str]) -> str:
    """Where the household stood in the run before: 新しく, 先月は情報不足, 2点→3点 (先月も, where nothing is graded), or the
    decision it comes back from."""
    for child in children:
        if child.decision is not None and not open_nomination(child):
            return f"{child.decision.decision}から"
    now = max(child.most_points for child in children)
    if all(child.previous_points is None for child in children):
        return FIRST_MONTH
    before = max(max((child.previous_points or {}).values(), default=0) for child in children)
    if now == 0:
        return "—"
    if not before:
        newly = any(name not in child.previous_unknown for child in children for name in child.points)
        return NEWLY if newly else UNKNOWN_BEFORE
    graded = any(name not in ungraded for child in children for name in child.points)
    return f"{before}点→{now}点" if graded else AGAIN


def _left_out(
    rules: WorklistRules,
    children: dict[str, list[Candidate]],
    households: dict[str, list[str]],
    flagged: set[str],
    unchecked: dict[str, int],
) -> list[LeftOutCount]:
    told = [(left.reason, left.label, left.then) for left in rules.left_out]
    told.append((JUDGED_BEFORE, rules.judged_before.label, rules.judged_before.then))
    return [
        LeftOutCount(
            reason,
            label,
            then,
            len(children[reason]),
            sorted(households[reason]),
            flagged_children=sum(child.flagged for child in children[reason]),
            flagged_households=len(flagged.intersection(households[reason])),
            unchecked=unchecked.get(reason, 0),
            child_codes=sorted(child.child_code for child in children[reason]),
        )
        for reason, label, then in told
    ]


def _blind_sentence(rules: WorklistRules) -> str:
    share = rules.blind_share
    if share.households == 0:
        return "点数の低いこどもを机上で見直す仕組みは、使っていません。"
    return f"点数の低い{share.households}世帯を選びました。世帯数の枠は使いません。{share.review}。"
