"""A value through the screen: a section finds a child, adds a row, sees it beside the child's facts, and puts it right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.axe import violations
from support.planting import plant
from support.ready_store import put_store
from support.web_people import OWN, make_home

pytestmark = pytest.mark.browser


@pytest.fixture
def section(tmp_path: Path, ready_store: Path, sites: Any, person: Any) -> Any:
    """こども家庭センター, logged in at a served home in which one row was entered before."""
    home = make_home(tmp_path / "home")
    put_store(ready_store, home)
    plant(home, "values")
    sites.serve("values", home)
    return person("values", "center")


def send(somebody: Any, button: str) -> None:
    """Press a button that sends a form, and wait for the page that follows."""
    with somebody.page.expect_navigation(wait_until="domcontentloaded"):
        somebody.page.click(f"button:has-text('{button}')")


def text(somebody: Any) -> str:
    """What stands on the page."""
    return str(somebody.page.locator("main").inner_text())


def fits(somebody: Any) -> bool:
    """Nothing lies beside the window at 200 %, and nothing hinders who cannot see it."""
    wide = somebody.page.viewport_size
    somebody.page.set_viewport_size({"width": 683, "height": 768})
    hidden = somebody.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    somebody.page.set_viewport_size(wide)
    return hidden <= 0 and violations(somebody.page) == []


def test_a_value_is_added_seen_and_put_right(section: Any) -> None:
    section.open("/values/")
    assert fits(section)
    section.page.fill("#id_code", OWN)
    send(section, "このこどもの値を開く")
    with section.page.expect_navigation(wait_until="domcontentloaded"):
        section.page.click("a:has-text('児童相談の台帳に行を加える')")
    assert fits(section)
    section.page.get_by_role("textbox", name="受付番号").fill("画-2")
    section.page.get_by_role("textbox", name="受付日", exact=True).fill("R8.13.40")
    section.page.get_by_role("combobox", name="緊急度", exact=True).select_option("A")
    section.page.fill("#id_why", "電話で学校に確かめた")
    send(section, "この行を加える")
    assert "＊" in text(section) and section.page.get_by_role("textbox", name="受付番号").input_value() == "画-2"
    assert fits(section)
    section.page.get_by_role("textbox", name="受付日", exact=True).fill("R8.10.20")
    send(section, "この行を加える")
    assert "入力しました" in text(section) and "画-2" in text(section) and fits(section)
    section.open(f"/children/{OWN}/")
    assert text(section).count("未反映") >= 2 and "画-2" not in text(section)
    with section.page.expect_navigation(wait_until="domcontentloaded"):
        section.page.click("a:has-text('データの値を直す')")
    with section.page.expect_navigation(wait_until="domcontentloaded"):
        section.page.locator("a:has-text('直す・取り下げる')").first.click()
    section.page.fill("#id_why", "別のこどものことだった")
    assert fits(section)
    send(section, "この行を取り下げる")
    assert "この行は数えません" in text(section) and "前の版" in text(section)
