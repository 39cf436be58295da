"""The month's conference by keyboard alone; `make prove-plays` plays it with three households, and the twin without keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.axe import violations
from support.by_keys import make_meeting_home
from tools.month_by_keys import DECISIONS, steps_of, walk
from tools.play import Play

pytestmark = pytest.mark.browser
ONE = {"K-0001": DECISIONS["K-0001"]}


def test_from_the_list_to_the_closed_meeting_without_a_mouse(
    person: Callable[..., Any], sites: Any, tmp_path: Path
) -> None:
    sites.serve(tmp_path.name, make_meeting_home(tmp_path / "home"))
    centre = person(tmp_path.name, "center")

    def at(page: Any, scene: str) -> None:
        if scene == "自分の見立てを書く":
            assert violations(page) == []

    play = Play(lambda _who: centre.page, at)
    walk(play, ONE, held_on="2026-12-10", next_on="2027-01-14")
    assert len(play.steps) == steps_of(ONE) and all(step.keys for step in play.steps)
    words = centre.page.inner_text("main")
    assert all(decision in words for decision in ONE["K-0001"].values()) and "次に開く日：2027年1月14日" in words
    assert centre.outside == [] and centre.complaints == []
