"""A child handed over to its school, and one about to be, in a home whose list was received."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from unittest import mock

from tsunagu.base import clock

CASE, CHILD = "2026-0004", "C-0003"
"""受理番号 and code of a child of the fixture who goes to no school yet."""
ON = datetime(2026, 10, 31, 11, 0, tzinfo=clock.JAPAN)
CROSSING = date(2027, 4, 1)
ANSWERS = {
    "good": "電車の絵をかく",
    "helps": "先に予定を絵で伝えると落ち着く",
    "asks": "入学式の前に一度、教室を見せてほしい",
    "whom": "こども課 家庭班の担当",
}


def plant_transition(home: Path) -> None:
    """The sheet of a child whose school begins, given to the school of the people at school. Its case has been received."""
    from django.db import transaction

    from support.web_people import SCHOOL
    from tsunagu_web.accounts.models import User
    from tsunagu_web.casework.models import Case
    from tsunagu_web.transitions.declared import current_transition
    from tsunagu_web.transitions.giving import Told, add_copy, give

    case, centre = Case.objects.get(number=CASE), User.objects.get(username="center")
    step = current_transition().step("to_primary")
    assert step is not None
    with mock.patch.object(clock, "now", lambda: ON), transaction.atomic():
        told = Told("school", SCHOOL, "consent", ANSWERS)
        row = give(case, CHILD, step, CROSSING, centre, "family_centre", told)
        add_copy(row, centre, "family_centre", "開成小学校 教頭")


def plant_transition_and_the_next(home: Path) -> None:
    """As above, where another child is about to enter a school."""
    from support.web_people import change_serving

    change_serving(home, "UPDATE children SET fiscal_age = 6 WHERE child_code = 'C-0002'")
    plant_transition(home)
