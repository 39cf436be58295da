"""One month of Kaisei in a small town, through the screen as each role: `make prove-plays` plays the whole year."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.axe import violations
from tools.kaisei_year import ASK_ON, NO_SUPPORT, SCENES, SUPPORT, WATCH, Year, play_every_scene

pytestmark = pytest.mark.browser

LOOKED_AT = ("所属が答える", "要支援と決める", "サポートプランを書く", "訪問して姿を見る", "対応事項を終える")
"""Scenes whose pages axe-core looks at as somebody fills them in."""


def test_a_month_from_the_list_to_the_end_of_a_support(tmp_path: Path) -> None:
    seen: list[str] = []

    def look(page: Any, scene: str) -> None:
        if scene not in seen:
            seen.append(scene)
            assert scene not in LOOKED_AT or violations(page) == [], scene

    year, played = play_every_scene(tmp_path, look)
    assert set(seen) == set(SCENES)
    assert {step.who for step in played.whole} >= {"center", "boshi"} and played.light == []
    assert set(year.counts()) == {SUPPORT, ASK_ON, WATCH, NO_SUPPORT}
    assert year.counts()[SUPPORT] == 1
    assert 0 < played.conferred <= len(year.decided)
    assert all(step.clicks > 0 for step in played.whole)


def test_who_was_decided_keeps_the_decision_and_what_is_missing_most_comes_next() -> None:
    year = Year(wanted={SUPPORT: 3, ASK_ON: 2, WATCH: 2, NO_SUPPORT: 4})
    assert year.decide(["a", "b"], 0) == [ASK_ON, ASK_ON]
    assert year.decide(["a", "b", "c", "d"], 3) == [SUPPORT, SUPPORT, SUPPORT, NO_SUPPORT]
    year.decided = {"a": ASK_ON, "b": ASK_ON}
    assert year.decide(["a", "e"], 3) == [ASK_ON, NO_SUPPORT]
    assert year.decide(["f", "g", "h"], 0) == [WATCH, WATCH, NO_SUPPORT]
