"""Who of an alarmed household was seen since the alarm, for the page on which somebody says that all are safe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from tsunagu.base.clock import JAPAN
from tsunagu_web.access import authorize
from tsunagu_web.casework.models import Case, CaseEvent
from tsunagu_web.casework.places import hides_places
from tsunagu_web.casework.reading import LOOK, reads_pregnancies, sees_child
from tsunagu_web.casework.safety import ToSee, alarm_of
from tsunagu_web.expecting.carrying import ended_since
from tsunagu_web.expecting.standing import women_of
from tsunagu_web.reading import RunView, age_and_grade
from tsunagu_web.support.reading import standing_sightings, who_saw

GONE = "この月のデータにいない"
NOBODY = "世帯のだれも、この月のデータにいない"


def people_to_see(case: Case, run: RunView, user: Any, whys: Mapping[str, str] | None = None) -> list[ToSee]:
    """Everybody of the household who must be safe: its children in the run, those the case was opened for, and women whose
    pregnancy it carries, or carried when the danger was told. Where that is nobody, the household itself, of which a reason is
    asked. `whys`: code → what the form says of somebody who was not seen."""
    alarm, whys, hides = alarm_of(case), whys or {}, hides_places(case, run)
    people = []
    for child in run.serving.children_of(case.household_code):
        named = authorize(user, LOOK, run.case(child, in_hand=True)).allowed
        words = age_and_grade(child.sex, child.age, child.grade) if named else ""
        people.append((child.child_code, words, named, False))
    there = {code for code, *_ in people}
    people += [(code, GONE, sees_child(case, run, user, code), False) for code in case.children if code not in there]
    told = reads_pregnancies(user)
    women = [*women_of(case), *(ended_since(case, alarm.at) if alarm else [])]
    people += [(code, "妊婦", told, True) for code in dict.fromkeys(woman.code for woman in women)]
    if not people:
        code = case.household_code
        return [ToSee(code, NOBODY, True, why=whys.get(code, ""))]
    return [
        ToSee(code, words, named, woman, *_sighting(case, None if woman else alarm, code, hides, whys.get(code, "")))
        for code, words, named, woman in people
    ]


def _sighting(
    case: Case, alarm: CaseEvent | None, code: str, hides: bool, why: str
) -> tuple[tuple[int, str] | None, str, bool]:
    """The newest one its writer made with own eyes after the alarm, written down after it, with a place; what was written instead;
    and whether there is one without an hour. Of the alarm's own day only one with an hour not before it counts: a look of the
    morning says nothing of the evening."""
    if alarm is None:
        return None, why, False
    moment = alarm.at.astimezone(JAPAN)
    since = Q(on__gt=moment.date()) | Q(on=moment.date(), hour__gte=moment.time().replace(second=0, microsecond=0))
    own = standing_sightings().filter(case=case, child_code=code, own_eyes=True, at__gte=alarm.at, place__isnull=False)
    found = own.filter(since).first()
    if found is None:
        return None, why, own.filter(on=moment.date(), hour=None).exists()
    return (found.number, f"{found.on.month}月{found.on.day}日に{who_saw(found, hides)}が見た"), why, False
