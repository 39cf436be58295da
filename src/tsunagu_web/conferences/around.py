"""What people did for a household at a meeting: tasks, sightings, the 支援経過 of every section and 見守り情報, as far as
everybody who reads may read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tsunagu_web.access import Decision
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.places import hides_places, with_gaps
from tsunagu_web.conferences.models import AgendaItem
from tsunagu_web.notes.models import Note
from tsunagu_web.notes.noting import readable, told_at_meeting
from tsunagu_web.reading import RunView
from tsunagu_web.reading.telling import PARTICIPANTS
from tsunagu_web.support.reading import ContactLine, contact_lines, summary_of


@dataclass(frozen=True)
class SectionCourse:
    """What one section wrote in the 支援経過, newest first. `reads` False: written, and not for everybody who reads here."""

    section: str
    lines: list[tuple[ContactLine, bool]]


def support_told(
    run: RunView, case: Case, readers: Sequence[tuple[User, Decision]]
) -> tuple[dict[str, Any], list[SectionCourse]]:
    """The summary of the case's page for the first of `readers`, without what one of the others may not see, and the courses;
    `looks` False: not for all of them. Each reads the words of a course under the own decision about the household."""
    summary, *others = [summary_of(case, run, reader) for reader, _ in readers]
    if not all(one["looks"] for one in (summary, *others)):
        return summary | {"looks": False, "tasks": [], "seen": []}, []
    both = [{one.child_code for one in other["seen"]} for other in others]
    summary["seen"] = [one for one in summary["seen"] if all(one.child_code in codes for codes in both)]
    return summary, _courses(run, case, readers)


def _courses(run: RunView, case: Case, readers: Sequence[tuple[User, Decision]]) -> list[SectionCourse]:
    """Section by section, the one that wrote last first."""
    first, *others = [contact_lines(case, run, decision, reader) for reader, decision in readers]
    found: dict[str, list[tuple[ContactLine, bool]]] = {}
    for place, line in enumerate(first):
        reads = line.reads and all(lines[place].reads for lines in others)
        found.setdefault(line.record.section, []).append((line, reads))
    return [SectionCourse(section, lines) for section, lines in found.items()]


def notes_told(
    run: RunView, item: AgendaItem, readers: Sequence[User], codes: list[str]
) -> tuple[list[Note], list[Note]]:
    """見守り情報 about the children shown: what was opened to who takes part in the meeting, and what the readers may read
    beside, which is not to be seen by everybody in the room."""
    attend = set(item.meeting.attendees.values_list("user_id", flat=True))
    opened = _by_all([{note.pk: note for note in told_at_meeting(one, one.pk in attend, codes)} for one in readers])
    others = _by_all(
        [
            {
                note.pk: note
                for note in readable(one).filter(child_code__in=codes, taken_back=None).order_by("happened_on")
            }
            for one in readers
        ]
    )
    beside = [note for note in others if note.who_may_see != PARTICIPANTS]
    hides = hides_places(item.case, run)
    told = [[with_gaps(note, run, hides=hides) for note in notes] for notes in (opened, beside)]
    return told[0], told[1]


def _by_all(found: Sequence[Mapping[int, Note]]) -> list[Note]:
    return [note for pk, note in found[0].items() if all(pk in others for others in found)]
