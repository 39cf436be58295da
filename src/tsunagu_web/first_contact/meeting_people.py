"""はじめの接点 of a case for one reader: only what this person may see of each child, in the order of days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tsunagu.serving import NO_AFFILIATION, UNKNOWN_AFFILIATION, ServedChild
from tsunagu_web.access import Decision, Field, Form, authorize
from tsunagu_web.accounts import clock
from tsunagu_web.casework.finding import may
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.places import hides_places
from tsunagu_web.casework.reading import look_at
from tsunagu_web.child.facts import CLASS_OF_LANE, visible_facts
from tsunagu_web.conferences.models import AgendaItem
from tsunagu_web.first_contact.ahead import Window, next_checkup, next_report, school_entry
from tsunagu_web.first_contact.declared import FirstContactRules, Occasion, current_first_contact
from tsunagu_web.pages.templatetags.tsunagu import short_day
from tsunagu_web.reading import RunView, age_and_grade
from tsunagu_web.reading.telling import ranges_of
from tsunagu_web.support.models import TaskVersion
from tsunagu_web.support.reading import HOUSEHOLD, contact_lines, tasks_of

LOOK = "first_contact.look"
SCHOOL_AGE = 7
"""What somebody reaches in the school year of 小1."""
FACT_CLASSES = (Field.NAME, Field.SERVICES, Field.HEALTH, Field.ABUSE)


@dataclass(frozen=True)
class Contact:
    """One occasion. `window` None: goes on now. `why` is said instead of a day where none is known. `task`: the kind of
    対応事項 it may become, empty for none; `source`: where it is known from. `plain`: what everybody who reads the
    対応事項 may be told of it: declared words or what it is about, never a fact, a section or a place. `known_by`: the fact it is
    known by, where there may be several of a kind."""

    key: str
    what: str
    plain: str
    who: str
    whom: str
    child_code: str
    source: str
    window: Window | None = None
    why: str = ""
    task: str = ""
    when: str = "続いている"
    """Words for the day of what has no window."""
    known_by: str = ""

    @property
    def about(self) -> str:
        """Which contact it is: the same for every reader and in every month. `key` counts among what one reader sees."""
        return f"{self.child_code}:{self.known_by}" if self.known_by else self.key

    @property
    def unknown(self) -> bool:
        """Nobody can say whether and when."""
        return bool(self.why)


@dataclass(frozen=True)
class Plan:
    """What this person is told. `withheld`: nothing, because somebody of the household is or may be protected."""

    day: date
    withheld: bool
    now: list[Contact]
    ahead: list[Contact]
    unknown: list[Contact]
    not_shown: list[str]

    @property
    def lines(self) -> list[Contact]:
        """All of it."""
        return [*self.now, *self.ahead, *self.unknown]


def plan_of(case: Case, run: RunView, user: Any) -> Plan:
    """Who meets the family of a case now and who will, as far as this person may see it."""
    day, rules = clock.today(), current_first_contact()
    if hides_places(case, run):
        return Plan(day, True, [], [], [], [])
    found: list[Contact] = []
    not_shown: dict[str, None] = {}
    for child in run.serving.children_of(case.household_code):
        decision = authorize(user, LOOK, run.case(child, in_hand=True))
        if decision.allowed:
            found += _of_child(rules, run, child, decision, ranges_of(user, child.household_code), day)
            not_shown |= dict.fromkeys(_not_shown(decision))
    found += _of_case(rules, case, run, user, day)
    return Plan(
        day,
        False,
        [one for one in found if one.window is None and not one.unknown],
        sorted((one for one in found if one.window), key=lambda one: (one.window.first, one.window.last, one.key)),  # type: ignore[union-attr]
        [one for one in found if one.unknown],
        list(not_shown),
    )


def _not_shown(decision: Decision) -> Iterator[str]:
    """Kinds of record that this role reads only in part or not at all: the plan may lack what they would say."""
    for name in (Field.SERVICES, Field.HEALTH, Field.ABUSE):
        grant = decision.grants.get(name)
        if grant is None or grant.form is not Form.FULL:
            yield name.label


def _of_child(
    rules: FirstContactRules,
    run: RunView,
    child: ServedChild,
    decision: Decision,
    inside: frozenset[str],
    day: date,
) -> Iterator[Contact]:
    classes = [name for name in FACT_CLASSES if name in decision.grants]
    records = run.serving.records(child.child_code, classes)
    facts = visible_facts(records, decision.grants, inside)
    telling = _Telling(run, child, decision)
    yield from _places(rules, telling, decision)
    yield from _standing(rules, telling, facts, day)
    yield from _yearly(rules, telling, facts, decision, day)
    born = records.get(Field.NAME, {}).get("birth_date")
    if not born:
        yield telling.line("checkup", "次の健診", why="生年月日不明のため分からない")
        return
    done = {
        one.key
        for one in rules.checkups
        for fact in facts
        if fact["label"] == rules.checkup_fact
        and fact["text"].split("・")[0] in {f"{one.label}：{word}" for word in rules.checkup_done}
    }
    checkup = next_checkup(rules, date.fromisoformat(born), day, done)
    if checkup is not None:
        yield telling.line(
            checkup[0].key, checkup[0].label, checkup[0], checkup[0].source, checkup[1], "月齢と健診の表"
        )
    entry = school_entry(rules.school_entry, date.fromisoformat(born), day)
    if entry is not None:
        told = rules.school_entry
        yield telling.line(told.key, told.label, told, told.source, entry, "生年月日と就学時健診の月")


@dataclass(frozen=True)
class _Telling:
    """Makes lines about one child."""

    run: RunView
    child: ServedChild
    decision: Decision

    def line(
        self,
        key: str,
        what: str,
        occasion: Occasion | None = None,
        source: str = "",
        window: Window | None = None,
        known_from: str = "",
        *,
        who: str = "",
        why: str = "",
        plain: str = "",
        known_by: str = "",
    ) -> Contact:
        """A contact of this child; `source` names the file whose section it is. `plain` is empty where the words of the line
        follow from the child's age alone."""
        child = self.child
        whom = f"{child.child_code} {age_and_grade(child.sex, child.age, child.grade)}"
        section = who or str(self.run.serving.meta("departments").get(source) or "担当の課")
        told = known_from or "町の記録"
        return Contact(
            f"{child.child_code}:{key}",
            what,
            plain or what,
            "" if why else section,
            whom,
            child.child_code,
            "" if why else told,
            window,
            why,
            occasion.task if occasion else "",
            known_by=known_by,
        )


