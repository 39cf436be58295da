"""How much of a reason, an item, a contact or a fact one reader is told: decided here alone, for every page, paper and file.

What a judgement rests on is told only to who reads the facts behind it, and of a note that somebody limited (閲覧範囲) only to
who is inside that limit. Everybody else learns what it is about, no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from tsunagu.indicators import TOLD_BY_FACTS
from tsunagu.serving import ServedChild
from tsunagu_web.access import Field, Grant, RoleKey
from tsunagu_web.access.decision import assignments
from tsunagu_web.accounts import clock

if TYPE_CHECKING:
    from tsunagu_web.reading.run import RunView

TOWN_OFFICE, PARTICIPANTS, UNSAID = "こども課", "会議参加者", ""
"""Codes of 閲覧範囲 somebody can be inside of by role or meeting. Of 入力した課 nobody is here: the section reads its own notes
on the page of the notes. UNSAID: a file that does not say; こども課 keeps it."""
OFFICE_ROLES = frozenset({RoleKey.FAMILY_CENTRE, RoleKey.MANAGER, RoleKey.SCREENER})
"""こども課: where the notes of all sections come together, and who judges the month."""
NOTES = "見守り"
AFTER_MEETING = timedelta(days=30)
"""How long whoever took part in a meeting still reads what was opened to its 会議参加者: to write it up and begin what was
agreed. Then it takes the next meeting; one that was not held opens nothing more."""


def ranges_of(user: Any, household_code: str) -> frozenset[str]:
    """The 閲覧範囲 a person is inside of, of one household."""
    if OFFICE_ROLES & {RoleKey(held.role) for held in assignments(user)}:
        return frozenset({TOWN_OFFICE, PARTICIPANTS, UNSAID})
    return frozenset({PARTICIPANTS}) if household_code in _talked_about_with(user) else frozenset()


def _talked_about_with(user: Any) -> frozenset[str]:
    """Households whose case is open and on the agenda of a meeting the person attends: one still to be held, or over for no
    longer than AFTER_MEETING. Read once per request (the user object lives as long)."""
    held = getattr(user, "_households_of_meetings", None)
    if held is None:
        from tsunagu_web.conferences.models import AgendaItem

        since = clock.now() - AFTER_MEETING
        current = Q(meeting__closing=None, meeting__held_on__gte=since.date())
        current |= Q(meeting__closing__at__gte=since, meeting__closing__why_not_held=None)
        attended = AgendaItem.objects.filter(current, meeting__attendees__user=user, case__ended_at=None)
        held = user._households_of_meetings = frozenset(attended.values_list("case__household_code", flat=True))
    return held


@dataclass(frozen=True)
class Telling:
    """One reader before one household: the classes granted, each in its form; the 閲覧範囲 the reader is `inside` of; and of
    items that rest on limited notes, who may see these."""

    grants: Mapping[Field, Grant]
    inside: frozenset[str] = frozenset()
    limits: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def closed(self, classes: Iterable[str], limits: Iterable[str] = ()) -> str:
        """相談・支援: what it is about, of which the reader may not be told all; empty: everything may be told."""
        shut = "・".join(Field(name).subject for name in classes if not self._reads(Field(name)))
        return shut or (NOTES if self._outside(limits) else "")

    def item(self, indicator: Mapping[str, Any]) -> str:
        """The same of an item of the judgement, an entry of meta `indicators`."""
        return self.closed(classes_of(indicator), self.limits.get(indicator["id"], ()))

    def limited(self, indicator: Mapping[str, Any]) -> bool:
        """Whether an item rests on notes alone that somebody limited and this reader may not see, whatever the classes."""
        return self._outside(self.limits.get(indicator["id"], ()))

    def reads(self, reason: Mapping[str, Any]) -> bool:
        """Whether one sentence of an open item may be told: another row of the item may be limited, this one not."""
        limit = reason.get("limited_to")
        return limit is None or limit in self.inside

    def said(self, words: str, classes: Iterable[str], limits: Iterable[str] = ()) -> str:
        """The words, or that there is something of the class."""
        closed = self.closed(classes, limits)
        return there_is(closed) if closed else words

    def item_said(self, indicator: Mapping[str, Any]) -> str:
        """What people read of an item: its short words, or that there is something of the class."""
        closed = self.item(indicator)
        return there_is(closed) if closed else str(indicator["short"])

    def _outside(self, limits: Iterable[str]) -> bool:
        asked = frozenset(limits)
        return bool(asked) and not asked & self.inside

    def _reads(self, name: Field) -> bool:
        grant = self.grants.get(name)
        return grant is not None and grant.reads_facts


def telling_of(
    run: RunView, children: Iterable[ServedChild], readers: Iterable[Any], grants: Mapping[Field, Grant]
) -> Telling:
    """What all of `readers` may be told of these children of one household, under these grants."""
    of, limits = list(children), dict[str, frozenset[str]]()
    for child in of:
        for name, found in _limits(run, child).items():
            limits[name] = limits.get(name, frozenset()) | found
    inside = [ranges_of(reader, child.household_code) for reader in readers for child in of]
    return Telling(grants, frozenset.intersection(*inside) if inside else frozenset(), limits)


def _limits(run: RunView, child: ServedChild) -> dict[str, frozenset[str]]:
    """Items the child answers yes to that rest on limited notes alone, and who may see these. A file is asked only for
    children that have one."""
    limited = [
        one["id"] for place, one in enumerate(run.indicators) if one.get("limited") and child.answers[place] == 1
    ]
    if not limited:
        return {}
    told: dict[str, list[str | None]] = {name: [] for name in limited}
    for reason in run.serving.records(child.child_code, [Field.FINDING]).get(Field.FINDING, {}).get("reasons", []):
        if reason["indicator"] in told:
            told[reason["indicator"]].append(reason.get("limited_to", UNSAID))
    return {name: frozenset(one for one in of if one is not None) for name, of in told.items() if None not in of}


def there_is(subject: str) -> str:
    """相談・支援の情報がある."""
    return f"{subject}の情報がある"


def classes_of(indicator: Mapping[str, Any]) -> tuple[str, ...]:
    """The classes an answer gives away; of a run made before they were told, all of them: closed, not open."""
    return tuple(indicator.get("field_classes", TOLD_BY_FACTS))


def classes_at(told: Mapping[str, Any], key: str, place: int) -> tuple[str, ...]:
    """The classes of one line of a listed household, where `key` holds a list of classes for each line."""
    classes = told.get(key, ())
    return tuple(classes[place]) if place < len(classes) else TOLD_BY_FACTS


def limits_at(told: Mapping[str, Any], place: int) -> tuple[str, ...]:
    """Who may see the rows behind one reason of a listed household."""
    limits = told.get("reason_limits", ())
    return tuple(limits[place]) if place < len(limits) else ()


def facts_said(facts: Iterable[dict[str, Any]], inside: frozenset[str]) -> list[dict[str, Any]]:
    """Facts as the reader may be told them: of a limited note outside the reader's range only that there is one."""
    outside = {
        "text": "見てよい範囲を、書いた人が決めています（この画面では内容を表示しません）",
        "on": None,
        "until": None,
    }
    return [
        one if one.get("limited_to") is None or one["limited_to"] in inside else one | outside | {"records": []}
        for one in facts
    ]
