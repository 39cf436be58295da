"""The states of a job: one table, no way around it, and every state has its words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tsunagu.base.errors import RefusedError
from tsunagu.base.progress import CancelledError
from tsunagu_web.accounts import clock
from tsunagu_web.operations import running, sweeping
from tsunagu_web.operations.changing import ask, ask_again, cancel, move
from tsunagu_web.operations.models import Job
from tsunagu_web.operations.running import run_job
from tsunagu_web.operations.states import AGAIN, LIVE, NEXT, State
from tsunagu_web.operations.telling import Notebook, beat
from tsunagu_web.operations.work import Work, register

pytestmark = pytest.mark.django_db


@pytest.fixture
def errand(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`errand(do)` makes a kind of job that does it, and asks for one."""

    def make(do: Any = lambda arguments, progress: {"done": arguments["what"]}) -> Job:
        register("errand", Work("おつかい", do))
        return ask("errand", {"what": "milk"}, by="hantei")

    return make


def test_every_state_is_in_the_table_and_every_end_is_reached() -> None:
    assert set(NEXT) == set(State)
    assert set().union(*NEXT.values()) == set(State)
    assert set(LIVE) | set(AGAIN) | {State.DONE} == set(State)


@pytest.mark.parametrize(
    ("old", "new"), [(State.DONE, State.WAITING), (State.WAITING, State.DONE), (State.CANCELLED, State.RUNNING)]
)
def test_a_step_that_is_not_in_the_table_is_refused(errand: Any, old: State, new: State) -> None:
    with pytest.raises(ValueError, match="変わり方"):
        move(errand().pk, 1, old, new)


def test_what_was_asked_for_is_done(errand: Any) -> None:
    job = errand()
    run_job(job.pk, 1)
    job.refresh_from_db()
    assert (job.state, job.result, job.code) == (State.DONE, {"done": "milk"}, "")


def test_only_one_worker_gets_a_job(errand: Any) -> None:
    job = errand()
    assert move(job.pk, 1, State.WAITING, State.RUNNING)
    assert not move(job.pk, 1, State.WAITING, State.RUNNING)


def test_a_refusal_says_why_and_what_to_do(errand: Any) -> None:
    def refuse(arguments: Any, progress: Any) -> Any:
        raise RefusedError("R002", "ファイルがありません", "置いてください")

    job = errand(refuse)
    run_job(job.pk, 1)
    job.refresh_from_db()
    assert (job.state, job.code, job.message, job.remedy) == (
        State.FAILED,
        "R002",
        "ファイルがありません",
        "置いてください",
    )


def test_what_nobody_expected_is_told_without_the_words_of_the_error(errand: Any, caplog: Any) -> None:
    def stumble(arguments: Any, progress: Any) -> Any:
        raise ValueError("".join(("カナ", "リア")))

    job = errand(stumble)
    run_job(job.pk, 1)
    job.refresh_from_db()
    assert (job.state, job.code) == (State.FAILED, "Q003")
    assert "ValueError" in job.message
    assert "カナリア" not in job.message + caplog.text


def test_an_older_attempt_changes_nothing(errand: Any) -> None:
    job = errand()
    cancel(job, by="hantei")
    job.refresh_from_db()
    assert ask_again(job, by="hantei")
    run_job(job.pk, 1)
    job.refresh_from_db()
    assert (job.state, job.attempt) == (State.WAITING, 2)
    run_job(job.pk, 2)
    job.refresh_from_db()
    assert job.state == State.DONE


def test_a_job_taken_for_dead_does_not_overwrite_what_was_said_of_it(errand: Any) -> None:
    def swept_meanwhile(arguments: Any, progress: Notebook) -> Any:
        assert [dead.pk for dead in sweeping.sweep_dead_jobs()] == [job.pk]
        beat(Job.objects.get(pk=job.pk), progress)
        progress.step()
        raise AssertionError("the work went on")

    job = errand(swept_meanwhile)
    run_job(job.pk, 1)
    job.refresh_from_db()
    assert (job.state, job.code) == (State.INTERRUPTED, "Q004")


def test_a_wish_to_cancel_reaches_the_work(errand: Any) -> None:
    def cancelled_meanwhile(arguments: Any, progress: Notebook) -> Any:
        held = Job.objects.get(pk=job.pk)
        assert cancel(held, by="sekinin")
        beat(held, progress)
        progress.step()
        raise AssertionError("the work went on")

    job = errand(cancelled_meanwhile)
    run_job(job.pk, 1)
    job.refresh_from_db()
    assert (job.state, job.cancelled_by) == (State.CANCELLED, "sekinin")


def test_a_beat_carries_how_far_it_is(errand: Any) -> None:
    job = errand()
    move(job.pk, 1, State.WAITING, State.RUNNING)
    notebook = Notebook()
    notebook.station("受領", 39)
    notebook.step("a.csv")
    beat(job, notebook)
    job.refresh_from_db()
    assert (job.station, job.step, job.steps) == ("受領", 1, 39)


def test_a_busy_home_is_waited_for(errand: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BUSY_SECONDS", 0.0)
    tries = []

    def busy_at_first(arguments: Any, progress: Any) -> Any:
        tries.append(1)
        if len(tries) < 3:
            raise RefusedError("H003", "このホームでは別の処理が動いています", "待ってください")
        return {}

    job = errand(busy_at_first)
    run_job(job.pk, 1)
    job.refresh_from_db()
    assert (job.state, len(tries)) == (State.DONE, 3)


def test_dead_is_who_has_no_worker_or_no_pulse() -> None:
    now = clock.now()
    job = Job(worker="a", beat_at=now)
    assert not sweeping.is_dead(job, "a", now)
    assert sweeping.is_dead(job, None, now)
    assert sweeping.is_dead(job, "b", now)
    assert sweeping.is_dead(job, "a", now + sweeping.BEAT_LIMIT + timedelta(seconds=1))


def test_cancelled_raises_only_when_asked() -> None:
    notebook = Notebook()
    notebook.step()
    notebook.cancelled = True
    with pytest.raises(CancelledError):
        notebook.step()
