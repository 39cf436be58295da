"""A received list and one task that is late already."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from support.web_cases import NUMBER, plant_cases
from tsunagu.base import clock
from tsunagu.serving import open_serving


def plant_late_task(home: Path) -> None:
    """Of 母子保健, due three days ago."""
    from django.db import transaction

    from tsunagu_web.accounts.models import User
    from tsunagu_web.casework.models import Case
    from tsunagu_web.reading import RunView
    from tsunagu_web.support.tasks import Told, add_task

    plant_cases(home)
    case, centre = Case.objects.get(number=NUMBER), User.objects.get(username="center")
    health, due = User.objects.get(username="boshi"), clock.today() - timedelta(days=3)
    told = Told("健診の日に、朝ごはんのことを聞く", "05", due, holder=health)
    with open_serving(home) as serving, transaction.atomic():
        add_task(case, RunView(serving), centre, "family_centre", told)
