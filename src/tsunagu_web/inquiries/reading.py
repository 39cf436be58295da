"""Sheets, what came back and what it suggests, as one person may see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from tsunagu_web.accounts import clock
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.moving import STILL_SEEN, may_move
from tsunagu_web.casework.places import gaps_places, without_places
from tsunagu_web.casework.process import ALARM, Process, current_process
from tsunagu_web.casework.reading import look_at
from tsunagu_web.inquiries.asking import Told, is_danger, questions_of, told_in
from tsunagu_web.inquiries.declared import UNKNOWN, Question
from tsunagu_web.inquiries.models import Answer, Issue, Sheet
from tsunagu_web.inquiries.scope import (
    TO_LABELS,
    WITHHELD,
    as_addressee,
    as_reader,
    reads_answers,
    still_there,
)
from tsunagu_web.reading import RunView, age_and_grade

BLANK = "記入なし"


@dataclass(frozen=True)
class SheetRow:
    """One sheet in a list. `to_me`: it waits for this person; `mine`: this person's section asked. `reads`: may open the answers."""

    sheet: Sheet
    words: str
    to: str
    answer: Answer | None
    stopped: bool
    overdue: bool
    to_me: bool
    mine: bool
    reads: bool
    out: int

    @property
    def waiting(self) -> bool:
        """Nothing came back yet and somebody still waits for it."""
        return self.answer is None and not self.stopped and self.sheet.case.ended_at is None

    @property
    def days_late(self) -> int:
        """Whole days since the deadline."""
        return (clock.today() - self.sheet.due_on).days


@dataclass(frozen=True)
class AnswerLine:
    """One question with what was said to it. `state`: told, unknown (分からない), blank."""

    question: Question
    words: str
    state: str
    danger: bool


@dataclass(frozen=True)
class AnswerGroup:
    """The lines of one group of questions."""

    label: str
    lines: list[AnswerLine]


@dataclass(frozen=True)
class Danger:
    """A dangerous answer nobody has weighed, and that is not over. `seen`: the newest event, for the move; `may_alarm`: this person may
    take the household out of the monthly cycle now."""

    answer: Answer
    case: Case
    child_code: str
    words: str
    seen: int
    may_alarm: bool
    urgent: bool


def sheets() -> QuerySet[Sheet]:
    """Those of cases that have not ended for long, newest first."""
    recent = Q(case__ended_at__isnull=True) | Q(case__ended_at__gt=clock.now() - STILL_SEEN)
    found = Sheet.objects.filter(recent).select_related("case", "by", "holder", "stopped")
    return found.prefetch_related("answers__by", "issues__back").order_by("-at", "-id")


def sheet_rows(run: RunView, user: Any, case: Case | None = None) -> list[SheetRow]:
    """The sheets this person sees: what waits comes first, the oldest deadline on top; then what came back, newest first."""
    return _rows(sheets() if case is None else sheets().filter(case=case), run, user)


def _rows(chosen: QuerySet[Sheet], run: RunView, user: Any) -> list[SheetRow]:
    rows = [row for sheet in chosen if (row := _row(sheet, run, user)) is not None]
    waiting = sorted((row for row in rows if row.waiting), key=lambda row: row.sheet.due_on)
    return waiting + [row for row in rows if not row.waiting]


def _row(sheet: Sheet, run: RunView, user: Any) -> SheetRow | None:
    to_me, reader = as_addressee(user, sheet, run) is not None, as_reader(user, sheet, run) is not None
    if not to_me and not reader:
        return None
    answers = list(sheet.answers.all())
    open_still = not answers and not hasattr(sheet, "stopped") and sheet.case.ended_at is None
    return SheetRow(
        sheet,
        child_words(run, sheet.child_code),
        addressee_words(sheet, run),
        max(answers, key=lambda one: one.seq, default=None),
        hasattr(sheet, "stopped"),
        overdue=open_still and sheet.due_on < clock.today(),
        to_me=to_me,
        mine=reader and user.section == sheet.by.section,
        reads=reader and reads_answers(user, sheet, run),
        out=len(not_back(sheet.issues.all())),
    )


def not_back(issues: Iterable[Issue]) -> list[Issue]:
    """Issued sheets that nobody took back."""
    return [one for one in issues if not hasattr(one, "back")]


def child_words(run: RunView, code: str) -> str:
    """女 8歳（小2）; empty for somebody who is not in the run any more."""
    child = run.serving.child(code)
    return age_and_grade(child.sex, child.age, child.grade) if child else ""


