"""妊婦: women of the register in the fixture's home, and children born to them."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest import mock

from support.serving_fixture_meta import SNAPSHOT_ID
from support.small_snapshot import SmallTown
from support.web_cases import ON
from tsunagu.base import clock

NAME, BORN, NUMBER = "青木 遥", "2004-05-05", 900_001
"""Lives alone: her household has no child and therefore no code."""
MOTHER, MOTHER_BORN, MOTHER_NUMBER = "佐藤 文", "1988-04-01", 900_003
"""Of the household K-0001."""
SHELTERED = 900_005
OUTSIDE, OUTSIDE_BORN = "林 カタリナ", "1999-12-24"
"""Nobody in the register is called so."""
TOLD = {"due_on": "2026-12-20", "words": "妊娠届のときの面談で聞いた", "ground_young": "no", "ground_alone": "yes"}


def plant_register(home: Path) -> None:
    """The persons of the fixture's month, as far as somebody looks for a woman."""
    folder = home / "mart" / "snapshots" / SNAPSHOT_ID

    town = SmallTown()
    town.person(NUMBER, 3_000_001, BORN, name=NAME, relation="02")
    town.person(MOTHER_NUMBER, 2_000_001, MOTHER_BORN, name=MOTHER, relation="02")
    town.person(900_004, 2_000_001, "2018-05-05", name="佐藤 ひなた")
    town.person(SHELTERED, 3_000_002, "2001-01-01", name="三浦 静", protected=True, relation="02")
    for number in (900_006, 900_007):
        town.person(number, 3_000_000 + number, "1990-01-01", name="鈴木 恵", relation="02")
    town.write(folder)


def bear(home: Path, code: str, mother: int = NUMBER, *, household: str = "K-0030", born: str = "2026-10-25") -> None:
    """A child in the next month: served, in a household of its mother's, tied to her by the register's number."""
    from support.web_people import change_serving

    columns = "sex, 0, 0, grade, affiliation, protected, answers, states, points, total_points, known, items, '[]'"
    change_serving(
        home,
        f"INSERT INTO children SELECT ?, ?, ?, {columns} FROM children WHERE child_code = 'C-0024'",
        code,
        household,
        int(code[2:]),
    )
    change_serving(
        home, "INSERT OR IGNORE INTO households VALUES (?, ?, 'not_flagged', '[]')", household, int(household[2:])
    )
    change_serving(home, "INSERT INTO births VALUES (?, ?, ?)", code, mother, born)


def plant_pregnancy(home: Path) -> Any:
    """Carried by こども家庭センター since the day the list came; the case is the last."""
    from django.db import transaction

    from tsunagu.serving import open_serving
    from tsunagu_web.accounts.demo import make_demo_users
    from tsunagu_web.accounts.models import User
    from tsunagu_web.expecting.carrying import Told, begin
    from tsunagu_web.expecting.women import woman_meant
    from tsunagu_web.reading import RunView

    make_demo_users()
    if not (home / "mart" / "snapshots" / SNAPSHOT_ID).exists():
        plant_register(home)
    with mock.patch.object(clock, "now", lambda: ON), open_serving(home) as serving, transaction.atomic():
        run, centre = RunView(serving), User.objects.get(username="center")
        meant = woman_meant(run, NAME, "", ON.date().fromisoformat(BORN), outside=False)
        told = Told(ON.date().replace(month=12, day=20), "", {"alone": "yes"}, "妊娠届のときの面談で聞いた")
        return begin(meant, centre, "family_centre", told)