def _places(rules: FirstContactRules, telling: _Telling, decision: Decision) -> Iterator[Contact]:
    """School or nursery the child goes to: to whoever reads 保育・学校 of the child."""
    if Field.SERVICES not in decision.grants:
        return
    place = telling.run.affiliation(telling.child)
    if place in (None, UNKNOWN_AFFILIATION):
        yield telling.line("place", "通っている学校・園", why="通っているところを把握していないため分からない")
    elif place != NO_AFFILIATION:
        occasion = rules.school if (telling.child.grade or "E")[0] in "PJ" else rules.nursery
        yield telling.line("place", f"{occasion.label} 通う日", occasion, known_from="所属", who=str(place))


def _standing(rules: FirstContactRules, telling: _Telling, facts: list[dict[str, Any]], day: date) -> Iterator[Contact]:
    for one in rules.standing:
        if one.before_school and telling.child.fiscal_age >= SCHOOL_AGE:
            continue
        told = [
            fact for fact in facts if fact["label"] == one.fact and one.contains in fact["text"] and _stands(fact, day)
        ]
        for number, fact in enumerate(told):
            who, known = str(fact["department"] or "担当の課"), _known_from(fact)
            what = one.label if one.contains else f"{one.label}（{fact['text']}）"
            about = CLASS_OF_LANE[fact["lane"]].subject
            by = f"{one.key}:{fact['text']}:{fact['on']}"
            yield telling.line(
                f"{one.key}{number}", what, one, known_from=known, who=who, plain=f"{about}の担当の人", known_by=by
            )
            until = fact.get("until")
            if one.renews and until:
                last = date.fromisoformat(until)
                yield telling.line(
                    f"{one.key}{number}r",
                    f"{one.fact}の更新の手続き",
                    one,
                    window=Window(last, last),
                    known_from=known,
                    who=who,
                    plain=f"{about}の手続き",
                    known_by=f"{by}:{until}",
                )


