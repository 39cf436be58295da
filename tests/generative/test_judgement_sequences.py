"""Forty random sequences of answers and undos (a thousand by make prove-judgements): the replay says what was kept by hand."""

from __future__ import annotations

from generative import judgement_sequences as sequences


def test_a_replayed_log_says_what_was_kept_step_by_step() -> None:
    assert sequences.prove(40) == []


def test_an_undo_by_the_opposite_answer_is_caught() -> None:
    """The broken twin."""
    assert sequences.prove(20, take_back=sequences.undo_by_the_opposite)
