"""Forty random sequences of answers and undos (a thousand by make prove-judgements): the replay says what was kept by hand."""

from __future__ import annotations

import pytest

from generative import judgement_sequences as sequences
from tsunagu.identity import IdentityJudgement


def test_a_replayed_log_says_what_was_kept_step_by_step() -> None:
    assert sequences.prove(40) == []


def test_an_undo_by_the_opposite_answer_is_caught() -> None:
    """The broken twin."""
    assert sequences.prove(20, take_back=sequences.undo_by_the_opposite)


def test_an_undo_of_what_two_people_parted_by_one_alone_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken twin of the second person."""
    monkeypatch.setattr(IdentityJudgement, "parts_two", property(lambda _: False))
    assert sequences.prove(40) != []
