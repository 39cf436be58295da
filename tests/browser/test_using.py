"""Using the pages: with the keyboard alone, on a 1366×768 screen, names hidden, nothing from outside."""

from __future__ import annotations

import re
from typing import Any

import pytest

from support.web_pairs import LINKED, key_of
from support.web_people import OWN, PROTECTED

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/worklist/",
    "/cases/",
    "/cases/2026-0001/",
    "/conferences/",
    "/conferences/2026-01/",
    "/conferences/2026-01/2026-0001/",
    "/inquiries/",
    "/inquiries/2026-0001/2/",
    "/overview/",
    "/types/",
    "/types/abuse/",
    f"/children/{OWN}/",
    "/children/C-0006/",
    "/receipts/",
    "/month/",
    "/month/2026-10-31/",
    "/month/2026-10-31/drift/",
    "/receipts/aaaa-shukketsu/",
    "/receipts/departments/2026-10/",
    "/receipts/wipes/",
    "/identity/",
    "/identity/second/",
    "/identity/answers/",
    f"/identity/linked/{OWN}/{key_of(LINKED)}/",
    "/layouts/",
    "/layouts/of/juki_kojin.own/",
    "/layouts/of/juki_kojin.kita/",
    "/layouts/of/own_source/",
    "/layouts/of/juki_kojin.own/column/6/",
    "/layouts/of/own_source/column/5/",
    "/layouts/of/own_source/file/",
    "/layouts/of/own_source2/cuts/",
    "/jobs/",
    "/jobs/5/",
    "/dictionary/",
    "/dictionary/residents/",
    "/records/mine/",
    "/password/",
    "/find/",
    "/protection/",
    "/login/second/",
)
OTHERS = (
    ("kansa", "/records/"),
    ("kansa", "/records/child/?code=C-0001"),
    ("kansa", "/records/watch/"),
    ("kansa", "/records/anchor/"),
    ("ssw", "/own-cases/"),
    ("kanri", "/people/"),
    ("sekinin", "/protection/"),
    ("center", "/break-glass/"),
    ("center", "/cases/2026-0003/team/"),
    ("center", f"/cases/2026-0003/override/{PROTECTED}/"),
    ("center", f"/children/{PROTECTED}/sheltered/"),
    ("sekinin", "/overrides/"),
    ("sekinin", "/hand-over/?from=center"),
    ("center", "/conferences/"),
    ("center", "/conferences/changed/"),
    ("sekinin", "/in-support/"),
    ("center", "/conferences/2026-01/"),
    ("center", "/conferences/2026-01/2026-0001/"),
    ("center", "/conferences/copies/"),
    ("center", "/inquiries/"),
    ("center", "/inquiries/2026-0001/1/"),
    ("center", f"/cases/2026-0001/ask/{OWN}/"),
    ("boshi", "/inquiries/2026-0001/2/"),
    ("center", "/support/"),
    ("center", "/cases/2026-0001/support/"),
    ("center", "/cases/2026-0001/support/tasks/"),
    ("center", "/cases/2026-0001/support/tasks/1/"),
    ("center", "/cases/2026-0001/support/contacts/?template=visit"),
    ("center", "/cases/2026-0001/support/plan/"),
    *(("center", f"/resources/{one}") for one in ("", "1/", "1/change/", "load/", "gaps/")),
    *(("center", f"/cases/2026-0001/support/resources/{one}") for one in ("", "1/", f"choose/1/?child={OWN}")),
    ("center", "/dashboards/funnel/"),
    ("center", "/dashboards/effects/"),
    ("ssw", "/dashboards/survey/"),
    ("sekinin", "/dashboards/workload/"),
    ("hantei", "/dashboards/groups/"),
    ("center", "/notes/"),
    ("center", "/nominations/"),
    ("boshi", "/expecting/"),
    ("center", "/cases/2026-0001/transfer/"),
    ("boshi", "/cases/2026-0006/expecting/"),
    ("center", "/values/"),
    ("center", f"/children/{OWN}/values/"),
    ("center", f"/children/{OWN}/values/jido_sodan/add/"),
    ("center", f"/children/{OWN}/values/jido_sodan/row/?entered=1"),
    ("kansa", "/break-glass/reviews/"),
    ("hoyu", "/receipts/"),
    ("hoyu", "/records/own-data/"),
)
"""Pages that others than the clerk open."""
REACHABLE = "a[href], button:not([hidden]), summary, input:not([type=hidden]), [tabindex='0']"
NUMBERED = """(reachable) => { let number = 0;
    for (const one of document.querySelectorAll(reachable)) if (one.checkVisibility()) one.dataset.number = ++number;
    return number }"""
