"""A child of an open case who is in the data no more: told to whoever holds the case, with what to do, until somebody found out."""

from __future__ import annotations

import json
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from support.web_cases import NUMBER, plant_cases
from support.web_conferences import MEETING, decision_form, plant_meeting
from support.web_people import OWN, As, change_serving, serving_file
from tsunagu.month import Home
from tsunagu.serving import SERVING_FILE, open_serving
from tsunagu_web.accounts.models import User
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.casework import gone, places
from tsunagu_web.casework.models import Case, CaseMember
from tsunagu_web.casework.places import is_protected
from tsunagu_web.conferences import rechecking
from tsunagu_web.reading import RunView

TOLD = "この月のデータにいません（転出"
WHY = "祖母の家へ転出したと、住民の係に確かめた"


@pytest.fixture
def centre(home: Path, as_person: As, at: Any) -> Client:
    at("2026-10-31 09:00")
    plant_cases(home)
    return as_person("center")


def leave(home: Path, *codes: str) -> None:
    """Not in the run any more."""
    for code in codes:
        change_serving(
            home,
            "UPDATE children SET household_code = 'K-9999', child_code = 'X' || child_code WHERE child_code = ?",
            code,
        )


def says(client: Client, words: str = WHY, seen: int | None = None) -> Any:
    lines = Case.objects.get(number=NUMBER).events.count() if seen is None else seen
    return client.post(f"/cases/{NUMBER}/gone/", {"words": words, "seen": lines})


def test_one_who_left_is_told_until_somebody_found_out(centre: Client, home: Path, as_person: As) -> None:
    assert TOLD not in centre.get("/").content.decode() and says(centre).status_code == 404
    leave(home, "C-0002")
    assert f"ケース {NUMBER}（C-0002）" in centre.get("/").content.decode()
    page = centre.get(f"/cases/{NUMBER}/").content.decode()
    assert "C-0002が、2026年10月分のデータにいません" in page and "確かめたと書く" in page
    assert "C-0002" in AuditRow.objects.filter(action="case.look", result="ok").latest("seq").children
    listed = centre.get("/cases/?when=gone")
    assert [row.case.number for row in listed.context["rows"]] == [
        NUMBER
    ] and "データにいないこども" in listed.content.decode()
    for person in ("hantei", "ssw", "kocho"):
        assert says(as_person(person)).status_code == 404, person
    assert says(centre, "略").status_code == 400
    assert says(centre, seen=0).status_code == 409
    assert says(centre).status_code == 302
    event = Case.objects.get(number=NUMBER).events.latest("seq")
    told = {"codes": ["C-0002"], "elsewhere": [], "run": serving_file(home).parent.name}
    assert (event.move, event.told, event.words) == ("gone_seen", told, WHY)
    assert TOLD not in centre.get("/").content.decode()


@pytest.mark.parametrize(
    ("between", "told"),
    [
        ("household_code = 'K-0001'", True),
        ("household_code = 'K-9998'", True),
        ("household_code = 'K-9998', protected = 1", False),
        ("child_code = 'X-0002'", False),
    ],
)
def test_one_who_came_back_and_left_again_is_told_anew(centre: Client, home: Path, between: str, told: bool) -> None:
    current = serving_file(home).parent
    pages = home / "runs" / "pages"
    shutil.copytree(current, home / "runs" / "between")
    with sqlite3.connect(home / "runs" / "between" / SERVING_FILE) as connection:
        connection.execute(f"UPDATE children SET {between} WHERE child_code = 'C-0002'")
    connection.close()
    leave(home, "C-0002")
    assert says(centre).status_code == 302
    shutil.copytree(current, pages)
    (home / "CURRENT").write_text(json.dumps({"run": pages.name}), encoding="utf-8")
    with sqlite3.connect(pages / SERVING_FILE) as connection:
        connection.execute("UPDATE meta SET value = json_set(value, '$.run_id', 'pages') WHERE key = 'run'")
    connection.close()
    log = Home(home).run_log
    log.parent.mkdir(parents=True, exist_ok=True)
    runs = [current.name, "between", "pages", "no longer kept"]
    log.write_text("".join(json.dumps({"run": one, "as_of": "2026-10-31"}) + "\n" for one in runs), encoding="utf-8")
    assert (f"ケース {NUMBER}（C-0002）" in centre.get("/").content.decode()) is told
    if told:
        assert "確かめたと書く" in centre.get(f"/cases/{NUMBER}/").content.decode()
        assert says(centre).status_code == 302
        assert TOLD not in centre.get("/").content.decode(), "once for each time"


