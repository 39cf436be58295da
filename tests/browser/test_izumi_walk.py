"""Izumi's two stages through the screen: one child to 要対協 and many agencies, one to SSW and school without registration.

Every move is made on the page by the role whose turn it is; the play imports no model and looks at nothing but pages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from support.axe import violations
from support.izumi_town import household_of, make_izumi_home
from support.web_loads import receive_protection
from tools.izumi_walk import SCENES, walk
from tools.play import NotAsDeclaredError, Play
from tsunagu.catalog import load_pack

pytestmark = pytest.mark.browser

REGISTERED, AT_SCHOOL = household_of("モデル校、発達◎と服装○"), household_of("モデル校、学校の印：生活保護○")
STEP_ROWS = "table:has(caption:has-text('段ごとのこどもと世帯')) tbody tr"
CALLED_FOR = "2026-12-20"
LOOKED_AT = (
    "SSWへ渡す",
    "①行政関与が要る",
    "②SSW連絡会を開く",
    "②SSW連絡会で決める",
    "要対協に登録する",
    "SSWがアンケートに答える",
)
"""Scenes whose pages axe-core looks at, each page once."""


@pytest.fixture
def served(sites: Any, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """`served("izumi")`: Izumi's home, whose list nobody has received yet; `own`: what the town declares otherwise."""

    def serve(name: str, own: dict[str, str] | None = None) -> str:
        home = make_izumi_home(tmp_path_factory.mktemp(name) / "home")
        receive_protection(home, "2026-10-31 00:00", snapshot="snapshot")
        for file, text in (own or {}).items():
            (home / "pack").mkdir(exist_ok=True)
            (home / "pack" / file).write_text(text, encoding="utf-8")
        sites.serve(name, home)
        return name

    return serve


def test_two_children_go_through_both_stages_as_each_role(
    person: Callable[..., Any], served: Callable[..., str]
) -> None:
    name, people, seen = served("izumi"), {}, []

    def come(who: str) -> Any:
        people[who] = person(name, who)
        return people[who].page

    def look(page: Any, scene: str) -> None:
        if scene not in seen:
            seen.append(scene)
            assert scene not in LOOKED_AT or violations(page) == [], scene
            if "/school-cases/" in page.url:
                fits_a_narrow_window(page)

    play = Play(come, look)
    paths = walk(play, REGISTERED, AT_SCHOOL, held_on=CALLED_FOR)
    assert tuple(seen) == SCENES
    assert all(step.clicks > 0 for step in play.steps) and sum(step.characters for step in play.steps) > 100
    centre, board = people["center"], people["shido"]
    centre.open(paths[REGISTERED])
    assert "要支援として登録（進行管理台帳 31番" in centre.page.inner_text("main")
    board.open(paths[AT_SCHOOL])
    words = board.page.inner_text("main")
    assert "要対協の登録" not in words and "絞り込み①" in words
    counted_for_the_centre(centre)
    assert [one.outside + one.complaints for one in people.values()] == [[], [], [], []]
    refused_without_answers(people["ssw"].page)
    agreed_about_the_judgement(centre)


def agreed_about_the_judgement(centre: Any) -> None:
    """判断のすり合わせ: what the meeting agreed is kept."""
    centre.open("/aligning/first_look/")
    page = centre.page
    page.fill("#id_agreed_on", "2026-11-20")
    page.fill("#id_words", "朝に一人で来ることが続くときは、行政関与が要るとする")
    with page.expect_navigation():
        page.click("button:has-text('申し合わせを残す')")
    assert "行政関与が要るとする" in page.inner_text("table:has-text('話し合った日')") and violations(page) == []
    fits_a_narrow_window(page)


def fits_a_narrow_window(page: Any) -> None:
    """At 200 % nothing of the page hangs over; these have no place in the other home's list of pages."""
    page.set_viewport_size({"width": 683, "height": 768})
    assert page.evaluate("document.documentElement.scrollWidth") <= 683
    page.set_viewport_size({"width": 1366, "height": 768})


def refused_without_answers(page: Any) -> None:
    """The survey of the second household, sent empty."""
    form = page.locator("form.stack:has(button:text-matches('^答える'))").first
    with page.expect_navigation():
        form.locator("button").click()
    assert "答えていない問いがあります" in page.inner_text("[role=alert]") and violations(page) == []


def counted_for_the_centre(centre: Any) -> None:
    """一覧から支援まで and 成果の表: one child registered, both supported, the days told, the answers not yet split."""
    page = centre.page
    page.click("nav.side >> text=一覧から支援まで")
    reached = {
        row.locator("th").inner_text(): row.locator("td").first.inner_text() for row in page.locator(STEP_ROWS).all()
    }
    assert (reached["要対協に登録した"], reached["見守り・支援が始まった"], reached["結果が出た"]) == ("1", "2", "0")
    assert violations(page) == []
    page.click("main >> text=図表7-3")
    words = page.inner_text("main")
    assert "のうち決まった 2件" in words and "答えのある 1件（SSW 1人）" in words
    assert "だれの答えか分かるので出しません" in words and violations(page) == []


def test_a_move_that_leads_elsewhere_stops_the_play(person: Callable[..., Any], served: Callable[..., str]) -> None:
    """The broken twin: in this home ①行政関与が要る leaves the child with the teachers."""
    true = load_pack("izumi").documents("process.yaml")[-1].path.read_text(encoding="utf-8")
    broken = true.replace("from: [first_look, teachers], to: joint", "from: [first_look], to: teachers")
    assert broken != true
    twin = served("twin", {"process.yaml": broken})
    play = Play(lambda who: person(twin, who).page)
    with pytest.raises(
        NotAsDeclaredError, match="「①行政関与が要る」 ends not in 「絞り込み②待ち」 but: 学校教員にて継続検討"
    ):
        walk(play, REGISTERED, AT_SCHOOL, held_on=CALLED_FOR)
    assert Counter(step.name for step in play.steps)["SSWが受け取る"] == 1