FOCUSED = """() => { const one = document.activeElement;
    return one === document.body ? null : [Number(one.dataset.number || 0), one.textContent] }"""


def tab_through(page: Any, most: int = 400) -> list[list[Any]]:
    """[number, text] of everything the Tab key stops at, in order, until it leaves the page; 0 has no number."""
    stops: list[list[Any]] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        if here is None:
            break
        stops.append(here)
    return stops


@pytest.mark.parametrize("path", PAGES)
def test_everything_can_be_reached_with_the_keyboard_in_reading_order(person: Any, path: str) -> None:
    somebody = person("full", "hantei")
    somebody.open(path)
    things = somebody.page.evaluate(NUMBERED, REACHABLE)
    stops = tab_through(somebody.page)
    assert "本文へ" in stops[0][1]
    # Inside one date field the Tab key goes from year to month to day, and a box that scrolls is a stop without a number.
    numbers = [number for number, _ in stops if number]
    assert list(dict.fromkeys(numbers)) == list(range(1, things + 1))


def test_the_focus_is_seen(person: Any) -> None:
    somebody = person("full", "hantei")
    somebody.open("/worklist/")
    for _ in range(4):
        somebody.page.keyboard.press("Tab")
    outline = somebody.page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "4px"


def test_the_skip_link_leads_to_the_page(person: Any) -> None:
    somebody = person("full", "hantei")
    somebody.open("/worklist/")
    somebody.page.keyboard.press("Tab")
    somebody.page.keyboard.press("Enter")
    assert somebody.page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_wider_than_the_screen(person: Any, path: str) -> None:
    somebody = person("full", "hantei")
    somebody.open(path)
    assert somebody.page.evaluate("document.documentElement.scrollWidth") <= 1366
    assert somebody.page.locator("h1").bounding_box()["y"] < 200


def test_no_page_is_lost_on_a_narrow_window(person: Any) -> None:
    somebody = person("full", "hantei")
    somebody.page.set_viewport_size({"width": 683, "height": 768})
    for path in PAGES:
        somebody.open(path)
        hidden = somebody.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert hidden <= 0, path


@pytest.mark.parametrize("username", sorted({who for who, _ in OTHERS}))
def test_nor_is_a_page_of_somebody_else(person: Any, username: str) -> None:
    somebody = person("full", username)
    somebody.page.set_viewport_size({"width": 683, "height": 768})
    somebody.open(f"/children/{OWN}/")
    for path in [path for who, path in OTHERS if who == username]:
        somebody.open(path)
        hidden = somebody.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert hidden <= 0, path


FOLDED = """() => { const cell = document.querySelector('table.listed tbody td');
    cell.innerHTML = '<details><summary>ほか1件</summary><p id="folded">理由</p></details>' }"""
SEEN = "document.getElementById('folded').checkVisibility()"


def test_paper_holds_what_is_folded_on_the_screen_and_no_navigation(person: Any) -> None:
    somebody = person("full", "center")
    somebody.open("/worklist/")
    somebody.page.evaluate(FOLDED)
    assert somebody.page.evaluate(SEEN) is False
    somebody.page.emulate_media(media="print")
    assert somebody.page.evaluate(SEEN) is True
    for hidden in ("nav.side", "#names-button", ".skip"):
        assert not somebody.page.locator(hidden).is_visible()