def _yearly(
    rules: FirstContactRules, telling: _Telling, facts: list[dict[str, Any]], decision: Decision, day: date
) -> Iterator[Contact]:
    """Reports due by whoever has the allowance, to whoever reads it. A file that never came leaves it unknown."""
    grant = decision.grants.get(Field.SERVICES)
    if grant is None or grant.form is not Form.FULL:
        return
    for one in rules.yearly:
        if any(fact["label"] == one.fact and _stands(fact, day) for fact in facts):
            known, plain = f"{one.fact}の記録", f"{Field.SERVICES.subject}の手続き"
            yield telling.line(one.key, one.label, one, one.source, next_report(one, day), known, plain=plain)
        elif any(kind["label"] == one.fact and kind["missing"] for kind in telling.run.fact_kinds):
            yield telling.line(one.key, one.label, why=f"{one.fact}のデータが届いていないため分からない")


def _of_case(rules: FirstContactRules, case: Case, run: RunView, user: Any, day: date) -> Iterator[Contact]:
    """Contacts people wrote down, the next meeting and tasks: each as its own page shows them to this person."""
    looked = look_at(case, run, user)
    if looked is not None and may(user, "contacts.look", case, run):
        since, sections = day - timedelta(days=rules.recent.days), set()
        for line in contact_lines(case, run, looked[1], user):
            record = line.record
            if not line.reads or line.withdrawn is not None or record.on < since or record.section in sections:
                continue
            sections.add(record.section)
            when = f"{record.on.month}月{record.on.day}日に会った・連絡した"
            yield Contact(
                f"case:contact{record.pk}",
                line.way,
                "前に会った・連絡した人",
                record.section,
                HOUSEHOLD,
                "",
                "支援経過",
                task=rules.recent.task,
                when=when,
            )
    if may(user, "conference.look", case, run):
        for item in AgendaItem.objects.filter(
            case=case, meeting__held_on__gte=day, meeting__closing=None
        ).select_related("meeting"):
            on = item.meeting.held_on
            yield Contact(
                f"case:meeting{item.pk}",
                "会議の議題",
                "会議",
                "会議に出る人",
                HOUSEHOLD,
                "",
                f"会議 {item.meeting.number}",
                Window(on, on),
            )
    if may(user, "support.look", case, run):
        for task in tasks_of(case, run, user):
            if task.version.state == TaskVersion.OPEN:
                due = task.version.due_on
                yield Contact(
                    f"case:task{task.version.pk}",
                    str(task.version.what),
                    "対応事項",
                    task.who,
                    task.child,
                    "",
                    "対応事項",
                    Window(due, due),
                )


def _stands(fact: dict[str, Any], day: date) -> bool:
    until = fact.get("until")
    return not until or date.fromisoformat(until) >= day


def _known_from(fact: dict[str, Any]) -> str:
    since = fact.get("on")
    return f"{fact['label']}の記録" + (f"（{short_day(date.fromisoformat(since))}から）" if since else "")


def contact_of(plan: Plan, key: str) -> Contact | None:
    """The line of this key that may become a 対応事項."""
    return next((one for one in _taken(plan.lines) if one.key == key), None)


def _taken(lines: Iterable[Contact]) -> Iterator[Contact]:
    return (one for one in lines if one.task and not one.unknown)
