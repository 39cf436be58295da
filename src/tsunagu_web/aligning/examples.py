"""Cases alike that were judged differently, laid side by side: what the すり合わせ of a meeting talks about.

Chosen by the rule the 進め方 declares and by nothing else. A case that the reader may not see stands there as an answer alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from tsunagu.serving import ServedChild
from tsunagu_web.access import Decision, Field, Form, Grant, authorize
from tsunagu_web.casework.models import Case, CaseEvent
from tsunagu_web.casework.places import hides_places, with_gaps
from tsunagu_web.casework.process import Process, ShareOf
from tsunagu_web.casework.reading import things_of
from tsunagu_web.casework.shares import school_of_first
from tsunagu_web.reading import RunView, age_and_grade
from tsunagu_web.reading.telling import Telling, telling_of

LOOK = "aligning.look"
Grants = Mapping[Field, Grant]
Pattern = tuple[tuple[int, ...], tuple[int, ...]]
"""Places of the indicators answered yes, and of the types reached, over the children of a case."""


@dataclass(frozen=True)
class Answered:
    """One case the reader may see: its newest answer, where it was judged, and the view written with it (None: there is one,
    and it was not written for this reader).

    `unknown`: how many items of its children are not known, for who reads findings in full; what is missing is no 'no'.
    """

    case: Case
    children: list[tuple[str, str]]
    school: str
    answer: str
    view: str | None
    unknown: int | None


@dataclass(frozen=True)
class Example:
    """Cases alike. `alike`: the reasons in words as far as the reader may read any; `others`: answers of cases the reader may
    not see, and how many; None: who opens no cases learns no number."""

    alike: list[str]
    seen: list[Answered]
    others: list[tuple[str, int | None]]


def examples_of(
    run: RunView, process: Process, share: ShareOf, user: Any, *, counted: bool
) -> tuple[list[Example], int | None]:
    """The examples for one reader, the most evenly split first, and how many answered cases are not in this month's data.

    Numbers of cases the reader may not see only where `counted`.
    """
    newest: dict[int, CaseEvent] = {}
    for event in CaseEvent.objects.filter(move__in=share.of).select_related("case").order_by("pk"):
        newest[event.case_id] = event
    alike: dict[Pattern, list[CaseEvent]] = defaultdict(list)
    gone = 0
    for event in newest.values():
        pattern = _pattern(run, event.case, by_reasons=share.examples is not None and share.examples.alike == "reasons")
        gone += pattern is None
        if pattern is not None and any(pattern):
            alike[pattern].append(event)
    split = [(pattern, events) for pattern, events in alike.items() if len({event.move for event in events}) > 1]
    found = [
        _example(run, process, pattern, events, user, counted=counted)
        for pattern, events in sorted(split, key=_evenness)
    ]
    most = share.examples.most if share.examples else 0
    return [one for one in found if one is not None][:most], gone if counted else None


def _evenness(group: tuple[Pattern, list[CaseEvent]]) -> tuple[int, int, Pattern]:
    """Nearly as many one way as the other first, then where there are more of them."""
    counted = Counter(event.move for event in group[1])
    return max(counted.values()) - min(counted.values()), -len(group[1]), group[0]


def _pattern(run: RunView, case: Case, *, by_reasons: bool) -> Pattern | None:
    """None: none of the case's children is in this month's data."""
    children = _children(run, case)
    if not children:
        return None
    types = _places(len(run.criteria), children, lambda child, place: child.state(place) == "flagged")
    counted = [place for place, one in enumerate(run.indicators) if one.get("counted", True)]
    reasons = [place for place in counted if any(child.answer(place) == "yes" for child in children)]
    return (tuple(reasons), types) if by_reasons else ((), types)


def _places(of: int, children: list[ServedChild], holds: Any) -> tuple[int, ...]:
    return tuple(place for place in range(of) if any(holds(child, place) for child in children))


def _children(run: RunView, case: Case) -> list[ServedChild]:
    return [child for child in run.serving.children_of(case.household_code) if child.child_code in case.children]


def _example(
    run: RunView, process: Process, pattern: Pattern, events: list[CaseEvent], user: Any, *, counted: bool
) -> Example | None:
    seen, others, tellings = [], Counter[str](), list[Telling]()
    grants: Grants = MappingProxyType({})
    for event in sorted(events, key=lambda one: one.case.number):
        answer = _label(process, event.move)
        decision = _decide(run, event.case, user)
        if decision is None:
            others[answer] += 1
            continue
        grant = decision.grants.get(Field.FINDING)
        grants = decision.grants if Field.FINDING not in grants else grants
        tellings.append(telling_of(run, _children(run, event.case), [user], decision.grants))
        move = process.move(event.move)
        hides = hides_places(event.case, run)
        words = with_gaps(event, run, hides=hides).words or ""
        view = words if (move and move.addressed) or event.by == user else None
        full = grant is not None and grant.form is Form.FULL
        seen.append(_answered(run, event.case, answer, view, user, full=full))
    if not seen:
        return None
    return Example(
        _words(run, pattern, grants, tellings),
        seen,
        [(answer, number if counted else None) for answer, number in sorted(others.items())],
    )


def _decide(run: RunView, case: Case, user: Any) -> Decision | None:
    decisions = (authorize(user, LOOK, thing) for thing in things_of(case, run))
    return next((one for one in decisions if one.allowed), None)


def _answered(run: RunView, case: Case, answer: str, view: str | None, user: Any, *, full: bool) -> Answered:
    children = _children(run, case)
    allowed = [child for child in children if authorize(user, LOOK, run.case(child)).allowed]
    unknown = sum(child.answer(place) == "unknown" for child in children for place in range(len(run.indicators)))
    return Answered(
        case,
        [(child.child_code, age_and_grade(child.sex, child.age, child.grade)) for child in allowed],
        school_of_first(run, allowed),
        answer,
        view,
        unknown if full else None,
    )


def _words(run: RunView, pattern: Pattern, grants: Grants, tellings: list[Telling]) -> list[str]:
    reasons, types = pattern
    finding = grants.get(Field.FINDING)
    if finding is None:
        return []
    full = [run.indicators[place] for place in reasons] if finding.form is Form.FULL else []
    # What rests on a limited note is told of cases alike only where it may be told of every one of them.
    said = [
        next((told for one in tellings if (told := one.item_said(item)) != item["short"]), item["short"])
        for item in full
    ]
    return [*(run.criteria[place]["label"] for place in types), *dict.fromkeys(said)]


def _label(process: Process, key: str) -> str:
    move = process.move(key)
    return move.label if move else key
