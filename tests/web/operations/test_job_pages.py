"""処理: who may look, cancel and ask again; what the page says in each state."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from support.web_people import As
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.accounts.sessions import SEEN
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.operations.changing import ask, move
from tsunagu_web.operations.models import Job
from tsunagu_web.operations.presence import on_duty, this_worker
from tsunagu_web.operations.states import State

MONTH = {"as_of": "2026-10-31", "capacity": 5}


@pytest.fixture
def job(home: Path, db: None) -> Job:
    """A month that waits."""
    return ask("run", MONTH, by="hantei")


def running(job: Job, **fields: Any) -> None:
    """The worker of this process has taken it up."""
    now = clock.now()
    told = {"worker": this_worker(), "started_at": now, "beat_at": now} | fields
    assert move(job.pk, job.attempt, State.WAITING, State.RUNNING, **told)


def test_a_waiting_job_can_be_cancelled_by_the_clerk(as_person: As, job: Job) -> None:
    clerk = as_person("hantei")
    page = clerk.get(f"/jobs/{job.pk}/").content.decode()
    assert "順番を待っています" in page
    assert "取り消す" in page
    answer = clerk.post(f"/jobs/{job.pk}/cancel/")
    assert (answer.status_code, answer["Location"]) == (302, f"/jobs/{job.pk}/")
    job.refresh_from_db()
    assert (job.state, job.cancelled_by) == (State.CANCELLED, "hantei")


def test_who_asked_is_named_and_a_command_at_the_terminal_stays_a_number(as_person: As, job: Job) -> None:
    clerk = as_person("hantei")
    named = f"{User.objects.get(username='hantei').display_name}（hantei）"
    assert named in clerk.get(f"/jobs/{job.pk}/").content.decode()
    Job.objects.filter(pk=job.pk).update(asked_by="os-7")
    assert "<dd>os-7</dd>" in clerk.get(f"/jobs/{job.pk}/").content.decode()


def test_the_manager_looks_and_changes_nothing(as_person: As, job: Job) -> None:
    manager = as_person("sekinin")
    page = manager.get(f"/jobs/{job.pk}/")
    assert page.status_code == 200
    assert "取り消す" not in page.content.decode()
    assert manager.post(f"/jobs/{job.pk}/cancel/").status_code == 404
    job.refresh_from_db()
    assert job.state == State.WAITING


@pytest.mark.parametrize("person", ["center", "shido", "kansa"])
def test_others_see_no_jobs(as_person: As, job: Job, person: str) -> None:
    somebody = as_person(person)
    assert [somebody.get(url).status_code for url in ("/jobs/", f"/jobs/{job.pk}/")] == [404, 404]
    assert somebody.post(f"/jobs/{job.pk}/cancel/").status_code == 404
    assert somebody.post(f"/jobs/{job.pk}/again/").status_code == 404


def test_every_change_leaves_one_row_that_names_the_job(as_person: As, job: Job) -> None:
    clerk = as_person("hantei")
    clerk.post(f"/jobs/{job.pk}/cancel/")
    clerk.post(f"/jobs/{job.pk}/again/")
    rows = list(AuditRow.objects.order_by("seq").values_list("action", "object", "result", "purpose"))
    assert rows == [("job.cancel", f"job:{job.pk}", "ok", "P4"), ("job.again", f"job:{job.pk}", "ok", "P4")]


def test_asking_again_for_a_second_month_is_refused_in_words(as_person: As, job: Job) -> None:
    move(job.pk, 1, State.WAITING, State.CANCELLED)
    ask("run", MONTH, by="hantei")
    answer = as_person("hantei").post(f"/jobs/{job.pk}/again/")
    assert answer.status_code == 409
    assert "Q001" in answer.content.decode()
    job.refresh_from_db()
    assert (job.state, job.attempt) == (State.CANCELLED, 1)


def test_how_far_it_is_and_without_scripts_the_page_reloads(as_person: As, home: Path, job: Job) -> None:
    running(job, station="時点データ", step=3, steps=30)
    with on_duty(home):
        page = as_person("hantei").get(f"/jobs/{job.pk}/").content.decode()
    assert "時点データ（30のうち 3）" in page
    assert re.search(r'<noscript><meta http-equiv="refresh" content="\d+;url=\?watching=1"></noscript>', page)
    assert "処理係が止まっています" not in page
    assert '<li class="done"><b>受領</b>' in page
    assert '<li class="now"><b>時点データ</b>' in page


def test_a_dead_job_is_said_to_be_interrupted_with_a_button(as_person: As, job: Job) -> None:
    running(job)
    page = as_person("hantei").get(f"/jobs/{job.pk}/").content.decode()
    assert "中断しました" in page
    assert "Q004" in page
    assert "もう一度実行する" in page
    assert "http-equiv" not in page


def test_done_the_watching_page_goes_on_to_the_list(as_person: As, home: Path, job: Job) -> None:
    running(job)
    move(job.pk, 1, State.RUNNING, State.DONE, result={"run": "abc", "files": 39, "rows_in": 234_389})
    clerk = as_person("hantei")
    answer = clerk.get(f"/jobs/{job.pk}/?watching=1")
    assert (answer.status_code, answer["Location"]) == (302, "/worklist/")
    assert "結果を見る" in clerk.get(f"/jobs/{job.pk}/").content.decode()


def test_without_a_worker_the_page_says_so(as_person: As, home: Path, job: Job) -> None:
    clerk = as_person("hantei")
    assert "処理係が止まっています" in clerk.get(f"/jobs/{job.pk}/").content.decode()
    with on_duty(home):
        assert "処理係が止まっています" not in clerk.get("/jobs/").content.decode()


def test_a_page_that_asks_by_itself_keeps_no_session_alive(as_person: As, job: Job, at: Any) -> None:
    at("2026-10-31 09:00")
    clerk = as_person("hantei")
    begun = clerk.session[SEEN]
    at("2026-10-31 09:05")
    clerk.get(f"/jobs/{job.pk}/?watching=1")
    assert clerk.session[SEEN] == begun
    clerk.get(f"/jobs/{job.pk}/")
    assert clerk.session[SEEN] > begun
    at("2026-10-31 09:21")
    assert clerk.get(f"/jobs/{job.pk}/?watching=1").status_code == 302


def test_no_such_job(as_person: As) -> None:
    clerk = as_person("hantei")
    assert clerk.get("/jobs/999/").status_code == 404
    assert clerk.post("/jobs/999/cancel/").status_code == 404
