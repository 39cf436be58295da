"""安全を確かめた: only when each child of the household was seen since the alarm, or it is written why that one was not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from support.web_cases import NUMBER, plant_cases
from support.web_expecting import plant_pregnancy
from support.web_people import As, change_serving
from tsunagu.base.errors import RefusedError
from tsunagu.catalog import load_pack
from tsunagu.serving import open_serving
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.moving import raise_alarm
from tsunagu_web.casework.process import load_process
from tsunagu_web.casework.safety import check_safety
from tsunagu_web.expecting.models import PregnancyEnded
from tsunagu_web.reading import RunView
from tsunagu_web.support.safety import people_to_see

WORDS, WHY = "訪問して、家族と話した", "児童相談所が一時保護した"
ONE, OTHER = "C-0001", "C-0002"
"""The children of the household."""


@pytest.fixture
def centre(home: Path, as_person: As, at: Any) -> Client:
    """こども家庭センター, with danger in the received list's first household since 20:00."""
    at("2026-10-31 19:55")
    client = as_person("center")
    plant_cases(home)
    assert saw(client, ONE) == saw(client, OTHER) == 302
    at("2026-10-31 20:00")
    assert says(client, "alarm").status_code == 302 and state() == "urgent"
    at("2026-10-31 20:05")
    return client


def says(client: Client, key: str, **told: str) -> Any:
    case = Case.objects.get(number=NUMBER)
    told = {"move": key, "words": WORDS, **told}
    return client.post(f"/cases/{NUMBER}/move/", {**told, "seen": case.events.count()})


def saw(client: Client, code: str, **changes: str) -> int:
    told = {
        "child_code": code,
        "on": "2026-10-31",
        "hour": f"{clock.now():%H:%M}",
        "eyes": "own",
        "place": "家の玄関",
    } | changes
    return client.post(f"/cases/{NUMBER}/support/sightings/", told).status_code


def state() -> str:
    return Case.objects.get(number=NUMBER).state


@pytest.mark.parametrize("pack", ["standard", "izumi"])
def test_every_pack_asks_for_it(pack: str) -> None:
    move = load_process(load_pack(pack)).move("calmed")
    assert move is not None and move.asks == ("reason", "sighting")


def test_no_child_is_said_to_be_safe_unseen(centre: Client) -> None:
    page = centre.get(f"/cases/{NUMBER}/").content.decode()
    assert f'name="unseen_{ONE}"' in page and "自分の目で見た人が" in page
    refused = says(centre, "calmed")
    told = refused.content.decode()
    assert refused.status_code == 409 and "C190" in told and f"まだの人：{ONE}、{OTHER}" in told, (
        "seen before the alarm"
    )
    assert saw(centre, ONE, eyes="heard", seen_by="担任") == 302
    assert saw(centre, OTHER, on="2026-10-30") == 302
    assert says(centre, "calmed").status_code == 409, "heard of is not seen, and yesterday's is not since the alarm"
    assert saw(centre, ONE, hour="") == 302
    page = centre.get(f"/cases/{NUMBER}/").content.decode()
    assert page.count("時刻がないので、危険の前か後か分かりません") == 1, "the other child's is of yesterday"
    for hour in ("", "09:00", "19:59"):
        assert saw(centre, ONE, hour=hour) == saw(centre, OTHER, hour=hour) == 302
        refused = says(centre, "calmed")
        assert refused.status_code == 409 and "見た時刻も" in refused.content.decode(), (
            "this morning's is not since the alarm"
        )
    assert saw(centre, ONE, hour="20:06") == saw(centre, ONE, hour="25:00") == 400, "not yet"
    assert says(centre, "calmed", **{f"unseen_{ONE}": WHY, f"unseen_{OTHER}": "なし"}).status_code == 409
    assert WHY in says(centre, "calmed", **{f"unseen_{ONE}": WHY}).content.decode(), "nothing typed is lost"
    assert state() == "urgent"


