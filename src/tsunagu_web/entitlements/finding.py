"""Which services a person looks after, and which households could use one of them: asked of authorize() each time."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from tsunagu.base.errors import TsunaguError
from tsunagu.base.missing import Missing
from tsunagu.serving import ServedChild
from tsunagu_web.access import Decision, Refused, ServiceObject, authorize
from tsunagu_web.accounts.current import user_of
from tsunagu_web.entitlements.models import Letter
from tsunagu_web.reading import RunView, age_and_grade, run_of, why_unknown

LOOK, LETTER = "entitlement.look", "entitlement_letter.move"
UNUSED = 1
FIRST_UNKNOWN = min(Missing)
GONE = "この町の宣言から外れました"
ELSEWHERE = "この世帯には、紙では知らせません。こども家庭センターから伝えます"


@dataclass(frozen=True)
class Service:
    """A rule of the run and what the town's children answer to it. `unknown`: reason → children."""

    rule: dict[str, Any]
    children: int
    unused: int
    households: int
    unknown: list[tuple[str, int]]

    @property
    def unsure(self) -> int:
        """Children of whom it is not known."""
        return sum(count for _, count in self.unknown)

    @property
    def settled(self) -> int:
        """Children who use it, or whom it is not for."""
        return self.children - self.unused - self.unsure


@dataclass(frozen=True)
class Household:
    """One household that could use a service: its children with their names, the newest letter, and why none may be made."""

    code: str
    children: list[tuple[str, str, str]]
    letter: Letter | None
    why_none: str


def thing_of(rule: dict[str, Any]) -> ServiceObject:
    """What authorize() is asked about."""
    return ServiceObject(rule["id"], rule["owner"], rule["school"])


def services_of(run: RunView, user: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rules this person's section looks after: asked, and not asked with the reason."""
    rules = run.serving.entitlement_rules()
    if rules is None:
        return [], []
    mine = [[one for one in part if authorize(user, LOOK, thing_of(one)).allowed] for part in (rules.asked, rules.off)]
    return mine[0], mine[1]


def service_for(run: RunView, user: Any, rule_id: str, action: str = LOOK) -> tuple[dict[str, Any], Decision]:
    """One rule this person may look after. Raises Refused as for one that does not exist."""
    rules = run.serving.entitlement_rules()
    rule = next((one for one in rules.asked if one["id"] == rule_id), None) if rules else None
    decision = authorize(user, action, thing_of(rule)) if rule else Decision(False, "ない")
    if rule is None or not decision.allowed:
        raise Refused(action, f"service:{rule_id[:40]}", Decision(False, "ない、または範囲の外"))
    return rule, decision


def rule_of_letter(run: RunView, user: Any, letter: Letter, action: str) -> tuple[dict[str, Any], Decision]:
    """The rule of a letter, also one that is not asked any more (its `why` says so): what was begun must come to an end.

    Raises Refused as for one that does not exist.
    """
    known = _rules_by_id(run)
    rule = (known or {}).get(letter.rule) or _gone(letter)
    decision = authorize(user, action, thing_of(rule))
    if known is None or not decision.allowed:
        raise Refused(action, f"letter:{letter.pk}", Decision(False, "範囲の外"))
    return rule, decision


def left_open(run: RunView, user: Any, off: list[dict[str, Any]]) -> list[tuple[dict[str, Any], list[Letter]]]:
    """The rules that are not asked, each with its letters nobody answered or dropped: somebody has to drop them. Those too that
    left the declarations while a letter of this person's section was open."""
    found: dict[str, tuple[dict[str, Any], list[Letter]]] = {one["id"]: (one, []) for one in off}
    known = _rules_by_id(run)
    if known is None:
        return []
    for letter in Letter.objects.filter(approved__isnull=True, dropped_at__isnull=True).order_by("id"):
        if letter.rule not in known and authorize(user, LOOK, thing_of(_gone(letter))).allowed:
            found.setdefault(letter.rule, (_gone(letter), []))
        if letter.rule in found:
            found[letter.rule][1].append(letter)
    return list(found.values())


def to_approve(request: HttpRequest) -> int:
    """How many letters wait for this person's answer: of a service of the own section, drafted and asked for by others.

    Counted for every page: the run is asked only where a letter waits at all, and one that cannot be read counts none.
    """
    user = user_of(request)
    open_ones = Letter.objects.filter(asked_at__isnull=False, approved__isnull=True, dropped_at__isnull=True)
    waiting = list(open_ones.exclude(drafted_by=user).exclude(asked_by=user))
    if not waiting:
        return 0
    try:
        with run_of(request) as run:
            rules = run.serving.entitlement_rules()
    except (TsunaguError, sqlite3.Error, KeyError, UnicodeDecodeError):
        return 0
    asked = {one["id"]: one for one in rules.asked} if rules else {}
    return sum(
        letter.rule in asked and authorize(user, LETTER, thing_of(asked[letter.rule])).allowed for letter in waiting
    )


def _rules_by_id(run: RunView) -> dict[str, dict[str, Any]] | None:
    """None: the run is older than the rules, and says nothing of any."""
    rules = run.serving.entitlement_rules()
    return {one["id"]: one for one in (*rules.asked, *rules.off)} if rules else None


def _gone(letter: Letter) -> dict[str, Any]:
    """A rule that is not declared any more, as far as its letter tells of it."""
    return {"id": letter.rule, "service": letter.service, "owner": letter.section, "school": False, "why": GONE}


def counted(run: RunView, rule: dict[str, Any]) -> Service:
    """How the town's children answer."""
    answers = run.serving.entitlement_answers(rule["id"])
    why = Counter(why_unknown(answer) for answer in answers.values() if answer >= FIRST_UNKNOWN)
    unused = unused_children(run, rule["id"])
    households = {child.household_code for child in unused}
    return Service(rule, len(answers), len(unused), len(households), sorted(why.items(), key=lambda one: -one[1]))


def unused_children(run: RunView, rule_id: str) -> list[ServedChild]:
    """Children who could use the service and do not, by code."""
    answers = run.serving.entitlement_answers(rule_id)
    return run.serving.children_named(code for code, answer in answers.items() if answer == UNUSED)


def households_of(run: RunView, rule_id: str) -> dict[str, list[ServedChild]]:
    """The households of these children, by code."""
    found: dict[str, list[ServedChild]] = {}
    for child in unused_children(run, rule_id):
        found.setdefault(child.household_code, []).append(child)
    return dict(sorted(found.items()))


def told(run: RunView, rule_id: str, code: str, children: list[ServedChild]) -> Household:
    """A household as the section sees it: names and ages, nothing of what makes the service theirs."""
    letter = Letter.objects.filter(rule=rule_id, household_code=code).order_by("-id").first()
    named = [
        (child.child_code, name_of(run, child), age_and_grade(child.sex, child.age, child.grade)) for child in children
    ]
    return Household(code, named, letter, why_no_letter(run, code))


def name_of(run: RunView, child: ServedChild) -> str:
    """The child's name as the run holds it."""
    return str(run.serving.records(child.child_code, ["F2"]).get("F2", {}).get("name") or child.child_code)


def why_no_letter(run: RunView, household_code: str) -> str:
    """Why no paper may go to this household: it is not sure who is protected, or somebody of it is. Empty when one may.

    A letter to the address in the register may be opened by the very person the family left.
    """
    if run.feed.why_hidden:
        return run.feed.why_hidden
    children = run.serving.children_of(household_code)
    if any(child.protected or run.serving.is_sheltered(child.person_id) for child in children):
        return ELSEWHERE
    return ""
