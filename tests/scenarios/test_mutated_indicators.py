"""Thirty slightly wrong declarations: each changes an answer against the truth, so a slip in the pack cannot hide."""

from __future__ import annotations

import pytest

from support.played import Played, answers_of, play
from support.slips import SLIPS, declared_in_kaisei, slipped
from tsunagu.catalog import load_pack
from tsunagu.indicators import evaluate, schema_of


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Kaisei's size: every life a slip could mistake is lived there by somebody."""
    return play(tmp_path_factory.mktemp("lived"), seed=8, children=3_319, dirt=0.0)


@pytest.fixture(scope="module")
def given(town: Played, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, tuple[str, str]]]:
    """By name of the slip (or of the declaration as it stands): what is answered of each child."""
    asked = [slipped(name, slip, called=f"slip_{place}") for place, (name, _, slip) in enumerate(SLIPS)]
    asked += [declared_in_kaisei(name) for name in sorted({name for name, _, _ in SLIPS})]
    path = tmp_path_factory.mktemp("slips") / "answers.parquet"
    evaluate(town.snapshot, asked, schema_of(load_pack("kaisei")), path)
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for (child, name), answer in answers_of(path, town.snapshot).items():
        found.setdefault(name, {})[child] = answer
    return found


def test_there_are_thirty_slips() -> None:
    assert len({(name, what) for name, what, _ in SLIPS}) >= 30


@pytest.mark.parametrize("place", range(len(SLIPS)), ids=[f"{name}: {what}" for name, what, _ in SLIPS])
def test_a_slip_changes_an_answer(town: Played, given: dict[str, dict[str, tuple[str, str]]], place: int) -> None:
    name, what, _ = SLIPS[place]
    lived = town.true_answers()
    changed = [child for child, answer in given[f"slip_{place}"].items() if answer != lived[child, name]]
    assert changed, f"{name}（{what}）が見つかりません"


def test_the_declaration_as_it_stands_changes_none(town: Played, given: dict[str, dict[str, tuple[str, str]]]) -> None:
    lived = town.true_answers()
    for name in sorted({name for name, _, _ in SLIPS}):
        assert [child for child, answer in given[name].items() if answer != lived[child, name]] == []
