"""What came of referrals, and where the town lacks something: exact, of the cases whoever looks may open, without a name.

Only for roles that see counts and may open the cases behind them. Everybody else sees none until small numbers can be hidden.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from tsunagu_web.access import CaseObject, PageObject, authorize
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.moving import open_cases
from tsunagu_web.conferences.change import newest_decisions
from tsunagu_web.dashboards.groups import UNPLACED, districts_of
from tsunagu_web.overview.tables import type_labels
from tsunagu_web.reading import RunView
from tsunagu_web.resources.declared import current_resources, label_of
from tsunagu_web.resources.following import newest_steps
from tsunagu_web.resources.keeping import newest_versions
from tsunagu_web.resources.matching import FITS, MAYBE, NOT, Need, fit_of
from tsunagu_web.resources.models import ReferralStep
from tsunagu_web.resources.needing import confirmed_types
from tsunagu_web.resources.reading import ResourceLine, lines_of

GAPS = "resource.gaps"


@dataclass(frozen=True)
class StepRow:
    """Referrals whose newest step this is, and how many of them were told how it was, by result."""

    label: str
    referrals: int
    results: list[tuple[str, int]]


@dataclass(frozen=True)
class NeedRow:
    """Children of one 困難の類型 in one 小学校区 for whom nothing in the directory fits; `maybe`: something only may fit."""

    type: str
    district: str
    nothing: int
    maybe: int
    households: int


@dataclass(frozen=True)
class LackRow:
    """Referrals that came to a step which says that the town lacks something, by kind and 小学校区."""

    kind: str
    step: str
    district: str
    referrals: int


@dataclass(frozen=True)
class Lacks:
    """Both tables, and of how many they are: `children` with a confirmed 困難の類型, `referrals` in all."""

    needs: list[NeedRow]
    steps: list[LackRow]
    children: int
    referrals: int


def sees_counts(user: Any) -> bool:
    """Whether this person is shown numbers of referrals."""
    return authorize(user, GAPS, PageObject("resource_gaps")).allowed


def step_rows(steps: Iterable[ReferralStep]) -> list[StepRow]:
    """Newest steps counted, in the declared order; steps nobody is in are left out."""
    rules = current_resources()
    results: dict[str, Counter[str]] = defaultdict(Counter)
    found = list(steps)
    for one in found:
        if one.result:
            results[one.step][one.result] += 1
    counts = Counter(one.step for one in found)
    order = [one.key for one in rules.steps]
    return [
        StepRow(
            rules.step(key).label,
            counts[key],
            [(label_of(rules.results, name), number) for name, number in sorted(results[key].items())],
        )
        for key in sorted(counts, key=lambda key: (order.index(key) if key in order else len(order), key))
    ]


def counted_steps(run: RunView, user: Any, resource: int | None = None) -> list[ReferralStep]:
    """The newest step of each referral (of one resource) whose case this person may open, or might have while it was open."""
    steps = newest_steps() if resource is None else newest_steps().filter(referral__resource__number=resource)
    may: dict[int, bool] = {}
    for one in steps:
        case = one.referral.case
        if case.pk not in may:
            may[case.pk] = may_open(case, run, user)
    return [one for one in steps if may[one.referral.case_id]]


def may_open(case: Case, run: RunView, user: Any) -> bool:
    """As the funnel counts: whether the person may open the case, or might have while it was open."""
    children = run.household(case.household_code)
    things = [replace(run.case(child, in_hand=True), withheld=run.withheld.of_case(case)) for child in children]
    things = things or [CaseObject("", case.household_code, False, None, in_hand=True)]
    return any(authorize(user, GAPS, thing).allowed for thing in things)


def lacks(run: RunView, user: Any, steps: list[ReferralStep]) -> Lacks:
    """Needs for which the directory has nothing, and referrals that found no place, by 小学校区. `steps`: all that are counted."""
    needs, children = _needs(run, user)
    return Lacks(needs, _lacking(run, steps), children, len(steps))


def _needs(run: RunView, user: Any) -> tuple[list[NeedRow], int]:
    lines = [one for one in lines_of(run, newest_versions()) if not one.withdrawn]
    labels = type_labels(run)
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: {FITS: 0, MAYBE: 0, NOT: 0})
    households: dict[tuple[str, str], set[str]] = defaultdict(set)
    counted = 0
    children = run.children_of(case.household_code for case in open_cases())
    districts = districts_of(children)
    seen = [one for one in children if authorize(user, GAPS, run.case(one, in_hand=True)).allowed]
    decided = newest_decisions(one.child_code for one in seen)
    for child in seen:
        district = districts.get(child.household_code)
        right, _ = confirmed_types([decided[child.child_code]] if child.child_code in decided else [])
        counted += bool(right)
        for kind in right:
            verdict = _best(lines, kind, child.age, district)
            found[kind, district or UNPLACED][verdict] += 1
            if verdict != FITS:
                households[kind, district or UNPLACED].add(child.household_code)
    order = list(labels)
    keys = sorted(
        (key for key, told in found.items() if told[NOT] or told[MAYBE]),
        key=lambda key: (order.index(key[0]) if key[0] in order else len(order), key[1] == UNPLACED, key[1]),
    )
    rows = [
        NeedRow(
            labels.get(kind, kind),
            place,
            found[kind, place][NOT],
            found[kind, place][MAYBE],
            len(households[kind, place]),
        )
        for kind, place in keys
    ]
    return rows, counted


def _best(lines: list[ResourceLine], kind: str, age: int, district: str | None) -> str:
    """The best verdict among the resources that name this 困難の類型; what is for every family fills no particular lack."""
    need, rules = Need(age=age, types=frozenset({kind}), area=district), current_resources()
    verdicts = {fit_of(one, need, rules, {}).verdict for one in lines if kind in one.version.types}
    return next((one for one in (FITS, MAYBE) if one in verdicts), NOT)


def _lacking(run: RunView, newest: list[ReferralStep]) -> list[LackRow]:
    rules = current_resources()
    gaps = [step.key for step in rules.steps if step.gap]
    mine = [one.referral_id for one in newest]
    came = ReferralStep.objects.filter(referral__in=mine, step__in=gaps).select_related("referral__case")
    kinds = {version.resource_id: version.kind for version in newest_versions()}
    places: dict[str, str] = {}
    found: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    for one in came:
        household = one.referral.case.household_code
        if household not in places:
            places[household] = districts_of(run.household(household)).get(household, UNPLACED)
        found[kinds[one.referral.resource_id], one.step, places[household]].add(one.referral_id)
    order = [kind.key for kind in rules.kinds]
    keys = sorted(
        found,
        key=lambda key: (order.index(key[0]) if key[0] in order else len(order), key[1], key[2] == UNPLACED, key[2]),
    )
    return [LackRow(rules.kind(key[0]).label, rules.step(key[1]).label, key[2], len(found[key])) for key in keys]