def addressee_words(sheet: Sheet, run: RunView) -> str:
    """Whom a sheet went to. A place is named only while the child is there and may be said to be."""
    if sheet.holder is not None:
        return sheet.holder.display_name
    who = TO_LABELS[sheet.to_role] + (f"（{sheet.school_class}）" if sheet.school_class else "")
    return f"{sheet.place}・{who}" if still_there(sheet, run) else WITHHELD


def told_by_words(answer: Answer, run: RunView) -> str:
    """Who answered; nobody is named whose place could tell where a child is that may not be said to be there."""
    if not still_there(answer.sheet, run):
        return "（当時の所属の人）"
    by = str(answer.told_by)
    return without_places(by, run) if gaps_places(answer.sheet.case, run) else by


def groups_of(answer: Answer, run: RunView) -> list[AnswerGroup]:
    """Every question that was asked with its answer, group by group; of a protected child with a gap where a place was written."""
    hides = gaps_places(answer.sheet.case, run)
    told, groups = told_in(answer), dict[str, list[AnswerLine]]()
    for question in questions_of(answer.sheet):
        line = _line(question, told.get(question.key))
        line = replace(line, words=without_places(line.words, run)) if hides else line
        groups.setdefault(question.group, []).append(line)
    return [AnswerGroup(label, lines) for label, lines in groups.items()]


def answers_for(
    run: RunView, user: Any, case: Case, *others: Any
) -> list[tuple[SheetRow, str, list[AnswerGroup], list[str], list[str]]]:
    """The sheets of a case this person sees, with the newest answers as far as `others` (None: nobody) may read them as well.

    Each: the row, who answered, the answers group by group (empty where not to be read), and the labels of the questions
    answered 分からない and of those left blank.
    """
    told = []
    for row in sheet_rows(run, user, case):
        reads = all(one is not None and reads_answers(one, row.sheet, run) for one in (user, *others))
        groups = groups_of(row.answer, run) if row.answer and reads else []
        unknown, blank = (
            [line.question.label for group in groups for line in group.lines if line.state == state]
            for state in ("unknown", "blank")
        )
        told.append((row, told_by_words(row.answer, run) if groups and row.answer else "", groups, unknown, blank))
    return told


def _line(question: Question, told: Told | None) -> AnswerLine:
    if told is None:
        return AnswerLine(question, BLANK, "blank", False)
    if told.unknown:
        return AnswerLine(question, UNKNOWN, "unknown", False)
    meaning = question.examples.get(told.value, "")
    words = f"{told.value}{question.unit}" + (f"（{meaning}）" if meaning else "")
    return AnswerLine(question, words, "told", is_danger(question, told))


def dangers(run: RunView, user: Any, case: Case | None = None) -> list[Danger]:
    """Dangerous answers to the open cases this person reads: of those that are urgent, and those that wait for the alarm or for
    somebody to weigh them."""
    found = Answer.objects.filter(dangerous=True, weighed__isnull=True, sheet__case__ended_at__isnull=True)
    found = found.select_related("sheet__case", "sheet__by", "sheet__holder", "by").order_by("at")
    if case is not None:
        found = found.filter(sheet__case=case)
    process = current_process()
    told = (_danger(answer, run, process, user) for answer in found)
    return [one for one in told if one is not None]


def _danger(answer: Answer, run: RunView, process: Process, user: Any) -> Danger | None:
    case, seen = answer.sheet.case, look_at(answer.sheet.case, run, user)
    move, code = process.move(ALARM), answer.sheet.child_code
    urgent = move is not None and case.state == move.to
    if seen is None or (not urgent and case.events.filter(move=ALARM, at__gte=answer.at).exists()):
        return None
    leads_on = move is not None and move in process.moves_from(case.state)
    return Danger(
        answer,
        case,
        code,
        child_words(run, code),
        case.events.count(),
        may_alarm=move is not None and leads_on and may_move(user, seen[0], move).allowed,
        urgent=urgent,
    )


def for_today(run: RunView, user: Any) -> dict[str, Any]:
    """What today's page says of sheets: danger first, then what waits for this person, and what is late of the own section."""
    waiting = sheets().filter(answers__isnull=True, stopped__isnull=True, case__ended_at__isnull=True)
    rows = _rows(waiting, run, user)
    return {
        "dangers": dangers(run, user),
        "to_me": [row for row in rows if row.to_me],
        "late": [row for row in rows if row.overdue and row.mine and not row.to_me],
    }


def codes_for_today(told: dict[str, Any]) -> set[str]:
    """Codes of the children these lines name, for the record."""
    rows = [*told["to_me"], *told["late"]]
    return {row.sheet.child_code for row in rows} | {one.child_code for one in told["dangers"]}


def default_due(process: Process, move_to: str) -> date | None:
    """The day by which an answer is due when nobody names another."""
    due = process.state(move_to).due_at(clock.now())
    return due.date() if due else None