def test_who_reads_a_household_because_of_a_pupil_is_told_that_somebody_left_and_not_who(
    centre: Client, home: Path, as_person: As
) -> None:
    leave(home, "C-0002")
    case, board = Case.objects.get(number=NUMBER), User.objects.get(username="shido")
    CaseMember.objects.create(case=case, person=board, joined_at=case.opened_at, joined_by=board)
    client = as_person("shido")
    for url in ("/", f"/cases/{NUMBER}/"):
        page = client.get(url).content.decode()
        assert "この画面に名前を出せないこども" in page and "C-0002" not in page, url
        assert "C-0002" not in AuditRow.objects.latest("seq").children, url
    assert says(client).status_code == 404
    assert case.events.filter(move="gone_seen").count() == 0


def test_a_household_that_left_stays_until_it_is_handed_over(centre: Client, home: Path) -> None:
    leave(home, "C-0001", "C-0002")
    assert f"ケース {NUMBER}（世帯ごと）" in centre.get("/").content.decode()
    page = centre.get(f"/cases/{NUMBER}/").content.decode()
    assert "一人もいません（C-0001、C-0002）" in page and "確かめたと書く" not in page
    assert says(centre).status_code == 404
    Case.objects.filter(number=NUMBER).update(ended_at="2026-10-31T09:00:00+09:00", state="ended")
    assert TOLD not in centre.get("/").content.decode()


def test_a_sibling_the_case_was_not_opened_for_is_missed_once_a_conference_decided(centre: Client, home: Path) -> None:
    Case.objects.filter(number=NUMBER).update(children=[OWN])
    plant_meeting()
    path, decider = f"/conferences/{MEETING}/{NUMBER}/", User.objects.get(username="center")
    form = decision_form(centre.get(path).content.decode(), {OWN: "経過観察", "C-0002": "要支援"}, decider=decider.pk)
    assert centre.post(f"{path}decide/", form).status_code == 302
    assert not hides(home)
    assert TOLD not in centre.get("/").content.decode()
    leave(home, "C-0002")
    assert f"ケース {NUMBER}（C-0002）" in centre.get("/").content.decode()
    assert says(centre).status_code == 302 and TOLD not in centre.get("/").content.decode()
    assert hides(home), "who left, and of whom only a conference decided, may have moved in secret"
    change_serving(
        home, "UPDATE children SET household_code = 'K-9998', child_code = 'C-0002' WHERE child_code = 'XC-0002'"
    )
    assert not hides(home), "lives in another household"
    change_serving(home, "UPDATE children SET protected = 1 WHERE child_code = 'C-0002'")
    assert hides(home) and Case.objects.get(number=NUMBER).children == [OWN]


def hides(home: Path) -> bool:
    """Whether no place may be told of the household."""
    with open_serving(home) as serving:
        return is_protected(Case.objects.get(number=NUMBER), RunView(serving))


@dataclass
class _Meanwhile:
    """The key of what is kept: as soon as it is compared, another thread has put something else there."""

    kept: list[Any]

    def __eq__(self, other: object) -> bool:
        self.kept[:] = [("another run", "of another run")]
        return True


