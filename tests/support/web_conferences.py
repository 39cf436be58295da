"""A meeting called over the received list, for tests of pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from unittest import mock

from support.web_cases import ON
from tsunagu.base import clock

MEETING = "2026-01"
"""Number of the planted カンファレンス; the case NUMBER is on its agenda, its first attendee is こども家庭センター."""
HELD_ON = ON.date().replace(month=11, day=12)
WHY = "給食費の滞納と欠席の増加を担任から聞いた"
SOURCE = "担任（10月26日に面談）"


def bring_all() -> None:
    """カンファレンスにかける: every open case, by こども家庭センター; an alarmed one by saying why its children are safe."""
    from django.db import transaction

    from tsunagu.serving import open_serving
    from tsunagu_web.accounts.models import User
    from tsunagu_web.casework.moving import move_case, open_cases
    from tsunagu_web.casework.reading import things_of
    from tsunagu_web.reading import RunView
    from tsunagu_web.support.safety import people_to_see
    from tsunagu_web.town import home_folder

    with open_serving(home_folder()) as serving, transaction.atomic():
        run, centre = RunView(serving), User.objects.get(username="center")
        for case in open_cases():
            thing, seen = things_of(case, run)[0], case.events.count()
            if case.state != "urgent":
                move_case(case, centre, thing, "bring", seen=seen)
                continue
            whys = {one.code: "児童相談所が一時保護した" for one in people_to_see(case, run, centre)}
            people = people_to_see(case, run, centre, whys)
            move_case(case, centre, thing, "calmed", seen=seen, words="児童相談所に確かめた", people=people)


def plant_meeting() -> None:
    """Every case waits for the カンファレンス, which is called, with somebody from outside and a copy for each."""
    from django.db import transaction

    from tsunagu.serving import open_serving
    from tsunagu_web.accounts.models import User
    from tsunagu_web.conferences.calling import attend, call_meeting, keep_minutes, number_copies
    from tsunagu_web.reading import RunView
    from tsunagu_web.town import home_folder

    with mock.patch.object(clock, "now", lambda: ON):
        bring_all()
        with open_serving(home_folder()) as serving, transaction.atomic():
            centre, board = (User.objects.get(username=name) for name in ("center", "shido"))
            meeting = call_meeting(
                centre, RunView(serving), "conference", HELD_ON, datetime(2026, 11, 12, 14).time(), "役場2階 会議室"
            )
            attend(centre, meeting, board, "", "")
            attend(centre, meeting, None, "青木", "スクールカウンセラー", "council")
            number_copies(centre, meeting)
            keep_minutes(centre, meeting, "順に話し合った。", 0)


def decision_form(page: Any, decisions: dict[str, str], **more: Any) -> dict[str, Any]:
    """What the form of a household's page sends: `page` is its HTML; child code → decision. Every flagged type was right."""
    import re

    hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', page) for name in ("seen", "run")}
    form: dict[str, Any] = {name: found[1] if found else "" for name, found in hidden.items()}
    form |= {name: "right" for name in re.findall(r'name="([^"]*-check_[^"]*)"', page)}
    form |= {f"{code}-decision": decision for code, decision in decisions.items()}
    return form | {"reason": WHY, "human_source": SOURCE, **more}
