"""What goes over: the name, declared records of the school, the writer's answers, and what the writer chose; nothing else.

It is read anew each time, so that what was withdrawn since, or may not be told since, is gone from page and paper alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from tsunagu.base.clock import JAPAN
from tsunagu.serving import ServedChild
from tsunagu_web.access import Decision, Field, Form, Grant, RoleKey, Scope
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.places import hides_places
from tsunagu_web.casework.written import Written
from tsunagu_web.child.facts import visible_facts
from tsunagu_web.pages.templatetags.tsunagu import short_day
from tsunagu_web.reading import RunView, age_and_grade
from tsunagu_web.support.declared import current_support, label_of
from tsunagu_web.support.models import ContactRecord, Plan, TaskVersion
from tsunagu_web.support.reading import HOUSEHOLD, newest_versions
from tsunagu_web.support.reading import WITHHELD as NOBODY_NAMED
from tsunagu_web.transitions.declared import current_transition
from tsunagu_web.transitions.models import Transition, TransitionCopy

WITHHELD = "支援措置があるので、渡す先の名前と、自由に書いた文は載せません。口頭で引き継いでください。"
TAKEN_BACK = "（あとから取り消されました）"
HIDDEN_NAME = "（渡す先は表示しません）"
AS_SCHOOL: Mapping[Field, Grant] = {Field.SERVICES: Grant(Scope.CASES, Form.SCHOOL_ONLY)}
"""However much the reader may see elsewhere, in the sheet stands what a school may read."""


@dataclass(frozen=True)
class Content:
    """The sheet as anybody reads it. `hides`: somebody is protected, or it is not sure who is; then no text that people wrote.

    `answers`: label and words; `chosen`: what kind of record, and its words."""

    name: str
    kana: str
    born: str
    words: str
    to: str
    hides: bool
    facts: list[dict[str, Any]]
    answers: list[tuple[str, str]]
    chosen: list[tuple[str, str]]


def school_facts(run: RunView, child: ServedChild, until: date | None = None) -> list[dict[str, Any]]:
    """The declared records of a child, up to and including a day; none where a place could be told."""
    kinds = current_transition().facts
    records = run.serving.records(child.child_code, (str(Field.SERVICES),))
    return [
        fact
        for fact in visible_facts(records, AS_SCHOOL, inside=frozenset())
        if fact["label"] in kinds and (until is None or (fact.get("on") or "") <= until.isoformat())
    ]


def content_of(row: Transition, run: RunView, decision: Decision) -> Content:
    """What this sheet says now, to somebody who may read it under `decision`."""
    child = run.serving.child(row.child_code)
    names = run.serving.records(row.child_code, (str(Field.NAME),)).get(Field.NAME, {}) if child else {}
    names = names if Field.NAME in decision.grants else {}
    hides = hides_places(row.case, run) or child is None
    told = row.told
    return Content(
        name=names.get("name") or "",
        kana=names.get("kana") or "",
        born=names.get("birth_date") or "",
        words=age_and_grade(child.sex, child.age, child.grade) if child else "この月のデータにいません",
        to=to_words(row, hides),
        hides=hides,
        facts=[] if hides or child is None else school_facts(run, child, row.at.astimezone(JAPAN).date()),
        answers=[]
        if hides
        else [(one.label, told[one.key]) for one in current_transition().questions if told.get(one.key)],
        chosen=[] if hides else _chosen(row),
    )


def to_words(row: Transition, hides: bool) -> str:
    """Whom it goes to; the school of somebody protected is told nowhere."""
    if row.to == Transition.BOARD:
        return "学校教育課"
    return HIDDEN_NAME if hides or not row.name else str(row.name)


def received_by(row: Transition, hides: bool) -> str:
    """Who said that it came, or wrote it down; empty: nobody yet. People of a school tell the school of somebody protected."""
    if not hasattr(row, "received"):
        return ""
    said = row.received
    return (NOBODY_NAMED if hides else str(said.said_by)) if said.said_by else _acted(said, hides)


def passed_to(row: Transition, hides: bool) -> str:
    """Who took it at the school; empty: nobody yet."""
    return (NOBODY_NAMED if hides else str(row.passed.said_by)) if hasattr(row, "passed") else ""


def holder_of(copy: TransitionCopy, hides: bool) -> str:
    """Whose copy it is: what was typed there may name a school."""
    return NOBODY_NAMED if hides else str(copy.holder_name)


def copies_of(row: Transition, hides: bool) -> list[tuple[TransitionCopy, str, str]]:
    """Each numbered copy, whose it is and who numbered it."""
    copies = row.copies.select_related("by").order_by("number")
    return [(one, holder_of(one, hides), _acted(one, hides)) for one in copies]


def _acted(what: Written, hides: bool) -> str:
    return NOBODY_NAMED if hides and what.role == RoleKey.PRINCIPAL.value else str(what.by.display_name)


def offered_contacts(case: Case) -> list[tuple[ContactRecord, str]]:
    """支援経過 that can be chosen: those in which something was seen or done, and what of each would go; newest first."""
    records = case.contacts.filter(withdrawal__isnull=True).select_related("by").order_by("-on", "-id")
    return [(one, contact_words(one)) for one in records if one.fact]


def offered_tasks(case: Case, code: str) -> list[tuple[TaskVersion, str]]:
    """対応事項 about this child or all of the household that are still to do, and what of each would go."""
    versions = _tasks_about(case, code).filter(state=TaskVersion.OPEN).order_by("due_on", "id")
    return [(one, task_words(one)) for one in versions]


def _tasks_about(case: Case, code: str) -> QuerySet[TaskVersion]:
    """A brother's are not this child's to be read at school, whatever was ticked."""
    return newest_versions().filter(task__case=case, child_code__in=(code, ""))


def contact_words(record: ContactRecord) -> str:
    """Only what was seen or done: who said what, and what somebody thought of it, stays with those who support the family."""
    way = label_of(current_support().ways, record.way)
    return f"{short_day(record.on)}　{way}　{record.section}：{record.fact or ''}"


def task_words(version: TaskVersion) -> str:
    """What and by when, and that it is for all of the household."""
    whose = "" if version.child_code else f"（{HOUSEHOLD}）"
    return f"{short_day(version.due_on)}まで　{label_of(current_support().kinds, version.kind)}：{version.what}{whose}"


def plan_words(plan: Plan, code: str) -> list[str]:
    """The goals, what we do, and this child's own words; what the parents said is theirs."""
    wish = plan.wishes.filter(child_code=code).first()
    told = [
        ("めざすこと", plan.goals),
        ("わたしたちがすること", plan.we_do),
        ("こどもの思い", wish.words if wish else ""),
    ]
    return [f"{label}：{words}" for label, words in told if words]


