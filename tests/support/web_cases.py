"""A received list for tests of pages."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from unittest import mock

from tsunagu.base import clock

NUMBER = "2026-0001"
"""受理番号 of the first listed household (K-0001)."""
ON = datetime(2026, 10, 31, 9, 0, tzinfo=clock.JAPAN)


def plant_cases(home: Path) -> None:
    """受理 of the fixture's list by こども家庭センター, on the day it came."""
    from django.db import transaction

    from support.web_people import meta_of
    from tsunagu_web.accounts.demo import make_demo_users
    from tsunagu_web.accounts.models import User
    from tsunagu_web.casework.moving import receive_list

    make_demo_users()
    run = meta_of(home, "run")
    listed = {row["household_code"]: list(row["children"]) for row in meta_of(home, "worklist")["listed"]}
    centre = User.objects.get(username="center")
    with mock.patch.object(clock, "now", lambda: ON), transaction.atomic():
        receive_list(centre, "family_centre", run["run_id"], date.fromisoformat(run["as_of"]), listed)


def unseen_in(household: str, why: str = "児童相談所が一時保護した") -> dict[str, str]:
    """What the form of an alarmed case says where nobody saw the children of the household, but knows why."""
    from tsunagu.serving import open_serving
    from tsunagu_web.town import home_folder

    with open_serving(home_folder()) as serving:
        return {f"unseen_{child.child_code}": why for child in serving.children_of(household)}
