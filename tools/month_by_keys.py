"""The month's conference by keyboard alone: from the list that came to the meeting that is closed, without any mouse.

The list is received, three households are brought, the meeting is opened; at each household somebody writes down their own view,
then 正否確認 and the decisions, all four among them; minutes, and the end. What it costs in keys is counted in the browser.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tools.play import Play

CENTRE = "center"
MOST_STOPS = 150
"""Stops of Tab on one page before somebody gives up."""
DECISIONS: dict[str, dict[str, str]] = {
    "K-0001": {"C-0001": "要支援", "C-0002": "支援不要"},
    "K-0002": {"C-0003": "調査継続"},
    "K-0006": {"C-0009": "経過観察"},
}
"""Household → child → decision, in a home whose list holds these households."""
ORDER = ("要支援", "調査継続", "経過観察", "支援不要")
AT_A_HOUSEHOLD = ("自分の見立てを書く", "正否を確認して決める")
"""The steps at each household."""
WHY, SOURCE, VIEW = "欠席がふえた", "担任（面談）", "担任も心配している"
MINUTES = "三世帯について話し合った。"


def steps_of(decisions: Mapping[str, Mapping[str, str]]) -> int:
    """How many steps the walk has with these households."""
    return 4 + len(decisions) * 2 + 2


class NotReachedError(Exception):
    """The focus never comes to something that has to be used: without a mouse nobody can go on."""


class Hands:
    """Two hands on a keyboard, and nothing else."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        """One key after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def reach(self, what: str) -> None:
        """Press Tab until the focus is at the first element that fits; raises NotReachedError when it never is."""
        wanted = self.page.wait_for_selector(what, state="attached")
        for _ in range(MOST_STOPS):
            if wanted.evaluate("one => one === document.activeElement"):
                return
            self.press("Tab")
        raise NotReachedError(what)

    def leads_on(self, what: str, key: str = "Enter") -> None:
        """Reach what leads to another page, press it, and wait for that page."""
        self.reach(what)
        with self.page.expect_navigation():
            self.press(key)

    def jump(self, what: str) -> None:
        """Past the menu by 「本文へ」, then by one of the links of 「この画面の中」."""
        self.past_the_menu()
        self.reach(what)
        self.press("Enter")

    def past_the_menu(self) -> None:
        """The first stop of every page."""
        self.reach("a.skip")
        self.press("Enter")

    def write(self, what: str, words: str) -> None:
        """Into a field."""
        self.reach(what)
        self.page.keyboard.type(words)

    def write_day(self, what: str, day: str) -> None:
        """Into a field for a day, month first, as the browser shows it."""
        self.reach(what)
        year, month, date = day.split("-")
        self.page.keyboard.type(month + date + year)
        written = self.page.locator(what).input_value()
        if written != day:
            raise NotReachedError(f"{what} {day}: {written}")

    def choose(self, first: str, place: int) -> None:
        """One of a group of round buttons: the first is reached, the arrows lead on."""
        self.reach(first)
        self.press("Space", *["ArrowDown"] * place)


def walk(play: Play, decisions: Mapping[str, Mapping[str, str]], *, held_on: str, next_on: str) -> None:
    """The whole month of one conference, as こども家庭センター."""
    hands = Hands(play.page(CENTRE))
    _to_the_meeting(play, hands, decisions, held_on)
    with play.step("議題の世帯を開く", CENTRE, "議題", "先に、自分の見立て"):
        hands.jump("a[href='#agenda']")
        hands.leads_on("table.listed a")
    for _ in decisions:
        _household(play, hands, decisions)
    with play.step("議事録を残す", CENTRE, "議事録", "第1版"):
        hands.jump("a[href='#minutes']")
        hands.write("#id_words", MINUTES)
        hands.leads_on("button:has-text('議事録を残す')")
    with play.step("会議を閉じる", CENTRE, "第1版", "次に開く日"):
        hands.jump("a[href='#close']")
        hands.write_day("#id_next_on", next_on)
        hands.leads_on("button:has-text('会議を閉じる')")


def _to_the_meeting(play: Play, hands: Hands, decisions: Mapping[str, Mapping[str, str]], held_on: str) -> None:
    with play.step("一覧を受理する", CENTRE, "今日", "受理しました"):
        hands.leads_on("nav.side a[href='/cases/']")
        hands.past_the_menu()
        hands.leads_on("button:has-text('一覧を受理する')")
    with play.step("三世帯を会議にかける", CENTRE, "受理", "カンファレンス待ち"):
        for place, household in enumerate(decisions):
            if place:
                hands.past_the_menu()
                hands.leads_on(".crumbs a")
            hands.past_the_menu()
            hands.leads_on(f"table.listed tr:has-text('{household}') a")
            hands.past_the_menu()
            moves = hands.page.locator("input[type=radio][name=move]")
            hands.choose("input[type=radio][name=move]", [one.input_value() for one in moves.all()].index("bring"))
            hands.leads_on("button:has-text('が進める')")
    with play.step("会議を開く", CENTRE, "カンファレンス待ち", "議題"):
        hands.leads_on("nav.side a[href='/conferences/']")
        hands.past_the_menu()
        hands.reach("#id_kind")
        hands.write_day("#id_held_on", held_on)
        hands.leads_on("button:has-text('会議を開く')")


def _household(play: Play, hands: Hands, decisions: Mapping[str, Mapping[str, str]]) -> None:
    page = hands.page
    with play.step("自分の見立てを書く", CENTRE, "先に、自分の見立て", "決定者"):
        hands.jump("a[href='#decide']")
        hands.choose("input[name=leaning]", 0)
        hands.write("#id_view_words", VIEW)
        hands.leads_on("button:has-text('見立てを残して')")
    household = next(one for one in decisions if f"世帯 {one}" in page.inner_text("main"))
    with play.step("正否を確認して決める", CENTRE, "決定者", "世帯"):
        hands.jump("a[href='#decide']")
        for code, decision in decisions[household].items():
            for name in dict.fromkeys(
                one.get_attribute("name") for one in page.locator(f"input[name^='{code}-check_']").all()
            ):
                hands.choose(f"input[name='{name}']", 0)
            hands.choose(f"input[name='{code}-decision']", ORDER.index(decision))
        hands.write("#id_reason", WHY)
        hands.write("#id_human_source", SOURCE)
        hands.leads_on("button:has-text('決定を記録する')")