def test_each_child_by_own_eyes_or_with_the_reason(centre: Client, as_person: As) -> None:
    nurse = as_person("boshi")
    assert saw(nurse, ONE) == 302
    page = says(centre, "calmed").content.decode()
    assert f"まだの人：{OTHER}" in page and f"✓ {ONE}" in page and f'name="unseen_{ONE}"' not in page
    assert says(as_person("shido"), "calmed", **{f"unseen_{OTHER}": WHY}).status_code == 409, "not theirs to say"
    assert says(centre, "calmed", **{f"unseen_{OTHER}": WHY}).status_code == 302
    case = Case.objects.get(number=NUMBER)
    event = case.events.latest("seq")
    assert (case.state, event.told) == ("ready", {"seen": {ONE: 3}, "unseen": [OTHER]})
    assert event.words == f"{WORDS}\n{OTHER} を見ていないわけ：{WHY}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM casework_caseevent WHERE id = %s", [event.pk])
        assert WHY.encode() not in bytes(str(cursor.fetchone()[0]), "utf-8")


def test_danger_seen_anew_asks_to_see_them_anew(centre: Client, at: Any, as_person: As) -> None:
    assert saw(centre, ONE) == saw(centre, OTHER) == 302
    at("2026-11-01 09:00")
    centre = as_person("center")
    case = Case.objects.get(number=NUMBER)
    raise_alarm(case.opened_by, "manager", case.household_code, [], "また泣き声がした", {})
    assert says(centre, "calmed").status_code == 409
    assert saw(centre, ONE, on="2026-11-01") == saw(centre, OTHER, on="2026-11-01") == 302
    assert says(centre, "calmed").status_code == 302


def test_a_sighting_that_was_taken_back_is_none(centre: Client) -> None:
    assert saw(centre, ONE) == saw(centre, OTHER) == 302
    number = Case.objects.get(number=NUMBER).sightings.count()
    why = {"why": "べつの子だった"}
    assert centre.post(f"/cases/{NUMBER}/support/sightings/{number}/withdraw/", why).status_code == 302
    assert f"まだの人：{OTHER}" in says(centre, "calmed").content.decode()


def test_a_child_who_left_the_data_is_not_forgotten(centre: Client, home: Path) -> None:
    assert saw(centre, ONE) == saw(centre, OTHER) == 302
    change_serving(home, "UPDATE children SET household_code = 'K-9001' WHERE child_code = ?", OTHER)
    change_serving(home, "UPDATE children SET household_code = 'K-0001' WHERE child_code = 'C-0011'")
    page = says(centre, "calmed").content.decode()
    assert "まだの人：C-0011" in page and f"✓ {OTHER} この月のデータにいない" in page


def test_a_child_who_left_the_data_is_named_only_to_who_may_see_the_child(
    centre: Client, home: Path, as_person: As
) -> None:
    change_serving(home, "UPDATE children SET household_code = 'K-9001' WHERE child_code = ?", OTHER)
    case = Case.objects.get(number=NUMBER)
    with open_serving(home) as serving:
        named = {
            name: {
                one.code: one.named for one in people_to_see(case, RunView(serving), User.objects.get(username=name))
            }
            for name in ("center", "shido")
        }
    assert named == {"center": {ONE: True, OTHER: True}, "shido": {ONE: True, OTHER: False}}


def test_where_nobody_is_to_be_seen_it_is_written_why(centre: Client, home: Path) -> None:
    Case.objects.filter(number=NUMBER).update(children=[])
    change_serving(home, "DELETE FROM children WHERE household_code = 'K-0001'")
    with pytest.raises(RefusedError, match="C191"):
        check_safety([])
    refused = says(centre, "calmed").content.decode()
    assert "C190" in refused and "まだの人：K-0001" in refused and 'name="unseen_K-0001"' in refused
    assert says(centre, "calmed", **{"unseen_K-0001": WHY}).status_code == 302


def test_a_woman_whose_pregnancy_is_carried_must_have_been_met(home: Path, as_person: As, at: Any) -> None:
    carried = plant_pregnancy(home)
    case, code = carried.case, carried.woman.code
    at("2026-10-31 20:00")
    raise_alarm(case.opened_by, "family_centre", case.household_code, [], "けがをしていた", {})
    centre = as_person("center")
    told = {"move": "calmed", "words": WORDS, "seen": case.events.count()}
    for ended in (False, True):
        if ended:
            at("2026-10-31 20:10")
            PregnancyEnded.objects.create(
                pregnancy=carried,
                kind="birth",
                words="生まれた",
                at=clock.now(),
                by=case.opened_by,
                role="family_centre",
            )
        refused = centre.post(f"/cases/{case.number}/move/", told)
        assert refused.status_code == 409 and f"まだの人：{code}" in refused.content.decode(), ended
    met = {f"unseen_{code}": "保健師が、11時に自宅で会った"}
    assert centre.post(f"/cases/{case.number}/move/", told | met).status_code == 302
