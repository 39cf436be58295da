"""緊急受理会議: held at once over a household in danger, by whom its kind names; its decision is a line of the 経過."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from support.web_cases import NUMBER, plant_cases, unseen_in
from support.web_people import As
from tsunagu.catalog import load_pack
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.moving import raise_alarm
from tsunagu_web.casework.process import load_process
from tsunagu_web.conferences.models import Meeting

HOLD = f"/conferences/urgent/{NUMBER}/"
DECIDE = f"/conferences/2026-01/{NUMBER}/urgent/"


@pytest.fixture
def centre(home: Path, as_person: As, at: Any) -> Client:
    """こども家庭センター, with danger in the first household since 20:00."""
    at("2026-10-31 20:00")
    plant_cases(home)
    client = as_person("center")
    assert alarm(client).status_code == 302
    return client


def alarm(client: Client, key: str = "alarm", **more: str) -> Any:
    seen = str(Case.objects.get(number=NUMBER).events.count())
    return client.post(f"/cases/{NUMBER}/move/", {"move": key, "words": "泣き声がした", "seen": seen, **more})


def decides(client: Client, **changes: str) -> Any:
    told = {
        "urgency": "A",
        "guidance": "ask",
        "who": "保健師",
        "by_day": "2026-10-31",
        "by_hour": "22:00",
        "how": "家庭を訪ねる",
        "reason": "あざがあると聞いた",
        "decider": str(User.objects.get(username="center").pk),
        "seen": str(Case.objects.get(number=NUMBER).events.count()),
    }
    return client.post(DECIDE, told | changes)


@pytest.mark.parametrize("pack", ["standard", "izumi"])
def test_every_pack_has_it(pack: str) -> None:
    kind = load_process(load_pack(pack)).meeting("emergency")
    assert kind is not None and kind.emergency and kind.agenda == ("urgent",) and not kind.decides


def test_it_is_held_at_once_and_once(centre: Client) -> None:
    assert "いま開く" in centre.get("/").content.decode()
    assert "緊急受理会議を開く" in centre.get(f"/cases/{NUMBER}/").content.decode()
    first, second = centre.post(HOLD), centre.post(HOLD)
    assert first["Location"] == second["Location"] == f"/conferences/2026-01/{NUMBER}/"
    meeting = Meeting.objects.get()
    assert (meeting.kind, str(meeting.held_on), str(meeting.starts_at)) == ("emergency", "2026-10-31", "20:00:00")
    page = centre.get(first["Location"]).content.decode()
    assert "緊急受理会議の決定" in page and "-decision" not in page, "none of the four decisions is taken here"


def test_what_it_decides_is_recorded_and_told(centre: Client, as_person: As, at: Any) -> None:
    centre.post(HOLD)
    due = Case.objects.get(number=NUMBER).due_at
    assert decides(centre).status_code == 302
    case = Case.objects.get(number=NUMBER)
    event = case.events.latest("seq")
    assert (case.state, case.due_at, event.move) == ("urgent", due, "emergency"), "the 48 hours run on"
    assert event.told["emergency"]["decider"] == "center" and "保健師が、10月31日22:00まで" in str(event.words)
    assert "緊急度 A、安全の確認は 10月31日 22時00分まで" in centre.get(f"/cases/{NUMBER}/").content.decode()
    assert "決めた（緊急度 A" in centre.get("/").content.decode()
    at("2026-10-31 22:30")
    centre = as_person("center")
    assert "まで <b class=" in centre.get("/").content.decode(), "the moment is past"
    raise_alarm(case.opened_by, "manager", case.household_code, [], "また泣き声がした", {})
    assert "緊急受理会議：<b" in centre.get("/").content.decode(), "danger told anew asks for a decision anew"


def test_the_page_says_what_the_danger_is_and_what_was_decided(centre: Client, as_person: As) -> None:
    page = f"/conferences/2026-01/{NUMBER}/"
    centre.post(HOLD)
    before = centre.get(page).content.decode()
    danger = before[before.index("危険の知らせと、決めたこと") : before.index("緊急受理会議の決定")]
    assert "泣き声がした" in danger and "警察110、児童相談所189" in before and "決めたことを書き直す" not in before
    assert decides(centre).status_code == 302
    after = centre.get(page).content.decode()
    told = after[after.index("危険の知らせと、決めたこと") : after.index("決めたことを書き直す")]
    assert "緊急受理会議で決めた" in told and "10月31日22:00まで" in told and "泣き声がした" in told
    assert "緊急受理会議の画面を開く" in centre.get(f"/cases/{NUMBER}/").content.decode()
    school = as_person("shido").get(page).content.decode()
    assert "この役割では表示しません" in school[school.index("危険の知らせ") :] and "泣き声がした" not in school


def test_what_is_wrong_is_said_and_nothing_is_kept(centre: Client, as_person: As) -> None:
    centre.post(HOLD)
    lines = Case.objects.get(number=NUMBER).events.count()
    manager = str(User.objects.get(username="sekinin").pk)
    for wrong, status, said in (
        ({"urgency": "Z"}, 400, "選んでください"),
        ({"who": ""}, 400, "だれが安全を確かめるか"),
        ({"by_hour": "19:59"}, 409, "C243"),
        ({"by_day": "2026-11-02", "by_hour": "20:01"}, 409, "C249"),
        ({"decider": manager}, 409, "C033"),
        ({"seen": "1"}, 409, "C004"),
    ):
        refused = decides(centre, **wrong)
        page = refused.content.decode()
        assert refused.status_code == status and said in page and "家庭を訪ねる" in page, wrong
    assert decides(as_person("shido")).status_code == 409, "not named for this kind"
    for person in ("sekinin", "boshi", "hantei", "kocho"):
        assert as_person(person).post(HOLD).status_code == decides(as_person(person)).status_code == 404, person
    assert Case.objects.get(number=NUMBER).events.count() == lines and Meeting.objects.count() == 1
    assert centre.post("/conferences/2026-01/attendees/", {"user": manager}).status_code == 302
    assert decides(centre, decider=manager).status_code == 302
    assert decides(centre, by_day="2026-11-02", by_hour="20:00").status_code == 302, "48 hours after the alarm"


def test_without_danger_there_is_none(centre: Client) -> None:
    centre.post(HOLD)
    assert alarm(centre, "calmed", **unseen_in("K-0001")).status_code == 302
    refused = decides(centre)
    assert refused.status_code == 409 and "C242" in refused.content.decode()
    assert "C242" in centre.post(HOLD).content.decode()
