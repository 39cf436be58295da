"""The states of a job, and which may follow which. Nothing else changes a state."""

from __future__ import annotations

from django.db import models


class State(models.TextChoices):
    """状態."""

    WAITING = "waiting", "待っています"
    RUNNING = "running", "実行中"
    DONE = "done", "終わりました"
    FAILED = "failed", "できませんでした"
    CANCELLED = "cancelled", "取り消しました"
    INTERRUPTED = "interrupted", "中断しました"
    """The worker died or was stopped. Nothing half done is left; the job may be asked for again."""


NEXT: dict[State, frozenset[State]] = {
    State.WAITING: frozenset({State.RUNNING, State.CANCELLED}),
    State.RUNNING: frozenset({State.DONE, State.FAILED, State.CANCELLED, State.INTERRUPTED}),
    State.DONE: frozenset(),
    State.FAILED: frozenset({State.WAITING}),
    State.CANCELLED: frozenset({State.WAITING}),
    State.INTERRUPTED: frozenset({State.WAITING}),
}

LIVE = (State.WAITING, State.RUNNING)
"""States in which somebody still waits for an outcome."""
AGAIN = tuple(state for state, following in NEXT.items() if State.WAITING in following)
"""States from which a job may be asked for once more."""
