"""A play: people of every role at the pages, step by step. Each step says which state it leads from and which to.

A play looks at nothing but pages and imports nothing of the product. What it costs people is counted inside the browser:
every press of the mouse, every choice from a list and every file chosen is a click, every character that comes into a field
a typed one (a date: its eight digits). Filling in, opening what is filled in and looking for it all count.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

COUNTING = """(() => {
  if (window.countsForThePlay) return;
  window.countsForThePlay = true;
  const add = (name, number) => { try {
    const kept = JSON.parse(sessionStorage.getItem('play') || '{}');
    kept[name] = (kept[name] || 0) + number;
    sessionStorage.setItem('play', JSON.stringify(kept)) } catch {} };
  addEventListener('pointerdown', event => { if (event.isTrusted) add('clicks', 1) }, true);
  addEventListener('change', event => {
    if (event.target.matches('select, input[type=file]')) add('clicks', 1) }, true);
  let digits = false;
  addEventListener('keydown', event => {
    const field = event.target, pressed = event.key === ' ' && field.matches('button, a, [type=radio], [type=checkbox]');
    digits = field.matches('input[type=date]') && /^[0-9]$/.test(event.key);
    if (digits) add('characters', 1);
    if (event.isTrusted && (pressed || event.key.length > 1 || event.ctrlKey)) add('keys', 1) }, true);
  addEventListener('input', event => {
    const field = event.target;
    if (field.matches('input[type=date]')) digits || add('characters', field.value.replaceAll('-', '').length);
    else if (event.data) add('characters', event.data.length);
    else if (!field.matches('select, input[type=file], input[type=radio], input[type=checkbox]'))
      add('characters', field.value.length) }, true);
})()"""
"""Counts into the tab's own memory, which outlives its pages."""
PARTS = re.compile(r"<h1>(.*?)</h1>(.*)</main>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
TAKE = "() => { const kept = sessionStorage.getItem('play') || '{}'; sessionStorage.removeItem('play'); return kept }"


class NotAsDeclaredError(Exception):
    """A step did not begin or end in the state it declares: the pages do not do what the play promises."""


@dataclass(frozen=True)
class Step:
    """What somebody did, from which state to which, and what it cost them."""

    name: str
    who: str
    before: str
    after: str
    clicks: int
    characters: int
    keys: int


@dataclass
class Moment:
    """A step while it is played. `subject`: path of the page that tells the state; a step may set another for its end."""

    page: Any
    name: str
    subject: str
    look: Callable[[], None]


@dataclass
class Play:
    """Plays steps. `come` lets somebody log in at a page of their own; `at` is called when the page shows a step to do."""

    come: Callable[[str], Any]
    at: Callable[[Any, str], None] = lambda _page, _name: None
    steps: list[Step] = field(default_factory=list)
    _pages: dict[str, Any] = field(default_factory=dict)

    def page(self, who: str) -> Any:
        """The page of somebody, who logs in when first asked for and then stays."""
        if who not in self._pages:
            page = self.come(who)
            page.add_init_script(COUNTING)
            page.wait_for_load_state()
            page.evaluate(COUNTING)
            self._pages[who] = page
        return self._pages[who]

    @contextmanager
    def step(self, name: str, who: str, before: str, after: str, subject: str = "") -> Iterator[Moment]:
        """One step of somebody. The state that the page at `subject` tells (the person's own page where empty) must be
        `before` and then `after`; raises NotAsDeclaredError otherwise.

        The picture is taken when the step says `look()`, or at its end.
        """
        page, looked = self.page(who), []

        def look() -> None:
            looked.append(name)
            self.at(page, name)

        moment = Moment(page, name, subject, look)
        self._must_tell(moment, before, "begins", self.told(page, subject, open_page=False))
        page.evaluate(TAKE)
        yield moment
        page.wait_for_load_state()
        counted = _read(page.evaluate(TAKE))
        if not looked:
            look()
        self._must_tell(moment, after, "ends", self.told(page, moment.subject))
        self.steps.append(Step(name, who, before, after, counted["clicks"], counted["characters"], counted["keys"]))

    def _must_tell(self, moment: Moment, words: str, when: str, told: str) -> None:
        if words != told if is_case(moment.subject) else words not in told:
            raise NotAsDeclaredError(f"「{moment.name}」 {when} not in 「{words}」 but: {told[:300]}")

    def told(self, page: Any, subject: str, *, open_page: bool = True) -> str:
        """What the pages say: of a case its state, at the end of its heading; of others the main part.

        The page somebody has open serves where it has just come (`open_page`); any other is asked for beside the tab, with
        the person's own session, so that it neither counts nor disturbs.
        """
        if not subject or (open_page and urlsplit(page.url).path == subject):
            return state_of(str(page.inner_text("h1"))) if is_case(subject) else str(page.inner_text("main"))
        text = page.request.get(urljoin(page.url, subject)).text()
        heading, main = (unescape(TAG.sub("", part)) for part in PARTS.findall(text)[0])
        return state_of(heading) if is_case(subject) else heading + main


def state_of(heading: str) -> str:
    """支援中, of the heading of a case."""
    return heading.rpartition("／")[2].strip()


def is_case(path: str) -> bool:
    """Whether a path is a case's own page, whose heading tells its state."""
    parts = path.strip("/").split("/")
    return len(parts) == 2 and parts[0] in ("cases", "school-cases")


def _read(kept: str) -> dict[str, int]:
    counted: dict[str, int] = json.loads(kept)
    return {name: counted.get(name, 0) for name in ("clicks", "characters", "keys")}


def leads_on(page: Any, what: str) -> None:
    """Press what leads to another page, and wait for that page."""
    with page.expect_navigation():
        page.click(what)


def opens(page: Any, words: str) -> None:
    """Open what lies folded under these words, unless it is open."""
    folded = page.locator(f"details:has(> summary:has-text('{words}')) >> nth=0")
    if folded.get_attribute("open") is None:
        folded.locator("> summary").click()


def to_case(page: Any, household: str) -> None:
    """From wherever somebody is to the case of a household, by what is on the pages."""
    leads_on(page, "nav.side >> text=/^ケース/")
    leads_on(page, f"table.listed tr:has-text('{household}') a >> nth=0")


def to_case_at_school(page: Any, number: str) -> None:
    """From wherever somebody of a school is to a case that waits there, by 今日."""
    leads_on(page, "nav.side >> text=/^今日/")
    leads_on(page, f"table.listed:has(caption:has-text('あなたの番のケース')) a:has-text('{number}')")


def fill(page: Any, field: str, value: str) -> None:
    """Write into a field, or choose from its list."""
    found = page.locator(field)
    if found.evaluate("field => field.tagName") == "SELECT":
        found.select_option(value)
    else:
        found.click()
        found.fill(value)