def _chosen(row: Transition) -> list[tuple[str, str]]:
    found = []
    for record in row.case.contacts.filter(number__in=row.contacts).order_by("on", "id"):
        gone = hasattr(record, "withdrawal")
        found.append(("支援経過", f"{short_day(record.on)}　{TAKEN_BACK}" if gone else contact_words(record)))
    for version in _tasks_about(row.case, row.child_code).filter(task__number__in=row.tasks).order_by("due_on", "id"):
        over = "" if version.state == TaskVersion.OPEN else f"（{version.get_state_display()}）"
        found.append(("対応事項", f"{task_words(version)}{over}"))
    plan = row.case.plans.filter(seq=row.plan).first() if row.plan else None
    return found + [("サポートプラン", words) for words in (plan_words(plan, row.child_code) if plan else ())]


def paper_of(copy: TransitionCopy, told: Content, run: RunView, *, of: int) -> dict[str, Any]:
    """What the template `transition` prints of one numbered copy."""
    row, rules = copy.transition, current_transition()
    step, on = rules.step(row.step), row.at.astimezone(JAPAN)
    rows = [
        ["節目", f"{step.label if step else row.step}（{row.crossing.year}年4月1日）"],
        ["こども", "　".join(one for one in (told.name or row.child_code, told.kana, told.words) if one)],
        *([["生年月日", short_day(told.born)]] if told.born else []),
        ["渡す先", told.to],
        [
            "渡す人",
            f"{row.by.display_name}（{run.meta['municipality']} {row.by.section}）{on.year}年{on.month}月{on.day}日",
        ],
        ["渡す根拠", label_of(current_support().grounds, row.ground)],
    ]
    parts: list[list[Any]] = [["支援措置", WITHHELD, []]] if told.hides else []
    parts += [[label, words, []] for label, words in told.answers]
    if told.chosen:
        parts.append(
            [
                "支援のこれまで",
                "担当が、引きつぎに要ると選んだもの",
                [f"{kind}　{words}" for kind, words in told.chosen],
            ]
        )
    if told.facts:
        parts.append(["園・学校の記録", "", [_fact(one) for one in told.facts]])
    return {
        "title": f"就学・進学の引きつぎ {row.code}",
        "copy": f"資料番号 {copy.number} / {of}　{holder_of(copy, told.hides)}",
        "rows": rows,
        "duties": list(rules.duties),
        "parts": parts,
    }


def _fact(fact: dict[str, Any]) -> str:
    return "　".join(str(one) for one in (short_day(fact.get("on")), fact["label"], fact.get("text")) if one)
