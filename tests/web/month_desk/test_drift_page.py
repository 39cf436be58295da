"""先月との違い: said on the desk, shown, accepted with a reason by a named person; and refused to others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support.web_drift import RUN, plant_drift, plant_run_before
from support.web_people import As
from tsunagu.drift import acceptances
from tsunagu_web.accounts import clock
from tsunagu_web.operations.changing import ask
from tsunagu_web.operations.models import Job

DESK = "/month/2026-10-31/"
DRIFT = f"{DESK}drift/"


def accept(person: Any, reason: str, *, seen: str | None = None) -> Any:
    """Send the form as the page gives it (`seen`: as an older page gave it)."""
    page = person.get(DRIFT).content.decode()
    given = page.partition('name="seen" value="')[2].partition('"')[0]
    return person.post(f"{DRIFT}accept/", {"reason": reason, "seen": given if seen is None else seen})


@pytest.fixture
def waiting(home: Path) -> str:
    """A finished run that waits for somebody; its name."""
    plant_drift(home)
    return RUN


def test_the_desk_says_that_a_result_waits(as_person: As, waiting: str) -> None:
    page = as_person("hantei").get(DESK).content.decode()
    assert "先月との違いが決まりをこえている" in page
    assert DRIFT in page
    assert "先月との違いが決まり" not in as_person("hantei").get("/month/2026-09-30/").content.decode()


def test_each_difference_leads_to_the_receipt_of_its_file(as_person: As, home: Path, waiting: str) -> None:
    assert "/receipts/" not in as_person("hantei").get(DRIFT).content.decode().partition("<table>")[2]
    load = {"load_id": "1" * 16, "source": "jido_fuyo", "part": None, "period": "2026-10", "received_on": "2026-10-31"}
    load |= {
        "file_name": "児童扶養手当.csv",
        "sha256": "c" * 64,
        "rows_in": 100,
        "rows_accepted": 100,
        "rows_refused": 0,
    }
    load |= {"tables": [], "receipt": "r", "declarations_hash": "0" * 64}
    (home / "loads" / "1111111111111111").mkdir(parents=True)
    (home / "loads" / "1111111111111111" / "load.json").write_text(json.dumps(load), encoding="utf-8")
    page = as_person("hantei").get(DRIFT).content.decode()
    assert f"/receipts/{'c' * 16}-jido_fuyo-2026-10-accepted/" in page


@pytest.mark.parametrize(
    ("before", "told"),
    [(("jido_fuyo",), ()), ((), ("今月だけ使ったデータ",)), (("jido_fuyo", "juki_kojin"), ("先月だけ使ったデータ",))],
)
def test_files_that_only_one_of_the_months_used_are_named(
    as_person: As, home: Path, waiting: str, before: tuple[str, ...], told: tuple[str, ...]
) -> None:
    plant_run_before(home, *before)
    page = as_person("hantei").get(DRIFT).content.decode()
    assert tuple(one for one in ("今月だけ使ったデータ", "先月だけ使ったデータ") if one in page) == told
    assert ("住民基本台帳（個人）" in page) == ("juki_kojin" in before)


@pytest.mark.parametrize("person", ["hantei", "sekinin"])
def test_accepting_needs_a_reason_and_runs_the_month_again(
    as_person: As, home: Path, waiting: str, person: str
) -> None:
    somebody = as_person(person)
    page = somebody.get(DRIFT).content.decode()
    assert "児童扶養手当：行が 400 から 100 に変わりました" in page
    refused = accept(somebody, " ")
    assert (refused.status_code, "理由を入力してください" in refused.content.decode()) == (400, True)
    assert acceptances(home) == []
    answer = accept(somebody, "県の認定が遅れている")
    job = Job.objects.get()
    assert (answer.status_code, job.arguments) == (302, {"as_of": "2026-10-31", "capacity": 7})
    [accepted] = acceptances(home)
    assert (accepted.by, accepted.reason, accepted.breaches) == (person, "県の認定が遅れている", 1)
    assert "県の認定が遅れている" in somebody.get(DESK).content.decode()
    again = accept(somebody, "もう一度")
    assert (again.status_code, "R005" in again.content.decode()) == (409, True)
    assert len(acceptances(home)) == 1


def test_only_what_the_person_saw_is_accepted(as_person: As, home: Path, waiting: str) -> None:
    clerk = as_person("hantei")
    seen = clerk.get(DRIFT).content.decode().partition('name="seen" value="')[2].partition('"')[0]
    path = home / "runs" / RUN / "drift.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    told["breaches"][0] |= {"now": 50.0}
    path.write_text(json.dumps(told), encoding="utf-8")
    for stale in (seen, ""):
        answer = accept(clerk, "確かめた", seen=stale)
        page = answer.content.decode()
        assert (answer.status_code, "R006" in page, "400 から 50 に" in page) == (409, True, True)
        assert (acceptances(home), Job.objects.exists()) == ([], False)
    assert accept(clerk, "確かめた").status_code == 302
    assert len(acceptances(home)) == 1


def test_a_month_that_is_busy_leaves_no_acceptance_behind(as_person: As, home: Path, waiting: str) -> None:
    ask("run", {"as_of": "2026-10-31", "capacity": 5}, by="hantei")
    answer = accept(as_person("hantei"), "確かめた")
    assert (answer.status_code, "Q001" in answer.content.decode()) == (409, True)
    assert acceptances(home) == []


@pytest.mark.parametrize("person", ["center", "shido", "kansa"])
def test_others_neither_see_nor_accept(as_person: As, home: Path, waiting: str, person: str) -> None:
    somebody = as_person(person)
    assert somebody.get(DRIFT).status_code == 404
    assert accept(somebody, "確かめた").status_code == 404
    assert acceptances(home) == []


def test_a_changed_record_of_acceptances_is_said_and_nothing_is_accepted(
    as_person: As, home: Path, waiting: str
) -> None:
    clerk = as_person("hantei")
    accept(clerk, "確かめた")
    path = home / "drift" / "accepted.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("確かめた", "書き換えた"), encoding="utf-8")
    assert clerk.get(DRIFT).status_code == 503
    for page in (clerk.get(DRIFT), clerk.get(DESK), accept(clerk, "もう一度")):
        assert "T001" in page.content.decode()


def test_when_nothing_waits_the_page_says_so(as_person: As) -> None:
    assert "待っている違いはありません" in as_person("hantei").get(DRIFT).content.decode()


def test_the_job_leads_to_the_page(as_person: As, waiting: str) -> None:
    told: Any = {"code": "R004", "message": "先月との違い", "remedy": "確かめてください", "asked_at": clock.now()}
    job = Job.objects.create(kind="run", arguments={"as_of": "2026-10-31", "capacity": 7}, state="failed", **told)
    assert f'href="{DRIFT}">違いを見て、決める' in as_person("hantei").get(f"/jobs/{job.pk}/").content.decode()
