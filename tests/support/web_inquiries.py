"""Sheets for tests of pages."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any
from unittest import mock

from support.web_cases import NUMBER, plant_cases
from tsunagu.base import clock
from tsunagu.serving import open_serving

ON = datetime(2026, 10, 31, 10, 0, tzinfo=clock.JAPAN)
LATER = date(2099, 3, 31)
TYPES = ("abuse", "poverty", "young_carer", "withdrawal", "developmental", "postpartum")


def send_sheet(home: Path, to: str = "principal", *, code: str = "", by: str = "center", **more: Any) -> Any:
    """One sheet about OWN (or `code`) of the case NUMBER, sent as the page does."""
    from django.db import transaction

    from support.web_people import OWN
    from tsunagu_web.accounts.models import User
    from tsunagu_web.casework.models import Case
    from tsunagu_web.inquiries.asking import Request, ask
    from tsunagu_web.reading import RunView

    case = Case.objects.get(number=more.get("number", NUMBER))
    with open_serving(home) as serving, mock.patch.object(clock, "now", lambda: ON), transaction.atomic():
        run = RunView(serving)
        child = run.serving.child(code or OWN)
        assert child is not None
        wanted = Request(child, to, more.get("due_on", LATER), "council", more.get("types", TYPES))
        return ask(case, run, User.objects.get(username=by), wanted, seen=case.events.count())


def plant_sheets(home: Path) -> None:
    """Sheet 1 waits at the school and is out as Excel and on paper; sheet 2, of a named person, came back with a danger."""
    from django.db import transaction

    from tsunagu_web.accounts.models import User
    from tsunagu_web.casework.models import Case
    from tsunagu_web.inquiries.asking import Received, Told, take_answer
    from tsunagu_web.inquiries.models import Issue

    if not Case.objects.filter(number=NUMBER).exists():
        plant_cases(home)
    health = User.objects.get(username="boshi")
    first = send_sheet(home)
    named = send_sheet(home, f"holder:{health.pk}")
    told = {"wish_to_die": Told("◎"), "clothes": Told(unknown=True), "family_words": Told("母の帰りがおそいと聞いた")}
    with mock.patch.object(clock, "now", lambda: ON), transaction.atomic():
        for number, way in enumerate(("excel", "paper"), 1):
            Issue.objects.create(
                sheet=first,
                number=number,
                at=ON,
                by=first.by,
                role="family_centre",
                way=way,
                holder_name="教頭の林",
                expires_on=LATER,
            )
        take_answer(named, health, "maternal_health", Received("page", "祖母", told), seen=0)
