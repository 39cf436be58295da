"""A supported household for tests of pages."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from unittest import mock

from support.web_cases import NUMBER, plant_cases
from tsunagu.base import clock
from tsunagu.serving import open_serving

ON = datetime(2026, 10, 31, 10, 0, tzinfo=clock.JAPAN)
LATE, LATER = date(2026, 11, 2), date(2099, 3, 31)


def plant_support(home: Path) -> None:
    """Two tasks (one of somebody outside), a contact with a sighting, and a plan the family has not agreed to yet."""
    from django.db import transaction

    from support.web_people import OWN
    from tsunagu_web.accounts.models import User
    from tsunagu_web.casework.models import Case
    from tsunagu_web.reading import RunView
    from tsunagu_web.support.plans import show_plan, write_plan
    from tsunagu_web.support.tasks import Told, add_task
    from tsunagu_web.support.writing import write_contact, write_sighting

    plant_cases(home)
    case = Case.objects.get(number=NUMBER)
    centre, health = User.objects.get(username="center"), User.objects.get(username="boshi")
    with open_serving(home) as serving, mock.patch.object(clock, "now", lambda: ON), transaction.atomic():
        run = RunView(serving)
        add_task(case, run, centre, "family_centre", Told("健診の日に様子を聞く", "05", LATER, OWN, holder=health))
        outside = Told(
            "週に一度、朝に声をかける",
            "25",
            LATE,
            promised=True,
            outside_name="中村（スクールカウンセラー）",
            outside_place="県教育事務所",
            given_on=ON.date(),
            given_way="spoken",
            given_ground="council",
            given_duty=True,
        )
        add_task(case, run, centre, "family_centre", outside)
        words = {
            "with_whom": "母",
            "fact": "玄関で会えた",
            "heard": "夜に仕事を始めた",
            "heard_from": "母",
            "opinion": "朝がつらそう",
        }
        write_contact(
            case, centre, "family_centre", on=ON.date(), way="visit", words=words, seen=[OWN], place="家の玄関"
        )
        write_sighting(
            case, centre, "family_centre", OWN, on=date(2026, 10, 20), seen_by="担任", place="教室", condition="元気"
        )
        told = {"goals": "朝ごはんを食べて学校に行く", "parent_wish": "", "we_do": "朝に電話する", "family_does": ""}
        plan = write_plan(
            case,
            centre,
            "family_centre",
            seen=0,
            words=told,
            wishes={OWN: "ねこといっしょに寝たい"},
            next_talk=date(2027, 1, 14),
        )
        show_plan(plan, centre, "family_centre", on=ON.date(), to_whom="母", agreed=False, why_not="父とも話したい")
