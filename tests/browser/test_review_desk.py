"""Fifty pairs by keyboard, in a browser: one key per pair; keys are off while somebody types or has switched them off."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.web_pairs import many_rows, plant_pairs
from support.web_people import make_home
from tsunagu.identity import IdentityAnswer, judgements

pytestmark = pytest.mark.browser

PAIRS = 50
COUNTING = """document.addEventListener('keydown', () => sessionStorage.setItem('keys-counted', Number(sessionStorage.getItem('keys-counted')) + 1), true)"""
COUNTED = "Number(sessionStorage.getItem('keys-counted'))"
BELOW = """[...document.querySelectorAll('#pair, button[data-key], #id_why')].map(one => one.getBoundingClientRect().bottom)"""
SHOWN = "document.querySelector('input[name=record]')?.value ?? ''"


@pytest.fixture
def desk(tmp_path: Path, sites: Any, person: Any, request: pytest.FixtureRequest) -> Any:
    """Somebody logged in before a desk of fifty pairs, in a home of this test alone."""
    home = make_home(tmp_path / "home")
    plant_pairs(home, many_rows(PAIRS))
    name = f"pairs-{request.node.name}"
    sites.serve(name, home)
    somebody = person(name, "hantei")
    somebody.open("/identity/")
    return somebody


def press(somebody: Any, key: str) -> None:
    """Press a key that answers, and wait for the page that follows."""
    with somebody.page.expect_navigation(wait_until="domcontentloaded"):
        somebody.page.keyboard.press(key)


def test_fifty_pairs_by_keyboard_at_one_key_each(desk: Any, record_property: Any) -> None:
    """The page itself counts every key that goes down, so a key that answers nothing makes the count larger than the pairs."""
    desk.page.add_init_script(COUNTING)
    desk.open("/identity/")
    lowest = desk.page.evaluate(BELOW)
    assert len(lowest) == 7 and max(lowest) <= 768, "the pair, the five answers and the reason need no scrolling"
    seen = []
    for place in range(PAIRS):
        seen.append(desk.page.evaluate(SHOWN))
        press(desk, "1245"[place % 4])
    assert len(set(seen)) == PAIRS
    given = judgements(desk.site.home)
    assert [one.pair.record for one in given] == seen
    assert [str(one.answer) for one in given[:4]] == ["same", "other", "awaiting_registration", "out_of_area"]
    record_property("keys", desk.page.evaluate(COUNTED))
    record_property("pairs", len(given))
    assert desk.page.evaluate(COUNTED) == len(given) == PAIRS, "one key per pair"
    # After 別人 nobody else is proposed: the record itself is asked about, after all pairs.
    others = sum(one.answer is IdentityAnswer.OTHER for one in given)
    assert f"{PAIRS}件中 {PAIRS - others}件すみ、あと{others}件" in desk.page.locator("main").inner_text()
    assert desk.complaints == []


def test_a_key_that_answers_nothing_is_counted_too(desk: Any, record_property: Any) -> None:
    """The count above can fail."""
    desk.page.add_init_script(COUNTING)
    desk.open("/identity/")
    desk.page.keyboard.press("9")
    press(desk, "1")
    record_property("keys", desk.page.evaluate(COUNTED))
    record_property("pairs", len(judgements(desk.site.home)))
    assert (desk.page.evaluate(COUNTED), len(judgements(desk.site.home))) == (2, 1)


def test_keys_do_nothing_while_somebody_types_or_when_they_are_off(desk: Any) -> None:
    first = desk.page.evaluate(SHOWN)
    desk.page.focus("#id_why")
    desk.page.keyboard.type("1年2組の担任に確かめた")
    assert desk.page.input_value("#id_why") == "1年2組の担任に確かめた"
    desk.page.focus("#keys-button")
    desk.page.keyboard.press("Enter")
    assert desk.page.get_attribute("#keys-button", "aria-pressed") == "false"
    desk.page.keyboard.press("1")
    assert desk.page.evaluate(SHOWN) == first and judgements(desk.site.home) == []
    desk.page.keyboard.press("Enter")
    press(desk, "1")
    (judged,) = judgements(desk.site.home)
    assert (judged.pair.record, judged.why) == (first, "1年2組の担任に確かめた")


def test_enter_while_a_reason_is_written_answers_nothing(desk: Any) -> None:
    """Enter ends a conversion of kana; in a form it would press the first button, 同一人."""
    first = desk.page.evaluate(SHOWN)
    desk.page.focus("#id_why")
    desk.page.keyboard.type("担任に確かめた")
    for _ in range(2):
        desk.page.keyboard.press("Enter")
    # Whatever Enter had sent would be there before this page is asked for anew.
    desk.open("/identity/")
    assert desk.page.evaluate(SHOWN) == first and judgements(desk.site.home) == []
    desk.page.focus("button[data-key='1']")
    with desk.page.expect_navigation(wait_until="domcontentloaded"):
        desk.page.keyboard.press("Enter")
    assert len(judgements(desk.site.home)) == 1


def test_f9_hides_the_names_of_both_sides(desk: Any) -> None:
    desk.page.keyboard.press("F9")
    text = desk.page.locator("main").inner_text()
    assert "佐藤" not in text and "ヒナタ" not in text and "2017-05-" in text


def test_a_key_held_down_answers_one_pair_only(desk: Any) -> None:
    with desk.page.expect_navigation(wait_until="domcontentloaded"):
        desk.page.keyboard.down("1")
        desk.page.keyboard.down("1")
    desk.page.keyboard.up("1")
    desk.page.wait_for_load_state("load")
    assert len(judgements(desk.site.home)) == 1