def test_what_another_thread_put_there_is_not_taken_for_this_run(
    centre: Client, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, name in ((gone, "_READ"), (rechecking, "_KEPT_FOUND"), (places, "_KNOWN")):
        kept: list[Any] = []
        kept.append((_Meanwhile(kept), {}))
        monkeypatch.setattr(module, name, kept)
    with open_serving(home) as serving:
        run = RunView(serving)
        assert gone._children_in(run, []) == {}
        assert rechecking._found(run) == {}
        assert places._known(run) == {}


def test_of_whom_danger_is_told_in_an_open_case_becomes_one_of_its_children(centre: Client, home: Path) -> None:
    Case.objects.filter(number=NUMBER).update(children=[OWN])
    danger = {"code": "C-0002", "happened_on": "2026-10-30", "informant": "学校", "kind": "緊急", "certainty": "事実"}
    danger |= {"who_may_see": "こども課", "ground": "面談", "text": "家に帰りたくないと話した"}
    assert centre.post("/notes/", danger).status_code == 302
    case = Case.objects.get(number=NUMBER)
    assert (case.state, case.children) == ("urgent", [OWN, "C-0002"])
    assert case.events.latest("seq").told["added"] == ["C-0002"]
    assert centre.post("/notes/", danger).status_code == 302
    assert Case.objects.get(number=NUMBER).children == [OWN, "C-0002"], "once"
    leave(home, "C-0002")
    assert f"ケース {NUMBER}（C-0002）" in centre.get("/").content.decode()
    safe = {
        "move": "calmed",
        "words": "兄に会い、無事だった",
        "seen": case.events.count(),
        f"unseen_{OWN}": "祖母が見た",
    }
    refused = centre.post(f"/cases/{NUMBER}/move/", safe)
    assert refused.status_code == 409 and "C-0002" in refused.content.decode(), "nobody is safe without that child"


def test_one_who_lives_in_another_household_before_anything_was_decided_is_not_lost(centre: Client, home: Path) -> None:
    change_serving(home, "UPDATE children SET household_code = 'K-9998' WHERE child_code = 'C-0002'")
    assert f"ケース {NUMBER}（C-0002 は別の世帯）" in centre.get("/").content.decode()
    page = centre.get(f"/cases/{NUMBER}/").content.decode()
    assert "C-0002が、2026年10月分のデータでは別の世帯にいます" in page and "K-9998" not in page
    assert NUMBER not in [row.case.number for row in centre.get("/cases/?when=gone").context["rows"]]
    change_serving(home, "UPDATE children SET protected = 1 WHERE child_code = 'C-0002'")
    assert "別の世帯" not in centre.get("/").content.decode() + centre.get(f"/cases/{NUMBER}/").content.decode()
    change_serving(home, "UPDATE children SET protected = 0 WHERE child_code = 'C-0002'")
    assert says(centre).status_code == 302
    told = Case.objects.get(number=NUMBER).events.latest("seq").told
    assert (told["codes"], told["elsewhere"]) == (["C-0002"], ["C-0002"])
    assert "別の世帯" not in centre.get("/").content.decode()
    leave(home, "C-0002")
    assert f"ケース {NUMBER}（C-0002）" in centre.get("/").content.decode(), "it was said that it lives in the town"


def test_it_is_told_to_who_holds_the_case(centre: Client, home: Path, as_person: As) -> None:
    leave(home, "C-0002")
    assert TOLD not in as_person("boshi").get("/").content.decode(), "whose turn it is is told, where nobody holds it"
    nurse = User.objects.get(username="boshi")
    assert centre.post(f"/cases/{NUMBER}/team/", {"person": nurse.pk, "change": "join"}).status_code == 302
    assert TOLD in as_person("boshi").get("/").content.decode()
    assert TOLD in centre.get("/").content.decode(), "nobody of the team could act in this state"
    Case.objects.filter(number=NUMBER).update(state="supporting")
    assert TOLD in as_person("boshi").get("/").content.decode() and TOLD not in centre.get("/").content.decode()
    User.objects.filter(pk=nurse.pk).update(is_active=False)
    assert TOLD in centre.get("/").content.decode(), "who left holds it no more"
