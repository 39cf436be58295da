"""A supported household through the screen: two tasks, the late one first and done with an outcome, a sighting, a plan."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from support.paper_text import text_of_paper
from support.planting import plant
from support.ready_store import put_store
from support.web_cases import NUMBER
from support.web_people import OWN, make_home
from tsunagu.base import clock

pytestmark = pytest.mark.browser

BASE = f"/cases/{NUMBER}/support/"
LATE_TASK, LATER_TASK = "健診の日に、朝ごはんのことを聞く", "母に電話して、手当の届を案内する"


@pytest.fixture
def household(tmp_path: Path, ready_store: Path, sites: Any, person: Any) -> Any:
    """`household("center")` is logged in at a served home whose list was received; nobody supports anybody yet."""
    home = make_home(tmp_path / "home")
    put_store(ready_store, home)
    plant(home, "late_task")
    sites.serve("support", home)
    return lambda username: person("support", username)


def send(somebody: Any, button: str) -> None:
    """Press a button that sends a form, and wait for the page that follows."""
    with somebody.page.expect_navigation(wait_until="domcontentloaded"):
        somebody.page.click(f"button:has-text('{button}')")


def text(somebody: Any) -> str:
    """What stands on the page."""
    return str(somebody.page.locator("main").inner_text())


def day(after: int) -> str:
    """A day from today, as a date field takes it."""
    return (clock.today() + timedelta(days=after)).isoformat()


def test_from_a_task_to_a_plan_the_family_agreed_to(household: Any) -> None:
    centre = household("center")
    centre.open(f"{BASE}tasks/")
    centre.page.fill("#id_what", LATER_TASK)
    centre.page.select_option("#id_kind", label="電話で様子を聞く・案内する")
    centre.page.fill("#id_due_on", day(10))
    send(centre, "対応事項に足す")
    assert "どちらか一人だけ" in text(centre) and centre.page.input_value("#id_what") == LATER_TASK
    centre.page.select_option("#id_holder", label="村上（健康づくり課）")
    send(centre, "対応事項に足す")
    assert LATER_TASK in text(centre)

    health = household("boshi")
    health.open("/")
    rows = health.page.locator("table:has(caption:text('あなたの対応事項')) tbody tr")
    assert LATE_TASK in rows.nth(0).inner_text() and "日おくれ" in rows.nth(0).inner_text()
    assert LATER_TASK in rows.nth(1).inner_text() and "おくれ" not in rows.nth(1).inner_text()
    with health.page.expect_navigation(wait_until="domcontentloaded"):
        health.page.click(f"a:has-text('{LATE_TASK}')")
    health.page.check("input[name=end][value=done]")
    health.page.select_option("#id_outcome", label="改善")
    health.page.fill("#id_words", "三日は食べて来ていると本人から聞いた")
    send(health, "終える")
    assert "三日は食べて来ていると本人から聞いた" in text(health) and "終わった" in text(health)
    health.open("/")
    assert LATE_TASK not in text(health) and LATER_TASK in text(health)

    health.open(f"{BASE}contacts/?template=visit")
    health.page.fill("#id_with_whom", "母と本人")
    health.page.fill("#id_fact", "玄関で本人と話した。顔色はよい")
    health.page.fill("#id_heard", "夜の仕事を減らした")
    health.page.fill("#id_heard_from", "母")
    health.page.check(f"#id_seen_{OWN}")
    health.page.fill("#id_place", "家の玄関")
    send(health, "記録する")
    assert "夜の仕事を減らした" in text(health)
    centre.open(f"/children/{OWN}/")
    assert "村上（健康づくり課）" in text(centre) and "家の玄関" in text(centre)
    centre.open(BASE)
    centre.page.click("summary:has-text('姿を見たことを書く')")
    centre.page.select_option("#id_seen_child", OWN)
    centre.page.fill("#id_seen_on", day(0))
    centre.page.check("input[name=eyes][value=heard]")
    centre.page.fill("#id_seen_by", "担任")
    centre.page.fill("#id_seen_place", "教室")
    send(centre, "記録する")
    assert "担任 と聞いた" in text(centre)

    centre.open(f"{BASE}plan/")
    centre.page.fill("#id_goals", "朝ごはんを食べて学校に行く")
    centre.page.fill(f"#id_wish_{OWN}", "ねこといっしょに寝たい")
    centre.page.fill("#id_we_do", "手当の届をいっしょに書く")
    centre.page.fill("#id_next_talk", day(30))
    send(centre, "プランにする")
    centre.page.fill("#id_to_whom", "母と本人")
    centre.page.check("input[name=answer][value=agreed]")
    send(centre, "記録する")
    assert "母と本人と合意しました" in text(centre)
    with centre.page.expect_download() as taken:
        centre.page.click("text=家族に渡す紙")
    assert "ねこといっしょに寝たい" in text_of_paper(Path(taken.value.path()).read_bytes())
    assert health.complaints == []
    assert [told for told in centre.complaints if "400" not in told] == [], "but for the form sent without a person"