def test_f9_hides_names_and_the_next_page_keeps_them_hidden(person: Any) -> None:
    somebody = person("full", "center")
    somebody.open(f"/children/{OWN}/")
    assert "佐藤 ひなた" in somebody.page.locator("main").inner_text()
    somebody.page.keyboard.press("F9")
    text = somebody.page.locator("main").inner_text()
    assert not re.search("佐藤|ひなた|ヒナタ", text)
    assert OWN in text
    somebody.open("/children/C-0002/")
    assert "佐藤" not in somebody.page.locator("main").inner_text()
    somebody.page.locator("#names-button").focus()
    somebody.page.keyboard.press("Enter")
    assert "佐藤 陸" in somebody.page.locator("main").inner_text()


def test_browsers_have_nothing_to_complain_about_and_nothing_comes_from_outside(person: Any) -> None:
    somebody = person("full", "hantei")
    for path in PAGES:
        somebody.open(path)
    assert somebody.complaints == []
    assert somebody.outside == []


def test_injected_script_does_not_run(person: Any) -> None:
    somebody = person("full", "hantei")
    somebody.open("/worklist/")
    somebody.page.evaluate("""() => { const evil = document.createElement('script'); evil.textContent = 'window.ran = true';
        document.body.append(evil) }""")
    assert somebody.page.evaluate("window.ran === undefined")


def test_after_log_out_back_shows_nothing(person: Any) -> None:
    somebody = person("full", "center")
    somebody.open(f"/children/{OWN}/")
    somebody.page.click("text=ログアウト")
    # Leaving clears the site's data, for which the browser swaps the page: only one that has come can go back.
    somebody.page.wait_for_url("**/login/**")
    somebody.page.wait_for_load_state()
    somebody.page.go_back()
    somebody.page.wait_for_load_state()
    assert "佐藤" not in somebody.page.content()
    assert "ログイン" in somebody.page.title()


def test_a_page_nobody_uses_shows_nothing_any_more(person: Any) -> None:
    somebody = person("full", "center")
    page = somebody.page
    page.clock.install()
    somebody.open(f"/children/{OWN}/")
    page.clock.fast_forward("14:30")
    assert page.get_by_role("alert").inner_text().startswith("まもなく画面を閉じます")
    assert "佐藤 ひなた" in page.content()
    page.clock.fast_forward("01:00")
    left = page.content()
    assert not re.search("佐藤|ひなた", left) and OWN not in page.locator("body").inner_text()
    assert page.title() == "画面を閉じました｜つなぐ"
    assert page.get_by_role("heading").inner_text() == "画面を閉じました"
    assert page.evaluate("document.activeElement.textContent") == "ログインする", (
        "a keyboard and a screen reader are there"
    )
    page.keyboard.press("Tab")
    assert page.locator("main").count() == 1 and page.get_by_role("navigation").count() == 0
    assert somebody.complaints == [] and somebody.outside == []


def test_another_window_that_is_used_keeps_this_one_open(person: Any) -> None:
    somebody = person("full", "center")
    page = somebody.page
    page.clock.install()
    somebody.open(f"/children/{OWN}/")
    page.clock.fast_forward("14:00")
    mark = "document.querySelector('script[data-session]').dataset.session"
    page.evaluate(f"localStorage.setItem('tsunagu-used', {mark} + ' ' + Date.now())")
    page.clock.fast_forward("05:00")
    assert "佐藤 ひなた" in page.content()
    # Somebody else logs in at the same terminal: their pages keep nobody's open.
    page.evaluate("localStorage.setItem('tsunagu-used', 'another ' + Date.now())")
    page.clock.fast_forward("00:05")
    assert not re.search("佐藤|ひなた", page.content())


def test_rare_letters_are_drawn(person: Any) -> None:
    somebody = person("full", "hantei")
    somebody.open("/children/C-0003/")
    assert "𠮷田 﨑" in somebody.page.locator("h1").inner_text()
