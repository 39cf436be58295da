"""今日: where the month stands, in one line of stations, and what waits for whom."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse

from tsunagu.delivery import month_files
from tsunagu.month import Home, waiting_drift
from tsunagu_web.access import Field, PageObject, authorize, opens_cases
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.current import user_of
from tsunagu_web.casework.gone import gone_for
from tsunagu_web.casework.guidance import waiting_for_guidance
from tsunagu_web.casework.process import current_process
from tsunagu_web.conferences.rechecking import rechecks
from tsunagu_web.expecting.reminding import born_to_answer
from tsunagu_web.in_support.finding import findings_for
from tsunagu_web.inquiries.reading import codes_for_today, for_today
from tsunagu_web.month_desk.reminding import Reminder, reminder_of
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run
from tsunagu_web.receipts.reading import waiting_by_source
from tsunagu_web.resources.following import to_follow
from tsunagu_web.row_alarms.finding import waiting_alarms
from tsunagu_web.school_cases.reading import SchoolRow, school_rows
from tsunagu_web.support.handing_over import Leaving, leaving_soon
from tsunagu_web.support.reading import TaskLine, own_tasks, unseen
from tsunagu_web.today.late import late_lines
from tsunagu_web.today.notices import notices_for
from tsunagu_web.today.urgent import urgent_lines
from tsunagu_web.town import home_folder
from tsunagu_web.transfers.moving import waiting_for_reply
from tsunagu_web.transfers.waiting import waiting_files
from tsunagu_web.transitions.owed import owed_by
from tsunagu_web.transitions.scope import to_confirm, to_pass, unconfirmed
from tsunagu_web.worklist.rows import listed_rows, to_receive

WAITING_AT_ONCE = 5
LATE_AT_ONCE = 20
"""More than of other things: not all of what is late has a list of its own."""


@with_run
def today(request: HttpRequest, run: RunView) -> HttpResponse:
    """The month's stations for those who may open cases; for others only which month it is."""
    decision = request.decision  # type: ignore[attr-defined]
    tasks, sheets = own_tasks(run, request.user), for_today(run, request.user)
    if not opens_cases(decision.role):
        context = {
            "run": run,
            "day": clock.today(),
            "may_read_records": authorize(request.user, "records.look", PageObject("records")).allowed,
            "has_own_cases": authorize(request.user, "own_cases.look", PageObject("own_cases")).allowed,
            "may_note": authorize(request.user, "note.add", PageObject("notes")).allowed,
            "turns": (turns := _turns(request, run)),
            "tasks": tasks,
            "sheets": sheets,
            **(passed_on := _passed_on(request, run)),
        }
        shown = (
            _codes(passed_on)
            | _told_of(tasks)
            | codes_for_today(sheets)
            | {code for row in turns for code, _ in row.children}
        )
        return show(request, "today/without_counts.html", context, children=sorted(shown))
    rows, elsewhere = listed_rows(run, request.user)
    waiting = waiting_by_source(run.serving.meta("waiting"))
    reads_cases = authorize(request.user, "cases.look", PageObject("cases")).allowed
    works = reads_cases and authorize(request.user, "support.list", PageObject("support")).allowed
    not_seen = unseen(run, request.user) if works else []
    urgent = urgent_lines(run, user_of(request)) if reads_cases else []
    referrals = to_follow(run, user_of(request)) if reads_cases else []
    late = late_lines(run, user_of(request)) if reads_cases else []
    born = born_to_answer(run, user_of(request)) if reads_cases else []
    context = {
        "run": run,
        "urgent": urgent,
        "gone": (gone := gone_for(run, user_of(request)) if reads_cases else []),
        "guidance_waits": waiting_for_guidance(run, request.user) if reads_cases else [],
        "rechecks": len(rechecks(run, user_of(request))) if reads_cases else 0,
        "in_support": sum(one.waits for one in findings_for(run, user_of(request))) if reads_cases else 0,
        "born": born,
        "notices": notices_for(run, user_of(request), late={one.case.number for one in late}) if reads_cases else [],
        "row_alarms": waiting_alarms(request.user),
        "replies": waiting_for_reply(run, user_of(request)) if reads_cases else [],
        "came_waiting": waiting_files(request.user),
        "leaving": _leaving(request),
        **(passed_on := _passed_on(request, run)),
        "reminder": _reminder(request, run),
        "held": _held(request),
        "day": clock.today(),
        "show_counts": Field.COUNTS in decision.grants,
        "received": run.serving.meta("receipts_summary"),
        "files": month_files(home_folder(), run.as_of),
        "waiting_rows": sum(kind.rows for kind in waiting),
        "waiting": waiting[:WAITING_AT_ONCE],
        "waiting_more": len(waiting[WAITING_AT_ONCE:]),
        "may_see_receipts": authorize(request.user, "receipts.look", PageObject("receipts")).allowed,
        "rows": rows,
        "elsewhere": elsewhere,
        "to_receive": to_receive(run, request.user),
        "listed_count": len(run.worklist["listed"]),
        "tasks": tasks,
        "late": late[:LATE_AT_ONCE],
        "late_count": len(late),
        "late_more": len(late[LATE_AT_ONCE:]),
        "referrals": referrals,
        "sheets": sheets,
        "unseen": not_seen[:WAITING_AT_ONCE],
        "unseen_more": len(not_seen[WAITING_AT_ONCE:]),
    }
    shown = {child.code for row in rows for child in row.children} | {one.child_code for one in not_seen}
    shown |= {line.code for line in late[:LATE_AT_ONCE] if line.code}
    shown |= {code for one in gone for code in one.all_codes}
    shown |= {code for line in urgent for code, _ in line.row.children}
    shown |= {one.child.child_code for one in born} | _codes(passed_on)
    shown |= {one.referral.child_code for one in referrals if one.referral.child_code}
    return show(
        request, "today/today.html", context, children=sorted(shown | _told_of(tasks) | codes_for_today(sheets))
    )


