"""画面で入力した値 at a meeting: what people entered of a child that the judgement and the records do not hold yet, or hold otherwise.

A household is not decided upon by a value that somebody has put right meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tsunagu.base.clock import JAPAN
from tsunagu.serving import ServedChild
from tsunagu_web.access import Decision, Field, Grant
from tsunagu_web.casework.places import section_told
from tsunagu_web.pages.templatetags.tsunagu import short_day
from tsunagu_web.reading import RunView
from tsunagu_web.values.families import families_unread
from tsunagu_web.values.models import EnteredVersion
from tsunagu_web.values.reading import Change, Line, beside_the_facts

OVER = (EnteredVersion.WITHDRAW, EnteredVersion.END)
UNREAD = (
    "母・父について、きょうだいの画面で入力した値があるかどうか、分かりません（この月の時点データを読めないため）。"
)


@dataclass(frozen=True)
class EnteredLine:
    """One row that was entered. `state`: 未反映, or what the newest file says against it; `who`: section, person and day."""

    state: str
    words: str
    who: str


@dataclass(frozen=True)
class Entered:
    """Of one child. `unread`: nobody can say what was entered of the mother or the father on another child's page."""

    lines: tuple[EnteredLine, ...] = ()
    unread: bool = False

    @property
    def words_of_unread(self) -> str:
        """What is said where nobody can say."""
        return UNREAD if self.unread else ""


def entered_of(run: RunView, child: ServedChild, grants: Mapping[Field, Grant], *, hides: bool) -> Entered:
    """What everybody with these grants may read of it; nothing for who reads no class but the name."""
    if not set(grants) - {Field.NAME}:
        return Entered()
    all_lines = beside_the_facts(run, child, Decision(True, "", grants=grants))
    lines = [one for one in all_lines if one.waits or one.conflict]
    return Entered(tuple(_told(one, hides) for one in lines), families_unread(run, child))


def _told(line: Line, hides: bool) -> EnteredLine:
    newest = line.newest
    words = f"{line.label}　{newest.get_act_display()}（{line.whose}）"
    said = "、".join(_said(one, newest) for one in line.changes)
    day = short_day(newest.at.astimezone(JAPAN).date())
    who = f"{section_told(newest.section, hides=hides)}　{newest.by.display_name}　{day}"
    return EnteredLine(line.words_of_conflict, f"{words}：{said}" if said else words, who)


def _said(change: Change, version: EnteredVersion) -> str:
    if version.act in OVER or not change.before:
        return f"{change.heading} {change.before if version.act in OVER else change.now}"
    return f"{change.heading} {change.before} → {change.now}"
