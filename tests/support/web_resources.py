"""A small directory for tests of pages."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from unittest import mock

from tsunagu.base import clock

ON = datetime(2026, 10, 31, 8, 0, tzinfo=clock.JAPAN)
LATE = date(2026, 11, 2)


def plant_referral(home: Path) -> None:
    """The directory, and of it one resource chosen for the first case and told of, to be looked at long ago."""
    from django.db import transaction

    from support.web_cases import NUMBER, plant_cases
    from support.web_people import OWN
    from tsunagu.serving import open_serving
    from tsunagu_web.accounts.models import User
    from tsunagu_web.casework.models import Case
    from tsunagu_web.reading import RunView
    from tsunagu_web.resources.models import Resource
    from tsunagu_web.resources.referring import Came, refer, take_step
    from tsunagu_web.support.tasks import Told

    if not Case.objects.exists():
        plant_cases(home)
    plant_resources(home)
    case, centre = Case.objects.get(number=NUMBER), User.objects.get(username="center")
    with open_serving(home) as serving, mock.patch.object(clock, "now", lambda: ON), transaction.atomic():
        told = Told("「ひだまり食堂」を案内する", "21", LATE, OWN, holder=centre)
        food = Resource.objects.get(number=1)
        found = refer(
            case, RunView(serving), centre, "family_centre", food, told, wish="wants", wish_words="食べてみたい（本人）"
        )
        words = {
            "fact": "母に電話して話した",
            "heard": "水曜なら行ける",
            "heard_from": "母",
            "opinion": "一人では行けない",
        }
        came = Came("told", ON.date(), words, centre, follow_on=LATE)
        take_step(found, centre, "family_centre", came, seen=1)


def plant_resources(home: Path) -> None:
    """The demo's invented directory, as it stands on the day of the fixture's list."""
    from tsunagu_web.accounts.demo import make_demo_users
    from tsunagu_web.resources.demo import make_demo_directory

    make_demo_users()
    with mock.patch.object(clock, "now", lambda: ON):
        make_demo_directory()