def _turns(request: HttpRequest, run: RunView) -> list[SchoolRow]:
    """The cases a school was handed in which this person is the one to act, overdue first."""
    if not authorize(request.user, "school_case.look", PageObject("school_case")).allowed:
        return []
    return [row for row in school_rows(run, current_process(), request.user) if row.turn]


def _passed_on(request: HttpRequest, run: RunView) -> dict[str, Any]:
    """引きつぎ at 就学・進学: what this person owes, waits for, and has to confirm; of each one the feature asks."""
    user = request.user
    if not authorize(user, "transition.look", PageObject("transition_sheet")).allowed:
        return {"owed": [], "to_confirm": [], "unconfirmed": [], "to_pass": []}
    return {
        "owed": owed_by(run, user),
        "to_confirm": to_confirm(run, user),
        "unconfirmed": unconfirmed(run, user),
        "to_pass": to_pass(run, user),
    }


def _codes(passed_on: dict[str, Any]) -> set[str]:
    """The children these name."""
    rows = [*passed_on["to_confirm"], *(row for row, _ in passed_on["unconfirmed"] + passed_on["to_pass"])]
    return {one.child.child_code for one in passed_on["owed"]} | {row.child_code for row in rows}


def _told_of(tasks: list[TaskLine]) -> set[str]:
    """The children that the tasks on the page name."""
    return {one.version.child_code for one in tasks if one.version.child_code}


def _held(request: HttpRequest) -> date | None:
    """The day of a finished run that waits for somebody to accept its differences, for those who may see them."""
    if not authorize(request.user, "month.drift", PageObject("month_drift")).allowed:
        return None
    waiting = waiting_drift(Home(home_folder()))
    return date.fromisoformat(waiting.as_of) if waiting else None


def _leaving(request: HttpRequest) -> list[Leaving]:
    """Whose work nobody will do soon, for those who may hand it over."""
    may = authorize(request.user, "hand_over.do", PageObject("hand_over")).allowed
    return leaving_soon() if may else []


def _reminder(request: HttpRequest, run: RunView) -> Reminder | None:
    """What the next month waits for, for those who may open its page."""
    if not authorize(request.user, "month.look", PageObject("month_desk")).allowed:
        return None
    return reminder_of(Home(home_folder()), run.as_of, clock.today())
